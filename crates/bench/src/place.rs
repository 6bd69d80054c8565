//! What stands for each placeholder of a statement: the column that it is compared with or written to. It is read off
//! the text; where that is not enough, the statement is refused by name rather than run with a wrong value.

use std::collections::HashMap;

use anyhow::{Context, Result};

/// What a value is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// A column, with its table where that is known.
    Column { table: String, column: String },
    /// Each of the words that a column may have.
    List { table: String, column: String },
    /// One of the words of a column that holds a list.
    Element { table: String, column: String },
    /// The so-manieth of the words that a column may have.
    Word { table: String, column: String, index: usize },
    /// How many rows at the most.
    Limit,
    /// The number of a lock.
    Lock,
}

/// The places of `$1`, `$2`, … in this order.
///
/// # Errors
/// Where a placeholder stands in a place that is not known here.
pub(crate) fn places(sql: &str) -> Result<Vec<Place>> {
    let tokens = tokens(sql);
    let tables = tables(&tokens);
    let mut found: Vec<Option<Place>> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        // A bare question mark is the next one.
        let number =
            if token == "?" { Some(found.len() + 1) } else { token.strip_prefix('$').and_then(|n| n.parse().ok()) };
        let Some(number) = number else { continue };
        if found.len() < number {
            found.resize(number, None);
        }
        let slot = &mut found[number - 1];
        if slot.is_none() {
            *slot = place(&tokens, index, &tables);
        }
    }
    let missing = |at: usize| format!("what stands for ${} is not known in: {sql}", at + 1);
    found.into_iter().enumerate().map(|(at, place)| place.with_context(|| missing(at))).collect()
}

/// The table that an insert writes to, with the columns in the order of its values.
pub(crate) fn inserted(sql: &str) -> Option<(String, Vec<String>)> {
    let tokens = tokens(sql);
    let at = tokens.iter().position(|token| token == "into")?;
    let columns = list(&tokens, at + 2)?;
    Some((tokens.get(at + 1)?.clone(), columns.into_iter().map(|column| column.join("")).collect()))
}

/// Words, signs and quoted texts.
fn tokens(sql: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut chars = sql.chars().peekable();
    while let Some(first) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut token = String::from(first);
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
        if is_word(first) {
            while let Some(next) = chars.next_if(|c| is_word(*c)) {
                token.push(next);
            }
        } else if first == '\'' {
            for next in chars.by_ref() {
                token.push(next);
                if next == '\'' {
                    break;
                }
            }
        } else if matches!(first, '<' | '>' | '!' | '@' | ':') {
            while let Some(next) = chars.next_if(|c| matches!(c, '=' | '>' | '@' | ':')) {
                token.push(next);
            }
        }
        tokens.push(token);
    }
    tokens
}

/// The tables by their aliases, and under their own names; the first also under the empty one.
fn tables(tokens: &[String]) -> HashMap<String, String> {
    let mut tables = HashMap::new();
    for (index, token) in tokens.iter().enumerate() {
        if !matches!(token.as_str(), "from" | "join" | "update" | "into") {
            continue;
        }
        let Some(table) = tokens.get(index + 1).filter(|table| is_name(table)) else { continue };
        tables.entry(String::new()).or_insert_with(|| table.clone());
        tables.insert(table.clone(), table.clone());
        let alias = tokens.get(index + 2).map(String::as_str).filter(|alias| *alias != "as");
        let alias = alias.or_else(|| tokens.get(index + 3).map(String::as_str));
        if let Some(alias) = alias.filter(|alias| is_name(alias)) {
            tables.insert(alias.to_owned(), table.clone());
        }
    }
    tables
}

fn is_name(token: &str) -> bool {
    const KEYWORDS: &[&str] =
        &["where", "set", "join", "left", "inner", "on", "order", "group", "limit", "values", "for", "cross", "select"];
    token.starts_with(|c: char| c.is_alphabetic() || c == '_') && !KEYWORDS.contains(&token)
}

