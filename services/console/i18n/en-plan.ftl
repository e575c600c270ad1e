
## Everybody matched at once, and what would help whoever has nobody

plan-open = Plan the pairs
plan-title = Pairs planned at once
plan-as-of = as of { $day }
plan-words = A proposal for everybody who waits: whoever waits longer is never left out for somebody who waits less long. Nothing happens before you propose. Pairs you keep stay when you plan again, and only those are proposed.
plan-pairs = Planned pairs
plan-no-pairs = No pair can be planned just now.
plan-next = The next who would fit: { $names }
plan-not-considered = { $count ->
    [one] One more who would fit was not considered.
   *[other] { $count } more who would fit were not considered.
}
plan-not-planned = { $count ->
    [one] One more waits than one plan holds.
   *[other] { $count } more wait than one plan holds.
}
plan-keep = Keep this pair
plan-veto = Not this pair
plan-vetoed = Not planned, as you wished
plan-again = Plan again
plan-propose = Propose the pairs kept
plan-nothing-kept = Tick the pairs to keep first.
plan-unmatched = Nobody for them now
plan-free = Volunteers left free
plan-outcomes = What became of the pairs
plan-proposed = Proposed
plan-not-proposed = Not proposed
plan-gone = It is not there any more.
plan-send-again = Send again what did not arrive

unmatched-reason-no-candidate = No volunteer fits
unmatched-reason-candidates-given = Everybody who would fit is given to somebody who waits longer, or kept for another
unmatched-reason-candidates-asked = Everybody who would fit is being asked about others
unmatched-reason-candidates-vetoed = Everybody who would fit was left out by you
unmatched-reason-proposal-open = A pair is proposed for her already

unlock-title = What would help
unlock-agreement = If an agreement covered { $place }, these would fit:
unlock-agreement-hidden = If an agreement covered her municipality, these would fit:
unlock-approved = Fits once approved:
unlock-not-paused = Fits after the break:
unlock-free-slot = Fits with one more slot:
unlock-extract = Fits once the extract is inspected:
unlock-not-declined = Fits if both are asked again:
unlock-back = (from { $day })
unlock-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
wanted-volunteer = { $count ->
    [one] A new volunteer would fit one who waits: { $who }.
   *[other] A new volunteer would fit { $count } who wait: { $who }.
}
wanted-agreement = { $count ->
    [one] An agreement would give one who waits somebody who fits: { $place }.
   *[other] An agreement would give { $count } who wait somebody who fits: { $place }.
}
wanted-agreement-hidden = municipality not shown
wanted-anywhere = lives anywhere
wanted-or = {" "}or{" "}
wanted-profession = profession { $code }

violation-does-not-wait-in-this-programme = One of the pairs kept: she does not wait any more.
violation-has-a-proposal-that-is-not-settled = One of the pairs kept: a pair is proposed for her already.
violation-is-locked-twice = One of the pairs kept: she has another one kept too.
violation-does-not-volunteer-in-this-programme = One of the pairs kept: the volunteer is not here any more.
violation-has-no-slot-left = One of the pairs kept: the volunteer has no slot left for it.
violation-is-kept-apart-by-a-rule = One of the pairs kept: a rule keeps the two apart now.
violation-is-vetoed-too = One of the pairs kept is left out too.
