## Jokaisella sivulla

skip-to-content = Siirry sisältöön
nav-label = Päävalikko
nav-today = Tänään
sign-out = Kirjaudu ulos
change-district = Vaihda toimijaa
demo-banner = Tämä on esittelyasennus: kaikki ihmiset ja tapahtumat ovat keksittyjä.
footer = Rinnalla – vapaaehtoisten ja perheiden rinnalla

## Kirjautuminen

sign-in-title = Kirjaudu sisään
sign-in-lead = Rinnalla on toimijoiden työntekijöille. Tunnuksen saat oman toimijasi pääkäyttäjältä.
sign-in-email = Sähköpostiosoite
sign-in-password = Salasana
sign-in-submit = Kirjaudu sisään
sign-in-email-missing = Kirjoita sähköpostiosoitteesi
sign-in-password-missing = Kirjoita salasanasi
sign-in-refused = Sähköpostiosoite tai salasana ei täsmää. Tarkista molemmat.
sign-in-too-often = Kirjautumista on yritetty liian monta kertaa. Odota 15 minuuttia ja yritä sitten uudelleen.
choose-district-title = Missä työskentelet nyt?
choose-district-lead = Näet kerrallaan yhden toimijan asiat. Voit vaihtaa toimijaa milloin vain.

## Lomakkeet

field-optional = (vapaaehtoinen)
field-choose = Valitse
form-problems = { $count ->
    [one] Yksi kohta kaipaa vielä korjausta
   *[other] { $count } kohtaa kaipaa vielä korjausta
}
form-check-this = Tarkista tämä kohta
form-not-allowed-now = Tätä ei voi tehdä juuri nyt. Avaa sivu uudelleen ja katso, mitä on muuttunut.
form-unavailable = { $service } ei vastaa juuri nyt. Mitään ei hävinnyt: kirjoittamasi on tallella tällä sivulla. Lähetä lomake hetken kuluttua uudelleen.
note-add = Lisää muistiinpano
note-label = Mitä sovitte tai saitte selville?
note-save = Tallenna muistiinpano

violation-is-required = Tämä tieto tarvitaan
violation-is-too-long = Teksti on liian pitkä
violation-must-be-a-date-like-2026-03-02 = Kirjoita päivä, esimerkiksi 2.3.2026
violation-must-be-a-month-like-1994-05 = Kirjoita kuukausi ja vuosi, esimerkiksi 5/1994
violation-is-not-a-known-value = Valitse jokin vaihtoehdoista
violation-has-characters-that-cannot-be-shown = Tekstissä on merkkejä, joita ei voi näyttää. Kirjoita se uudelleen.

reason-CHANGED_MEANWHILE = Joku muu muutti samaa asiaa samaan aikaan. Avaa sivu uudelleen ja tarkista tilanne.

## Luettelot

pages-label = Luettelon sivut
pages-previous = Edelliset
pages-next = Seuraavat
pages-shown = { $from }–{ $to } / { $total }

## Tunnusluvut

figure-suppressed = < 5
figure-not-collected = ei kerätty
figure-hidden = Pieniä lukuja ei näytetä, jotta ketään ei voi tunnistaa.

## Tänään

today-title = Tänään
today-first = Ensin
today-then = Sitten
today-silent = { $service } ei vastaa juuri nyt, joten sen asiat puuttuvat tältä sivulta.
today-empty-title = Kaikki on hoidettu
today-empty-words = Mikään ei odota sinua juuri nyt. Uudet ohjautumiset ja sovitut yhteydenotot tulevat tälle sivulle itsestään.
newest-not-shown = Viimeisin muutoksesi on tallessa, mutta se ei vielä näy tällä sivulla. Avaa sivu hetken kuluttua uudelleen.
person-without-name = Poistettu henkilö

due-acknowledge = Vastaamatta
due-acknowledge-why = Uusi ohjautuminen. Lupasimme vastata viimeistään { $day }.
due-acknowledge-action = Vastaa
due-consent-withdrawn = Suostumus peruttu
due-consent-withdrawn-why = Suostumus peruttiin { $day }. Katso, mikä pysähtyi ja kenelle kerrotaan.
due-consent-withdrawn-action = Katso tilanne
due-privacy-notice = Tietosuojatieto
due-privacy-notice-why = Kerro hänelle omalla kielellään tiedoista, joita hänestä säilytetään, viimeistään { $day }.
due-privacy-notice-action = Kerro tiedoista
due-decide = Päättämättä
due-decide-why = Ohjautuminen on nähty, mutta päätös puuttuu. Määräpäivä { $day }.
due-decide-action = Päätä
due-hold-ends = Tauko päättyy
due-hold-ends-why = Sovittu tauko päättyy { $day }.
due-hold-ends-action = Jatka
due-next-step = Sovittu asia
due-next-step-why = Sovitte jatkosta: { $day }.
due-next-step-action = Ota yhteyttä

## Ohjautumisen tilat

status-unknown = Ei tiedossa
referral-requested = Uusi
referral-acknowledged = Nähty
referral-accepted = Hyväksytty
referral-rejected = Ei otettu mukaan
referral-on-hold = Tauolla
referral-in-progress = Käynnissä
referral-completed = Päättynyt
referral-failed = Ei toteutunut
referral-cancelled = Peruttu
referral-entered-in-error = Kirjattu vahingossa

## Kun jokin ei onnistu

service-referrals = Ohjautumisten palvelu
service-matching = Parien palvelu
service-scheduling = Tapaamisten palvelu
service-reporting = Tunnuslukujen palvelu
service-national = Valtakunnallinen koonti
service-accounts = Kirjautumisen palvelu
not-found-title = Sivua ei löydy
not-found-words = Osoite on väärä, tai asia kuuluu toiselle toimijalle tai on poistettu.
forbidden-title = Tämä ei kuulu tehtäviisi
forbidden-words = Roolisi ei anna lupaa tähän. Jos tarvitset sitä työssäsi, pyydä toimijasi pääkäyttäjältä.
expired-title = Lomake on vanhentunut
expired-words = Istunto on vaihtunut sen jälkeen, kun avasit lomakkeen. Palaa takaisin, lataa sivu uudelleen ja lähetä lomake sitten.
unreadable-title = Lähetystä ei voitu lukea
unreadable-words = Palaa takaisin ja yritä uudelleen. Jos teksti on hyvin pitkä, lyhennä sitä.
unavailable-title = Hetki vielä
unavailable-words = { $service } ei vastaa juuri nyt. Mitään tallennettua ei ole hävinnyt. Yritä minuutin kuluttua uudelleen.
refused-title = Tätä ei voi tehdä nyt
refused-words = Tilanne on muuttunut sen jälkeen, kun avasit sivun. Palaa takaisin ja lataa sivu uudelleen.
unexpected-title = Jokin meni meillä vikaan
unexpected-words = Vika ei ole sinussa, eikä mitään tallennettua ole hävinnyt. Yritä uudelleen. Jos vika toistuu, kerro alla oleva viite ylläpidolle.
error-reference = Viite: { $code }
try-again = Yritä uudelleen
go-home = Etusivulle
