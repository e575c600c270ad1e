use std::fmt;

use access::{Caller, Issuer, Role};
use decider::{ActorId, DistrictId};
use serde::Serialize;
use uuid::Uuid;

use crate::{Answer, Failed, Settings, Surroundings};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The one district it is for.
    #[arg(long)]
    pub district: DistrictId,
    /// coordinator, manager, administrator, leader, link, anonymous, national or operator.
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// Id of who acts; a new one when not given.
    #[arg(long)]
    pub actor: Option<Uuid>,
    /// For a link: the object it is for.
    #[arg(long)]
    pub object: Option<String>,
    /// How long it is good.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10))]
    pub minutes: u64,
}

impl Arguments {
    pub fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        Answer::of(&sign(&self, settings, surroundings)?, true)
    }
}

/// A signed token; whoever holds it acts as its role.
#[derive(Serialize)]
pub struct Signed {
    pub token: String,
    pub actor: Uuid,
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.token)
    }
}

pub fn sign(asked: &Arguments, settings: &Settings, surroundings: Surroundings) -> Result<Signed, Failed> {
    let actor = asked.actor.unwrap_or_else(|| surroundings.random_id());
    let caller = Caller {
        actor: ActorId::new(&actor.to_string()),
        role: asked.role,
        district: asked.district.clone(),
        object: asked.object.clone(),
    };
    let token = Issuer::read(&settings.signing_key()?)?.issue(&caller, asked.minutes * 60)?;
    Ok(Signed { token, actor })
}

fn role(text: &str) -> Result<Role, serde_json::Error> {
    serde_json::from_value(text.into())
}
