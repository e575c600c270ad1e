use std::{error::Error, time::Duration};

const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(30);

/// Attempts at something that has to succeed some day. The pauses between them double while it fails, up to half a
/// minute, so that none is longer than the failure has lasted; why it fails is news once, not at each attempt.
#[derive(Debug, Default)]
pub struct Retries {
    failing: Option<Failing>,
}

#[derive(Debug)]
struct Failing {
    why: String,
    pause: Duration,
}

impl Retries {
    /// An attempt failed. True when that is news: the one before did not fail, or for another reason.
    pub fn failed(&mut self, error: &(dyn Error + 'static)) -> bool {
        let why = chain(error);
        let news = self.failing.as_ref().is_none_or(|failing| failing.why != why);
        let pause = self.failing.as_ref().map_or(FIRST, |failing| LONGEST.min(failing.pause * 2));
        self.failing = Some(Failing { why, pause });
        news
    }

    /// It goes on. True when that is news.
    pub fn went_on(&mut self) -> bool {
        self.failing.take().is_some()
    }

    pub fn failing(&self) -> bool {
        self.failing.is_some()
    }

    /// How long to wait before the next attempt.
    pub fn pause(&self) -> Duration {
        self.failing.as_ref().map_or(FIRST, |failing| failing.pause)
    }
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Because(&'static str);

    #[test]
    fn the_same_reason_is_told_once_until_it_went_on() {
        let mut retries = Retries::default();
        assert!(!retries.went_on(), "nothing had failed");
        let told: Vec<bool> = ["a", "a", "a", "b", "b"].map(|why| retries.failed(&Because(why))).into();
        assert_eq!(told, [true, false, false, true, false]);
        assert!(retries.went_on() && !retries.went_on());
        assert!(retries.failed(&Because("b")));
    }

    #[test]
    fn pauses_double_up_to_half_a_minute_and_begin_anew_once_it_went_on() {
        let mut retries = Retries::default();
        let mut lasted = Duration::ZERO;
        for _ in 0..12 {
            retries.failed(&Because("a"));
            assert!(retries.pause() <= lasted + FIRST, "{:?} after {lasted:?}", retries.pause());
            lasted += retries.pause();
        }
        assert_eq!(retries.pause(), LONGEST);
        retries.went_on();
        assert_eq!(retries.pause(), FIRST);
    }
}
