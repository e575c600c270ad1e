
## Kaikki kerralla, ja mikä auttaisi sitä, jolla ei ole ketään

plan-open = Suunnittele parit
plan-title = Parit kerralla
plan-as-of = tilanne { $day }
plan-words = Ehdotus kaikille odottaville: pidempään odottanut ei jää ilman siksi, että vähemmän odottanut saisi parin. Mitään ei tapahdu ennen kuin ehdotat. Säilytetyt parit pysyvät, kun suunnittelet uudelleen, ja vain niitä ehdotetaan.
plan-pairs = Suunnitellut parit
plan-no-pairs = Yhtään paria ei voi nyt suunnitella.
plan-next = Seuraavaksi sopisi: { $names }
plan-not-considered = { $count ->
    [one] Yksi muu sopiva jäi vertailematta.
   *[other] { $count } muuta sopivaa jäi vertailematta.
}
plan-not-planned = { $count ->
    [one] Yksi odottava ei mahtunut suunnitelmaan.
   *[other] { $count } odottavaa ei mahtunut suunnitelmaan.
}
plan-keep = Säilytä tämä pari
plan-veto = Ei tätä paria
plan-vetoed = Ei suunniteltu, kuten toivoit
plan-again = Suunnittele uudelleen
plan-propose = Ehdota säilytettyjä pareja
plan-nothing-kept = Merkitse ensin säilytettävät parit.
plan-unmatched = Heille ei löydy nyt ketään
plan-free = Vapaaksi jäävät vapaaehtoiset
plan-outcomes = Miten parien kävi
plan-proposed = Ehdotettu
plan-not-proposed = Ei ehdotettu
plan-gone = Sitä ei enää ole.
plan-send-again = Lähetä uudelleen ne, jotka eivät menneet perille

unmatched-reason-no-candidate = Kukaan vapaaehtoinen ei sovi
unmatched-reason-candidates-given = Kaikki sopivat on annettu pidempään odottaneille tai säilytetty toisille
unmatched-reason-candidates-asked = Kaikilta sopivilta kysytään jo muista
unmatched-reason-candidates-vetoed = Jätit kaikki sopivat pois
unmatched-reason-proposal-open = Hänelle on jo ehdotettu paria

unlock-title = Mikä auttaisi
unlock-agreement = Jos sopimus kattaisi kunnan { $place }, nämä sopisivat:
unlock-agreement-hidden = Jos sopimus kattaisi hänen kuntansa, nämä sopisivat:
unlock-approved = Sopii, kun on hyväksytty:
unlock-not-paused = Sopii tauon jälkeen:
unlock-free-slot = Sopii, jos ottaa yhden parin lisää:
unlock-extract = Sopii, kun ote on tarkastettu:
unlock-not-declined = Sopii, jos molemmilta kysytään uudelleen:
unlock-back = ({ $day } alkaen)
unlock-more = { $count ->
    [one] ja yksi muu
   *[other] ja { $count } muuta
}
wanted-volunteer = { $count ->
    [one] Uusi vapaaehtoinen sopisi yhdelle odottavalle: { $who }.
   *[other] Uusi vapaaehtoinen sopisi { $count } odottavalle: { $who }.
}
wanted-agreement = { $count ->
    [one] Sopimuksella yksi odottava saisi sopivan vapaaehtoisen: { $place }.
   *[other] Sopimuksella { $count } odottavaa saisi sopivan vapaaehtoisen: { $place }.
}
wanted-agreement-hidden = kuntaa ei näytetä
wanted-anywhere = asuu missä vain
wanted-or = {" "}tai{" "}
wanted-profession = ammatti { $code }

violation-does-not-wait-in-this-programme = Yksi säilytetyistä pareista: hän ei enää odota.
violation-has-a-proposal-that-is-not-settled = Yksi säilytetyistä pareista: hänelle on jo ehdotettu paria.
violation-is-locked-twice = Yksi säilytetyistä pareista: hänelle on säilytetty toinenkin.
violation-does-not-volunteer-in-this-programme = Yksi säilytetyistä pareista: vapaaehtoinen ei ole enää mukana.
violation-has-no-slot-left = Yksi säilytetyistä pareista: vapaaehtoisella ei ole enää tilaa sille.
violation-is-kept-apart-by-a-rule = Yksi säilytetyistä pareista: jokin sääntö erottaa heidät nyt.
violation-is-vetoed-too = Yksi säilytetyistä pareista on myös jätetty pois.
