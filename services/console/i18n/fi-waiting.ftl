## Jono

waiting-title = Jonon järjestys
waiting-lead = Ketkä odottavat, pisimpään odottaneet ensin. Ensimmäisinä ovat ne, joille on kirjattu perusteltu syy. Mikään syy ei paina toista enemmän.
waiting-caption = Odottavat, perustellun syyn vuoksi ensin ja muut ajan mukaan
waiting-why = Mitä odottaa
waiting-priority = Miksi ensin
waiting-for-friend = Odottaa ystävää tai tukihenkilöä
waiting-for-place = Odottaa paikkaa ryhmässä
waiting-rests = Lepää { $day } asti
waiting-empty = Kukaan ei odota näillä ehdoilla.
waiting-protected = Turvakiellon alaiset näkyvät vain, kun kuntaa ei ole valittu.
priority-reason = Syy
priority-note-hint = Kirjoita sanalla tai kahdella, miksi.
priority-since = { $reason }, kirjattu { $day }: { $note }
act-declare-priority = Kirjaa syy päästä ensin
act-declare-priority-hint = Syy koskee tätä odotusta. Se siirtää hänet jonossa niiden edelle, joilla syytä ei ole. Uusi syy korvaa aiemman.
act-take-back-priority = Poista syy
done-declare-priority = Syy kirjattiin.
done-take-back-priority = Syy poistettiin.
step-PriorityDeclared = Kirjattiin syy päästä ensin
step-PriorityTakenBack = Syy päästä ensin poistettiin
reason-REFERRAL_NOT_WAITING = Hän ei enää odota: ystävä tai paikka on löytynyt.
reason-REFERRAL_NO_PRIORITY = Syytä ei ole kirjattu, tai se on jo poistettu.
violation-is-not-a-reason-to-go-before-others = Valitse syy
held-priority-reason = Miksi ensin jonossa
view-ListWaiting = Näki jonossa

## Uusien pyyntöjen keskeytys

stops-title = Uusien pyyntöjen keskeytys
stops-lead = Kun apua ei riitä kaikille, sano se suoraan: julkinen lomake kertoo keskeytyksestä ennen kuin kukaan alkaa kirjoittaa. Henkilökunta voi silti kirjata ohjautumisen.
stops-manager = Päällikkö keskeyttää uudet pyynnöt ja avaa ne taas.
stops-empty = Uusia pyyntöjä otetaan kaikkialla.
stops-public = Katso, mitä julkisesti kerrotaan
stop-from = Ensimmäinen päivä ilman uusia pyyntöjä
stop-reopens = Päivä, josta alkaen pyyntöjä taas otetaan
stop-reopens-hint = Jätä tyhjäksi, jos sitä ei vielä tiedetä.
stop-municipality-hint = Jätä valitsematta, jos keskeytys koskee kaikkia kuntia.
stop-since = Keskeytys alkaa { $day }.
stop-until = Uusia pyyntöjä otetaan taas { $day }.
stop-open-ended = Vielä ei tiedetä, milloin pyyntöjä taas otetaan.
stop-everywhere = kaikki kunnat
stop-holds = Ei uusia pyyntöjä nyt
stop-ahead = Tulossa
stop-none = Uusia pyyntöjä otetaan
act-stop-intake = Keskeytä uudet pyynnöt
act-stop-intake-hint = Jo odottavien paikka jonossa säilyy.
act-reopen-intake = Ota taas pyyntöjä
done-stop-intake = Uudet pyynnöt keskeytetään. Lomake kertoo siitä.
done-reopen-intake = Uusia pyyntöjä otetaan taas.
reason-INTAKE_STOPPED = Tähän toimintaan ei nyt oteta uusia pyyntöjä siinä kunnassa.
reason-INTAKE_STOP_IN_PAST = Keskeytys alkaa tänään tai myöhemmin.
reason-INTAKE_REOPENS_BEFORE_IT_STOPS = Valitse päivä, joka on keskeytyksen alun jälkeen.
reason-INTAKE_NOT_STOPPED = Pyyntöjä otetaan jo.
refer-stopped = { $programme } ({ $place }): emme nyt ota uusia pyyntöjä, koska apua ei riitä kaikille.
refer-stopped-instead = Sillä välin auttaa voi: { $others }.
refer-closed = Juuri nyt emme voi ottaa uusia pyyntöjä mihinkään toimintaan.
intake-stopped = Sinä voit silti kirjata ohjautumisen.

## Odotusajat, kaikille

waiting-times-title = Odotusajat
waiting-times-lead = { $district }: mihin uusia pyyntöjä otetaan ja kuinka kauan viime aikoina on odotettu.
waiting-times-whole = Kaikki kunnat
waiting-times-place = Kunta
waiting-times-wait = Odotus
waiting-times-requests = Uudet pyynnöt
waiting-times-words = Odotus kertoo, kuinka kauan puolet ystävän, tukihenkilön tai ryhmäpaikan saaneista enintään odotti ohjautumisesta alkuun. Osa odottaa pidempään, ja osa odottaa yhä. Aikaa ei kerrota, jos sen saaneita on vain muutama.
waiting-times-months = Mukana ovat ne, jotka alkoivat { $from }–{ $to }.
waiting-times-nothing = Mikään toiminta ei ole nyt käynnissä.
wait-not-known = Ei tiedossa
wait-band-under-one-month = Alle kuukausi
wait-band-one-to-three-months = 1–3 kuukautta
wait-band-three-to-six-months = 3–6 kuukautta
wait-band-over-six-months = Yli 6 kuukautta

## Liian monta lomaketta

too-many-title = Liian monta kerralla
too-many-words = Tästä verkosta on lähetetty niin monta lomaketta, että pidämme hetken tauon. Kirjoittamasi on tallessa tällä sivulla: lähetä se uudelleen noin 15 minuutin kuluttua tai soita meille.
form-trap = Jätä tämä kenttä tyhjäksi
form-trapped = Lomakkeessa oli täytettynä kenttä, jota ihmiset eivät näe. Tyhjensimme sen: lähetä lomake vielä kerran.
