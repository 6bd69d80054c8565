//! Secrets are sealed before they reach the database, by a key that never does.
//!
//! ChaCha20-Poly1305 (RFC 8439) with a nonce of chance for each seal. What a secret belongs to is sealed with it: the owner, the
//! connection and the field. So a sealed secret opens in its own place alone, and a stolen database opens nothing.

use std::fmt;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use sha2::{Digest, Sha256};
use tierline_domain::{ConnectionId, Owner, SealedSecret, SecretField};

use crate::port::carrier::Secret;

/// Length of the nonce that stands in front of a sealed text.
pub(crate) const NONCE_BYTES: usize = 12;
/// What is sealed has this in front of its associated data: another use of the same key would have another word.
const PURPOSE: &str = "tierline connection secret 1";
/// Bytes of the digest that name a key.
const NAME_BYTES: usize = 6;

/// A key that seals secrets. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey {
    id: String,
    bytes: [u8; 32],
}

impl SealKey {
    /// A key of these bytes. Its identifier follows from them, and gives nothing of them away.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        let digest = Sha256::new().chain_update("tierline secrets key").chain_update(bytes).finalize();
        let id = digest[..NAME_BYTES].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { id, bytes }
    }

    /// Reads a key from its 64 hexadecimal digits; none for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
        let bytes: Vec<u8> =
            digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + *digit as u8)).collect();
        (digits.len() == 64).then(|| bytes.try_into().ok().map(Self::new)).flatten()
    }

    /// The 64 hexadecimal digits, for the one file that keeps them.
    #[must_use]
    pub fn expose(&self) -> String {
        self.bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Names the key beside what it sealed.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn cipher(&self) -> LessSafeKey {
        // The bytes are as many as the cipher wants: the type says so.
        LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &self.bytes).expect("a key has 32 bytes"))
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealKey({})", self.id)
    }
}

/// Where the keys are. The first seals, the others open what they once sealed.
pub trait KeyRing: Send + Sync {
    /// The keys as they are now: they can be exchanged while the program runs.
    ///
    /// # Errors
    /// Why there are none that could be used and what to do, in one sentence.
    fn keys(&self) -> Result<Vec<SealKey>, String>;
}

/// No keys: nothing is sealed and nothing opens.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeys;

impl KeyRing for NoKeys {
    fn keys(&self) -> Result<Vec<SealKey>, String> {
        Err("this program has no key for secrets".to_owned())
    }
}

/// Keys that are held in memory: for tests and the demo.
#[derive(Debug, Clone)]
pub struct HeldKeys(pub Vec<SealKey>);

impl KeyRing for HeldKeys {
    fn keys(&self) -> Result<Vec<SealKey>, String> {
        Ok(self.0.clone())
    }
}

/// The place of a secret: it is sealed for this place and opens in no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub owner: Owner,
    /// Of which connection.
    pub connection: ConnectionId,
    /// Which of its secrets.
    pub field: SecretField,
}

impl Place {
    /// The place as bytes. No part holds the character that parts them.
    fn bytes(&self, key_id: &str) -> Vec<u8> {
        let Self { owner, connection, field } = self;
        format!("{PURPOSE}|{}|{}|{connection}|{field}|{key_id}", owner.organization, owner.cloud).into_bytes()
    }
}

/// Why a sealed secret does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shut {
    /// The key that sealed it is not there.
    NoKey {
        /// Which.
        key_id: String,
    },
    /// It was changed, cut, or belongs to another place; or the key only has the same name.
    Broken,
}

impl fmt::Display for Shut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey { key_id } => {
                write!(f, "the key {key_id} that sealed it is not here: restore secrets.key from a backup")
            }
            Self::Broken => f.write_str("it does not open: its row was changed or moved. Say the secret anew"),
        }
    }
}

/// Seals a secret for its place. `nonce` is chance that no other seal had.
pub(crate) fn seal(key: &SealKey, place: &Place, secret: &Secret, nonce: [u8; NONCE_BYTES]) -> Vec<u8> {
    sealed(key, &place.bytes(&key.id), secret.expose().as_bytes(), nonce)
}

/// Seals what is kept nowhere but travels for a while. `place` says what it is and for whom: with a word that nothing else begins with.
pub(crate) fn seal_for(key: &SealKey, place: &str, text: &[u8], nonce: [u8; NONCE_BYTES]) -> Vec<u8> {
    sealed(key, place.as_bytes(), text, nonce)
}

/// Opens what was sealed to travel; none where it was changed, or sealed for somebody else.
pub(crate) fn open_for(key: &SealKey, place: &str, text: &[u8]) -> Option<Vec<u8>> {
    opened(key, place.as_bytes(), text)
}

fn sealed(key: &SealKey, place: &[u8], text: &[u8], nonce: [u8; NONCE_BYTES]) -> Vec<u8> {
    let mut text = text.to_vec();
    let done = key.cipher().seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut text);
    // It fails only beyond 256 GiB.
    done.expect("a secret is short");
    [&nonce[..], &text].concat()
}

