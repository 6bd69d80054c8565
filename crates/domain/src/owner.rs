//! Who owns a row: an organization in one cloud.

use serde::{Deserialize, Serialize};

use crate::OrganizationId;

/// Declares an enum whose values have one stable word each: the word of the wire, of the store and of the catalogues.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// All values, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable word of this value.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The value of a stable word; none for any other text.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// A cloud. Every customer, case, request, feed and route belongs to exactly one, and nothing crosses.
    pub enum Cloud {
        /// The public cloud.
        Public = "public",
        /// The cloud of the United States Government.
        UsGovernment = "us_government",
    }
}

/// The owner of a row. It leads every primary and foreign key and travels in every statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Owner {
    /// The organization whose row it is.
    pub organization: OrganizationId,
    /// The cloud the row belongs to.
    pub cloud: Cloud,
}
