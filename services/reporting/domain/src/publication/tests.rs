use decider::{ActorId, given};
use proptest::prelude::*;
use proto::reporting::v1::{CellKind, FiguresApproved, FiguresPublished, publication_event::Event};

use super::*;
use crate::{INDICATORS, indicator};

const MANAGER: &str = "5f7b3c1e-2d7a-4a0c-9f55-0c2d2e8b7a10";
const OTHER: &str = "c1a5d0f2-8b7e-4d43-b8f6-5d7e9a1b2c3d";

fn figure(programme_id: &str, indicator_id: &str, count: u64) -> MeasuredCell {
    MeasuredCell {
        programme_id: programme_id.to_owned(),
        definition: indicator(indicator_id).unwrap(),
        measured: Measured::count(count),
    }
}

fn publish(figures: Vec<MeasuredCell>) -> PublicationCommand {
    PublicationCommand {
        audience: "mll".to_owned(),
        year: 2025,
        figures,
        smallest_cell: SmallestCell::DEFAULT,
        publisher: ActorId::new(MANAGER),
        two_approvers: false,
        looked_at: None,
    }
}

/// What a command is told to publish, as the event it leads to from nothing.
fn published(command: &PublicationCommand, revision: u32) -> Event {
    let decided = given::<Publication>([]).when(command).0.unwrap();
    let [Event::Published(event)] = decided.as_slice() else { panic!("{decided:?}") };
    Event::Published(FiguresPublished { revision, ..event.clone() })
}

#[test]
fn what_is_published_is_suppressed_and_in_one_order() {
    let command = publish(vec![
        figure("friend-for-a-mother", "requests", 88),
        figure("family-friend", "requests", 4),
        figure("friend-for-a-mother", "matched", 0),
    ]);
    let Event::Published(event) = published(&command, 1) else { panic!() };
    let cells: Vec<_> = event
        .cells
        .iter()
        .map(|cell| (cell.programme_id.as_str(), cell.indicator_id.as_str(), cell.kind(), cell.value))
        .collect();
    assert_eq!(
        cells,
        [
            ("family-friend", "requests", CellKind::SuppressedPrimary, None),
            ("friend-for-a-mother", "matched", CellKind::Value, Some(0)),
            ("friend-for-a-mother", "requests", CellKind::Value, Some(88)),
        ]
    );
}

#[test]
fn the_same_table_is_not_published_twice_whatever_the_order_of_its_figures() {
    let (a, b) = (figure("friend-for-a-mother", "requests", 88), figure("friend-for-a-mother", "matched", 46));
    let standing = published(&publish(vec![a.clone(), b.clone()]), 1);
    given::<Publication>([standing]).when(&publish(vec![b, a])).then_nothing();
}

#[test]
fn only_the_table_that_was_looked_at_is_published() {
    let seen = publish(vec![figure("friend-for-a-mother", "requests", 88)]);
    let Event::Published(event) = published(&seen, 1) else { panic!() };
    let looked_at = Some(table_id(&event.cells));
    let same = PublicationCommand { looked_at, ..seen.clone() };
    given::<Publication>([]).when(&same).then([published(&seen, 1)]);

    let grown = publish(vec![figure("friend-for-a-mother", "requests", 89)]);
    let unseen = PublicationCommand { looked_at, ..grown.clone() };
    given::<Publication>([]).when(&unseen).then_rejected(PublicationRejection::AnotherTable);
    // Not even when it is what stands published: she is told that it is not what she saw.
    given::<Publication>([published(&grown, 1)]).when(&unseen).then_rejected(PublicationRejection::AnotherTable);
}

#[test]
fn what_stays_hidden_is_no_other_table() {
    let Event::Published(event) = published(&publish(vec![figure("family-friend", "requests", 3)]), 1) else {
        panic!()
    };
    let looked_at = Some(table_id(&event.cells));
    let four = publish(vec![figure("family-friend", "requests", 4)]);
    given::<Publication>([]).when(&PublicationCommand { looked_at, ..four.clone() }).then([published(&four, 1)]);
}

#[test]
fn a_new_publication_supersedes_with_the_next_revision() {
    let first = published(&publish(vec![figure("friend-for-a-mother", "requests", 88)]), 1);
    let corrected = publish(vec![figure("friend-for-a-mother", "requests", 95)]);
    given::<Publication>([first]).when(&corrected).then([published(&corrected, 2)]);
}

#[test]
fn a_year_is_published_when_it_is_over() {
    let command = PublicationCommand { year: 2026, ..publish(vec![figure("friend-for-a-mother", "requests", 88)]) };
    given::<Publication>([]).when(&command).then_rejected(PublicationRejection::YearNotOver { year: 2026 });
}

#[test]
fn a_district_without_a_programme_of_the_audience_publishes_nothing_to_it() {
    given::<Publication>([]).when(&publish(vec![])).then_rejected(PublicationRejection::NoProgrammes);
}

#[test]
fn an_indicator_from_which_others_could_be_reckoned_is_not_published() {
    let command = publish(vec![figure("friend-for-a-mother", "target-group-inside", 80)]);
    given::<Publication>([]).when(&command).then_rejected(PublicationRejection::IndicatorNotPublished);
}

fn of_two(publisher: &str, count: u64) -> PublicationCommand {
    let publisher = ActorId::new(publisher);
    PublicationCommand {
        publisher,
        two_approvers: true,
        ..publish(vec![figure("friend-for-a-mother", "requests", count)])
    }
}

fn approved(command: &PublicationCommand) -> Event {
    let decided = given::<Publication>([]).when(command).0.unwrap();
    let [Event::Approved(event)] = decided.as_slice() else { panic!("{decided:?}") };
    Event::Approved(FiguresApproved { ..event.clone() })
}

#[test]
fn where_two_approve_the_second_must_be_another() {
    let first = approved(&of_two(MANAGER, 88));
    given::<Publication>([first.clone()]).when(&of_two(MANAGER, 88)).then_nothing();
    let second = given::<Publication>([first]).when(&of_two(OTHER, 88)).0.unwrap();
    assert!(matches!(second.as_slice(), [Event::Published(event)] if event.revision == 1));
}

#[test]
fn an_approval_lapses_when_the_figures_change() {
    let first = approved(&of_two(MANAGER, 88));
    given::<Publication>([first]).when(&of_two(OTHER, 95)).then([approved(&of_two(OTHER, 95))]);
}

#[test]
fn audience_and_year_name_a_publication() {
    assert_eq!(publication_id("mll", 2025), publication_id("mll", 2025));
    assert_ne!(publication_id("mll", 2025), publication_id("mll", 2024));
    assert_ne!(publication_id("mll", 2025), publication_id("vaestoliitto", 2025));
}

proptest! {
    #[test]
    fn no_event_ever_holds_a_small_count(counts in prop::collection::vec(0_u64..20, 1..30), k in 0_u32..10) {
        let smallest_cell = SmallestCell::of_district(k);
        let public: Vec<_> = INDICATORS.iter().filter(|definition| definition.published).collect();
        let figures = counts.iter().enumerate().map(|(n, count)| MeasuredCell {
            programme_id: format!("programme-{}", n / public.len()),
            definition: public[n % public.len()],
            measured: Measured::count(*count),
        });
        let command = PublicationCommand { smallest_cell, ..publish(figures.collect()) };
        let Event::Published(event) = published(&command, 1) else { panic!() };
        prop_assert_eq!(event.cells.len(), counts.len());
        for cell in event.cells {
            prop_assert!(!smallest_cell.is_small(cell.value.unwrap_or(0)));
            prop_assert!(!smallest_cell.is_small(cell.n));
        }
    }
}
