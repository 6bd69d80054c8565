//! Finding cases by their words.
//!
//! A list is wanted in its own order and only its first lines are. Where few cases have the words, these are looked up
//! and sorted; where many have, the list's index is walked and each case is asked for its words, and soon enough lines
//! are together. Either way is slow by a factor of hundreds where the other is right, and neither engine can tell (one
//! knows nothing of how often words occur, the other guesses), so it is counted first, up to a limit. SQLite's index
//! reads all that the beginning of a word leads to each time it is asked, so there a walked case is asked by its text.

use tierline_domain::Owner;

use super::{
    case::search_word,
    case_list::CaseFilter,
    select::{Bound, Select},
};
use crate::{
    db::{BindOwner, Engine, on},
    error::Result,
    scope::{Read, Scope},
    statement::statements,
};

/// How many cases with the words are few.
const FEW: i64 = 5_000;
/// How many words of a query count; who writes more has said enough.
const MOST: usize = 16;

statements! {
    /// SQLite's index knows no owners: cases of others count here, which only makes the guess worse, not the answer.
    split COUNT = {
        lite: "select count(*) from (select 1 from case_words where case_words match $3 limit $4) found",
        pg: "select count(*) from (select 1 from case_text where organization_id = $1 and cloud = $2 \
             and terms @@ cast($3 as tsquery) limit $4) found",
    };
}

/// What a list of cases is searched for.
pub(crate) struct Search {
    engine: Engine,
    number: Option<String>,
    words: Vec<String>,
    /// Whether the last word may go on: it is still being typed. A single Latin letter or digit goes on in too many
    /// ways to say anything.
    goes_on: bool,
    few: bool,
}

impl Search {
    /// Looks how many cases have the words.
    pub(crate) async fn prepare<S: Scope>(read: &mut Read<'_, S>, owner: Owner, filter: &CaseFilter) -> Result<Self> {
        let words = filter.tokens.iter().map(|token| search_word(token)).filter(|word| !word.is_empty());
        let words: Vec<String> = words.take(MOST).collect();
        let goes_on = words.last().is_some_and(|last| last.len() > 1);
        let mut search =
            Self { engine: read.link().engine(), number: filter.number.clone(), words, goes_on, few: true };
        if !search.words.is_empty() {
            let query = search.query();
            let count: i64 =
                on!(read, |c| sqlx::query_scalar(COUNT.on(&*c)).owner(owner).bind(&query).bind(FEW).fetch_one(c))?;
            search.few = count < FEW;
        }
        Ok(search)
    }

    /// The words in the engine's own query language. Quotes inside a word are doubled: it is nothing but a word,
    /// whatever it contains.
    fn query(&self) -> String {
        let quoted = |word: &String| match self.engine {
            Engine::Sqlite => format!("\"{}\"", word.replace('"', "\"\"")),
            Engine::Postgres => format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''")),
        };
        let (and, goes_on) = match self.engine {
            Engine::Sqlite => (" AND ", "*"),
            Engine::Postgres => (" & ", ":*"),
        };
        let all: Vec<String> = self.words.iter().map(quoted).collect();
        all.join(and) + if self.goes_on { goes_on } else { "" }
    }

    /// Adds the condition: the case has all the words, or it has the number.
    pub(crate) fn add(&self, select: &mut Select, owner: Owner) {
        if self.words.is_empty() {
            select.with(" and c.number = ", self.number.clone().map(Bound::Text));
        } else if self.few {
            self.add_few(select, owner);
        } else {
            self.add_many(select);
        }
    }

    /// The cases are looked up first. PostgreSQL takes an array for a handful of keys, which is what is wanted.
    fn add_few(&self, select: &mut Select, owner: Owner) {
        select.push(match self.engine {
            Engine::Sqlite => " and c.id in (",
            Engine::Postgres => " and c.id = any(array(",
        });
        select.push("select t.case_id from case_text t where");
        add_owner(select, owner, " t.organization_id = ", " and t.cloud = ");
        match self.engine {
            Engine::Sqlite => select.push(" and t.doc in (select rowid from case_words where case_words match "),
            Engine::Postgres => select.push(" and t.terms @@ cast("),
        };
        select.bind(Bound::Text(self.query()));
        select.push(match self.engine {
            Engine::Sqlite => ")",
            Engine::Postgres => " as tsquery)",
        });
        if let Some(number) = &self.number {
            select.push(" union all select n.id from cases n where");
            add_owner(select, owner, " n.organization_id = ", " and n.cloud = ");
            select.push(" and n.number = ").bind(Bound::Text(number.clone()));
        }
        select.push(match self.engine {
            Engine::Sqlite => ")",
            Engine::Postgres => "))",
        });
    }

    /// Each case of the list is asked.
    fn add_many(&self, select: &mut Select) {
        select.push(" and (");
        if let Some(number) = &self.number {
            select.push("c.number = ").bind(Bound::Text(number.clone())).push(" or ");
        }
        select.push("exists (select 1 from case_text t where t.organization_id = c.organization_id");
        select.push(" and t.cloud = c.cloud and t.case_id = c.id");
        match self.engine {
            Engine::Sqlite => {
                for (place, word) in self.words.iter().enumerate() {
                    let goes_on = self.goes_on && place + 1 == self.words.len();
                    let wanted = if goes_on { format!(" {word}") } else { format!(" {word} ") };
                    select.push(" and instr(' ' || t.words || ' ', ").bind(Bound::Text(wanted)).push(") > 0");
                }
            }
            Engine::Postgres => {
                select.push(" and t.terms @@ cast(").bind(Bound::Text(self.query())).push(" as tsquery)");
            }
        }
        select.push("))");
    }
}

fn add_owner(select: &mut Select, owner: Owner, organization: &'static str, cloud: &'static str) {
    select.push(organization).bind(Bound::Uuid(owner.organization.uuid()));
    select.push(cloud).bind(Bound::Word(owner.cloud.word()));
}
