//! Passwords: how they are kept, and which are refused.
//!
//! Kept: argon2id with 19 MiB, two passes, one lane (OWASP's password storage cheat sheet). Refused: short ones, and those
//! that are tried first. There is no rule about kinds of characters: it makes passwords worse (NIST SP 800-63B).

use std::time::Duration;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use tierline_domain::text::normalized;
use unicode_normalization::UnicodeNormalization;

use super::common::{STEMS, is_sequence};
use crate::{
    app::App,
    error::{Error, Faults, Result},
};

/// Fewest characters of a password.
pub const PASSWORD_SHORTEST: usize = 12;
/// Most characters of a password: nobody types more, and hashing takes time.
pub const PASSWORD_LONGEST: usize = 256;

/// Memory in KiB, passes, lanes.
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// How the hashes begin that are made today; others are made anew when their owner signs in.
const TODAY: &str = "$argon2id$v=19$m=19456,t=2,p=1$";
/// The hash of a password that nobody has: who has no account makes the same work as who has one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$dGllcmxpbmUgbm9ib2R5$yHgHvfWBNTWnfHpzvhxuV3mFHBSbrLZ0Fp4RcyUYpsk";
/// How long somebody waits for a turn at hashing.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a password is to a stored hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Another password, or there is none.
    Wrong,
    /// The password.
    Right,
    /// The password, whose hash should be made anew.
    Outdated,
}

fn argon2() -> Result<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The same letters are the same bytes, whichever keyboard composed them (RFC 8265).
fn bytes(password: &str) -> String {
    password.nfc().collect()
}

/// A hash to be kept.
pub(crate) async fn hash(app: &App, password: &str) -> Result<String> {
    let (password, salt) = (bytes(password), app.secret::<16>());
    in_turn(app, move || {
        let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| Error::internal(error.to_string()))
    })
    .await
}

/// Compares a password with a stored hash. Without one the same work is done, and the answer is [`Verdict::Wrong`].
pub(crate) async fn verify(app: &App, password: &str, stored: Option<String>) -> Result<Verdict> {
    // Nobody has a longer one, and hashing megabytes takes time.
    let known = stored.is_some() && password.chars().count() <= PASSWORD_LONGEST;
    let password = bytes(&password.chars().take(PASSWORD_LONGEST).collect::<String>());
    let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
    in_turn(app, move || {
        let good = argon2()?.verify_password(password.as_bytes(), stored.as_str()).is_ok();
        Ok(match good && known {
            true if stored.starts_with(TODAY) => Verdict::Right,
            true => Verdict::Outdated,
            false => Verdict::Wrong,
        })
    })
    .await
}

/// A turn at hashing. It ends with the work, not with the wait for it: callers who hang up do not make room for more.
struct Turn(App);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.0.hashing.add_permits(1);
    }
}

async fn in_turn<T: Send + 'static>(app: &App, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let permit = tokio::time::timeout(PATIENCE, app.0.hashing.acquire()).await;
    permit.map_err(|_| Error::Unavailable { retry_after: 5 })?.map_err(Error::internal)?.forget();
    let turn = Turn(app.clone());
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(Error::internal)?
}

/// Notes what is wrong with a new password. `about` is what an attacker knows of its owner: name, address.
pub(crate) fn check(faults: &mut Faults, field: &str, password: &str, about: &[&str]) {
    let length = password.chars().count();
    if length < PASSWORD_SHORTEST {
        faults.add(
            field,
            "too_short",
            format!("Take at least {PASSWORD_SHORTEST} characters: four or five words are good."),
        );
    } else if length > PASSWORD_LONGEST {
        faults.add(field, "too_long", format!("Take at most {PASSWORD_LONGEST} characters."));
    } else if is_common(password) {
        faults.add(field, "too_common", "This password is among the first that are tried: take another.");
    } else if names(about).any(|name| normalized(password).replace(' ', "").contains(&name)) {
        faults.add(field, "contains_name", "Leave name and address out of the password: they are tried first.");
    }
}

