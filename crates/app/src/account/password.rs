//! Passwords: how they are kept, and which are refused.
//!
//! Kept: argon2id with 19 MiB, two passes, one lane (OWASP's password storage cheat sheet). Refused: short ones, those that are
//! guessed soon (zxcvbn), and those of a list of leaked ones, where the desk may ask one. There is no rule about kinds of characters:
//! it makes passwords worse (NIST SP 800-63B).

use std::time::Duration;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use tierline_domain::{User, text::normalized};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{
    Score,
    feedback::{Suggestion, Warning},
    zxcvbn,
};

use super::local_word::LOCAL_WORDS;
use crate::{
    app::App,
    error::{Error, Faults, Result},
};

/// Fewest characters of a password.
pub const PASSWORD_SHORTEST: usize = 12;
/// Most characters of a password: nobody types more, and hashing takes time.
pub const PASSWORD_LONGEST: usize = 256;

/// Most characters whose guesses are counted: that takes time which grows with the square of them, and a hundred that are not
/// guessed are enough.
const COUNTED: usize = 100;
/// Digits of a hash that a list of leaked passwords is told.
const TOLD: usize = 5;

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

/// Notes what is wrong with a new password of somebody, in an organization where one is known.
pub(crate) fn check(faults: &mut Faults, field: &str, password: &str, user: &User, organization: Option<&str>) {
    let length = password.chars().count();
    if length < PASSWORD_SHORTEST {
        faults.add(
            field,
            "too_short",
            format!("Take at least {PASSWORD_SHORTEST} characters: four or five words are good."),
        );
    } else if length > PASSWORD_LONGEST {
        faults.add(field, "too_long", format!("Take at most {PASSWORD_LONGEST} characters."));
    } else if parts(&[&user.name, &user.email]).any(|name| normalized(password).replace(' ', "").contains(&name)) {
        faults.add(field, "contains_name", "Leave name and address out of the password: they are tried first.");
    } else if let Some((code, says)) = weakness(password, &[&user.name, &user.email, organization.unwrap_or_default()])
    {
        faults.add(field, code, says);
    }
}

/// Each of these texts as a whole, and its parts of four letters or more.
fn parts<'a>(of: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    of.iter().flat_map(|text| {
        let text = normalized(text);
        let parts: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        // The domain of an address is also the name of the firm, which many people know and few guard.
        std::iter::once(text.replace(' ', "")).chain(parts).filter(|part| part.chars().count() >= 4)
    })
}

/// Why a password is guessed too soon, and what to do; none where it takes ten thousand million guesses and more. What an
/// attacker knows of its owner is guessed first.
fn weakness(password: &str, about: &[&str]) -> Option<(&'static str, &'static str)> {
    let known: Vec<String> = parts(about).collect();
    let words: Vec<&str> = known.iter().map(String::as_str).chain(LOCAL_WORDS.iter().copied()).collect();
    let counted: String = bytes(password).chars().take(COUNTED).collect();
    let entropy = zxcvbn(&counted, &words);
    if entropy.score() == Score::Four {
        return None;
    }
    let feedback = entropy.feedback();
    let suggested = feedback.map(|feedback| feedback.suggestions()).unwrap_or_default();
    let turn = |one: &Suggestion| match one {
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => Some((
            "substituted",
            "Signs in the place of letters help little: add words that have nothing to do with each other.",
        )),
        Suggestion::ReversedWordsArentMuchHarderToGuess => Some((
            "reversed",
            "A word backwards is guessed as soon as forwards: add words that have nothing to do with it.",
        )),
        _ => None,
    };
    suggested
        .iter()
        .find_map(turn)
        .or_else(|| feedback.and_then(|feedback| feedback.warning()).map(warned))
        .or(Some(("guessable", "This password is guessed soon: add a word or two that have nothing to do with it.")))
}

