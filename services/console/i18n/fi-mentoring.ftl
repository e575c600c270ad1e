
## Välitavoitteet ja mitä osallistujalle kuuluu lopuksi

milestones-title = Välitavoitteet
milestone-reached = Saavutettu
milestone-open = Kesken
act-milestone = Tehty
act-milestone-earlier = Tehty aiemmin
act-milestone-back = Ei sittenkään
done-milestone = Välitavoite on kirjattu.
done-milestone-back = Välitavoite on taas kesken.
step-MilestoneReached = Välitavoite saavutettiin
step-MilestoneTakenBack = Välitavoite merkittiin keskeneräiseksi
step-OutcomeRecorded = Kirjattiin, miten osallistujan kävi
outcome-title = Miten osallistujan kävi
outcome-missing = Ei ole vielä kysytty.
outcome-what = Miten osallistujan kävi?
outcome-follow-up = Kysytään uudelleen
outcome-follow-up-hint = Jätä tyhjäksi, jos uudelleen ei kysytä.
outcome-asked-again = kysytään uudelleen { $day }
act-outcome = Kirjaa, miten kävi
act-outcome-again = Kirjaa uusi tieto
done-outcome = Kirjattu, miten osallistujan kävi.
due-outcome = Miten kävi?
due-outcome-why = Pari päättyi { $day }, eikä ole kirjattu, miten osallistujan kävi.
due-follow-up = Kysy uudelleen
due-follow-up-why = Sovittiin, että kysytään uudelleen { $day }, miten osallistujalle kuuluu.
reason-MILESTONE_UNKNOWN = Toiminnassa ei ole tällaista välitavoitetta.
reason-MILESTONE_NOT_REACHED = Välitavoite on jo kesken.
reason-OUTCOME_UNKNOWN = Toiminnassa ei kysytä tätä.
reason-FOLLOW_UP_NOT_LATER = Uudelleen kysytään myöhempänä päivänä.
held-kind-milestone = Välitavoite
held-kind-outcome = Miten kävi
held-follow-up-on = Kysytään uudelleen
figures-by-outcome = Sen mukaan, miten osallistujan kävi
figures-by-milestone = Välitavoitteen mukaan
figures-milestone = Välitavoite
indicator-outcomes = Tiedetään, miten kävi
indicator-outcomes-definition = Jaksolla päättyneet parit, joista on kirjattu, miten osallistujan kävi. Viimeisin tieto ratkaisee, milloin se on kerrottukin.
indicator-milestones = Välitavoitteita
indicator-milestones-definition = Parien jaksolla saavuttamat välitavoitteet, kukin parin välitavoite kerran.

## Hakukierrokset

cohort-open = Hakukierros
cohort-which = Hakukierros
cohort-all = Kaikki
cohort-intake = Haku
cohort-way = Parit toimivat
cohort-paired = Pari löytyi
cohort-nobody-paired = Kenellekään ei ole vielä paria.
cohort-unpaired = Ilman paria
cohort-closed = Päättynyt
cohort-can-be-paired = Pari voidaan suunnitella nyt
cohort-plan = Suunnittele kierroksen parit
view-GetCohort = Katsoi hakukierroksen pareja
