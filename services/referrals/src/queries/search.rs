use database::DistrictTx;
use edge::Failure;
use proto::referrals::v1::{Likeness, PersonHit};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    hit::{COLUMNS, Hit, KNOWN_AS, ranked},
    likeness::Keys,
    search_key,
};

const AT_MOST: usize = 20;
/// Rows of each way to find somebody. Whoever shares a part of a name with more people than that is found by more of it.
const CANDIDATES: i64 = 60;

/// Whoever may be meant by a name, phone or e-mail: phone and e-mail first, then names, then names that sound alike.
pub(crate) async fn persons(
    tx: &mut DistrictTx,
    text: &str,
    birth_month: &str,
) -> Result<Vec<(Uuid, PersonHit)>, Failure> {
    let wanted = Wanted::read(text, birth_month);
    let candidates = wanted.candidates(tx).await?;
    Ok(ranked(candidates, AT_MOST, |keys| wanted.likenesses(keys)))
}

/// What somebody typed, in the form that people are compared by.
struct Wanted {
    words: Vec<String>,
    sounds: Vec<String>,
    phone: String,
    email: String,
    birth_month: String,
}

impl Wanted {
    fn read(text: &str, birth_month: &str) -> Self {
        let name = search_key::name(text);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        Self {
            words: words(&name),
            sounds: words(&search_key::sound(&name)),
            phone: search_key::phone(text),
            email: search_key::email(text),
            birth_month: birth_month.to_owned(),
        }
    }

    /// Conditions are equalities and prefixes, which row-level security lets the indexes answer. Whoever is found is read
    /// by id: expecting as many as the limits allow, the planner would read the district.
    async fn candidates(&self, tx: &mut DistrictTx) -> Result<Vec<Hit>, Failure> {
        let district = tx.district().clone();
        let statement = format!(
            "with found (id) as (
               (select id from person where district = $1 and phone_digits = $2 and phone_digits <> '' order by id limit $8)
               union
               (select id from person where district = $1 and email_key = $3 and email_key <> '' order by id limit $8)
               union
               (select id from person where district = $1 and sound_key = $4 and sound_key <> '' order by id limit $8)
               union
               (select person from name_word where district = $1 and sound = $5 order by person limit $8)
               union
               select person from (
                 select n.word, n.person from name_word n
                 where $6 <> '' and n.district = $1 and n.word >= $6 and n.word < $6 || $9
                   and exists (select from name_word o where o.district = $1 and o.person = n.person
                               and o.word >= $7 and o.word < $7 || $9)
                 order by n.word, n.person limit $8) n
             )
             select {COLUMNS} from found f
             cross join lateral (select * from person where district = $1 and id = f.id limit 1) o
             {KNOWN_AS}
             where not k.erasure_ordered"
        );
        let word = |word: Option<&String>| word.cloned().unwrap_or_default();
        Ok(sqlx::query_as(AssertSqlSafe(statement))
            .bind(district.as_str())
            .bind(&self.phone)
            .bind(&self.email)
            .bind(search_key::whole_sound(&self.words.join(" ")))
            .bind(word(self.sounds.first()))
            .bind(word(self.words.first()))
            .bind(word(self.words.last()))
            .bind(CANDIDATES)
            // After every letter that a word may go on with.
            .bind(char::MAX.to_string())
            .fetch_all(tx.rows())
            .await?)
    }

    /// Nothing but a month of birth is too little.
    fn likenesses(&self, keys: &Keys) -> Vec<Likeness> {
        let mut found = Vec::new();
        if !self.phone.is_empty() && keys.phone == self.phone {
            found.push(Likeness::Phone);
        }
        if !self.email.is_empty() && keys.email == self.email {
            found.push(Likeness::Email);
        }
        found.extend(self.name_likeness(&keys.name));
        if !found.is_empty() && !self.birth_month.is_empty() && keys.birth_month == self.birth_month {
            found.push(Likeness::BirthMonth);
        }
        found
    }

    fn name_likeness(&self, name: &str) -> Option<Likeness> {
        let begins = |word: &String| name.split_whitespace().any(|known| known.starts_with(word.as_str()));
        if !self.words.is_empty() && self.words.iter().all(begins) {
            return Some(Likeness::Name);
        }
        let first = self.sounds.first()?;
        search_key::sound(name).split_whitespace().any(|known| known == first).then_some(Likeness::NameSounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likenesses(text: &str, name: &str) -> Vec<Likeness> {
        let keys = Keys { name: search_key::name(name), ..Keys::default() };
        Wanted::read(text, "").likenesses(&keys)
    }

    #[test]
    fn a_name_is_found_by_the_beginnings_of_its_words() {
        assert_eq!(likenesses("tkach oks", "Oksana Tkachenko"), [Likeness::Name]);
        assert_eq!(likenesses("Окс", "Оксана"), [Likeness::Name]);
        assert_eq!(likenesses("sana", "Oksana Tkachenko"), []);
    }

    #[test]
    fn a_name_is_found_by_how_its_first_word_sounds() {
        assert_eq!(likenesses("Oxana", "Oksana Tkachenko"), [Likeness::NameSounds]);
        assert_eq!(likenesses("Oxana Koval", "Oksana Tkachenko"), [Likeness::NameSounds]);
        assert_eq!(likenesses("040 555 0101", "Oksana Tkachenko"), []);
    }
}
