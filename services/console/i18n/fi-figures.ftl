## Tunnusluvut

figures-title = Tunnusluvut
figures-lead = Tässä näet oman toimijasi luvut sellaisina kuin ne ovat.
figures-year = Vuosi
figures-from = Kuukaudesta
figures-to = Kuukauteen
figures-programme = Toimintamuoto
figures-programme-all = Kaikki toimintamuodot
figures-municipality = Kunta
figures-municipality-all = Kaikki kunnat
figures-by = Jaottelu
figures-by-month = Kuukausittain
figures-by-programme = Toimintamuodoittain
figures-by-municipality = Kunnittain
figures-by-source = Ohjaavan tahon mukaan
figures-by-end-reason = Päättymisen syyn mukaan
figures-show = Näytä luvut
figures-print = Sivun voi tulostaa selaimen tulostuksella.
figures-months-backwards = Viimeinen kuukausi ei voi olla ennen ensimmäistä
figures-not-begun = Valitsemasi jakso ei ole vielä alkanut
figures-period = { $from } – { $to }
figures-as-of = Laskettu { $when }.
figures-running = Jakso on kesken: luvut ovat päivään { $day } asti.
figures-collected = Kaikki luvut on kerätty: jokainen on kirjattu erikseen, mikään ei ole otos eikä arvio.
figures-position = Tapahtumalokin kohta: { $position }
figures-section-referrals = Ohjautuminen ja jono
figures-section-matches = Parit
figures-section-persons = Ihmiset
figures-section-groups = Ryhmät ja läsnäolot
figures-indicator = Tunnusluku
figures-figure = Luku
figures-on-day = tilanne { $day }
figures-rests-on = { $n ->
    [one] yhdestä tapaamisesta
   *[other] { $n } tapaamisesta
}
figures-at-least = { $n ->
    [one] vähintään yksi ihminen
   *[other] vähintään { $n } eri ihmistä
}
figures-few = pieni luku
figures-few-legend = * Pieni luku: takana on alle { $k }, joten luvusta voi tunnistaa jonkun. Käytä sitä vain omassa työssä. Julkaistuista luvuista se piilotetaan.
figures-no-value = –
figures-no-value-words = ei mitään laskettavaa
figures-empty-title = Ei vielä mitään laskettavaa
figures-empty-words = Tältä jaksolta ei ole kirjattu mitään. Valitse toinen jakso tai poista rajaus.
figures-by-municipality-only = Kunnan mukaan lasketaan vain ne luvut, jotka perustuvat ohjautumisiin. Muut jäävät tästä pois.
figures-no-parts-of-municipality = Yhden kunnan lukuja ei jaotella enempää. Valitse kaikki kunnat, niin jaottelu näkyy.
figures-parts-overlap = Sama ihminen voi olla monessa ryhmässä, joten ryhmien luvut eivät aina summaudu kokonaislukuun.
figures-group-not-told = Ei kerrottu
figures-group-erased = Poistetut tiedot
figures-published-title = Julkaistu vuodelta { $year }
figures-published-none = Ei vielä julkaistu.
figures-published-by = Julkaistu { $when }, julkaisija { $who }.
figures-published-revision = Korjattu versio { $revision }.
figures-approved-by = { $who } hyväksyi taulukon { $when }. Se odottaa toista hyväksyjää.
figures-published-see = Esikatsele ja julkaise
figures-somebody = tunnus, jota ei enää ole
audience-mll = MLL:n keskustoimisto
audience-kumppanina-kotoutumisessa = Kumppanina kotoutumisessa
audience-vaestoliitto = Väestöliitto

## Lukujen julkaiseminen

