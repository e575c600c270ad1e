use std::fmt::Debug;

use jiff::civil::Date;

use crate::{Decider, Env};

/// The state that these events lead to. Reads `given::<Referral>([..]).on("2026-03-02").when(..).then(..)`.
pub fn given<D: Decider>(events: impl IntoIterator<Item = D::Event>) -> Given<D> {
    let mut state = D::State::default();
    let day = Date::constant(2026, 1, 1);
    for event in events {
        D::evolve(&mut state, &event, day);
    }
    Given { state, today: Date::constant(2026, 3, 2) }
}

/// A state to decide on, and the day of the decision: 2 March 2026 unless told otherwise.
#[derive(Debug)]
pub struct Given<D: Decider> {
    state: D::State,
    today: Date,
}

impl<D: Decider> Given<D> {
    /// The day of the decision, as an ISO 8601 date.
    #[must_use]
    pub fn on(mut self, today: &str) -> Self {
        self.today = today.parse().expect("a test gives a date");
        self
    }

    pub fn when(self, command: &D::Command) -> Outcome<D> {
        let now = self.today.at(8, 30, 0, 0).in_tz("Europe/Helsinki").expect("a real hour").timestamp();
        Outcome(D::decide(&self.state, command, &Env::at(now, None)))
    }
}

/// What was decided.
pub struct Outcome<D: Decider>(pub Result<Vec<D::Event>, D::Rejection>);

impl<D: Decider> Outcome<D>
where
    D::Event: PartialEq + Debug,
    D::Rejection: PartialEq + Debug,
{
    #[track_caller]
    pub fn then(self, events: impl IntoIterator<Item = D::Event>) {
        let expected: Vec<_> = events.into_iter().collect();
        assert_eq!(self.0, Ok(expected));
    }

    #[track_caller]
    pub fn then_rejected(self, rejection: D::Rejection) {
        assert_eq!(self.0, Err(rejection));
    }

    #[track_caller]
    pub fn then_nothing(self) {
        assert_eq!(self.0, Ok(vec![]));
    }
}
