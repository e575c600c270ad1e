
## Viestit ohjaajalle

messages-title = Viestit ohjaajalle
message-tried = Viesti ei ole vielä lähtenyt. { $attempts ->
    [one] Yritetty kerran.
   *[other] Yritetty { $attempts } kertaa.
}
act-refuse-messages = Ohjaaja ei halua viestejä
act-welcome-messages = Ohjaaja haluaa taas viestejä
done-refuse-messages = Ohjaajalle ei enää lähetetä viestejä.
done-welcome-messages = Ohjaajalle lähetetään taas viestejä.
feedback-allowed = Ohjaaja saa tiedon etenemisestä sähköpostilla.
feedback-allowed-by-sms = Ohjaaja saa tiedon etenemisestä tekstiviestillä.
feedback-no-referrer = Hän tuli itse, joten kenellekään ei lähetetä viestejä.
feedback-no-email = Ohjaaja ei antanut sähköpostiosoitetta eikä matkapuhelinnumeroa. Kerro hänelle puhelimessa, jos suostumus sen sallii.
feedback-not-consented = Suostumus ei kata ohjaajalle kertomista, joten viestejä ei lähetetä.
feedback-refused-by-recipient = Ohjaaja ei halua viestejä.
feedback-address-protected = Turvakiellon vuoksi viestejä ei lähetetä.
feedback-erased = Henkilö on poistettu, joten viestejä ei lähetetä.
message-by-sms = tekstiviesti
message-channel-email = Sähköposti
message-channel-sms = Tekstiviesti
message-template-acknowledged = Ohjaus nähtiin
message-template-accepted = Otettiin mukaan
message-template-on-hold = Jäi tauolle
message-template-waiting = Odottaa ystävää tai paikkaa
message-template-another-fits-better = Toinen tuki sopii paremmin
message-template-met = Hänet on tavattu
message-template-started = Paikka löytyi
message-template-closed = Ohjaus päättyi
message-status-waiting = odottaa lähtöä
message-status-sent = lähetetty
message-status-withdrawn = ei lähetetty
message-status-failed = ei mennyt perille
message-withdrawal-undone = Vaihe peruttiin ennen kuin viesti ehti lähteä.
message-withdrawal-consent = Suostumus ei enää kattanut viestiä.
message-withdrawal-refused-by-recipient = Ohjaaja ei halua viestejä.
message-withdrawal-address-protected = Turvakielto esti viestin.
message-withdrawal-erased = Henkilö poistettiin.
message-failure-not-an-address = Osoite tai numero ei kelpaa. Soita ohjaajalle.
message-failure-refused-by-server = Viestiä ei otettu vastaan. Tarkista osoite tai numero, tai soita ohjaajalle.
message-failure-not-in-time = Viesti ei lähtenyt ajoissa. Soita ohjaajalle.
message-failure-no-gateway = Täältä ei lähetetä tekstiviestejä. Soita ohjaajalle.
reason-REFERRER_WITHOUT_EMAIL = Ohjaaja ei antanut sähköpostiosoitetta eikä matkapuhelinnumeroa.
due-message = Viesti ei lähtenyt
due-message-why = Ohjaaja ei ole saanut viestiä ({ $day }). Kerro hänelle puhelimessa.
due-message-action = Katso viesti

## Viestien tekstit

message-texts-title = Viestien tekstit
message-texts-lead = Näin kerromme ohjaajille, missä vaiheessa heidän ohjauksensa on. Syitä ei koskaan kerrota. Päällikkö voi kirjoittaa tekstit toimijan omin sanoin.
message-texts-caption = Viestit vaiheittain, lähetystavoittain ja kielittäin
message-text = Vaihe
message-channel = Lähetystapa
message-language = Kieli
message-whose = Teksti
message-own = Oma
message-shipped = Valmis
message-own-lead = Teksti on toimijan oma.
message-shipped-lead = Teksti on valmis teksti. Voit kirjoittaa sen omin sanoin.
message-preview-title = Näin viesti näkyy
message-preview-lead = Tunnus ja linkki ovat keksittyjä. Tekstiä ei ole vielä tallennettu.
message-subject = Otsikko
message-subject-hint = Otsikko ei saa kertoa kenestäkään mitään. Voit käyttää merkintää { "{" }district{ "}" }, jonka tilalle tulee toimijan nimi.
message-body = Teksti
message-body-hint = Tekstissä on oltava { "{" }code{ "}" }, jonka tilalle tulee ohjauksen tunnus, ja { "{" }link{ "}" }, jonka tilalle tulee linkki tilannesivulle. Voit käyttää myös merkintää { "{" }district{ "}" }.
message-sms-hint = Tekstissä on oltava { "{" }code{ "}" }, jonka tilalle tulee ohjauksen tunnus, ja { "{" }link{ "}" }, jonka tilalle tulee linkki tilannesivulle. Voit käyttää myös merkintää { "{" }district{ "}" }. Viestin voi nähdä lukitultakin näytöltä: älä kerro, kenestä on kyse. Kerro, miten viestit saa loppumaan.
message-parts = Tämä lähtee { $parts ->
    [one] yhtenä tekstiviestinä.
   *[other] { $parts } tekstiviestinä.
}
message-preview = Katso, miltä viesti näyttää
message-save = Tallenna teksti
message-reset = Palauta valmis teksti
done-message-text = Teksti on tallessa. Seuraavat viestit lähtevät näillä sanoilla.
done-message-reset = Valmis teksti on taas käytössä.
violation-lacks-code = Lisää tekstiin ohjauksen tunnus: { "{" }code{ "}" }
violation-lacks-link = Lisää tekstiin linkki tilannesivulle: { "{" }link{ "}" }
violation-has-a-brace-that-belongs-to-no-placeholder = Aaltosulkeissa voi olla vain merkintä, joka tunnetaan: { "{" }code{ "}" }, { "{" }link{ "}" } tai { "{" }district{ "}" }
violation-names-what-only-the-text-may-name = Otsikossa voi käyttää vain merkintää { "{" }district{ "}" }
violation-is-longer-than-three-text-messages = Lyhennä tekstiä: se olisi täytettynä yli kolme tekstiviestiä
violation-is-not-one-line = Kirjoita otsikko yhdelle riville ilman erikoismerkkejä