publish-title = Julkaise luvut
publish-lead = Julkaiseminen näyttää vuoden luvut toimijan ulkopuolelle. Näkyviin tulee täsmälleen alla oleva taulukko: ei kuntia, kieliä eikä kuukausia, eikä mitään ihmisistä. Julkaisua ei voi perua, mutta sen voi korvata korjatulla.
publish-year = Vuosi { $year }
publish-years = Julkaistava vuosi
publish-no-audiences = Toimijalla ei ole yleisöä, jolle lukuja julkaistaisiin.
publish-preview = Näin { $audience } näkee vuoden { $year }
publish-is-current = Julkaistu taulukko on ajan tasalla. Uutta julkaistavaa ei ole.
publish-understood = Olen katsonut taulukon. Ymmärrän, ettei julkaisua voi perua.
publish-understood-missing = Katso taulukko ja merkitse, että ymmärrät tämän
publish-submit = Julkaise
publish-approve = Hyväksy
publish-second = Hyväksy ja julkaise
publish-two = Julkaisuun tarvitaan kaksi hyväksyjää. Ensimmäinen hyväksyntä ei vielä näytä mitään kenellekään.
publish-waits = Hyväksyit tämän taulukon. Nyt toisen johtajan pitää hyväksyä se.
publish-changed = Luvut ovat muuttuneet ensimmäisen hyväksynnän jälkeen, joten hyväksyminen alkaa alusta.
publish-supersedes = Luvut ovat muuttuneet edellisen julkaisun jälkeen. Uusi julkaisu korvaa sen.
publish-refused = Näitä lukuja ei voi julkaista
done-published = Luvut on julkaistu.
done-approved = Hyväksyntä on tallessa. Julkaisu odottaa toista hyväksyjää.
done-unchanged = Mikään ei ollut muuttunut, joten uutta julkaisua ei tehty.
figure-hidden-word = piilotettu
figure-hidden-legend = Piilotettu: takana on alle { $k }, tai piilotettu luku selviäisi tästä. Nolla näytetään, koska se ei kerro kenestäkään. Päivien yhdeksännessä kymmenyksessä pitää vielä kymmenyksen yläpuolella olla { $k }.
reason-PUBLICATION_YEAR_NOT_OVER = Vuosi { $year } on kesken. Luvut voi julkaista, kun vuosi on ohi.
reason-PUBLICATION_NO_PROGRAMMES = Toimijalla ei ole sinä vuonna toimintamuotoa, jonka luvut julkaistaisiin tälle yleisölle.
reason-PUBLICATION_ANOTHER_TABLE = Luvut ovat muuttuneet sen jälkeen, kun katsoit niitä. Katso taulukko uudelleen ennen kuin julkaiset sen.
reason-PUBLICATION_INDICATOR_NOT_PUBLISHED = Taulukossa on luku, jota ei julkaista. Kerro tästä ylläpitäjälle.
reason-FIGURES_INCOMPLETE = Osaa kirjauksista ei ole saatu luettua ({ $parked }), joten luvut olisivat vajaita. Kerro tästä ylläpitäjälle.

## Valtakunnallinen näkymä

national-title = Valtakunnalliset luvut
national-brand = Valtakunnallinen koordinaatio
national-lead = Toimijoiden julkaisemat luvut rinnakkain. Tällä sivulla ei ole mitään kenestäkään ihmisestä, eikä täältä pääse kenenkään tietoihin.
national-audience = Yleisö
national-years = Vuosi
national-completeness = Kuka on julkaissut vuoden { $year }
national-published-count = { $published } / { $all } toimijaa on julkaissut vuoden { $year } luvut.
national-district = Toimija
national-published = Julkaistu
national-not-published = Ei ole julkaissut
national-revision = Versio
national-smallest = Piilotusraja
national-smallest-below = alle { $k }
national-total = Yhteensä
national-total-withheld = ei näytetä
national-total-not-additive = ei lasketa
national-total-differs = laskettu eri tavoin
national-of-some = { $districts ->
    [one] yhdeltä toimijalta
   *[other] { $districts } toimijalta
}
national-legend-hidden = Piilotettu: luvun takana on niin vähän, että siitä voisi tunnistaa jonkun. Kunkin toimijan raja on julkaisseiden taulukossa.
national-legend-withheld = Ei näytetä: jonkin toimijan luku on piilotettu, ja sen voisi laskea yhteissummasta.
national-legend-not-additive = Ei lasketa: mediaaneja ja kymmenyksiä ei voi laskea yhteen.
national-legend-totals = Yhteensä-luvuissa ovat vain ne toimijat, jotka ovat julkaisseet.
national-empty-title = Kukaan ei ole vielä julkaissut vuotta { $year }
national-empty-words = Toimijan johtaja julkaisee luvut, kun vuosi on ohi. Sen jälkeen ne näkyvät tässä.
national-nobody-words = Yhdelläkään toimijalla ei ole vielä tätä yleisöä.
national-no-audience = Tunnuksellasi ei ole yleisöä, jonka lukuja näyttää. Kysy ylläpitäjältä.
national-definitions = Miten luvut on laskettu?

