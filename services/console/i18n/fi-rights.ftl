## Käyttötarkoitukset ja suostumukset

person-purposes = Mihin tietoja käytetään
consent-not-asked = Ei kysytty
consent-wording = sanamuoto { $version }, { $language }
purpose-special = erityiset henkilötiedot: 9 artiklan 2 kohta, { $letter } alakohta
purpose-recipients = Kenelle: { $who }.
purpose-retention = { $months ->
    [one] Säilytetään kuukausi siitä, kun kaikki on päättynyt.
   *[other] Säilytetään { $months } kuukautta siitä, kun kaikki on päättynyt.
}
legal-basis-consent = Suostumus (6 artikla 1 a)
legal-basis-contract = Sopimus (6 artikla 1 b)
legal-basis-legal-obligation = Lakisääteinen velvoite (6 artikla 1 c)
legal-basis-vital-interests = Elintärkeä etu (6 artikla 1 d)
legal-basis-public-task = Yleinen etu (6 artikla 1 e)
legal-basis-legitimate-interests = Oikeutettu etu (6 artikla 1 f)
violation-is-no-purpose-that-rests-on-consent = Tähän käyttötarkoitukseen ei kysytä suostumusta

## Ote omista tiedoista

extract-title = Ote omista tiedoista
extract-lead = Kaikki, mitä { $district } säilyttää hänestä { $day }. Rekisterinpitäjä on { $district }.
extract-protected = Turvakielto: tämä ote sisältää kunnan, yhteystiedot ja tapaamispaikat. Anna se vain hänelle itselleen omaan käteen.
extract-left-out = Turvakielto: kunta, yhteystiedot ja tapaamispaikat on jätetty tästä otteesta pois.
extract-missing = Otteesta puuttuu osa: { $service } ei vastaa juuri nyt. Tee ote myöhemmin uudelleen.
extract-download = Lataa tiedostona (JSON)
extract-purposes = Mihin tietoja käytetään, millä perusteella ja kuinka kauan
extract-nothing = Ei mitään.
extract-no-names = Tunnuslukuja varten säilytetään tapahtumia satunnaisten tunnusten alla. Niissä ei ole nimeä, yhteystietoja eikä mitään kirjoitettua.
extract-view = { $times ->
    [one] { $day }: { $who }. { $what }.
   *[other] { $day }: { $who }. { $what }, { $times } kertaa.
}
extract-rights = Oikeudet
extract-rights-words = Hän voi pyytää tietojen oikaisemista, poistamista tai käsittelyn rajoittamista, perua suostumuksen milloin vain ja tehdä valituksen tietosuojavaltuutetulle (tietosuoja.fi).
extract-others = Muista ihmisistä ote ei kerro nimiä eikä heidän sanojaan. Huolen kirjauksista kerrotaan päivät; sanat annetaan, kun on harkittu, ettei niistä ole haittaa muille.
held-kind-identity = Henkilö
held-kind-facts = Tiedot
held-kind-household-member = Perheenjäsen
held-kind-consent = Suostumus
held-kind-privacy-notice = Tietosuojasta kertominen
held-kind-contact = Yhteydenotto
held-kind-referral = Ohjautuminen
held-kind-referral-step = Ohjautumisen vaihe
held-kind-message = Viesti ohjaavalle taholle
held-kind-support = Tukisuhteiden tiedot
held-kind-support-request = Tukipyyntö
held-kind-proposal = Pariehdotus
held-kind-match = Pari
held-kind-check-in = Kuulumiset
held-kind-concern = Huoli
held-kind-group-place = Ryhmäpaikka
held-kind-led-group = Ohjaama ryhmä
held-kind-volunteer = Vapaaehtoisena
held-kind-training = Koulutus
held-kind-goal = Tavoite
held-kind-expense = Kulut
held-kind-absence = Poissaolo
held-kind-first-meeting = Ensitapaaminen
held-kind-session = Ryhmäkerta tai muu tapaaminen
held-kind-counted = Tunnuslukuja varten
held-given-name = Etunimi
held-family-name = Sukunimi
held-phone = Puhelin
held-email = Sähköposti
held-safe-contact = Turvallinen yhteydenotto
held-address-protected = Turvakielto
held-role = Rooli
held-municipality = Kunta
held-birth-month = Syntymäkuukausi
held-gender = Sukupuoli
held-interpreter-needed = Tulkki tarvitaan
held-immigrant-background = Maahanmuuttajatausta
held-in-child-protection = Lastensuojelun asiakas
held-in-no-service-before = Ei aiemmin palveluissa
held-expects-child = Odottaa lasta
held-profession = Ammatti (ISCO-08)
held-child-birth-month = Lapsen syntymäkuukausi
held-language = Kieli
held-language-level = Kielen taso
held-relation = Suhde
held-purpose = Käyttötarkoitus
held-given = Annettu
held-given-by = Miten
held-wording-version = Sanamuoto
held-wording-language = Sanamuodon kieli
held-due-on = Viimeistään
held-channel = Miten
held-reached = Tavoitettiin
held-note = Muistiinpano
held-next-step-on = Seuraava askel
held-programme = Toimintamuoto
held-source = Mistä
held-status = Tilanne
held-close-reason = Syy
held-wish = Toive
held-referring-organisation = Ohjaava taho
held-referrer-may-be-told = Ohjaavalle taholle saa kertoa
held-code = Tunnus
held-target-group = Kohderyhmä
held-checked-as-of = Tarkistettu päivälle
held-step = Vaihe
held-template = Mitä kerrottiin
held-withdrawal = Miksi ei lähetetty
held-failure = Miksi ei mennyt perille
held-may-be-shown = Saa esitellä mahdolliselle ystävälle
held-last-contact = Viimeksi yhteydessä
held-introduction = Esittely
held-availability = Aikaa
held-interest = Kiinnostus
held-side = Kumpi parista
held-answer-by = Vastausaika
held-answer = Vastaus
held-answered-on = Vastattu
held-decline-reason = Kieltäytymisen syy
held-active-since = Alkanut
held-agreed-until = Sovittu asti
held-paused-until = Tauolla asti
held-ended-on = Päättynyt
held-end-reason = Päättymisen syy
held-mood = Miten menee
held-topic = Aihe
held-concluded-on = Käsitelty
held-words-kept-apart = Sanat harkitaan erikseen
held-title = Nimi
held-status-since = Tilanne alkaen
held-interviewed-on = Haastateltu
held-interview-note = Haastattelun muistiinpano
held-pledged-on = Vaitiolositoumus
held-assessed-on = Tehtävä arvioitu
held-extract-required = Rikosrekisteriote tarvitaan
held-extract-consented-on = Suostumus otteeseen
held-extract-ordered-on = Ote pyydetty
held-extract-issued-on = Ote päivätty
held-extract-inspected-on = Ote tarkastettu
held-approved-on = Hyväksytty
held-capacity = Pareja enintään
held-minutes = Minuuttia
held-time = Kello
held-place = Paikka
held-children-in-childcare = Lapsia hoidossa
held-interpreter-language = Tulkkauskieli
held-failed-attempts = Peruuntuneita yrityksiä
held-session = Mitä
held-at-home = Hänen kotonaan
held-enrolled = Ilmoittautunut
held-attended = Läsnäolo
held-referrals = Ohjautumisia
held-matches = Pareja
held-volunteering = Vapaaehtoisena
held-group-places = Ryhmäpaikkoja
held-attendances = Läsnäoloja
held-kind-family-consent = Suostumus tukeen
held-goal = Tavoite
held-outcome = Mitä tuli
held-as-guardian = Huoltajana
held-withdrawn-on = Peruttu
held-motivation = Miksi mukaan
held-last-day = Viimeinen päivä
held-cents = Senttiä
held-kilometres = Kilometriä
held-reason = Syy
view-TellHeld = Teki otteen hänen tiedoistaan
view-ListRetention = Näki säilytyksen tarkistuksessa

