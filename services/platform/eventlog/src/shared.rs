use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use async_nats::Client;
use futures::FutureExt;
use tokio::{
    sync::{
        broadcast::{self, error::RecvError, error::TryRecvError},
        watch,
    },
    task::unconstrained,
};

use crate::{
    name::StreamName,
    tail::{Message, Tail, TailError, newest},
};

/// Commits a follower may fall behind those at the head before it has to read them from the server again: more than a
/// second of the fastest stream. What everybody has read is let go at once; an idle stream costs the slots alone.
const WINDOW: usize = 8192;

/// Where everybody in a process follows streams. Whoever has come to the head of one shares a single tail of it with the
/// others there: the server delivers, and this process decodes, each commit once.
#[derive(Clone)]
pub struct Tails {
    client: Client,
    feeds: Arc<Mutex<HashMap<StreamName, Opened>>>,
}

/// The feed of a stream, from when it is open until it ends.
type Opened = watch::Receiver<Option<Weak<Feed>>>;

/// Every commit of a stream from a sequence on, in order, without a gap: read alone up to the head, shared from there.
pub struct SharedTail {
    tails: Tails,
    stream: StreamName,
    next: u64,
    source: Source,
}

enum Source {
    Nowhere,
    /// What is shared is joined before all of it is needed, so that nothing falls between.
    Alone(Box<Tail>, Option<Joined>),
    Shared(broadcast::Receiver<Arc<Message>>),
}

struct Joined {
    commits: broadcast::Receiver<Arc<Message>>,
    /// Sequence of the first it gives.
    from: u64,
}

/// The one tail of a stream, and those who share it.
struct Feed(Mutex<Given>);

struct Given {
    next: u64,
    to: broadcast::Sender<Arc<Message>>,
}

impl Tails {
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client, feeds: Arc::default() }
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Follows from the commit after `cursor`.
    #[must_use]
    pub fn follow(&self, stream: &StreamName, cursor: u64) -> SharedTail {
        SharedTail { tails: self.clone(), stream: stream.clone(), next: cursor + 1, source: Source::Nowhere }
    }

    /// None where the stream cannot be shared now: whoever follows it alone learns why.
    async fn join(&self, stream: &StreamName) -> Option<Joined> {
        let mut opened = self.opened(stream);
        let feed = opened.wait_for(Option::is_some).await.ok()?.as_ref()?.upgrade()?;
        Some(feed.join())
    }

    #[expect(clippy::disallowed_methods, reason = "a feed has nothing in hand that stopping could lose")]
    fn opened(&self, stream: &StreamName) -> Opened {
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        match feeds.get(stream) {
            Some(opened) if opened.has_changed().is_ok() => opened.clone(),
            _ => {
                let (opened, receiver) = watch::channel(None);
                tokio::spawn(feed(self.client.clone(), stream.clone(), opened));
                feeds.insert(stream.clone(), receiver.clone());
                receiver
            }
        }
    }
}

/// Shares what comes until the stream cannot be followed or nobody listens. Those who do notice that it ended, and find
/// out why on a tail of their own.
async fn feed(client: Client, stream: StreamName, opened: watch::Sender<Option<Weak<Feed>>>) {
    let Ok(at) = newest(&client, &stream).await else { return };
    let Ok(mut tail) = Tail::open(&client, &stream, at).await else { return };
    let feed = Arc::new(Feed(Mutex::new(Given { next: at + 1, to: broadcast::Sender::new(WINDOW) })));
    opened.send_replace(Some(Arc::downgrade(&feed)));
    while let Ok(message) = tail.next().await {
        if !feed.give(Arc::new(message)) {
            return;
        }
    }
}

impl Feed {
    /// False when nobody listens.
    fn give(&self, message: Arc<Message>) -> bool {
        let mut given = self.given();
        given.next += 1;
        given.to.send(message).is_ok()
    }

    fn join(&self) -> Joined {
        let given = self.given();
        Joined { commits: given.to.subscribe(), from: given.next }
    }

    fn given(&self) -> MutexGuard<'_, Given> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SharedTail {
    /// Waits for the next commit. A cursor beyond the stream is a gap: commits that were read are gone.
    pub async fn next(&mut self) -> Result<Arc<Message>, TailError> {
        loop {
            if let Some(ready) = self.ready() {
                return ready;
            }
            match &mut self.source {
                Source::Nowhere => self.begin().await?,
                Source::Alone(tail, joined) => {
                    if joined.is_none() {
                        *joined = self.tails.join(&self.stream).await;
                        if joined.is_some() {
                            continue;
                        }
                    }
                    let message = tail.next().await?;
                    return Ok(self.passed(Arc::new(message)));
                }
                Source::Shared(commits) => match commits.recv().await {
                    Ok(message) => {
                        if let Some(message) = self.shared(message) {
                            return Ok(message);
                        }
                    }
                    Err(RecvError::Lagged(_) | RecvError::Closed) => self.source = Source::Nowhere,
                },
            }
        }
    }

