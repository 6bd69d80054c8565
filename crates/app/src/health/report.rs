//! What became of the proposals of a period.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{Action, health::MatchCount};

use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// Days that are looked at where no beginning is named.
const DAYS: i64 = 90;
/// The longest period, in days.
const LONGEST_DAYS: i64 = 3 * 366;

/// A period: from (included) to (excluded). Without an end it is until now, without a beginning the 90 days before the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// Its beginning.
    pub from: Option<DateTime<Utc>>,
    /// Its end.
    pub to: Option<DateTime<Utc>>,
}

impl Period {
    /// Its beginning and its end.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it ends before it begins or is longer than three years.
    pub(crate) fn bounds(self, now: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
        let to = self.to.unwrap_or(now);
        let from = self.from.unwrap_or(to - Duration::days(DAYS));
        if from >= to {
            return Err(Error::field("from", "after_end", "Take a beginning that lies before the end."));
        }
        if to - from > Duration::days(LONGEST_DAYS) {
            return Err(Error::field("from", "too_long", "Take a period of three years at the most."));
        }
        Ok((from, to))
    }
}

/// What became of the proposals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchReport {
    /// Its beginning.
    pub from: DateTime<Utc>,
    /// Its end.
    pub to: DateTime<Utc>,
    /// By service and source, the one with most proposals first.
    pub counts: Vec<MatchCount>,
}

/// How many issues were proposed for cases in a period, by service and source, and what people said of them.
///
/// # Errors
/// [`Error::Invalid`] for a period that ends before it begins or is longer than three years; [`Error::Forbidden`].
pub async fn match_report(app: &App, ctx: &Ctx, period: Period) -> Result<MatchReport> {
    ctx.require(Action::See)?;
    let (from, to) = period.bounds(app.now())?;
    let counts = app.store().read(ctx.reach()).await?.match_counts(from, to).await?;
    Ok(MatchReport { from, to, counts })
}