## Säilytysajan tarkistus

retention-title = Säilytysajan tarkistus
retention-lead = Näiden ihmisten tiedoilla ei ole enää käyttötarkoitusta. Ehdota poistamista tai kirjaa, miksi tiedot vielä säilytetään.
retention-count = { $people ->
    [one] Yksi ihminen odottaa katsomista.
   *[other] { $people } ihmistä odottaa katsomista.
}
retention-empty-title = Kenenkään säilytysaika ei ole päättynyt
retention-empty-words = Kun kaikki käyttötarkoitukset päättyvät, ihminen tulee tälle sivulle.
retention-waits = Odottaa katsomista
retention-proposed = Poistoa ehdotettu
retention-last = Viimeksi tapahtui jotakin { $day }. Käyttötarkoitukset päättyivät:
retention-proposed-by = { $who } ehdotti poistamista { $day }. Toinen ihminen, päällikkö, päättää.
retention-kept = Säilytettiin { $day } asti: { $why }
retention-reason = Miksi tiedot säilytetään?
retention-look-again = Milloin katsotaan uudelleen?
retention-look-again-hint = Enintään kahden vuoden päästä.
act-propose-erasure = Ehdota poistamista
act-order-erasure = Poista lopullisesti
act-keep = Säilytä vielä
done-propose-erasure = Poistamista on ehdotettu. Päällikkö päättää.
done-keep = Tiedot säilytetään. Asia palaa sovittuna päivänä.
today-retention = { $people ->
    [one] Yhden ihmisen tiedoilla ei ole enää käyttötarkoitusta
   *[other] { $people } ihmisen tiedoilla ei ole enää käyttötarkoitusta
}
reason-PERSON_PURPOSE_LEFT = Tiedoilla on vielä käyttötarkoitus. Jotakin on tapahtunut sillä välin.
reason-PERSON_ERASURE_NOT_PROPOSED = Säilytysajan vuoksi tiedot poistetaan vain, kun joku on ehdottanut sitä säilytysajan tarkistuksessa.
reason-PERSON_ERASURE_NEEDS_ANOTHER = Joku muu kuin ehdottaja päättää poistamisesta.
reason-PERSON_LOOK_AGAIN_NOT_AHEAD = Valitse tuleva päivä kahden vuoden sisältä.
