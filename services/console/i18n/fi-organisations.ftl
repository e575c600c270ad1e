
## Koulutetut organisaatiot

organisations-title = Koulutetut organisaatiot
organisations-lead = Muut organisaatiot, jotka olette kouluttaneet järjestämään toimintaanne itse.
organisations-empty = Yhtään koulutettua organisaatiota ei ole kirjattu.
organisations-count = { $organisations ->
    [one] Yksi koulutettu organisaatio.
   *[other] { $organisations } koulutettua organisaatiota.
}
organisation-name = Organisaation nimi
organisation-name-hint = Vain organisaation nimi, ei kenenkään ihmisen.
organisation-day = Koulutuksen päivä
organisation-day-hint = Vaihda päivä, jos koulutus oli aiemmin, vaikka kauan sitten.
organisation-trained = { $programme }, koulutettu { $day }.
act-train-organisation = Kirjaa koulutettu organisaatio
act-take-back-organisation = Peru kirjaus
done-train-organisation = Organisaatio kirjattiin koulutetuksi.
done-take-back-organisation = Kirjaus peruttiin. Organisaatio ei näy enää tunnusluvuissa.
reason-ORGANISATION_ALREADY_TRAINED = Organisaatio on jo kirjattu tähän toimintaan. Jos päivä on väärä, peru kirjaus ja kirjaa se uudelleen.
reason-ORGANISATION_NOT_TRAINED = Kirjaus on jo peruttu.
figures-section-organisations = Organisaatiot
indicator-organisations-trained = Koulutettuja organisaatioita
indicator-organisations-trained-definition = Muut organisaatiot, jotka jakson aikana koulutettiin järjestämään toimintaa itse.
indicator-organisations-trained-to-date = Koulutettuja organisaatioita tähän mennessä
indicator-organisations-trained-to-date-definition = Muut organisaatiot, jotka on koulutettu järjestämään toimintaa itse viimeistään jakson viimeisenä päivänä, vaikka kauan sitten. Kukin lasketaan kerran toimintaa kohti.
