
## Consents of a young person and guardians

family-title = Consents of the family
family-missing = The young person's own yes or a guardian's consent is missing. The family can say yes to a proposal once everybody agrees.
family-open = Record the consents
family-young-person = The young person
family-guardian = Guardian
family-stands = Agrees
family-lacks = Missing
family-withdrawn = Withdrawn
family-language = In which language was it explained?
act-young-persons-yes = Record the young person's own yes
act-family-consent = Record the guardian's consent
act-family-withdraw = Record a withdrawal
act-guardian = Name a guardian
act-guardian-remove = Is no guardian
guardian-who = Who is the guardian?
guardian-who-hint = Name, phone number or e-mail. Record every guardian.
guardian-unknown = Is the guardian not found?
done-guardian = The guardian is named. Ask for the consent now.
done-guardian-remove = That person is not among the guardians any more.
done-family-consent = The consent is recorded.
done-family-withdraw = The withdrawal is recorded. Open proposals are taken back at once.
proposal-withdrawn-why = Why it was withdrawn:
reason-FAMILY_CONSENT_MISSING = The young person's own yes or a guardian's consent is missing. Record it on the page of the request.
reason-FAMILY_CONSENT_NOT_NEEDED = This programme asks for no consents of the family.
reason-NOT_OF_FAMILY = That person is not named as a guardian.
reason-GUARDIAN_OF_HERSELF = A young person cannot be their own guardian.
reason-PROPOSAL_SETTLED = The proposal waits for no answer any more.
reason-PROPOSAL_ALREADY_ANSWERED = The answer is recorded already.
violation-must-be-spoken-by-interpreter-or-on-paper = Choose how it was told to you

## Agreement and goals

agreement-title = Agreement and goals
agreement-missing = No written agreement has been made yet.
agreement-made = Made on { $day } ({ $how })
agreement-goals = Goals
agreement-goals-hint = One goal a line, at most ten.
act-agreement = Record the agreement
act-agreement-again = Make the agreement anew
act-goal = Add a goal
act-goal-outcome = Record what became of it
goal-words = What do they want to reach?
goal-outcome = What became of the goal?
goal-open = Open
goal-outcome-reached = Reached
goal-outcome-given-up = Given up
goal-outcome-continues = They go on by themselves
done-agreement = The agreement is recorded.
done-goal = The goal is added.
done-goal-outcome = What became of the goal is recorded.
step-AgreementMade = Agreement made
step-GoalSet = Goal set
step-GoalConcluded = What became of a goal was recorded
step-MatchHandedOver = Handed over
reason-AGREEMENT_NOT_NEEDED = This programme has no written agreement.
reason-AGREEMENT_NOT_MADE = Record the agreement first.
reason-TOO_MANY_GOALS = There are ten open goals already.
reason-GOAL_ALREADY_CONCLUDED = What became of the goal is recorded already.
reason-MATCH_ALREADY_OVER = The pair has ended already.
reason-CONCERN_ALREADY_CONCLUDED = The concern has its outcome already.

## Who is responsible for a pair, and what is left open

match-coordinator = Responsible
match-silence = { $days ->
    [0] Heard of today
    [one] Not heard of for a day
   *[other] Not heard of for { $days } days
}
act-hand-over = Hand over
hand-over-to = To whom?
done-hand-over = The pair is handed over.
today-whose = Whose matters are shown
today-everybodys = Everybody's
today-mine = Mine
due-missed = Check-in missed
due-missed-why = The check-in was due on { $day }, and nobody has heard of the pair since. Call, although the pair pauses or has ended.
due-no-agreement = No agreement
due-no-agreement-why = The pair has been active since { $day } without a written agreement.
due-goal = Goal left open
due-goal-why = The pair ended on { $day }, and nothing was said of a goal.
due-family-consent = Consent withdrawn
due-family-consent-why = The young person or a guardian withdrew the consent on { $day }, and the pair still stands. Call the family.
due-unconsented-why = A consent was withdrawn, so the proposal was taken back on { $day }. Agree with the family on how to go on.
