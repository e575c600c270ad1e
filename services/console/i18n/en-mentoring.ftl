
## Milestones, and what became of the participant

milestones-title = Milestones
milestone-reached = Reached
milestone-open = Open
act-milestone = Done
act-milestone-earlier = Done earlier
act-milestone-back = Not after all
done-milestone = The milestone is recorded.
done-milestone-back = The milestone is open again.
step-MilestoneReached = Milestone reached
step-MilestoneTakenBack = Milestone opened again
step-OutcomeRecorded = What became of the participant was recorded
outcome-title = What became of the participant
outcome-missing = Nobody has asked yet.
outcome-what = What became of the participant?
outcome-follow-up = Ask again
outcome-follow-up-hint = Leave empty when nobody asks again.
outcome-asked-again = asked again on { $day }
act-outcome = Record what became of the participant
act-outcome-again = Record something newer
done-outcome = What became of the participant is recorded.
due-outcome = What became of her?
due-outcome-why = The pair ended on { $day }, and nothing is recorded of what became of the participant.
due-follow-up = Ask again
due-follow-up-why = It was agreed to ask again on { $day } how the participant is getting on.
reason-MILESTONE_UNKNOWN = The programme has no such milestone.
reason-MILESTONE_NOT_REACHED = The milestone is open already.
reason-OUTCOME_UNKNOWN = The programme does not ask this.
reason-FOLLOW_UP_NOT_LATER = Asking again comes on a later day.
held-kind-milestone = Milestone
held-kind-outcome = What became of her
held-follow-up-on = Asked again
figures-by-outcome = By what became of the participant
figures-by-milestone = By milestone
figures-milestone = Milestone
indicator-outcomes = Known what became of the participant
indicator-outcomes-definition = Pairs ended within the period of which it is recorded what became of the participant. The newest record counts, whenever it was told.
indicator-milestones = Milestones
indicator-milestones-definition = Milestones that pairs reached within the period, each of a pair once.

## Intakes

cohort-open = Intake
cohort-which = Intake
cohort-all = All
cohort-intake = Intake
cohort-way = Pairs run
cohort-paired = Paired
cohort-nobody-paired = Nobody has a pair yet.
cohort-unpaired = Without a pair
cohort-closed = Closed
cohort-can-be-paired = A pair can be planned now
cohort-plan = Plan the pairs of this intake
view-GetCohort = Saw who is paired of an intake
