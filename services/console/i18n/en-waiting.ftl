## Waiting list

waiting-title = Waiting list
waiting-lead = Who waits, the longest first. Before them are those for whom a reason is declared. No reason weighs more than another.
waiting-caption = Those who wait: with a declared reason first, the others by time
waiting-why = Waits for
waiting-priority = Why first
waiting-for-friend = Waits for a friend or support person
waiting-for-place = Waits for a place in a group
waiting-rests = Rests until { $day }
waiting-empty = Nobody waits so.
waiting-protected = Those whose address is protected show only while no municipality is chosen.
priority-reason = Reason
priority-note-hint = Say in a word or two why.
priority-since = { $reason }, declared { $day }: { $note }
act-declare-priority = Declare a reason to go first
act-declare-priority-hint = The reason is for this wait. It takes her before those for whom none is declared. A new reason replaces the one before.
act-take-back-priority = Take the reason back
done-declare-priority = The reason is declared.
done-take-back-priority = The reason is taken back.
step-PriorityDeclared = A reason to go first was declared
step-PriorityTakenBack = The reason to go first was taken back
reason-REFERRAL_NOT_WAITING = She does not wait any more: a friend or a place was found.
reason-REFERRAL_NO_PRIORITY = No reason is declared, or it was taken back already.
violation-is-not-a-reason-to-go-before-others = Choose a reason
held-priority-reason = Why first on the waiting list
view-ListWaiting = Saw on the waiting list

## Stops of new requests

stops-title = Stops of new requests
stops-lead = When there is not enough help for everybody, say so: the public form tells before anybody begins to type. Staff can still take a referral in.
stops-manager = A manager stops new requests and takes them again.
stops-empty = New requests are taken everywhere.
stops-public = See what is told in public
stop-from = First day without new requests
stop-reopens = Day from which requests are taken again
stop-reopens-hint = Leave it empty while nobody knows.
stop-municipality-hint = Choose none to stop in every municipality.
stop-since = The stop begins on { $day }.
stop-until = New requests are taken again on { $day }.
stop-open-ended = It is not known yet when they are taken again.
stop-everywhere = all municipalities
stop-holds = No new requests now
stop-ahead = To come
stop-none = New requests are taken
act-stop-intake = Stop new requests
act-stop-intake-hint = Whoever waits already keeps her place.
act-reopen-intake = Take requests again
done-stop-intake = New requests are stopped. The form says so.
done-reopen-intake = New requests are taken again.
reason-INTAKE_STOPPED = No new requests are taken for this programme in that municipality now.
reason-INTAKE_STOP_IN_PAST = A stop begins today or later.
reason-INTAKE_REOPENS_BEFORE_IT_STOPS = Choose a day after the stop begins.
reason-INTAKE_NOT_STOPPED = Requests are taken already.
refer-stopped = { $programme } ({ $place }): we take no new requests now, because there is not enough help for everybody.
refer-stopped-instead = Meanwhile this may help: { $others }.
refer-closed = Just now we cannot take new requests to any programme.
intake-stopped = You can still take a referral in.

## Waiting times, for anybody

waiting-times-title = Waiting times
waiting-times-lead = { $district }: where new requests are taken, and how long people have waited lately.
waiting-times-whole = All municipalities
waiting-times-place = Municipality
waiting-times-wait = Wait
waiting-times-requests = New requests
waiting-times-words = The wait says how long half of those who got a friend, a support person or a place in a group had waited at most, from the referral to the beginning. Some wait longer, and some still wait. It is not told where only a few have got one.
waiting-times-months = Counted are those who began { $from }–{ $to }.
waiting-times-nothing = No programme runs now.
wait-not-known = Not known
wait-band-under-one-month = Under a month
wait-band-one-to-three-months = 1–3 months
wait-band-three-to-six-months = 3–6 months
wait-band-over-six-months = Over 6 months

## Too many forms

too-many-title = Too many at once
too-many-words = So many forms came from this network that we pause for a moment. What you wrote is kept on this page: send it again in about 15 minutes, or call us.
form-trap = Leave this field empty
form-trapped = A field was filled in that people do not see. We have emptied it: send the form once more.
