//! A list of passwords that were leaked. It is asked by the first five digits of a hash, so that nobody learns which password is
//! meant (k-anonymity).

use futures::future::BoxFuture;

/// A list of leaked passwords, by their SHA-1 in hexadecimal.
pub trait BreachList: Send + Sync {
    /// How the hashes go on that begin with these five digits, in capitals: 35 digits each. Gives why there is no answer, in a
    /// sentence.
    fn endings(&self, beginning: String) -> BoxFuture<'_, Result<Vec<String>, String>>;
}

/// Knows no password: for a desk that is told no list.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoBreachList;

impl BreachList for NoBreachList {
    fn endings(&self, _: String) -> BoxFuture<'_, Result<Vec<String>, String>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }
}
