//! The one error of the application. Each edge maps it in one place: problem+json, a localized page, an exit code.
//!
//! What people may read and what the log keeps are apart: [`Error::Internal`] carries its cause, and `Display` of it
//! does not say it.

use std::fmt;

use tierline_domain::{Action, Blocker, Role, TokenScope, roles_that_may, text::TextFault};

/// What is wrong with one field, in words that name the way out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FieldError {
    /// The field by its name in the API; dots lead into objects.
    pub field: String,
    /// A stable code.
    pub code: String,
    /// What is wrong and what would be right, in English.
    pub message: String,
}

/// Why a use case did not do what it was asked.
#[derive(Debug)]
pub enum Error {
    /// The command was understood, but cannot be: each field that is wrong.
    Invalid(Vec<FieldError>),
    /// Nobody is signed in, or no longer.
    Unauthorized,
    /// The actor must prove anew who they are: it is dangerous, and the last proof is old.
    StepUp,
    /// The actor's roles do not allow it.
    Forbidden {
        /// What was tried.
        action: Action,
        /// The roles that may.
        roles: Vec<Role>,
    },
    /// The actor may, but the token that they came with is narrowed to less.
    OutOfScope {
        /// The scopes that would do.
        scopes: Vec<TokenScope>,
    },
    /// There is no such thing, or the actor may not know of it.
    NotFound,
    /// Blockers stand in the way of an escalation.
    Blocked(Vec<Blocker>),
    /// The thing is in a state that does not allow it.
    Conflict {
        /// A stable code.
        code: &'static str,
        /// What stands in the way, in English.
        message: String,
    },
    /// The thing has changed since it was read.
    Stale {
        /// The version it has now, where it is known.
        current: Option<i64>,
    },
    /// The same request is being worked on.
    InFlight,
    /// More than is taken.
    TooLarge {
        /// The most that is taken, in bytes.
        limit: usize,
    },
    /// Too many tries, or calls.
    TooMany {
        /// Seconds until the next one may succeed.
        retry_after: u64,
    },
    /// The desk cannot answer now, but soon.
    Unavailable {
        /// Seconds until it may.
        retry_after: u64,
    },
    /// A mistake of ours. The cause is for the log.
    Internal(Cause),
}

/// The cause of an internal error: for the log, never for people.
pub struct Cause(pub Box<dyn std::error::Error + Send + Sync>);

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// The result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A refusal for lack of a right.
    #[must_use]
    pub fn forbidden(action: Action) -> Self {
        Self::Forbidden { action, roles: roles_that_may(action) }
    }

    /// One wrong field.
    #[must_use]
    pub fn field(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), code: code.into(), message: message.into() }])
    }

    /// A mistake of ours.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(Cause(cause.into()))
    }

    /// Whether the store's constraint of this name was violated below.
    pub(crate) fn violates(&self, name: &str) -> bool {
        let Self::Internal(cause) = self else { return false };
        cause.0.downcast_ref::<tierline_store::Error>().is_some_and(|error| error.violates(name))
    }

    /// A refusal by the thing's state.
    #[must_use]
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict { code, message: message.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(fields) => {
                let lines: Vec<String> = fields.iter().map(|e| format!("{}: {}", e.field, e.message)).collect();
                f.write_str(&lines.join("; "))
            }
            Self::Unauthorized => f.write_str("Sign in first."),
            Self::StepUp => f.write_str("Prove once more who you are, then do this again."),
            Self::Forbidden { roles, .. } if roles.is_empty() => {
                f.write_str("No role of your organization allows this.")
            }
            Self::Forbidden { roles, .. } => {
                let roles: Vec<String> = roles.iter().map(|role| role.word().replace('_', " ")).collect();
                write!(f, "Your roles do not allow this. It takes: {}.", roles.join(", "))
            }
            Self::OutOfScope { scopes } => {
                let scopes: Vec<&str> = scopes.iter().map(|scope| scope.word()).collect();
                write!(f, "This token is not made for this. It takes one with the scope {}.", scopes.join(" or "))
            }
            Self::NotFound => f.write_str("There is nothing here, or not for you."),
            Self::Blocked(blockers) => {
                let lines: Vec<String> = blockers.iter().map(Blocker::message).collect();
                f.write_str(&lines.join(" "))
            }
            Self::Conflict { message, .. } => f.write_str(message),
            Self::Stale { .. } => f.write_str("This has changed since you read it: read it again, then decide."),
            Self::InFlight => f.write_str("The same request is being worked on: wait for its answer."),
            Self::TooLarge { limit } => write!(f, "That is more than the {limit} bytes that are taken."),
            Self::TooMany { retry_after } => write!(f, "That is too often: the next is possible in {retry_after} s."),
            Self::Unavailable { retry_after } => write!(f, "The desk is busy: try again in {retry_after} s."),
            Self::Internal(_) => f.write_str("The fault is ours. Nothing was changed."),
        }
    }
}

impl std::error::Error for Error {}

impl From<tierline_store::Error> for Error {
    fn from(error: tierline_store::Error) -> Self {
        use tierline_store::Error as E;
        match error {
            E::Stale => Self::Stale { current: None },
            E::Busy => Self::Unavailable { retry_after: 1 },
            E::Unavailable { .. } => {
                tracing::error!(%error, "the database is not available");
                Self::Unavailable { retry_after: 5 }
            }
            other => Self::internal(other),
        }
    }
}

/// Collects what is wrong with a command, so that all of it is said at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// Adds a fault.
    pub fn add(&mut self, field: &str, code: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.to_owned(), code: code.to_owned(), message: message.into() });
    }

    /// Keeps a value, or notes what is wrong with the text.
    pub fn text(&mut self, field: &str, result: Result<String, TextFault>, limit: usize) -> String {
        result.unwrap_or_else(|fault| {
            self.add(field, fault.word(), text_message(fault, limit));
            String::new()
        })
    }

    /// One line that must be there.
    pub fn line(&mut self, field: &str, text: &str) -> String {
        self.text(field, tierline_domain::text::line(text), tierline_domain::text::LINE_LIMIT)
    }

    /// One line that may be absent; blank counts as absent.
    pub fn optional_line(&mut self, field: &str, text: Option<&str>) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        Some(self.line(field, text))
    }

    /// Prose that must be there.
    pub fn prose(&mut self, field: &str, text: &str) -> String {
        let limit = tierline_domain::text::PROSE_LIMIT;
        self.text(field, tierline_domain::text::prose(text, limit), limit)
    }

    /// Prose that may be absent; blank counts as absent.
    pub fn optional_prose(&mut self, field: &str, text: Option<&str>) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        Some(self.prose(field, text))
    }

    /// Ends the collecting.
    ///
    /// # Errors
    /// Everything that was noted.
    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

fn text_message(fault: TextFault, limit: usize) -> String {
    match fault {
        TextFault::Empty => "Write something here.".to_owned(),
        TextFault::TooLong => format!("At most {limit} characters."),
        TextFault::Forbidden => "Remove the control or direction characters: they can hide what is written.".to_owned(),
        TextFault::LineBreak => "One line, without line breaks.".to_owned(),
    }
}
