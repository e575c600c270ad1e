//! A log of many commits: nine contacts to each registered person, and a few persons whose twenty commits are spread
//! over all of it.

use std::time::{Duration, Instant};

use decider::DistrictId;
use eventlog::{Context, StreamName, newest};
use testing::Cluster;
use uuid::Uuid;

use crate::{
    closed_loop::closed_loop,
    scene::{Coordinator, Scene, channels},
};

/// Commits of each person whose history is spread.
pub(crate) const SPREAD: usize = 20;
const SPREAD_PERSONS: usize = 40;
const CLIENTS: usize = 64;
/// Commits of everybody else: the registration and the contacts.
const OF_A_PERSON: usize = 10;
/// The live lane is far faster than this.
const CAUGHT_UP_WITHIN: Duration = Duration::from_mins(30);

pub(crate) struct Filled {
    pub(crate) scene: Scene,
    /// Those whose commits are spread.
    pub(crate) spread: Vec<Uuid>,
    /// In the district's stream.
    pub(crate) commits: u64,
    slices: usize,
}

impl Filled {
    pub(crate) async fn open() -> Self {
        let scene = Scene::open(Cluster::R1, 1).await;
        Self { scene, spread: Vec::new(), commits: 0, slices: 0 }
    }

    pub(crate) fn district(&self) -> &DistrictId {
        &self.scene.districts[0]
    }

    pub(crate) fn stream(&self) -> StreamName {
        StreamName::new(Context::Referrals, self.district().clone())
    }

    /// Goes on to so many twentieths of `commits`, and waits until the live rows show them.
    pub(crate) async fn grow(&mut self, slices: usize, commits: usize) -> anyhow::Result<()> {
        while self.slices < slices {
            self.touch_spread().await?;
            fill(&format!("http://{}", self.scene.service.grpc), &self.tokens(), commits / SPREAD).await?;
            self.slices += 1;
        }
        self.commits = newest(&self.scene.ground.operator, &self.stream()).await?;
        self.caught_up().await
    }

    fn tokens(&self) -> Vec<String> {
        (0..CLIENTS).map(|n| self.scene.token(n)).collect()
    }

    /// One commit for each person whose history is spread.
    async fn touch_spread(&mut self) -> anyhow::Result<()> {
        let address = format!("http://{}", self.scene.service.grpc);
        let mut coordinator = Coordinator::new(channels(&address)?.remove(0), self.scene.token(0));
        if self.slices == 0 {
            for _ in 0..SPREAD_PERSONS {
                coordinator.register().await?;
            }
            self.spread = coordinator.known.iter().map(|id| id.parse()).collect::<Result<_, _>>()?;
            return Ok(());
        }
        for person in &self.spread {
            coordinator.contact(&person.to_string()).await?;
        }
        Ok(())
    }

    async fn caught_up(&self) -> anyhow::Result<()> {
        let mut connection = self.scene.service.database.superuser().await;
        let began = Instant::now();
        loop {
            let at: Option<i64> = sqlx::query_scalar("select min(sequence) from read.lane where stream = $1")
                .bind(self.stream().to_string())
                .fetch_one(&mut connection)
                .await?;
            if at.unwrap_or_default().cast_unsigned() >= self.commits {
                return Ok(());
            }
            anyhow::ensure!(began.elapsed() < CAUGHT_UP_WITHIN, "the live lane never caught up");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Appends so many commits by as many clients as there are tokens.
pub(crate) async fn fill(address: &str, tokens: &[String], commits: usize) -> anyhow::Result<()> {
    let channels = channels(address)?;
    let clients: Vec<_> = tokens
        .iter()
        .enumerate()
        .map(|(n, token)| Coordinator::new(channels[n % channels.len()].clone(), token.clone()))
        .collect();
    closed_loop(clients, commits, |mut coordinator: Coordinator, n| async move {
        if n % OF_A_PERSON == 0 {
            coordinator.known.clear();
            coordinator.register().await?;
            return Ok(coordinator);
        }
        coordinator.note_contact().await
    })
    .await?;
    Ok(())
}
