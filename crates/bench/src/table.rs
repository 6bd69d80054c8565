//! A table in Markdown that is also readable as it is.

use std::fmt;

/// Rows of cells below a heading; numbers stand to the right.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self { rows: vec![heading.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default().max(3)
    }

    /// The first column holds words, the others numbers.
    fn line(&self, f: &mut fmt::Formatter<'_>, row: &[String]) -> fmt::Result {
        for (column, cell) in row.iter().enumerate() {
            let width = self.width(column);
            if column == 0 {
                write!(f, "| {cell:<width$} ")?;
            } else {
                write!(f, "| {cell:>width$} ")?;
            }
        }
        writeln!(f, "|")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((heading, rows)) = self.rows.split_first() else {
            return Ok(());
        };
        self.line(f, heading)?;
        for column in 0..heading.len() {
            let dashes = "-".repeat(self.width(column));
            if column == 0 {
                write!(f, "|-{dashes}-")?;
            } else {
                write!(f, "|-{dashes}:")?;
            }
        }
        writeln!(f, "|")?;
        rows.iter().try_for_each(|row| self.line(f, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_to_the_left_and_numbers_to_the_right() {
        let mut table = Table::new(&["what", "per second"]);
        table.row(["open a case".to_owned(), "1,200".to_owned()]);
        let expected = "\
| what        | per second |
|-------------|-----------:|
| open a case |      1,200 |
";
        assert_eq!(table.to_string(), expected);
    }
}