fn place(tokens: &[String], index: usize, tables: &HashMap<String, String>) -> Option<Place> {
    let before = |steps: usize| index.checked_sub(steps).map_or("", |at| tokens[at].as_str());
    let after = tokens.get(index + 1).map_or("", String::as_str);
    let is_comparison = |token: &str| matches!(token, "=" | "<>" | "<" | ">" | "<=" | ">=" | "is");
    if before(1) == "(" && before(2).contains("_advisory_") {
        return Some(Place::Lock);
    }
    if before(1) == "limit" {
        return Some(Place::Limit);
    }
    if let Some(element) = element(tokens, index, tables) {
        return Some(element);
    }
    if is_comparison(before(1)) && is_name(before(2)) {
        return Some(column(before(2), tables));
    }
    if is_comparison(after) && tokens.get(index + 2).is_some_and(|token| is_name(token)) {
        return Some(column(&tokens[index + 2], tables));
    }
    if before(1) == "(" && matches!(before(2), "json_each" | "jsonb_array_elements_text") {
        // column in ( select value from json_each ( $1
        let at = (0..index).rev().find(|at| tokens[*at] == "in")?;
        let Place::Column { table, column } = column(tokens.get(at.checked_sub(1)?)?, tables) else { return None };
        return Some(Place::List { table, column });
    }
    in_values(tokens, index, tables)
        .or_else(|| in_pair(tokens, index, tables))
        .or_else(|| in_words(tokens, index, tables))
}

/// `jsonb_exists(m.roles, $1)`, or `json_each(m.roles) r where r.value = $1`
fn element(tokens: &[String], index: usize, tables: &HashMap<String, String>) -> Option<Place> {
    let before = |steps: usize| index.checked_sub(steps).map_or("", |at| tokens[at].as_str());
    let list = match (before(4), before(3), before(2), before(1)) {
        ("jsonb_exists", "(", list, ",") => list,
        (_, _, value, "=") => {
            let alias = value.strip_suffix(".value")?;
            let each =
                |five: &&[String]| five[0] == "json_each" && five[1] == "(" && five[3] == ")" && five[4] == alias;
            &tokens[..index].windows(5).find(each)?[2]
        }
        _ => return None,
    };
    let Place::Column { table, column } = column(list, tables) else { return None };
    Some(Place::Element { table, column })
}

/// `status in ($1, $2)`
fn in_words(tokens: &[String], index: usize, tables: &HashMap<String, String>) -> Option<Place> {
    let open = (0..index).rev().find(|at| tokens[*at] == "(")?;
    (tokens[open.checked_sub(1)?] == "in").then_some(())?;
    let Place::Column { table, column } = column(tokens.get(open.checked_sub(2)?)?, tables) else { return None };
    let index = tokens[open..index].iter().filter(|token| *token == ",").count();
    Some(Place::Word { table, column, index })
}

/// `insert into t (a, b) values ($1, coalesce($2, 0))`
fn in_values(tokens: &[String], index: usize, tables: &HashMap<String, String>) -> Option<Place> {
    let values = tokens[..index].iter().rposition(|token| token == "values")?;
    let into = tokens[..values].iter().rposition(|token| token == "into")?;
    let columns = list(tokens, into + 2)?;
    let mut position = 0;
    let mut depth = 0_i32;
    for token in &tokens[values + 1..index] {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            "," if depth == 1 => position += 1,
            _ => {}
        }
    }
    if depth == 0 {
        return None;
    }
    Some(column(&columns.get(position)?.join(""), tables))
}

/// `(a, b) > ($1, $2)`
fn in_pair(tokens: &[String], index: usize, tables: &HashMap<String, String>) -> Option<Place> {
    let open = (0..index).rev().find(|at| tokens[*at] == "(")?;
    let position = tokens[open..index].iter().filter(|token| *token == ",").count();
    let close = open.checked_sub(2)?;
    (tokens[close] == ")").then_some(())?;
    let start = (0..close).rev().find(|at| tokens[*at] == "(")?;
    let columns = list(tokens, start)?;
    Some(column(&columns.get(position)?.join(""), tables))
}

