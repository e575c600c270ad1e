use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::{Notify, oneshot};

/// How far a lane or process has come, and who waits for it to come further. Each is woken once, when it has come far
/// enough: many wait while it moves with every commit, and all would wake every time.
#[derive(Debug, Default)]
pub(crate) struct Place {
    at: u64,
    waiting: BTreeMap<u64, Vec<oneshot::Sender<()>>>,
    /// Told of everybody who begins to wait.
    awaited: Arc<Notify>,
}

impl Place {
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// It never goes back.
    pub(crate) fn moved(&mut self, to: u64) {
        if to <= self.at {
            return;
        }
        self.at = to;
        let later = self.waiting.split_off(&(to + 1));
        for waiter in std::mem::replace(&mut self.waiting, later).into_values().flatten() {
            // Whoever gave up is gone.
            let _ = waiter.send(());
        }
    }

    /// `None` when it has come so far.
    pub(crate) fn wait_for(&mut self, sequence: u64) -> Option<oneshot::Receiver<()>> {
        if self.at >= sequence {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        let waiting = self.waiting.entry(sequence).or_default();
        waiting.retain(|waiter| !waiter.is_closed());
        waiting.push(sender);
        self.awaited.notify_one();
        Some(receiver)
    }

    /// `None` when somebody waits already.
    pub(crate) fn unawaited(&self) -> Option<Arc<Notify>> {
        let somebody = self.waiting.values().flatten().any(|waiter| !waiter.is_closed());
        (!somebody).then(|| Arc::clone(&self.awaited))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_are_woken_for_whom_it_has_come_far_enough() {
        let mut place = Place::default();
        assert!(place.wait_for(0).is_none());
        let (mut third, mut fourth) = (place.wait_for(3).unwrap(), place.wait_for(4).unwrap());
        place.moved(2);
        assert!(third.try_recv().is_err());
        place.moved(3);
        assert!(third.try_recv().is_ok());
        assert!(fourth.try_recv().is_err());
        place.moved(1);
        assert_eq!(place.at(), 3);
        place.moved(9);
        assert!(fourth.try_recv().is_ok());
        assert!(place.wait_for(9).is_none());
    }

    #[tokio::test]
    async fn whoever_begins_to_wait_is_told_of() {
        let mut place = Place::default();
        let awaited = place.unawaited().unwrap();
        let waiter = place.wait_for(1).unwrap();
        awaited.notified().await;
        assert!(place.unawaited().is_none());
        drop(waiter);
        assert!(place.unawaited().is_some());
    }

    #[test]
    fn those_who_gave_up_are_forgotten() {
        let mut place = Place::default();
        for _ in 0..100 {
            drop(place.wait_for(7));
        }
        assert!(place.waiting[&7].len() <= 1);
    }
}
