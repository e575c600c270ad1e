//! What two people have in common, and whether they probably are one. Compares what was read; finds nobody.

use proto::referrals::v1::{Likeness, PersonIdentity};

use super::search_key;

/// What people are compared by, each in the form of `search_key`; empty when not told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) email: String,
    /// "YYYY-MM".
    pub(crate) birth_month: String,
}

impl Keys {
    pub(crate) fn of(identity: &PersonIdentity, birth_month: &str) -> Self {
        Self {
            name: search_key::name(&search_key::display_name(identity)),
            phone: search_key::phone(&identity.phone),
            email: search_key::email(&identity.email),
            birth_month: birth_month.to_owned(),
        }
    }

    /// What they have in common; nothing unless they probably are one.
    pub(crate) fn probably_one(&self, other: &Self) -> Vec<Likeness> {
        let name = Names::of(&self.name, &other.name);
        let (phone, email) = (same(&self.phone, &other.phone), same(&self.email, &other.email));
        let born = same(&self.birth_month, &other.birth_month);
        let reached_alike = phone == Some(true) || email == Some(true);
        let reached_otherwise = !reached_alike && (phone == Some(false) || email == Some(false));

        let by_contact = reached_alike && (name.is_some() || born != Some(false));
        let by_birth = name.is_some() && born == Some(true);
        let by_name = name.is_some_and(|name| name.are_whole) && born != Some(false) && !reached_otherwise;
        if !(by_contact || by_birth || by_name) {
            return Vec::new();
        }
        [
            (phone == Some(true)).then_some(Likeness::Phone),
            (email == Some(true)).then_some(Likeness::Email),
            name.map(|name| name.likeness),
            (born == Some(true)).then_some(Likeness::BirthMonth),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Whether both told the same; `None` unless both told.
fn same(one: &str, other: &str) -> Option<bool> {
    (!one.is_empty() && !other.is_empty()).then(|| one == other)
}

/// Two names that agree, or of which one is a part of the other.
#[derive(Debug, Clone, Copy)]
struct Names {
    likeness: Likeness,
    /// Given and family name, of both.
    are_whole: bool,
}

impl Names {
    fn of(one: &str, other: &str) -> Option<Self> {
        let likeness = if agree(one, other) {
            Likeness::Name
        } else if agree(&search_key::sound(one), &search_key::sound(other)) {
            Likeness::NameSounds
        } else {
            return None;
        };
        let words = |name: &str| name.split_whitespace().count();
        Some(Self { likeness, are_whole: words(one) == words(other) && words(one) > 1 })
    }
}

/// The same words in whatever order; or both begin alike, and all words of the shorter are the longer's.
fn agree(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split_whitespace().collect(), other.split_whitespace().collect());
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if shorter.len() == longer.len() {
        return !shorter.is_empty() && sorted(shorter) == sorted(longer);
    }
    shorter.first() == longer.first() && !shorter.is_empty() && shorter.iter().all(|word| longer.contains(word))
}

fn sorted(mut words: Vec<&str>) -> Vec<&str> {
    words.sort_unstable();
    words
}

/// How much of a likeness there is. Order within one answer only; nobody is shown it.
pub(crate) fn weight(likenesses: &[Likeness]) -> u32 {
    likenesses
        .iter()
        .map(|likeness| match likeness {
            Likeness::Phone | Likeness::Email => 8,
            Likeness::Name => 4,
            Likeness::BirthMonth => 2,
            Likeness::NameSounds => 1,
            Likeness::Unspecified => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(given_name: &str, family_name: &str, phone: &str, email: &str, birth_month: &str) -> Keys {
        let identity = PersonIdentity {
            given_name: given_name.to_owned(),
            family_name: family_name.to_owned(),
            phone: phone.to_owned(),
            email: email.to_owned(),
            ..PersonIdentity::default()
        };
        Keys::of(&identity, birth_month)
    }

    fn one(a: &Keys, b: &Keys) -> Vec<Likeness> {
        let found = a.probably_one(b);
        assert_eq!(found, b.probably_one(a), "{a:?} {b:?}");
        found
    }

    #[test]
    fn one_name_in_two_transcriptions_with_one_phone_is_one_person() {
        let oksana = person("Oksana", "Tkachenko", "+358 40 555 0101", "oksana@example.org", "1994-05");
        let oxana = person("Oxana", "Tkachenko", "040 5550101", "", "");
        assert_eq!(one(&oksana, &oxana), [Likeness::Phone, Likeness::NameSounds]);
    }

    #[test]
    fn a_phone_is_shared_by_people_who_were_not_born_together() {
        let mother = person("Amal", "Haddad", "040 555 0101", "", "1990-02");
        assert_eq!(one(&mother, &person("Karim", "Haddad", "040 555 0101", "", "2015-08")), []);
        assert_eq!(one(&mother, &person("Karim", "", "040 555 0101", "", "")), [Likeness::Phone]);
        let slip = person("Amal", "Haddad", "040 555 0101", "", "1990-03");
        assert_eq!(one(&mother, &slip), [Likeness::Phone, Likeness::Name]);
    }

    #[test]
    fn a_name_and_a_month_of_birth_make_one_person_whatever_her_number() {
        let then = person("Fatima", "Saleh", "040 555 0101", "", "1990-02");
        let now = person("Saleh", "Fatma", "050 555 0202", "", "1990-02");
        assert_eq!(one(&then, &now), [Likeness::NameSounds, Likeness::BirthMonth]);
        let given_name_alone = person("Fatima", "", "", "", "1990-02");
        assert_eq!(one(&then, &given_name_alone), [Likeness::Name, Likeness::BirthMonth]);
    }

    #[test]
    fn a_whole_name_makes_one_person_unless_something_told_differs() {
        let told = person("Aino", "Lehtola", "040 555 0101", "", "1980-01");
        assert_eq!(one(&told, &person("Aino", "Lehtola", "", "", "")), [Likeness::Name]);
        assert_eq!(one(&told, &person("Aino", "Lehtola", "040 555 0202", "", "")), []);
        assert_eq!(one(&told, &person("Aino", "Lehtola", "", "", "1981-01")), []);
        assert_eq!(one(&told, &person("Aino", "", "", "", "")), [], "half the district has that name");
    }

    #[test]
    fn nothing_told_is_nothing_in_common() {
        assert_eq!(one(&Keys::default(), &Keys::default()), []);
        let digits = person("Malli", "", "12", "", "");
        assert_eq!(one(&digits, &person("Toinen", "", "12", "", "")), [], "no phone number");
    }

    fn some_keys() -> impl Strategy<Value = Keys> {
        let word = || prop::sample::select(vec!["", "Oksana", "Oxana", "Amal", "Tkachenko", "Haddad"]);
        let phone = prop::sample::select(vec!["", "040 555 0101", "040 555 0202"]);
        let email = prop::sample::select(vec!["", "a@example.org", "b@example.org"]);
        let born = prop::sample::select(vec!["", "1990-02", "1994-05"]);
        (word(), word(), phone, email, born)
            .prop_map(|(given, family, phone, email, born)| person(given, family, phone, email, born))
    }

    proptest! {
        /// What the search for candidates takes no account of can never be a duplicate.
        #[test]
        fn whoever_is_probably_one_shares_a_key_that_is_searched_by(a in some_keys(), b in some_keys()) {
            let found = a.probably_one(&b);
            prop_assert_eq!(&found, &b.probably_one(&a));
            let shared = |key: fn(&Keys) -> String| !key(&a).is_empty() && key(&a) == key(&b);
            let searched = shared(|keys| keys.phone.clone())
                || shared(|keys| keys.email.clone())
                || shared(|keys| search_key::whole_sound(&keys.name))
                || (shared(|keys| keys.birth_month.clone()) && shared(|keys| search_key::first_sound(&keys.name)));
            prop_assert!(found.is_empty() || searched);
        }
    }
}