/// The library's warning as a code, and what to do about it.
const fn warned(warning: Warning) -> (&'static str, &'static str) {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            ("keyboard_row", "Keys beside each other are tried early: take a few words instead.")
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            ("repeated", "What is said twice counts about once: take different words.")
        }
        Warning::SequencesLikeAbcAreEasyToGuess => {
            ("sequence", "Letters or figures in their order are tried early: take a few words instead.")
        }
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => {
            ("date", "Years and dates are tried early: leave them out, and add a word or two.")
        }
        Warning::AWordByItselfIsEasyToGuess => {
            ("single_word", "One word is guessed soon: add two or three that have nothing to do with it.")
        }
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess => {
            ("common_name", "Names are tried early: add words that have nothing to do with them.")
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => {
            ("too_common", "This password is among the first that are tried: take another.")
        }
    }
}

/// A hash of a new password, to be kept, unless it is in the list of leaked ones.
///
/// # Errors
/// [`Error::Invalid`] on the field: `leaked`.
pub(crate) async fn hash_new(app: &App, field: &str, password: &str) -> Result<String> {
    if is_leaked(app, password).await {
        let says = "This password is in a list of leaked ones, which is tried everywhere: take another.";
        return Err(Error::field(field, "leaked", says));
    }
    hash(app, password).await
}

/// Whether the list of leaked passwords knows this one. The list is told five digits of its hash, which many passwords share. Where
/// it does not answer, nobody is kept from their work.
async fn is_leaked(app: &App, password: &str) -> bool {
    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes(password).as_bytes());
    let digits: String = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    let (beginning, ending) = digits.split_at(TOLD);
    match app.0.parts.breaches.endings(beginning.to_owned()).await {
        Ok(endings) => endings.iter().any(|known| known == ending),
        Err(reason) => {
            tracing::warn!(%reason, "the list of leaked passwords does not answer: a new password is taken without it");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(password: &str) -> Option<String> {
        let mut faults = Faults::default();
        let user = User {
            id: tierline_domain::UserId(uuid::Uuid::nil()),
            name: "Maren Oskel".into(),
            email: "maren.oskel@northgate.example".into(),
            language: None,
            time_zone: None,
            phone: None,
            country: None,
            disabled_at: None,
        };
        check(&mut faults, "password", password, &user, Some("Larkspur Cloud Works"));
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
        for (password, code) in [
            ("123456789012", "sequence"),
            ("password1234", "too_common"),
            ("Password2026!!", "guessable"),
            ("P@ssw0rd12345", "substituted"),
            ("drowssap12345", "reversed"),
            ("passwordpassword", "repeated"),
            ("kelpotterkelpotter", "repeated"),
            ("qwertyuiop[]", "keyboard_row"),
            ("1q2w3e4r5t6y", "too_common"),
            ("1qaz2wsx3edc", "guessable"),
            ("abcdefghijkl", "sequence"),
            ("aaaaaaaaaaaab", "sequence"),
            ("121212121212", "repeated"),
            ("administrator1", "guessable"),
            ("Welcome2024!!", "guessable"),
            ("15091987john", "date"),
            ("парольпароль", "repeated"),
            ("йцукенгшщзхъ", "guessable"),
            ("qwerty qwerty", "guessable"),
            ("tierline2026", "guessable"),
            ("larkspur2026", "guessable"),
            ("LarkspurCloudWorks", "guessable"),
        ] {
            assert_eq!(fault(password).as_deref(), Some(code), "{password}");
        }
        // What is tried first in other languages: whether it is told of the word or of the figures behind it does not matter.
        for password in ["hasło12345678", "пароль123456"] {
            assert!(fault(password).is_some(), "{password}");
        }
    }

    /// Guesses are counted in time that grows with the square of the length: a long one is cut before that.
    #[test]
    fn a_long_password_is_counted_as_far_as_that_is_quick() {
        assert_eq!(fault(&"aB3$".repeat(64)).as_deref(), Some("repeated"));
        let begun = std::time::Instant::now();
        for long in ["1q2w3e4r5t".repeat(25), "P@ssw0rd".repeat(32), "ы".repeat(256), "a1".repeat(128)] {
            assert!(fault(&long).is_some(), "{long}");
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
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
