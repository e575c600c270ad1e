use std::fmt;

use serde::Serialize;

use crate::{Failed, Settings, Surroundings, operator::Operator};

/// The districts, by id.
#[derive(Debug, Serialize)]
pub struct List {
    pub districts: Vec<Listed>,
}

#[derive(Debug, Serialize)]
pub struct Listed {
    pub district_id: String,
    pub name: String,
    pub programme_ids: Vec<String>,
    pub audiences: Vec<String>,
    pub demo: bool,
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.districts.is_empty() {
            return write!(f, "no district is open; open one with: rinnalla district add FILE");
        }
        for Listed { district_id, name, programme_ids, demo, .. } in &self.districts {
            let demo = if *demo { " (demo)" } else { "" };
            writeln!(f, "{district_id}  {name}{demo}: {}", programme_ids.join(", "))?;
        }
        Ok(())
    }
}

pub async fn list(settings: &Settings, surroundings: Surroundings) -> Result<List, Failed> {
    let known = Operator::connect(settings, surroundings).await?.known().await?;
    let listed = known.districts.values().map(|district| Listed {
        district_id: district.id.to_string(),
        name: district.name.clone(),
        programme_ids: district.programme_ids.clone(),
        audiences: district.audiences.clone(),
        demo: district.demo,
    });
    Ok(List { districts: listed.collect() })
}
