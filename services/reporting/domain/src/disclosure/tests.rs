use proptest::{prelude::*, sample::Index};
use proto::reporting::v1::{Cell, CellKind, Unit};

use super::*;
use crate::indicator;

fn requests(count: u64, k: u32) -> Cell {
    let definition = indicator("requests").unwrap();
    cell("friend-for-a-mother", definition, Measured::count(count), SmallestCell::of_district(k))
}

fn decile(days: &[u64]) -> Cell {
    let definition = indicator("days-to-first-meeting-ninth-decile").unwrap();
    let measured = Measured::quantile(Quantile::NinthDecile, Quantile::NinthDecile.of(days));
    cell("friend-for-a-mother", definition, measured, SmallestCell::DEFAULT)
}

#[test]
fn one_to_k_minus_one_is_hidden_and_zero_and_k_are_shown() {
    for (count, shown) in [(0, true), (1, false), (4, false), (5, true), (6, true)] {
        let cell = requests(count, 5);
        assert_eq!(cell.value, shown.then_some(count), "{count}");
        assert_eq!(cell.kind() == CellKind::Value, shown, "{count}");
    }
}

#[test]
fn no_district_goes_under_three_and_unset_is_five() {
    assert_eq!(SmallestCell::of_district(1).get(), 3);
    assert_eq!(SmallestCell::of_district(0).get(), 5);
    assert_eq!(requests(2, 1).kind(), CellKind::SuppressedPrimary);
    assert_eq!(requests(3, 1).value, Some(3));
}

#[test]
fn a_hidden_cell_tells_neither_value_nor_what_it_rests_on() {
    let cell = requests(4, 5);
    assert_eq!((cell.value, cell.n), (None, 0));
}

#[test]
fn a_median_of_few_is_hidden_and_a_median_of_few_days_is_not() {
    let definition = indicator("days-to-first-meeting-median").unwrap();
    let median = |days: &[u64]| {
        let measured = Measured::quantile(Quantile::Median, Quantile::Median.of(days));
        cell("friend-for-a-mother", definition, measured, SmallestCell::DEFAULT)
    };
    assert_eq!(median(&[10, 20, 30, 40]).kind(), CellKind::SuppressedPrimary);
    assert_eq!(median(&[1, 1, 2, 3, 90]).value, Some(2));
    assert_eq!((median(&[]).kind(), median(&[]).value), (CellKind::Value, None));
}

#[test]
fn a_ninth_decile_with_few_beyond_it_is_hidden() {
    let days: Vec<u64> = (1..=40).collect();
    assert_eq!(decile(&days).value, Some(36), "36 to 40 are five");
    assert_eq!(decile(&days[..39]).kind(), CellKind::SuppressedPrimary, "36 to 39 are four");
}

#[test]
fn many_times_of_few_people_are_hidden() {
    let definition = indicator("attendances").unwrap();
    let of = |people| cell("pilot-mothers", definition, Measured::times(40, people), SmallestCell::DEFAULT);
    assert_eq!(of(4).kind(), CellKind::SuppressedPrimary);
    assert_eq!(of(5).value, Some(40));
}

fn any_cell() -> impl Strategy<Value = Cell> {
    let kinds = prop::sample::select(vec![
        CellKind::Value,
        CellKind::SuppressedPrimary,
        CellKind::SuppressedSecondary,
        CellKind::NotCollected,
    ]);
    let units =
        prop::sample::select(vec![Unit::Referrals, Unit::Persons, Unit::Matches, Unit::Days, Unit::Attendances]);
    (kinds, units, prop::option::of(0_u64..30), 0_u64..30, "[a-z]{1,8}").prop_map(
        |(kind, unit, value, n, programme_id)| Cell {
            programme_id,
            unit: unit.into(),
            kind: kind.into(),
            value,
            n,
            ..Cell::default()
        },
    )
}

proptest! {
    #[test]
    fn nothing_small_is_ever_shown(cells in prop::collection::vec(any_cell(), 0..40), k in 0_u32..12) {
        let k = SmallestCell::of_district(k);
        for cell in cells.into_iter().map(|cell| suppress(cell, k)) {
            prop_assert!(!k.is_small(cell.n));
            if cell.unit() != Unit::Days {
                prop_assert!(!cell.value.is_some_and(|value| k.is_small(value)));
            }
            if cell.kind() != CellKind::Value {
                prop_assert_eq!((cell.value, cell.n), (None, 0));
            }
        }
    }

    #[test]
    fn suppressing_again_changes_nothing(cell in any_cell(), k in 0_u32..12) {
        let k = SmallestCell::of_district(k);
        let once = suppress(cell, k);
        prop_assert_eq!(suppress(once.clone(), k), once);
    }

    #[test]
    fn the_order_of_cells_does_not_matter(
        cells in prop::collection::vec(any_cell(), 1..40),
        swaps in prop::collection::vec((any::<Index>(), any::<Index>()), 0..40),
        k in 0_u32..12,
    ) {
        let k = SmallestCell::of_district(k);
        let shuffle = |mut cells: Vec<Cell>| {
            for (a, b) in &swaps {
                let (a, b) = (a.index(cells.len()), b.index(cells.len()));
                cells.swap(a, b);
            }
            cells
        };
        let suppressed = |cells: Vec<Cell>| cells.into_iter().map(|cell| suppress(cell, k)).collect::<Vec<_>>();
        prop_assert_eq!(suppressed(shuffle(cells.clone())), shuffle(suppressed(cells)));
    }

    #[test]
    fn a_larger_k_shows_nothing_more(cell in any_cell(), k in 3_u32..12) {
        let shown = |k: u32| suppress(cell.clone(), SmallestCell::of_district(k)).value.is_some();
        prop_assert!(shown(k) || !shown(k + 1));
    }
}
