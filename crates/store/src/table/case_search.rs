//! Finding cases by their words.
//!
//! A list is wanted in its own order and only its first lines are. Where few cases have the words, these are looked up
//! and sorted; where many have, the list's index is walked and each case is asked for its words, and soon enough lines
//! are together. Either way is slow by a factor of hundreds where the other is right, and neither engine can tell (one
//! knows nothing of how often words occur, the other guesses), so it is counted first, up to a limit.

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
    /// The words in the engine's own query language.
    words: Option<String>,
    few: bool,
}

impl Search {
    /// Looks how many cases have the words.
    pub(crate) async fn prepare<S: Scope>(read: &mut Read<'_, S>, owner: Owner, filter: &CaseFilter) -> Result<Self> {
        let engine = read.link().engine();
        let words = query(engine, &filter.tokens);
        let few = match &words {
            None => true,
            Some(words) => {
                let count: i64 = on!(read, |c| {
                    sqlx::query_scalar(COUNT.on(&*c)).owner(owner).bind(words).bind(FEW).fetch_one(c)
                })?;
                count < FEW
            }
        };
        Ok(Self { engine, number: filter.number.clone(), words, few })
    }

    /// Adds the condition: the case has all the words, or it has the number.
    pub(crate) fn add(&self, select: &mut Select, owner: Owner) {
        let Some(words) = &self.words else {
            select.with(" and c.number = ", self.number.clone().map(Bound::Text));
            return;
        };
        if self.few {
            self.add_few(select, owner, words);
        } else {
            self.add_many(select, words);
        }
    }

    /// The cases are looked up first. PostgreSQL takes an array for a handful of keys, which is what is wanted.
    fn add_few(&self, select: &mut Select, owner: Owner, words: &str) {
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
        select.bind(Bound::Text(words.to_owned()));
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
    fn add_many(&self, select: &mut Select, words: &str) {
        select.push(" and (");
        if let Some(number) = &self.number {
            select.push("c.number = ").bind(Bound::Text(number.clone())).push(" or ");
        }
        select.push("exists (select 1 from case_text t ");
        match self.engine {
            Engine::Sqlite => select.push("join case_words w on w.rowid = t.doc where w.case_words match "),
            Engine::Postgres => select.push("where t.terms @@ cast("),
        };
        select.bind(Bound::Text(words.to_owned()));
        if self.engine == Engine::Postgres {
            select.push(" as tsquery)");
        }
        select.push(" and t.organization_id = c.organization_id and t.cloud = c.cloud and t.case_id = c.id))");
    }
}

fn add_owner(select: &mut Select, owner: Owner, organization: &'static str, cloud: &'static str) {
    select.push(organization).bind(Bound::Uuid(owner.organization.uuid()));
    select.push(cloud).bind(Bound::Word(owner.cloud.word()));
}

/// The words in the engine's own query language; none where there is no word. All of them must occur, and the last one
/// may go on: it is still being typed. A single Latin letter or digit goes on in too many ways to say anything. Quotes
/// inside a word are doubled: it is nothing but a word, whatever it contains.
fn query(engine: Engine, tokens: &[String]) -> Option<String> {
    let words: Vec<String> = tokens.iter().map(|token| search_word(token)).filter(|word| !word.is_empty()).collect();
    let last = words.last()?;
    let prefix = match engine {
        _ if last.len() < 2 => "",
        Engine::Sqlite => "*",
        Engine::Postgres => ":*",
    };
    let and = match engine {
        Engine::Sqlite => " AND ",
        Engine::Postgres => " & ",
    };
    let quoted: Vec<String> = words
        .iter()
        .map(|word| match engine {
            Engine::Sqlite => format!("\"{}\"", word.replace('"', "\"\"")),
            Engine::Postgres => format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''")),
        })
        .collect();
    Some(quoted.join(and) + prefix)
}
