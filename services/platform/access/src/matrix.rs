use proto::access::v1::Action;

use crate::Role;

/// The one matrix: may this role do that at all? District and object are asked separately.
pub fn allows(role: Role, action: Action) -> bool {
    use Action as A;
    match role {
        Role::Coordinator => matches!(
            action,
            A::Refer
                | A::Apply
                | A::SeePersons
                | A::HandleReferrals
                | A::HandleConsents
                | A::HandleVolunteers
                | A::HandleMatches
                | A::HandleGroups
                | A::Plan
                | A::RecordAttendance
                | A::SeeFigures
                | A::SeeOffering
                | A::SeeExpectedWaits
                | A::HandleOrganisations
        ),
        Role::Manager => {
            allows(Role::Coordinator, action)
                || matches!(
                    action,
                    A::Erase
                        | A::HandleAgreements
                        | A::HandleIntake
                        | A::PublishFigures
                        | A::OverrideCheck
                        | A::HandleMessageTexts
                )
        }
        Role::Leader => matches!(action, A::RecordAttendance | A::SeeOffering),
        // A link does one of these, on one thing: which, its token says and the handler asks.
        Role::Link => matches!(action, A::AnswerProposal | A::TellCheckIn),
        Role::Anonymous => matches!(action, A::Refer | A::Apply | A::RedeemLink | A::SeeExpectedWaits),
        Role::National => matches!(action, A::SeePublished),
        Role::Operator => matches!(action, A::HandleAgreements | A::SeeOffering),
        Role::Administrator => matches!(action, A::SeeOffering),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who_may(action: Action) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| allows(*role, action)).collect()
    }

    #[test]
    fn nobody_may_what_has_no_action() {
        assert_eq!(who_may(Action::Unspecified), []);
    }

    #[test]
    fn only_staff_see_persons() {
        assert_eq!(who_may(Action::SeePersons), [Role::Coordinator, Role::Manager]);
    }

    #[test]
    fn those_who_train_organisations_record_it() {
        assert_eq!(who_may(Action::HandleOrganisations), [Role::Coordinator, Role::Manager]);
    }

    #[test]
    fn only_a_manager_erases_overrides_publishes_stops_intake_and_says_it_in_other_words() {
        for action in [
            Action::Erase,
            Action::OverrideCheck,
            Action::PublishFigures,
            Action::HandleIntake,
            Action::HandleMessageTexts,
        ] {
            assert_eq!(who_may(action), [Role::Manager]);
        }
    }

    #[test]
    fn what_a_link_does_nobody_else_does() {
        for action in [Action::AnswerProposal, Action::TellCheckIn] {
            assert_eq!(who_may(action), [Role::Link]);
        }
        assert_eq!(who_may(Action::RedeemLink), [Role::Anonymous]);
    }

    #[test]
    fn anybody_sees_how_long_people_wait() {
        assert_eq!(who_may(Action::SeeExpectedWaits), [Role::Coordinator, Role::Manager, Role::Anonymous]);
    }

    #[test]
    fn national_coordination_sees_published_figures_and_nothing_else() {
        for action in (0..=64).filter_map(|number| Action::try_from(number).ok()) {
            assert_eq!(allows(Role::National, action), action == Action::SeePublished, "{action:?}");
        }
    }
}
