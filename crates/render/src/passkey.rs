//! The part of a form that a passkey answers.

use askama::Template;

use crate::{Frame, Html, page::html};

/// What a passkey is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// To be made.
    New,
    /// To open something.
    Known,
}

#[derive(Template)]
#[template(path = "part/passkey.html")]
struct Part<'a> {
    f: &'a Frame,
    wanted: Wanted,
    /// Where the script asks what to ask.
    ask: &'a str,
    /// What the names of its fields begin with.
    prefix: &'a str,
    label: &'a str,
}

impl Part<'_> {
    fn is_new(&self) -> bool {
        self.wanted == Wanted::New
    }
}

impl Frame {
    /// A button that makes a passkey and sends the form with `attempt` and `passkey`. The question comes from `ask`.
    pub(crate) fn passkey_maker(&self, ask: &str, label: &str) -> Html {
        html(&Part { f: self, wanted: Wanted::New, ask, prefix: "", label })
    }

    /// A button that opens something with a passkey, likewise; the fields' names begin with `prefix`. Without a script, and in a
    /// browser that has no passkeys, it says why there is none.
    pub(crate) fn passkey_opener(&self, ask: &str, prefix: &str, label: &str) -> Html {
        html(&Part { f: self, wanted: Wanted::Known, ask, prefix, label })
    }
}