## Tunnuslukujen määritelmät

indicator-requests = Pyynnöt
indicator-requests-definition = Ohjautumiset, jotka saapuivat jakson aikana.
indicator-target-group-inside = Kuuluu kohderyhmään
indicator-target-group-inside-definition = Ohjautumiset, joiden uusin kohderyhmän tarkistus tehtiin jakson aikana ja jotka täyttivät ehdot.
indicator-target-group-outside = Ei kuulu kohderyhmään
indicator-target-group-outside-definition = Ohjautumiset, joiden uusin kohderyhmän tarkistus tehtiin jakson aikana ja joista jokin ehto ei täyttynyt.
indicator-waiting = Odottaa
indicator-waiting-definition = Ohjautumiset, jotka jakson viimeisenä päivänä ovat hyväksyttyjä, tauolla tai käynnissä ilman paria tai ryhmäpaikkaa. Tauolla oleva pari on yhä pari.
indicator-matched = Uudet parit
indicator-matched-definition = Parit, jotka alkoivat jakson aikana, kävi niille sitten miten tahansa.
indicator-matches-active = Parit käynnissä
indicator-matches-active-definition = Parit, jotka ovat alkaneet eivätkä ole päättyneet jakson viimeisenä päivänä. Tauolla olevatkin lasketaan.
indicator-redirected = Ohjattu muualle
indicator-redirected-definition = Ohjautumiset, jotka jakson aikana ohjattiin toiseen palveluun ja jotka ovat jakson lopussa yhä niin.
indicator-withdrew = Peruuntui
indicator-withdrew-definition = Ohjautumiset, jotka jakson aikana peruuntuivat jostakin syystä ja jotka ovat jakson lopussa yhä niin.
indicator-endings = Päättyneet parit
indicator-endings-definition = Parit, jotka olivat käynnissä ja päättyivät jakson aikana.
indicator-days-to-first-meeting-median = Päiviä ensitapaamiseen, mediaani
indicator-days-to-first-meeting-median-definition = Päivät ohjautumisesta parin ensimmäiseen toteutuneeseen tapaamiseen. Puolet tapasi viimeistään tässä ajassa. Tapaaminen kuuluu jaksoon, jona se oli.
indicator-days-to-first-meeting-ninth-decile = Päiviä ensitapaamiseen, yhdeksän kymmenestä
indicator-days-to-first-meeting-ninth-decile-definition = Samat päivät: yhdeksän kymmenestä tapasi viimeistään tässä ajassa (p90).
indicator-volunteers-active = Vapaaehtoiset mukana
indicator-volunteers-active-definition = Ihmiset, jotka jakson viimeisenä päivänä ovat hyväksyttyjä vapaaehtoisia eivätkä tauolla. Jokainen lasketaan kerran.
indicator-sessions-held = Pidetyt kerrat
indicator-sessions-held-definition = Ryhmäkerrat, koulutukset, vapaaehtoisten illat, retket ja muut kerrat, joiden läsnäolo on kirjattu.
indicator-attendances = Käynnit, aikuiset
indicator-attendances-definition = Kerrat, jolloin aikuinen oli paikalla: nimellä läsnä, kävijänä tai laskettuna ilman nimeä. Sama ihminen lasketaan joka kerralla.
indicator-attendances-unnamed-women = Käynnit, naiset ilman nimeä
indicator-attendances-unnamed-women-definition = Edellisistä ne naisten käynnit, jotka laskettiin ilman nimeä. Nimellä mukana olleiden sukupuolta ei kirjata kerralle.
indicator-attendances-children = Käynnit, lapset
indicator-attendances-children-definition = Kerrat, jolloin lapsi oli mukana. Ei sisälly aikuisten käynteihin.
indicator-attendances-childcare = Lastenhoito
indicator-attendances-childcare-definition = Kerrat, jolloin lasta hoidettiin tapaamisen aikana. Sisältyy lasten käynteihin.
indicator-mothers-reached = Tavoitetut
indicator-mothers-reached-definition = Osallistujat, joilla oli jakson aikana pari tai ryhmäpaikka tai jotka olivat paikalla jollakin kerralla. Laajempi kuin yhdenkään rahoittajan osallistujamäärä.
