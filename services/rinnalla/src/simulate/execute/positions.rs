//! How far each context of a district has been seen, as services tell it in replies and take it in requests.

use std::{collections::BTreeMap, fmt};

/// By context, the furthest position any reply told. As text `matching=7,referrals=12`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Positions(BTreeMap<String, u64>);

impl Positions {
    /// What is no position is passed over: it only spares a wait.
    pub(super) fn see(&mut self, token: &str) {
        for (context, sequence) in token.split(',').filter_map(|entry| entry.split_once('=')) {
            let Ok(sequence) = sequence.parse::<u64>() else { continue };
            let furthest = self.0.entry(context.to_owned()).or_default();
            *furthest = sequence.max(*furthest);
        }
    }
}

impl fmt::Display for Positions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (context, sequence)) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{context}={sequence}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_furthest_of_each_context_stays() {
        let mut positions = Positions::default();
        for token in ["referrals=12", "matching=7", "referrals=9", "", "nothing", "matching=x"] {
            positions.see(token);
        }
        assert_eq!(positions.to_string(), "matching=7,referrals=12");
    }
}
