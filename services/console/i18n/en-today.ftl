## Today: what to know before a call, and how it goes on

due-protected = Protected address: { $names }. Read on her page how she may be reached before you contact her.
due-protected-action = Read before you call
due-not-covered = Not covered
due-not-covered-why = No partner agreement covers { $municipality }. Check the target group, and decide by { $day }.
due-agreement-with-why = The partner agreement ended on { $day }: { $partner }. Agree how long the pair goes on, or end it.
due-go-on-action = Agree how it goes on
