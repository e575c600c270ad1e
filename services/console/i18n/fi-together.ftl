
## Nuoren ja huoltajien suostumukset

family-title = Perheen suostumukset
family-missing = Nuoren oma kyllä tai huoltajan suostumus puuttuu. Perhe voi vastata ehdotukseen kyllä vasta, kun kaikki ovat suostuneet.
family-open = Kirjaa suostumukset
family-young-person = Nuori itse
family-guardian = Huoltaja
family-stands = Suostunut
family-lacks = Puuttuu
family-withdrawn = Peruttu
family-language = Millä kielellä asia kerrottiin?
act-young-persons-yes = Kirjaa nuoren oma kyllä
act-family-consent = Kirjaa huoltajan suostumus
act-family-withdraw = Kirjaa peruminen
act-guardian = Nimeä huoltaja
act-guardian-remove = Ei olekaan huoltaja
guardian-who = Kuka on huoltaja?
guardian-who-hint = Nimi, puhelinnumero tai sähköposti. Kirjaa jokainen huoltaja.
guardian-unknown = Eikö huoltajaa löydy?
done-guardian = Huoltaja on nimetty. Kysy nyt suostumus.
done-guardian-remove = Hän ei ole enää huoltajien joukossa.
done-family-consent = Suostumus on kirjattu.
done-family-withdraw = Peruminen on kirjattu. Avoimet ehdotukset perutaan heti.
proposal-withdrawn-why = Miksi peruttiin:
reason-FAMILY_CONSENT_MISSING = Nuoren oma kyllä tai huoltajan suostumus puuttuu. Kirjaa se pyynnön sivulla.
reason-FAMILY_CONSENT_NOT_NEEDED = Tässä toiminnassa ei kysytä perheen suostumuksia.
reason-NOT_OF_FAMILY = Häntä ei ole nimetty huoltajaksi.
reason-GUARDIAN_OF_HERSELF = Nuori ei voi olla oma huoltajansa.
reason-PROPOSAL_SETTLED = Ehdotukseen ei odoteta enää vastausta.
reason-PROPOSAL_ALREADY_ANSWERED = Vastaus on jo kirjattu.
violation-must-be-spoken-by-interpreter-or-on-paper = Valitse, miten se kerrottiin sinulle

## Sopimus ja tavoitteet

agreement-title = Sopimus ja tavoitteet
agreement-missing = Kirjallista sopimusta ei ole vielä tehty.
agreement-made = Tehty { $day } ({ $how })
agreement-goals = Tavoitteet
agreement-goals-hint = Yksi tavoite riville, enintään kymmenen.
act-agreement = Kirjaa sopimus
act-agreement-again = Tee sopimus uudelleen
act-goal = Lisää tavoite
act-goal-outcome = Kirjaa, miten kävi
goal-words = Mihin he haluavat päästä?
goal-outcome = Miten tavoitteen kävi?
goal-open = Avoin
goal-outcome-reached = Saavutettiin
goal-outcome-given-up = Siitä luovuttiin
goal-outcome-continues = He jatkavat itse
done-agreement = Sopimus on kirjattu.
done-goal = Tavoite on lisätty.
done-goal-outcome = Tavoitteen tulos on kirjattu.
step-AgreementMade = Sopimus tehtiin
step-GoalSet = Tavoite asetettiin
step-GoalConcluded = Tavoitteen tulos kirjattiin
step-MatchHandedOver = Vastuu siirtyi
reason-AGREEMENT_NOT_NEEDED = Tässä toiminnassa ei ole kirjallista sopimusta.
reason-AGREEMENT_NOT_MADE = Kirjaa ensin sopimus.
reason-TOO_MANY_GOALS = Avoimia tavoitteita on jo kymmenen.
reason-GOAL_ALREADY_CONCLUDED = Tavoitteen tulos on jo kirjattu.
reason-MATCH_ALREADY_OVER = Pari on jo päättynyt.
reason-CONCERN_ALREADY_CONCLUDED = Huoli on jo käsitelty.

## Parin vastuuhenkilö ja mitä on kesken

match-coordinator = Vastuussa
match-silence = { $days ->
    [0] Kuultu tänään
    [one] Ei kuultu päivään
   *[other] Ei kuultu { $days } päivään
}
act-hand-over = Siirrä toiselle
hand-over-to = Kenelle?
done-hand-over = Pari on siirretty.
today-whose = Kenen asiat näytetään
today-everybodys = Kaikki
today-mine = Omat
due-missed = Kuulumiset kysymättä
due-missed-why = Kuulumiset piti kysyä { $day }, eikä parista ole kuultu sen jälkeen. Soita, vaikka pari on tauolla tai päättynyt.
due-no-agreement = Sopimus puuttuu
due-no-agreement-why = Pari on ollut käynnissä { $day } lähtien ilman kirjallista sopimusta.
due-goal = Tavoite kesken
due-goal-why = Pari päättyi { $day }, ja tavoitteen tulos on kirjaamatta.
due-family-consent = Suostumus peruttu
due-family-consent-why = Nuori tai huoltaja perui suostumuksen { $day }, ja pari on vielä voimassa. Soita perheelle.
due-unconsented-why = Suostumus peruttiin, joten ehdotus peruttiin { $day }. Sovi perheen kanssa, miten jatketaan.
