use std::{
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use decider::{DistrictId, Sealable, Sealed};
use hmac::{Hmac, KeyInit as _, Mac};
use proto::eventlog::v1::KeyKind;
use quick_cache::sync::Cache;
use sha2::Sha256;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use uuid::Uuid;

use crate::{
    Destroyed, DestroyedError, InstallationKey, Opened,
    cipher::{self, KeyBytes},
    installation_key::district_aad,
};

/// How long a key may be used after it was read: a destroyed key is gone everywhere after this.
const KEPT_FOR: Duration = Duration::from_mins(1);
/// Persons whose unwrapped keys are in memory.
const KEPT: usize = 20_000;

/// Keys could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the keyring cannot be reached")]
    Database(#[from] sqlx::Error),
    #[error("the district has no key")]
    NoDistrict,
    /// The person has no such key: she was never registered here, or is erased.
    #[error("the person has no such key")]
    NoKey,
    #[error("a sealed value does not belong where it stands")]
    NotOurs,
    #[error("no randomness")]
    Random(#[from] getrandom::Error),
}

/// A key could not be destroyed; trying again may succeed.
#[derive(Debug, thiserror::Error)]
pub enum DestroyError {
    /// Also while a backup holds destruction back.
    #[error("the keyring does not destroy the key now")]
    Database(#[from] sqlx::Error),
    #[error("the installation key was not read from a file, so destroyed keys cannot be listed beside it")]
    NoList,
    #[error(transparent)]
    List(#[from] DestroyedError),
}

/// A district and person, and which of her keys.
type KeyName = (DistrictId, Uuid, i16);

/// Seals and opens values under the keys of one Postgres role.
#[derive(Clone)]
pub struct Keyring {
    inner: Arc<Inner>,
}

struct Inner {
    pool: PgPool,
    installation: InstallationKey,
    kept_for: Duration,
    districts: Cache<DistrictId, KeyBytes>,
    persons: Cache<KeyName, (Instant, Option<KeyBytes>)>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keyring {
    /// Connects lazily. What it may do is what the role of `url` was granted.
    pub fn connect(url: &str, installation: InstallationKey, connections: u32) -> Result<Self, sqlx::Error> {
        Self::connect_keeping(url, installation, connections, KEPT_FOR)
    }

    /// Like [`Keyring::connect`], with another bound on how long a destroyed key may still be used.
    pub fn connect_keeping(
        url: &str,
        installation: InstallationKey,
        connections: u32,
        kept_for: Duration,
    ) -> Result<Self, sqlx::Error> {
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(3))
            .connect_lazy_with(PgConnectOptions::from_str(url)?);
        let inner = Inner { pool, installation, kept_for, districts: Cache::new(1_000), persons: Cache::new(KEPT) };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// How long a destroyed key may still be used by somebody who read it before.
    pub fn kept_for(&self) -> Duration {
        self.inner.kept_for
    }

    /// Gives a district its key. Repeating it changes nothing. For the operator.
    pub async fn open_district(&self, district: &DistrictId) -> Result<(), KeyError> {
        let key = KeyBytes::new(cipher::random()?);
        let wrapped =
            cipher::encrypt(&self.inner.installation.bytes, cipher::random()?, &district_aad(district), key.as_slice());
        sqlx::query("select keyring.open_district($1, $2)")
            .bind(district.as_str())
            .bind(wrapped)
            .execute(&self.inner.pool)
            .await?;
        Ok(())
    }

    /// Makes a new person's two keys, committed before this returns. Repeating it changes nothing.
    /// Fails with `NoKey` when a key of hers was destroyed.
    pub async fn register(&self, district: &DistrictId, person: Uuid) -> Result<(), KeyError> {
        let names = [KeyKind::Identity, KeyKind::Statistics].map(|kind| (district.clone(), person, kind as i16));
        if names.iter().all(|name| self.kept(name).is_some()) {
            return Ok(());
        }
        let above = self.district_key(district).await?;
        let fresh = |name: &KeyName| -> Result<Vec<u8>, KeyError> {
            let key = KeyBytes::new(cipher::random()?);
            Ok(cipher::encrypt(&above, cipher::random()?, &data_key_aad(name), key.as_slice()))
        };
        let read_at = Instant::now();
        // Both in one transaction.
        let standing: (Option<Vec<u8>>, Option<Vec<u8>>) =
            sqlx::query_as("select keyring.add_key($1, $2, $3, $4), keyring.add_key($1, $2, $5, $6)")
                .bind(district.as_str())
                .bind(person)
                .bind(names[0].2)
                .bind(fresh(&names[0])?)
                .bind(names[1].2)
                .bind(fresh(&names[1])?)
                .fetch_one(&self.inner.pool)
                .await?;
        for (name, standing) in names.into_iter().zip([standing.0, standing.1]) {
            let key = unwrap(&above, &data_key_aad(&name), &standing.ok_or(KeyError::NoKey)?)?;
            self.inner.persons.insert(name, (read_at, Some(key)));
        }
        Ok(())
    }

    /// Seals a value under the key its message says.
    pub async fn seal<T: Sealable>(&self, district: &DistrictId, person: Uuid, value: &T) -> Result<Sealed, KeyError> {
        let key = self.data_key(district, person, T::KEY).await?.ok_or(KeyError::NoKey)?;
        let seal_id: [u8; 16] = cipher::random()?;
        let aad = value_aad(district, person, T::FIELD, &seal_id);
        Ok(Sealed {
            person_id: person.to_string(),
            key: T::KEY.into(),
            seal_id: seal_id.to_vec(),
            ciphertext: cipher::encrypt(&key, cipher::random()?, &aad, &value.encode_to_vec()),
        })
    }

    /// Opens a value that was sealed as a `T`.
    pub async fn open<T: Sealable>(&self, district: &DistrictId, sealed: &Sealed) -> Result<Opened<T>, KeyError> {
        let person = sealed.person_id.parse().map_err(|_| KeyError::NotOurs)?;
        if sealed.key != T::KEY as i32 {
            return Err(KeyError::NotOurs);
        }
        let Some(key) = self.data_key(district, person, T::KEY).await? else {
            return Ok(Opened::Erased);
        };
        let aad = value_aad(district, person, T::FIELD, &sealed.seal_id);
        let plain = cipher::decrypt(&key, &aad, &sealed.ciphertext).map_err(|_| KeyError::NotOurs)?;
        T::decode(plain.as_slice()).map(Opened::Clear).map_err(|_| KeyError::NotOurs)
    }

    /// Opens a value that may be absent.
    pub async fn open_some<T: Sealable>(
        &self,
        district: &DistrictId,
        sealed: Option<&Sealed>,
    ) -> Result<Opened<T>, KeyError> {
        match sealed {
            Some(sealed) => self.open(district, sealed).await,
            None => Ok(Opened::Clear(T::default())),
        }
    }

    /// Destroys a key for good. Other instances stop using it within a minute. It is listed beside the installation
    /// key first: a backup made before holds it still, and the list is what destroys it again after a restore.
    pub async fn destroy(&self, district: &DistrictId, person: Uuid, kind: KeyKind) -> Result<(), DestroyError> {
        let list = self.inner.installation.destroyed.clone().ok_or(DestroyError::NoList)?;
        let mut tx = self.inner.pool.begin().await?;
        // One who waits holds a connection that others need to read keys: better to give up and be asked again.
        sqlx::query("select set_config('lock_timeout', '2s', true)").execute(&mut *tx).await?;
        sqlx::query("select keyring.await_backup()").execute(&mut *tx).await?;
        let destroyed = Destroyed { district: district.clone(), person, kind };
        let listed = tokio::task::spawn_blocking(move || list.append(&destroyed)).await;
        listed.map_err(DestroyedError::interrupted)??;
        sqlx::query("select keyring.destroy_key($1, $2, $3)")
            .bind(district.as_str())
            .bind(person)
            .bind(kind as i16)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        self.inner.persons.insert((district.clone(), person, kind as i16), (Instant::now(), None));
        Ok(())
    }

    /// HMAC-SHA256 under a key derived from the district's for this use.
    pub async fn mac(&self, district: &DistrictId, usage: &str, parts: &[&[u8]]) -> Result<[u8; 32], KeyError> {
        let key = cipher::derive(&self.district_key(district).await?, usage);
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes a key of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Ok(mac.finalize().into_bytes().into())
    }

    async fn district_key(&self, district: &DistrictId) -> Result<KeyBytes, KeyError> {
        if let Some(key) = self.inner.districts.get(district) {
            return Ok(key);
        }
        let wrapped: Option<Vec<u8>> = sqlx::query_scalar("select keyring.district_key($1)")
            .bind(district.as_str())
            .fetch_one(&self.inner.pool)
            .await?;
        let wrapped = wrapped.ok_or(KeyError::NoDistrict)?;
        let key = unwrap(&self.inner.installation.bytes, &district_aad(district), &wrapped)?;
        self.inner.districts.insert(district.clone(), key.clone());
        Ok(key)
    }

    async fn data_key(&self, district: &DistrictId, person: Uuid, kind: KeyKind) -> Result<Option<KeyBytes>, KeyError> {
        let name = (district.clone(), person, kind as i16);
        if let Some(kept) = self.kept(&name) {
            return Ok(Some(kept));
        }
        // Whoever may use the identity key may use both, and soon asks for the other.
        let (question, kinds): (_, &[KeyKind]) = match kind {
            KeyKind::Identity => (
                "select array[keyring.identity_key($1, $2), keyring.statistics_key($1, $2)]",
                &[KeyKind::Identity, KeyKind::Statistics],
            ),
            KeyKind::Statistics => ("select array[keyring.statistics_key($1, $2)]", &[KeyKind::Statistics]),
            KeyKind::Unspecified => return Err(KeyError::NotOurs),
        };
        // Before it is read: a key destroyed meanwhile must not live longer for a slow answer.
        let read_at = Instant::now();
        let wrapped: Vec<Option<Vec<u8>>> =
            sqlx::query_scalar(question).bind(district.as_str()).bind(person).fetch_one(&self.inner.pool).await?;
        let mut asked = None;
        for (each, wrapped) in kinds.iter().zip(wrapped) {
            let name = (district.clone(), person, *each as i16);
            let key = match wrapped {
                Some(wrapped) => Some(unwrap(&self.district_key(district).await?, &data_key_aad(&name), &wrapped)?),
                None => None,
            };
            if *each == kind {
                asked.clone_from(&key);
            }
            self.inner.persons.insert(name, (read_at, key));
        }
        Ok(asked)
    }

    /// A key that is kept and may still be used. That there is none is never kept: another instance may make it any
    /// moment.
    fn kept(&self, name: &KeyName) -> Option<KeyBytes> {
        let (read_at, key) = self.inner.persons.get(name)?;
        key.filter(|_| read_at.elapsed() < self.inner.kept_for)
    }
}

fn unwrap(above: &KeyBytes, aad: &[u8], wrapped: &[u8]) -> Result<KeyBytes, KeyError> {
    let plain = cipher::decrypt(above, aad, wrapped).map_err(|_| KeyError::NotOurs)?;
    Ok(KeyBytes::new(plain.as_slice().try_into().map_err(|_| KeyError::NotOurs)?))
}

fn data_key_aad((district, person, kind): &KeyName) -> Vec<u8> {
    format!("data key|{district}|{person}|{kind}").into_bytes()
}

fn value_aad(district: &DistrictId, person: Uuid, field: &str, seal_id: &[u8]) -> Vec<u8> {
    let mut aad = format!("value|{district}|{person}|{field}|").into_bytes();
    aad.extend_from_slice(seal_id);
    aad
}