fn opened(key: &SealKey, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let mut text = text.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    key.cipher().open_in_place(nonce, Aad::from(place), &mut text).ok().map(|text| text.to_vec())
}

/// Opens a secret in its place.
///
/// # Errors
/// Why it does not open.
pub(crate) fn open(keys: &[SealKey], owner: Owner, secret: &SealedSecret) -> Result<Secret, Shut> {
    let place = Place { owner, connection: secret.connection, field: secret.field };
    let key = keys.iter().find(|key| key.id == secret.key_id);
    let key = key.ok_or_else(|| Shut::NoKey { key_id: secret.key_id.clone() })?;
    let text = opened(key, &place.bytes(&key.id), &secret.sealed).ok_or(Shut::Broken)?;
    String::from_utf8(text).map(Secret::new).map_err(|_| Shut::Broken)
}

/// Whether a sealed secret opens in its place: what an operator wants to know without seeing it.
///
/// # Errors
/// Why it does not open.
pub fn check(keys: &[SealKey], owner: Owner, secret: &SealedSecret) -> Result<(), Shut> {
    open(keys, owner, secret).map(drop)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use tierline_domain::{Cloud, OrganizationId};
    use uuid::Uuid;

    use super::*;

    const WORD: &str = "kelp-otter-9";

    fn key(byte: u8) -> SealKey {
        SealKey::new([byte; 32])
    }

    fn place() -> Place {
        let owner = Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public };
        Place { owner, connection: ConnectionId(Uuid::from_u128(7)), field: SecretField::ClientSecret }
    }

    fn row(key: &SealKey, nonce: u8) -> SealedSecret {
        let Place { connection, field, .. } = place();
        SealedSecret {
            connection,
            field,
            sealed: seal(key, &place(), &Secret::new(WORD.to_owned()), [nonce; NONCE_BYTES]),
            key_id: key.id().to_owned(),
            changed_at: DateTime::UNIX_EPOCH,
            ends_at: None,
            consent: None,
        }
    }

    #[test]
    fn a_sealed_secret_opens_with_its_key_in_its_place() {
        let sealed = row(&key(1), 3);
        assert!(!String::from_utf8_lossy(&sealed.sealed).contains("otter"));
        assert_eq!(open(&[key(2), key(1)], place().owner, &sealed).unwrap().expose(), WORD);
        assert_ne!(row(&key(1), 3).sealed, row(&key(1), 4).sealed, "twice the same secret looks different");
    }

    #[test]
    fn a_stolen_database_opens_nothing() {
        let sealed = row(&key(1), 3);
        let none = open(&[key(2)], place().owner, &sealed).unwrap_err();
        assert_eq!(none, Shut::NoKey { key_id: key(1).id().to_owned() });
        // Whoever writes the name of their own key beside it has not got the key.
        let renamed = SealedSecret { key_id: key(2).id().to_owned(), ..sealed };
        assert_eq!(open(&[key(2)], place().owner, &renamed), Err(Shut::Broken));
    }

    #[test]
    fn a_secret_moved_to_another_owner_connection_or_field_does_not_open() {
        let sealed = row(&key(1), 3);
        let owner = place().owner;
        for elsewhere in [
            Owner { cloud: Cloud::UsGovernment, ..owner },
            Owner { organization: OrganizationId(Uuid::from_u128(2)), ..owner },
        ] {
            assert_eq!(open(&[key(1)], elsewhere, &sealed), Err(Shut::Broken));
        }
        let moved = SealedSecret { connection: ConnectionId(Uuid::from_u128(8)), ..sealed.clone() };
        assert_eq!(open(&[key(1)], owner, &moved), Err(Shut::Broken));
        let moved = SealedSecret { field: SecretField::Token, ..sealed };
        assert_eq!(open(&[key(1)], owner, &moved), Err(Shut::Broken));
    }

    #[test]
    fn a_secret_that_was_changed_or_cut_does_not_open() {
        let good = row(&key(1), 3);
        for place_of_fault in 0..good.sealed.len() {
            let mut sealed = good.sealed.clone();
            sealed[place_of_fault] ^= 1;
            let changed = SealedSecret { sealed, ..good.clone() };
            assert_eq!(open(&[key(1)], place().owner, &changed), Err(Shut::Broken), "byte {place_of_fault}");
            let cut = SealedSecret { sealed: good.sealed[..place_of_fault].to_vec(), ..good.clone() };
            assert_eq!(open(&[key(1)], place().owner, &cut), Err(Shut::Broken), "{place_of_fault} bytes");
        }
    }

    #[test]
    fn a_key_reads_back_from_its_file_and_prints_only_its_name() {
        let one = key(0xa7);
        assert_eq!(SealKey::parse(&one.expose()), Some(one.clone()));
        assert_eq!(format!("{one:?}"), format!("SealKey({})", one.id()));
        assert!(!one.expose().contains(one.id()));
        for none in ["", "a7", &"a7".repeat(33), &"g".repeat(64), &"ż".repeat(32), &one.expose()[..63]] {
            assert_eq!(SealKey::parse(none), None, "{none}");
        }
        assert_ne!(key(1).id(), key(2).id());
    }
}
