use database::DistrictTx;
use edge::Failure;
use proto::referrals::v1::PersonHit;
use sqlx::Row;
use uuid::Uuid;

use super::search_key;

const AT_MOST: usize = 20;

/// Whoever may be meant by a name, phone or e-mail: phone and e-mail first, then names, then names that sound alike.
/// Conditions are prefixes and equalities, which row-level security lets the indexes answer.
pub(crate) async fn persons(
    tx: &mut DistrictTx,
    text: &str,
    birth_month: &str,
) -> Result<Vec<(Uuid, PersonHit)>, Failure> {
    let district = tx.district().clone();
    let (name, phone, email) = (search_key::name(text), search_key::phone(text), search_key::email(text));
    // Digits of a house number are no phone.
    let phone = if phone.len() >= 5 { phone } else { String::new() };
    let first = name.chars().next().map(String::from).unwrap_or_default();
    let rows = sqlx::query(
        "select id, name, name_key, phone_digits, email_key, birth_month, municipality, protected from person
         where district = $1 and not erasure_ordered
           and (($2 <> '' and phone_digits = $2) or email_key = $3
                or ($4 <> '' and name_key >= $4 and name_key < $4 || '~')
                or ($5 <> '' and name_key >= $5 and name_key < $5 || '~')
                or ($4 <> '' and position(' ' || $4 in name_key) > 0))",
    )
    .bind(district.as_str())
    .bind(&phone)
    .bind(&email)
    .bind(&name)
    .bind(&first)
    .fetch_all(tx.rows())
    .await?;
    let sound = search_key::sound(text);
    let mut hits = Vec::new();
    for row in rows {
        let because = because(&row, &name, &phone, &email, &sound, birth_month)?;
        if because.iter().all(|reason| reason == "birth-month") {
            continue;
        }
        let id: Uuid = row.try_get("id")?;
        let protected: bool = row.try_get("protected")?;
        let hit = PersonHit {
            person_id: id.to_string(),
            name: row.try_get("name")?,
            birth_month: row.try_get("birth_month")?,
            municipality_code: if protected { String::new() } else { row.try_get("municipality")? },
            because,
        };
        hits.push((id, hit));
    }
    hits.sort_by(|(id, hit), (other_id, other)| {
        weight(other).cmp(&weight(hit)).then_with(|| hit.name.cmp(&other.name)).then(id.cmp(other_id))
    });
    hits.truncate(AT_MOST);
    Ok(hits)
}

fn because(
    row: &sqlx::postgres::PgRow,
    name: &str,
    phone: &str,
    email: &str,
    sound: &str,
    birth_month: &str,
) -> Result<Vec<String>, sqlx::Error> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let key = text("name_key")?;
    let mut because = Vec::new();
    if !phone.is_empty() && text("phone_digits")? == phone {
        because.push("phone".to_owned());
    }
    if !email.is_empty() && text("email_key")? == email {
        because.push("email".to_owned());
    }
    if !name.is_empty() && (key.starts_with(name) || key.contains(&format!(" {name}"))) {
        because.push("name".to_owned());
    } else if !sound.is_empty() && search_key::sound(&key).split(' ').next() == sound.split(' ').next() {
        because.push("name-sounds".to_owned());
    }
    if !birth_month.is_empty() && text("birth_month")? == birth_month {
        because.push("birth-month".to_owned());
    }
    Ok(because)
}

/// Order within one answer only; nobody is shown it.
fn weight(hit: &PersonHit) -> u32 {
    hit.because
        .iter()
        .map(|reason| match reason.as_str() {
            "phone" | "email" => 8,
            "name" => 4,
            "birth-month" => 2,
            _ => 1,
        })
        .sum()
}
