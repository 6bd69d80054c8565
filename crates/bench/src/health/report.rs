//! The figures as a section of Markdown.

use std::time::Duration;

use super::{Measured, round::Done};
use crate::{
    database::Engine,
    report::{grouped, verdict},
    table::Table,
};

/// The most processor time that a page of the board may take.
const BOARD: Duration = Duration::from_millis(20);

/// One engine's figures: each desk, and the ratio of the two.
pub(super) fn section(engine: Engine, few: &Measured, many: &Measured) -> String {
    let heading =
        |desk: &Measured| format!("{} tenants, {} issues", number(desk.size.tenants), number(desk.size.issues));
    let mut table = Table::new(&["", &heading(few), &heading(many), "ratio", "to reach"]);
    rounds(&mut table, few, many);
    post(&mut table, few, many);
    board(&mut table, few, many);
    let written = |done: &Done| {
        let one = |(table, (statements, rows)): (&String, &(usize, u64))| {
            format!("`{table}` {} in {}", grouped(*rows), number(*statements))
        };
        done.written.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    format!(
        "### {}\n\n{table}\nRows written and the statements that wrote them, in the larger desk: a round of all {} feeds without news: {}. \
         One more post: {}.",
        engine.name(),
        many.size.feeds,
        written(&many.asked),
        written(&many.post_asked),
    )
}

fn rounds(table: &mut Table, few: &Measured, many: &Measured) {
    let tenant = |desk: &Measured| desk.tenants.as_secs_f64() * 1e6 / desk.size.tenants as f64;
    let ratio = tenant(many) / tenant(few);
    row(table, "the tenants' feed without news, processor time", [few, many].map(|desk| millis(desk.tenants)), "", "");
    let cells = [few, many].map(|desk| format!("{:.0} µs", tenant(desk)));
    row(table, "the same for each tenant", cells, &format!("{ratio:.2}"), &verdict("at most 1.2", ratio <= 1.2));
    row(table, "the other feeds without news, processor time", [few, many].map(|desk| millis(desk.public)), "", "");
    let cells = [few, many].map(|desk| number(desk.asked.statements));
    row(table, "statements of a round of all feeds", cells, "", "");
    let beats = |desk: &Measured| desk.asked.written.get("health_feed").copied().unwrap_or_default();
    let cells = [few, many].map(|desk| format!("{} in {}", grouped(beats(desk).1), beats(desk).0));
    // Tenants that are due when the program looks are of one round, or of two where it looks while they are made due.
    let batched = verdict("at most 2", beats(few).0.max(beats(many).0) <= 2);
    row(table, "heartbeats: rows, and the statements that write them", cells, "", &batched);
    let quiet = |desk: &Measured| rows_elsewhere(&desk.asked);
    let cells = [few, many].map(|desk| grouped(quiet(desk)));
    row(
        table,
        "rows written to issues, posts, cases, timelines, outbox",
        cells,
        "",
        &verdict("none", quiet(few) + quiet(many) == 0),
    );
}

/// Rows that a round without news has no business to write: all but the feeds' own.
fn rows_elsewhere(done: &Done) -> u64 {
    let other = done.written.iter().filter(|(table, _)| !matches!(table.as_str(), "health_feed" | "polled_feed"));
    other.map(|(_, (_, rows))| rows).sum()
}

fn post(table: &mut Table, few: &Measured, many: &Measured) {
    let cells = [few, many].map(|desk| format!("{} of {}", grouped(desk.matched), number(desk.open_cases)));
    row(table, "one more post: open cases matched again", cells, "", "");
    let ratio = many.post.as_secs_f64() / few.post.as_secs_f64().max(f64::EPSILON);
    row(table, "one more post: processor time", [few, many].map(|desk| millis(desk.post)), &format!("{ratio:.2}"), "");
}

fn board(table: &mut Table, few: &Measured, many: &Measured) {
    view(table, "the board by region", [few, many].map(|desk| desk.board));
    view(table, "the board by customer", [few, many].map(|desk| desk.by_customer));
    row(table, "the board by region, bytes", [few, many].map(|desk| number(desk.bytes)), "", "");
    let cells = [few, many].map(|desk| format!("{:.0} MB", desk.memory as f64 / 1e6));
    row(table, "anonymous resident memory after the run", cells, "", "");
}

fn view(table: &mut Table, name: &str, [few, many]: [Duration; 2]) {
    let ratio = many.as_secs_f64() / few.as_secs_f64().max(f64::EPSILON);
    let goal = verdict("below 20 ms", few.max(many) < BOARD);
    let name = format!("{name}, processor time of a page");
    row(table, &name, [few, many].map(millis), &format!("{ratio:.2}"), &goal);
}

fn row(table: &mut Table, name: &str, [few, many]: [String; 2], ratio: &str, goal: &str) {
    table.row([name.to_owned(), few, many, ratio.to_owned(), goal.to_owned()]);
}

fn number(number: usize) -> String {
    grouped(number as u64)
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_feeds_own_rows_are_a_heartbeat() {
        let written = [("health_feed", (5, 5_200)), ("polled_feed", (600, 600))];
        let mut done = Done { written: written.map(|(table, one)| (table.to_owned(), one)).into(), ..Done::default() };
        assert_eq!(rows_elsewhere(&done), 0);
        done.written.insert("outbox".to_owned(), (1, 1));
        assert_eq!(rows_elsewhere(&done), 1);
    }
}
