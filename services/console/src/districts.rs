//! Names of districts as pages show them. A district without a name here is shown by its slug.

use anyhow::Context as _;
use clap::Subcommand;
use sqlx::PgPool;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    pub slug: String,
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct Districts(pub PgPool);

impl Districts {
    /// In the order of `slugs`.
    pub async fn named(&self, slugs: &[String]) -> Result<Vec<District>, sqlx::Error> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT wanted.slug, coalesce(d.name, wanted.slug)
             FROM unnest($1::text[]) WITH ORDINALITY AS wanted (slug, n) LEFT JOIN console.districts d USING (slug)
             ORDER BY wanted.n",
        )
        .bind(slugs)
        .fetch_all(&self.0)
        .await?;
        Ok(rows.into_iter().map(|(slug, name)| District { slug, name }).collect())
    }

    pub async fn set(&self, district: &District) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO console.districts (slug, name) VALUES ($1, $2)
             ON CONFLICT (slug) DO UPDATE SET name = excluded.name",
        )
        .bind(&district.slug)
        .bind(&district.name)
        .execute(&self.0)
        .await?;
        Ok(())
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set the name of a district.
    Set {
        #[arg(long)]
        slug: String,
        #[arg(long)]
        name: String,
    },
}

pub async fn run(database_url: &str, command: Command) -> anyhow::Result<()> {
    let districts = Districts(PgPool::connect(database_url).await.context("reaching the database")?);
    match command {
        Command::Set { slug, name } => Ok(districts.set(&District { slug, name }).await?),
    }
}