/// What of a person's name and address must not be in their password: the whole, and each part of four letters or more.
fn names<'a>(about: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    about.iter().flat_map(|text| {
        let text = normalized(text);
        let parts: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        // The domain of an address is also the name of the firm, which many people know and few guard.
        std::iter::once(text.replace(' ', "")).chain(parts).filter(|part| part.chars().count() >= 4)
    })
}

/// A common word with figures and signs around it, a run along the keyboard, few characters repeated.
fn is_common(password: &str) -> bool {
    let plain = normalized(password).replace(' ', "");
    let stem = plain.trim_matches(|c: char| !c.is_alphabetic());
    let leet: String = stem.chars().map(unleet).collect();
    let mut kinds: Vec<char> = plain.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() < 5
        || is_sequence(&plain)
        || [stem, leet.as_str()].iter().any(|stem| STEMS.contains(stem) || twice(stem))
}

/// `passwordpassword`: a common word said more than once.
fn twice(stem: &str) -> bool {
    STEMS.iter().any(|word| !stem.is_empty() && stem.replace(word, "").is_empty())
}

/// The letter that a figure or sign stands for.
const fn unleet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(password: &str) -> Option<String> {
        let mut faults = Faults::default();
        check(&mut faults, "password", password, &["Maren Oskel", "maren.oskel@northgate.example"]);
        match faults.finish() {
            Err(Error::Invalid(fields)) => fields.first().map(|fault| fault.code.clone()),
            _ => None,
        }
    }

    #[test]
    fn a_short_password_is_refused() {
        assert_eq!(fault("kelp-otter-9").as_deref(), None);
        assert_eq!(fault("kelp-otter9").as_deref(), Some("too_short"));
        assert_eq!(fault(&"kelp otter ".repeat(24)).as_deref(), Some("too_long"));
    }

    #[test]
    fn a_password_with_its_owners_name_is_refused() {
        for password in ["Maren and 9 kelps", "9-OSKEL-kelps-9", "marenoskel#9182", "kelp northgate otter"] {
            assert_eq!(fault(password).as_deref(), Some("contains_name"), "{password}");
        }
    }

    #[test]
    fn the_passwords_that_are_tried_first_are_refused() {
        for password in [
            "123456789012",
            "password1234",
            "Password2026!!",
            "P@ssw0rd12345",
            "passwordpassword",
            "qwertyuiop[]",
            "1q2w3e4r5t6y",
            "1qaz2wsx3edc",
            "abcdefghijkl",
            "aaaaaaaaaaaab",
            "121212121212",
            "administrator1",
            "Welcome2024!!",
            "zaq12wsxcde3",
            "hasło12345678",
            "пароль123456",
            "йцукенгшщзхъ",
            "qwerty qwerty",
            "tierline2026",
        ] {
            assert_eq!(fault(password).as_deref(), Some("too_common"), "{password}");
        }
    }

    #[test]
    fn a_phrase_is_taken_in_any_script() {
        for password in ["correct horse battery", "zażółć gęślą jaźń", "съешь ещё мягких булок", "9nine kelp!otter"]
        {
            assert_eq!(fault(password), None, "{password}");
        }
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_password() {
        assert_eq!(bytes("z\u{307}aba"), bytes("\u{17c}aba"));
    }

    #[test]
    fn todays_hashes_are_told_from_older_ones() {
        let (memory, passes, lanes) = COST;
        assert_eq!(TODAY, format!("$argon2id$v=19$m={memory},t={passes},p={lanes}$"));
        let made = argon2().unwrap().hash_password_with_salt(b"kelp", b"sixteen bytes ok").unwrap().to_string();
        assert!(made.starts_with(TODAY), "{made}");
        assert!(NOBODY.starts_with(TODAY));
    }

    #[test]
    fn nobodys_hash_is_a_hash_and_costs_the_same() {
        let right = argon2().unwrap().verify_password(b"kelp", NOBODY);
        assert!(matches!(right, Err(argon2::password_hash::Error::PasswordInvalid)), "{right:?}");
    }
}
