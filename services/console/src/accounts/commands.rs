//! `console account …`: the way in for the first person, and the way out for those who leave.

use std::io::Read as _;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use sqlx::PgPool;

use super::{Account, Accounts, Role, password};
use crate::surroundings::Surroundings;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add an account; its password comes from standard input.
    Add(Add),
    /// Give an account a new password from standard input, and end its sessions.
    Password(Existing),
    /// Close an account, and end its sessions.
    Close(Existing),
}

#[derive(Debug, Args)]
pub struct Add {
    #[arg(long)]
    email: String,
    /// As colleagues know the person; by default the e-mail address.
    #[arg(long)]
    name: Option<String>,
    #[arg(long)]
    role: Role,
    /// Slug of a district; may be given several times.
    #[arg(long = "district")]
    districts: Vec<String>,
    /// Whose published figures the national role sees; may be given several times.
    #[arg(long = "audience")]
    audiences: Vec<String>,
    /// Read the password from standard input: the only way, so that it stays out of the shell's history.
    #[arg(long, required = true)]
    password_stdin: bool,
    /// Identifier that events will name; random when not given.
    #[arg(long)]
    actor_id: Option<uuid::Uuid>,
    /// Succeed when the account is there already.
    #[arg(long)]
    if_absent: bool,
}

#[derive(Debug, Args)]
pub struct Existing {
    #[arg(long)]
    email: String,
}

pub async fn run(database_url: &str, command: Command) -> anyhow::Result<()> {
    let surroundings = Surroundings::of_this_machine();
    let accounts = Accounts(PgPool::connect(database_url).await.context("reaching the database")?);
    match command {
        Command::Add(add) => {
            anyhow::ensure!(add.email.contains('@'), "--email is an e-mail address");
            anyhow::ensure!(
                (add.role == Role::National) == add.districts.is_empty(),
                "every role but the national one needs a --district"
            );
            anyhow::ensure!(
                (add.role == Role::National) != add.audiences.is_empty(),
                "the national role, and no other, needs an --audience"
            );
            let hash = password::hash(&password_from_stdin()?)?;
            let account = Account {
                actor_id: add.actor_id.unwrap_or_else(|| surroundings.random_id()),
                display_name: add.name.unwrap_or_else(|| add.email.clone()),
                email: add.email,
                role: add.role,
                districts: add.districts,
                audiences: add.audiences,
            };
            match accounts.add(&account, &hash, surroundings.now()).await {
                Err(super::AccountError::Exists) if add.if_absent => Ok(()),
                added => Ok(added?),
            }
        }
        Command::Password(existing) => {
            let hash = password::hash(&password_from_stdin()?)?;
            Ok(accounts.set_password(&existing.email, &hash).await?)
        }
        Command::Close(existing) => Ok(accounts.close(&existing.email, surroundings.now()).await?),
    }
}

fn password_from_stdin() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("reading the password")?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