    /// The next commit, if it has already come. Never waits, so nothing is begun here that a wait would have to end.
    pub fn ready(&mut self) -> Option<Result<Arc<Message>, TailError>> {
        loop {
            self.change_over();
            match &mut self.source {
                Source::Nowhere => return None,
                Source::Alone(tail, _) => {
                    // Unconstrained: tokio's budget would end a batch at 128.
                    let message = unconstrained(tail.next()).now_or_never()?;
                    return Some(message.map(|message| self.passed(Arc::new(message))));
                }
                Source::Shared(commits) => match commits.try_recv() {
                    Ok(message) => {
                        if let Some(message) = self.shared(message) {
                            return Some(Ok(message));
                        }
                    }
                    Err(TryRecvError::Empty) => return None,
                    Err(TryRecvError::Lagged(_) | TryRecvError::Closed) => {
                        self.source = Source::Nowhere;
                        return None;
                    }
                },
            }
        }
    }

    /// Whoever stands right at the head needs no tail of its own. Anybody else opens one, which also proves that the
    /// stream still holds what was read of it.
    async fn begin(&mut self) -> Result<(), TailError> {
        self.source = match self.tails.join(&self.stream).await {
            Some(joined) if joined.from == self.next => Source::Shared(joined.commits),
            joined => {
                let tail = Tail::open(&self.tails.client, &self.stream, self.next - 1).await?;
                Source::Alone(Box::new(tail), joined)
            }
        };
        Ok(())
    }

    /// From its own tail to the shared one, once that gives all that is still to come.
    fn change_over(&mut self) {
        match mem::replace(&mut self.source, Source::Nowhere) {
            Source::Alone(_, Some(joined)) if joined.from <= self.next => self.source = Source::Shared(joined.commits),
            other => self.source = other,
        }
    }

    /// A commit that was shared, unless it has been read alone.
    fn shared(&mut self, message: Arc<Message>) -> Option<Arc<Message>> {
        let sequence = match &*message {
            Ok(commit) => commit.sequence,
            Err(unreadable) => unreadable.sequence,
        };
        if sequence > self.next {
            self.source = Source::Nowhere;
        }
        (sequence == self.next).then(|| self.passed(message))
    }

    fn passed(&mut self, message: Arc<Message>) -> Arc<Message> {
        self.next += 1;
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{commit::MalformedCommit, name::Context, tail::Unreadable};

    fn at(sequence: u64) -> Arc<Message> {
        let source = MalformedCommit::Subject;
        Arc::new(Err(Unreadable { subject: String::new(), sequence, source }))
    }

    /// One that has read alone up to `next`, and joins a feed that has yet to give what follows `given`.
    async fn joined(next: u64, given: u64) -> (SharedTail, Feed) {
        let nowhere = async_nats::ConnectOptions::new().retry_on_initial_connect().connect("127.0.0.1:1").await;
        let stream = StreamName::new(Context::Referrals, "satakunta".parse().expect("a district"));
        let mut tail = Tails::new(nowhere.expect("it waits")).follow(&stream, next - 1);
        let feed = Feed(Mutex::new(Given { next: given + 1, to: broadcast::Sender::new(WINDOW) }));
        tail.source = Source::Shared(feed.join().commits);
        (tail, feed)
    }

    fn read(tail: &mut SharedTail) -> Vec<u64> {
        let ready = std::iter::from_fn(|| tail.ready());
        ready.map(|message| message.expect("a commit").as_ref().as_ref().expect_err("unreadable").sequence).collect()
    }

    #[tokio::test]
    async fn what_was_read_alone_before_it_was_shared_is_not_read_twice() {
        let (mut tail, feed) = joined(5, 2).await;
        for sequence in 3..=7 {
            assert!(feed.give(at(sequence)));
        }
        assert_eq!(read(&mut tail), [5, 6, 7]);
    }

    #[tokio::test]
    async fn what_skips_a_commit_is_not_followed() {
        let (mut tail, feed) = joined(3, 2).await;
        assert!(feed.give(at(3)) && feed.give(at(5)));
        assert_eq!(read(&mut tail), [3]);
        assert!(!feed.give(at(6)), "it still listens");
    }
}
