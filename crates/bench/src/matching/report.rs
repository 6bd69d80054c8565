//! The figures as a page of Markdown.

use std::fmt::Write as _;

use super::measure::{Count, Figures};

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}

/// A row of a table: what is right of what is certain, what is found, where the right one stands.
fn row(text: &mut String, name: &str, count: &Count) {
    let mrr = if count.about == 0 { "-".to_owned() } else { format!("{:.2}", count.ranks / count.about as f64) };
    let _ = writeln!(
        text,
        "| {name} | {} | {} | {} | {} | {} | {} | {mrr} | {} |",
        count.about + count.other,
        percent(count.right, count.certain),
        percent(count.found, count.about),
        percent(count.misled, count.other),
        percent(count.first, count.about),
        percent(count.third, count.about),
        count.certain,
    );
}

const HEAD: &str = "| | cases | precision | recall | misled | right at 1 | at 3 | MRR | certain |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n";

/// One history.
pub(super) fn section(name: &str, issues: usize, left: &[String], figures: &Figures, threshold: u8) -> String {
    let mut text = format!("### {name}\n\n{issues} issues; {:.0} µs a case.\n\n{HEAD}", figures.micros);
    row(&mut text, "all", &figures.all);
    row(&mut text, "phrasings seen while improving", &figures.seen);
    row(&mut text, "phrasings held out", &figures.held_out);
    for (language, count) in &figures.languages {
        row(&mut text, language, count);
    }
    for (about, count) in &figures.kinds {
        row(&mut text, about.name(), count);
    }
    for (at, count) in &figures.thresholds {
        let mark = if *at == threshold { " (default)" } else { "" };
        row(&mut text, &format!("threshold {at}{mark}"), count);
    }
    if !left.is_empty() {
        let _ = write!(text, "\nNo case is made of {}: ", left.len());
        let _ = writeln!(text, "{}.", left.join(", "));
    }
    text
}

/// The lines of what went wrong, for whoever improves the matching.
pub(super) fn faults(figures: &Figures, most: usize) -> String {
    let mut text = String::new();
    for (name, lines) in [("Not found", &figures.missed), ("Wrong", &figures.wrong)] {
        let _ = writeln!(text, "\n{name}: {}", lines.len());
        for line in lines.iter().take(most) {
            let _ = writeln!(text, "- {line}");
        }
    }
    text
}

/// What the measure cannot say.
pub(super) const LIMITS: &str = "\
What it does not find, and what the figures do not show:

- A complaint that shares no meaning with the issue (words outside the lexicon, or a cause the customer cannot see) is listed \
below the threshold at best: service, region and time alone are never certain unless the whole service is down.
- Of several issues of one service, region and time with the same kind of symptom any counts as right: nobody could tell \
them apart by what a caller says.
- Issues that no symptom of the table fits, of services outside the catalogue, and false alarms give no cases.
- The cases are made by us. The figures of the phrasings seen are flattering: the lexicon got words while they were looked at. \
Phrasings held out were not looked at, but whoever wrote them wrote the others too. Real cases, with what people confirm and \
reject, are what counts.
- News (Message Center) are rarely found: they are ten points down by rule, and people ask about them in words of their own.";
