## Tänään: mitä on tiedettävä ennen soittoa ja mistä jatketaan

due-protected = Turvakielto: { $names }. Lue hänen sivultaan ennen yhteydenottoa, miten häneen saa olla yhteydessä.
due-protected-action = Lue ohje ennen soittoa
due-not-covered = Kunta ei mukana
due-not-covered-why = { $municipality } ei kuulu minkään kumppanuussopimuksen piiriin. Tarkista kohderyhmä ja päätä viimeistään { $day }.
due-agreement-with-why = Kumppanuussopimus päättyi { $day }: { $partner }. Sovi, mihin asti pari jatkaa, tai päätä pari.
due-go-on-action = Sovi jatkosta
