//! How far a person has seen each context of her district, `referrals=12,matching=7`: kept from the replies of
//! commands, sent with queries, so that she sees what she has just written.

/// The newest of both for each context. What cannot be read gives way to what came last.
pub fn merged(earlier: &str, newest: &str) -> String {
    let (Some(mut merged), Some(newer)) = (entries(earlier), entries(newest)) else { return newest.to_owned() };
    for (context, sequence) in newer {
        match merged.iter_mut().find(|(known, _)| *known == context) {
            Some((_, known)) => *known = sequence.max(*known),
            None => merged.push((context, sequence)),
        }
    }
    merged.iter().map(|(context, sequence)| format!("{context}={sequence}")).collect::<Vec<_>>().join(",")
}

fn entries(token: &str) -> Option<Vec<(&str, u64)>> {
    token
        .split(',')
        .filter(|entry| !entry.is_empty())
        .map(|entry| {
            let (context, sequence) = entry.split_once('=')?;
            Some((context, sequence.parse().ok()?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn the_newest_of_each_context_is_kept() {
        assert_eq!(merged("", "referrals=12"), "referrals=12");
        assert_eq!(merged("referrals=12", "matching=7"), "referrals=12,matching=7");
        assert_eq!(merged("referrals=12,matching=7", "referrals=9,matching=8"), "referrals=12,matching=8");
        assert_eq!(merged("an older format", "referrals=1"), "referrals=1");
    }
}