/// The parts of a list in parentheses that opens here.
fn list(tokens: &[String], open: usize) -> Option<Vec<Vec<String>>> {
    (tokens.get(open)? == "(").then_some(())?;
    let mut parts = vec![Vec::new()];
    let mut depth = 0;
    for token in &tokens[open..] {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            "," if depth == 1 => parts.push(Vec::new()),
            token => parts.last_mut()?.push(token.to_owned()),
        }
        if depth == 0 {
            return Some(parts);
        }
    }
    None
}

/// `c.id` or `id`.
fn column(name: &str, tables: &HashMap<String, String>) -> Place {
    let (alias, column) = name.rsplit_once('.').unwrap_or(("", name));
    let table = tables.get(alias).cloned().unwrap_or_default();
    Place::Column { table, column: column.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(sql: &str) -> Result<Place> {
        let mut places = places(sql)?;
        assert_eq!(places.len(), 1);
        Ok(places.remove(0))
    }

    fn at(table: &str, column: &str) -> Place {
        Place::Column { table: table.to_owned(), column: column.to_owned() }
    }

    #[test]
    fn a_comparison_names_its_column_through_the_alias() {
        let sql =
            "select c.id from cases c join users u on u.id = c.assignee_id where c.cloud = $2 and u.id = $1 limit $3";
        assert_eq!(places(sql).unwrap(), [at("users", "id"), at("cases", "cloud"), Place::Limit]);
        assert_eq!(only("update session set a = 1 where expires_at <= $1").unwrap(), at("session", "expires_at"));
    }

    #[test]
    fn an_inserted_value_is_that_of_its_column() {
        let sql = "insert into t (a, b, c) values ($1, coalesce($3, 0), $2) on conflict (a) do update set b = $3";
        assert_eq!(places(sql).unwrap(), [at("t", "a"), at("t", "c"), at("t", "b")]);
        let (table, columns) = inserted(sql).unwrap();
        assert_eq!((table.as_str(), columns), ("t", vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
    }

    #[test]
    fn pairs_are_compared_one_by_one() {
        let sql = "select 1 from timeline t where (t.at, t.id) > ($1, $2)";
        assert_eq!(places(sql).unwrap(), [at("timeline", "at"), at("timeline", "id")]);
    }

    #[test]
    fn a_list_of_words_is_that_of_its_column() {
        let sql = "select 1 from cases c where c.status in (select value from json_each($1))";
        let expected = Place::List { table: "cases".to_owned(), column: "status".to_owned() };
        assert_eq!(only(sql).unwrap(), expected);
    }

    #[test]
    fn an_element_of_a_list_is_that_of_its_column_on_either_engine() {
        let expected = Place::Element { table: "membership".to_owned(), column: "roles".to_owned() };
        for condition in ["jsonb_exists(m.roles, $1)", "exists (select 1 from json_each(m.roles) r where r.value = $1)"]
        {
            assert_eq!(
                only(&format!("select 1 from membership m where {condition}")).unwrap(),
                expected,
                "{condition}"
            );
        }
    }

    #[test]
    fn words_in_parentheses_are_counted() {
        let sql = "select 1 from cases c where c.cloud = ? and c.status in (?, ?) limit ?";
        let word = |index| Place::Word { table: "cases".to_owned(), column: "status".to_owned(), index };
        assert_eq!(places(sql).unwrap(), [at("cases", "cloud"), word(0), word(1), Place::Limit]);
    }

    #[test]
    fn the_number_of_a_lock_is_no_column() {
        assert_eq!(only("select pg_try_advisory_xact_lock($1)").unwrap(), Place::Lock);
    }

    #[test]
    fn an_unknown_place_is_refused_by_name() {
        let error = places("select 1 from t where words match $1").unwrap_err().to_string();
        assert!(error.contains("$1 is not known in: select 1 from t"), "{error}");
    }
}
