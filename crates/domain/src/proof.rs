//! By what somebody proves who they are.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::words;

words! {
    /// One way of proving who one is.
    pub enum Proof {
        /// What the person knows.
        Password = "password",
        /// A code that an app makes from a secret and the time (RFC 6238).
        Totp = "totp",
        /// A passkey: a key that the person holds and opens with a finger, a face or a number (Web Authentication, level 3).
        Passkey = "passkey",
        /// One of the codes that were written down for the day the phone is gone.
        RecoveryCode = "recovery_code",
        /// An identity provider vouches for the person.
        SingleSignOn = "single_sign_on",
        /// The identity provider asked for a second factor, and says so.
        ProviderFactor = "provider_factor",
        /// The code that lay sealed in a safe.
        EmergencyCode = "emergency_code",
    }
}

/// All that somebody has proven in one sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Proofs(pub BTreeSet<Proof>);

impl Proofs {
    /// One proof.
    #[must_use]
    pub fn of(proof: Proof) -> Self {
        Self(BTreeSet::from([proof]))
    }

    /// These and one more.
    #[must_use]
    pub fn and(mut self, proof: Proof) -> Self {
        self.0.insert(proof);
        self
    }

    /// Whether this was proven.
    #[must_use]
    pub fn has(&self, proof: Proof) -> bool {
        self.0.contains(&proof)
    }

    /// Whether this is as good as two factors. A passkey is so alone: who holds it has opened it, too; so is a code that
    /// lay in a safe. Else it takes what
    /// one knows or who vouches, and beside it what one holds: two of one kind are one.
    #[must_use]
    pub fn is_two(&self) -> bool {
        use Proof::{EmergencyCode, Passkey, Password, ProviderFactor, RecoveryCode, SingleSignOn, Totp};
        let known = self.has(Password) || self.has(SingleSignOn);
        let held = self.has(Totp) || self.has(RecoveryCode) || (self.has(SingleSignOn) && self.has(ProviderFactor));
        self.has(Passkey) || self.has(EmergencyCode) || (known && held)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Proof::{EmergencyCode, Passkey, Password, ProviderFactor, RecoveryCode, SingleSignOn, Totp},
        *,
    };

    #[test]
    fn two_factors_are_what_one_knows_and_what_one_holds() {
        let two = |proofs: &[Proof]| Proofs(proofs.iter().copied().collect()).is_two();
        for good in [
            &[Passkey][..],
            &[EmergencyCode],
            &[Password, Totp],
            &[Password, RecoveryCode],
            &[SingleSignOn, ProviderFactor],
            &[SingleSignOn, Totp],
        ] {
            assert!(two(good), "{good:?}");
        }
        for bad in [
            &[][..],
            &[Password],
            &[Totp],
            &[RecoveryCode],
            &[SingleSignOn],
            &[ProviderFactor],
            &[Totp, RecoveryCode],
            &[Password, SingleSignOn],
            &[Password, ProviderFactor],
        ] {
            assert!(!two(bad), "{bad:?}");
        }
    }
}
