//! The tables: what was measured, its ratio, and what was to be reached.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::load::Measured;
use crate::run::{Extent, Found, Open, Pages};
use crate::table::Table;

/// The most anonymous memory, in bytes, and the longest start.
const MEMORY: u64 = 100_000_000;
const START: Duration = Duration::from_millis(300);

/// What was found on one engine, as a section in Markdown.
pub(crate) fn section(found: &Found, extent: &Extent) -> String {
    let mut table = Table::new(&["", "a second", "half within", "95 % within", "ratio", "to reach"]);
    open(&mut table, &found.open, extent.clients, true);
    open(&mut table, &found.open_alone, 1, false);
    page(&mut table, "queue page", &found.queue, extent.clients);
    page(&mut table, "case page", &found.case, extent.clients);
    let slower = found.queue_of_few.rate() / found.queue.program.rate();
    let few = format!("queue page of a desk with {} cases", grouped(extent.few));
    rate(&mut table, &few, &found.queue_of_few, String::new(), "");
    let many = format!("queue page of a desk with {} cases", grouped(extent.cases));
    rate(
        &mut table,
        &many,
        &found.queue.program,
        format!("{slower:.2} times as slow"),
        &verdict("at most 1.2", slower <= 1.2),
    );

    let (with, without) = &found.narrowed;
    rate(&mut table, "queue page of an agent without lists", without, String::new(), "");
    let slower = format!("{:.2} times as slow", without.rate() / with.rate());
    rate(&mut table, "queue page of an agent whose lists keep a customer back", with, slower, "");

    let mut whole = Table::new(&["", "measured", "to reach"]);
    let memory = found.anonymous_memory;
    let megabytes = format!("{:.0} MB", memory as f64 / 1e6);
    whole.row([
        "anonymous resident memory after the run".to_owned(),
        megabytes,
        verdict("below 100 MB", memory < MEMORY),
    ]);
    let start = format!("{:.0} ms", found.started_in.as_secs_f64() * 1e3);
    let start_verdict = verdict("below 300 ms", found.started_in < START);
    whole.row(["start on the full database, to the first answer".to_owned(), start, start_verdict]);
    format!(
        "### {}\n\nOpening a case takes {} statements, the queue page {} ({} bytes), the case page {} ({} bytes).\n\n{table}\n{whole}",
        found.engine.name(),
        found.opening_statements,
        found.queue.queries,
        grouped(found.queue.bytes as u64),
        found.case.queries,
        grouped(found.case.bytes as u64),
    )
}

fn open(table: &mut Table, open: &Open, clients: usize, counts: bool) {
    let who = if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") };
    let of = |bare: &Measured| open.program.rate() / bare.rate();
    let goal = |ratio: f64| if counts { verdict("at least 0.50", ratio >= 0.5) } else { String::new() };
    rate(table, &format!("open a case through the API, {who}"), &open.program, String::new(), "");
    let name = if open.grouped.is_some() { "bare driver, a commit each" } else { "bare driver" };
    let ratio = of(&open.alone);
    rate(table, &format!("{name}, {who}"), &open.alone, format!("{ratio:.2}"), &goal(ratio));
    if let Some(grouped) = &open.grouped {
        let ratio = of(grouped);
        rate(table, &format!("bare driver with group commit, {who}"), grouped, format!("{ratio:.2}"), &goal(ratio));
    }
}

fn page(table: &mut Table, name: &str, pages: &Pages, clients: usize) {
    let ratio = pages.program.rate() / pages.bare.rate();
    rate(table, &format!("{name}, {clients} clients"), &pages.program, String::new(), "");
    let bare = format!("the same queries behind a bare route, {clients} clients");
    rate(table, &bare, &pages.bare, format!("{ratio:.2}"), &verdict("at least 0.50", ratio >= 0.5));
}

fn rate(table: &mut Table, name: &str, measured: &Measured, ratio: String, goal: &str) {
    let milliseconds = |share| format!("{:.1} ms", measured.within(share).as_secs_f64() * 1e3);
    let a_second = grouped(measured.rate().round() as u64);
    table.row([name.to_owned(), a_second, milliseconds(0.5), milliseconds(0.95), ratio, goal.to_owned()]);
}

/// What was to be reached, and whether it was.
pub(crate) fn verdict(goal: &str, reached: bool) -> String {
    format!("{goal}: {}", if reached { "yes" } else { "no" })
}

/// `1,000,000`
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The machine, as far as it matters.
///
/// # Errors
/// When the folder cannot be written to.
pub(crate) fn machine(folder: &Path) -> Result<String> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut text = format!("Measured on {cores} cores");
    let sync = sync_time(folder)?;
    let _ = write!(text, "; writing 4 KiB durably takes {:.2} ms there (the middle of 200).", sync.as_secs_f64() * 1e3);
    Ok(text)
}

/// How long the disk takes to keep a small write: the price of a commit.
fn sync_time(folder: &Path) -> Result<Duration> {
    use std::io::{Seek, Write};
    std::fs::create_dir_all(folder)?;
    let path = folder.join("sync");
    let mut file = std::fs::File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let start = std::time::Instant::now();
        file.rewind()?;
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
        times.push(start.elapsed());
    }
    std::fs::remove_file(path)?;
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

/// Puts the text between the marks of a document.
///
/// # Errors
/// When the document has no marks, or cannot be written.
pub(crate) fn write(document: &Path, text: &str) -> Result<()> {
    write_between(document, "measured", text)
}

/// Puts a text into a document, between the two marks of that name.
pub(crate) fn write_between(document: &Path, mark: &str, text: &str) -> Result<()> {
    let old = std::fs::read_to_string(document).with_context(|| document.display().to_string())?;
    let marks = [format!("<!-- {mark}: begin -->"), format!("<!-- {mark}: end -->")];
    let new = replaced(&old, &marks, text)
        .with_context(|| format!("{} has no lines {} and {}", document.display(), marks[0], marks[1]))?;
    std::fs::write(document, new).with_context(|| document.display().to_string())
}

fn replaced(document: &str, [begin, end]: &[String; 2], text: &str) -> Option<String> {
    let (before, rest) = document.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some(format!("{before}{begin}\n\n{}\n\n{end}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_take_the_place_of_the_earlier_ones() {
        let marks = ["<!-- it: begin -->".to_owned(), "<!-- it: end -->".to_owned()];
        let [begin, end] = &marks;
        let document = format!("# Speed\n\n{begin}\nold\n{end}\n\nMore.\n");
        let expected = format!("# Speed\n\n{begin}\n\nnew\n\n{end}\n\nMore.\n");
        assert_eq!(replaced(&document, &marks, "new\n"), Some(expected));
        assert_eq!(replaced("# Speed\n", &marks, "new"), None);
    }

    #[test]
    fn large_numbers_are_grouped() {
        let texts = [0, 999, 1_000, 200_000, 1_000_000].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "200,000", "1,000,000"]);
    }

    #[test]
    fn the_price_of_a_commit_is_more_than_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(sync_time(folder.path()).unwrap() > Duration::ZERO);
    }
}
