//! From bytes to rows of cells: encoding, separator, header.
//!
//! Spreadsheets write what their country writes: semicolons where the comma is in numbers, a byte order mark, a first line
//! `sep=;`. All that is read. Another encoding than UTF-8 is refused: names would be spoilt without a word.

use super::column::{self, Column};
use crate::error::{Error, Faults, Result};

/// The largest file, in bytes.
pub const IMPORT_LIMIT: usize = 10 * 1024 * 1024;
/// Most lines below the header.
pub const IMPORT_LINES: usize = 20_000;
/// What is said of a file as a whole is said of this field.
pub(super) const FILE: &str = "file";
/// How to get what is asked for, in the words of the program most people use.
const ADVICE: &str = "In Excel: Save as, CSV UTF-8 (comma delimited).";

/// A line of the file, as cells in the order of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawLine {
    /// Its number as an editor shows it, from 1.
    pub(super) number: u64,
    pub(super) cells: Vec<String>,
}

/// A file that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// The column at each place; none where the header is blank.
    pub(super) columns: Vec<Option<Column>>,
    pub(super) lines: Vec<RawLine>,
}

impl Table {
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }
}

/// Reads a file.
///
/// # Errors
/// [`Error::TooLarge`]; [`Error::Invalid`] on `file` for an encoding that is not UTF-8, an unknown or repeated column, or too
/// many lines.
pub(super) fn decode(bytes: &[u8]) -> Result<Table> {
    if bytes.len() > IMPORT_LIMIT {
        return Err(Error::TooLarge { limit: IMPORT_LIMIT });
    }
    let text = text(bytes)?;
    let (text, said, skipped) = separator_line(text);
    let separator = said.unwrap_or_else(|| guess_separator(text));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut columns: Option<Vec<Option<Column>>> = None;
    let (mut lines, mut numbers) = (Vec::new(), Numbers { text: text.as_bytes(), at: 0, line: 1 });
    for record in reader.records() {
        let record = record.map_err(|_| refuse("unreadable", "This file could not be read as CSV."))?;
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if columns.is_none() {
            columns = Some(header(&cells)?);
            continue;
        }
        if lines.len() == IMPORT_LINES {
            return Err(refuse("too_many_lines", format!("At most {IMPORT_LINES} lines: import the file in parts.")));
        }
        let number = skipped + numbers.of(record.position().map_or(0, csv::Position::byte));
        lines.push(RawLine { number, cells });
    }
    let columns = columns.ok_or_else(|| refuse("empty", "The file is empty: its first line names the columns."))?;
    Ok(Table { columns, lines })
}

/// Numbers lines as an editor does. The reader's own count stops before the empty lines that it skips.
struct Numbers<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Numbers<'_> {
    /// The line of the record that is read from this byte on; they come in ascending order.
    fn of(&mut self, byte: u64) -> u64 {
        let from = usize::try_from(byte).unwrap_or(self.text.len());
        let blank = self.text[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &self.text[self.at..from + blank];
        // A carriage return that no line feed follows ends a line as well.
        let ends = (0..passed.len()).filter(|i| match passed[*i] {
            b'\n' => true,
            b'\r' => passed.get(i + 1) != Some(&b'\n'),
            _ => false,
        });
        self.line += u64::try_from(ends.count()).unwrap_or(0);
        self.at = from + blank;
        self.line
    }
}

fn refuse(code: &str, message: impl Into<String>) -> Error {
    Error::field(FILE, code, message)
}

fn text(bytes: &[u8]) -> Result<&str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // UTF-16 has a zero byte beside each Latin character, with or without its mark.
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.iter().take(400).any(|byte| *byte == 0)
    {
        return Err(refuse(
            "utf_16",
            format!("This file is in UTF-16 or no text at all; it must be in UTF-8. {ADVICE}"),
        ));
    }
    std::str::from_utf8(bytes).map_err(|fault| {
        let line = bytes[..fault.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        let page = guess_code_page(bytes);
        let message =
            format!("This file is not in UTF-8 (line {line}; it looks like {page}): names would be spoilt. {ADVICE}");
        refuse("not_utf_8", message)
    })
}

/// Windows-1251 writes Russian words in bytes from 0xC0 on, one after the other; 1250 strews single ones among Latin letters.
fn guess_code_page(bytes: &[u8]) -> &'static str {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let pairs = bytes.windows(2).filter(|pair| pair.iter().all(|byte| *byte >= 0xc0)).count();
    if pairs * 2 > high { "Windows-1251" } else { "Windows-1250" }
}

/// Excel's own way of saying the separator, as a line before the header; with how many lines it took.
fn separator_line(text: &str) -> (&str, Option<u8>, u64) {
    let Some((first, rest)) = text.split_once('\n') else { return (text, None, 0) };
    match first.trim_end().to_ascii_lowercase().strip_prefix("sep=").map(str::as_bytes) {
        Some([separator]) if SEPARATORS.contains(separator) => (rest, Some(*separator), 1),
        _ => (text, None, 0),
    }
}

const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// The separator that the header has most of, outside quotation marks; no header's name contains one.
fn guess_separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let outside: String = header.split('"').step_by(2).collect();
    let count = |separator: &u8| outside.bytes().filter(|byte| byte == separator).count();
    // The first wins a tie, and where there is one column only.
    SEPARATORS.iter().rev().max_by_key(|separator| count(separator)).copied().unwrap_or(b',')
}

fn header(cells: &[String]) -> Result<Vec<Option<Column>>> {
    let mut faults = Faults::default();
    let mut columns = Vec::new();
    for cell in cells {
        let column = if cell.is_empty() { None } else { column::find(cell) };
        if column.is_none() && !cell.is_empty() {
            let shown: String = cell.chars().take(60).collect();
            let known: Vec<&str> = Column::ALL.iter().map(|column| column.word()).collect();
            let message = format!("There is no column {shown:?}. Known are: {}.", known.join(", "));
            faults.add(FILE, "unknown_column", message);
        }
        if let Some(column) = column.filter(|_| columns.contains(&column)) {
            faults.add(FILE, "repeated_column", format!("The column {column} is there twice."));
        }
        columns.push(column);
    }
    if ![Column::TenantId, Column::Domain].iter().any(|key| columns.contains(&Some(*key))) {
        let message = "A column tenant_id or domain must be there: customers are told apart by it.";
        faults.add(FILE, "no_key_column", message);
    }
    faults.finish()?;
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> String {
        match decode(bytes) {
            Err(Error::Invalid(fields)) => fields.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>().join(" "),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn comma_semicolon_and_tab_are_told_by_the_header() {
        for (text, name) in [
            ("name,domain\nA;B,a.example\n", "A;B"),
            ("name;domain\nA,B;a.example\n", "A,B"),
            ("name\tdomain\nA,B;C\ta.example\n", "A,B;C"),
            ("sep=;\nname;domain\nA,B;a.example\n", "A,B"),
        ] {
            let table = decode(text.as_bytes()).unwrap();
            assert_eq!(table.columns, [Some(Column::Name), Some(Column::Domain)], "{text}");
            assert_eq!(table.lines[0].cells, [name, "a.example"], "{text}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_column() {
        let table = decode("\u{feff}Название;Домен\nЗвезда;zvezda.example\n".as_bytes()).unwrap();
        assert_eq!(table.columns, [Some(Column::Name), Some(Column::Domain)]);
        assert_eq!(table.lines[0].cells[0], "Звезда");
    }

    #[test]
    fn lines_are_numbered_as_an_editor_does() {
        let table = decode(b"sep=,\nname,domain\n\n\"A\nB\",a.example\nC,c.example\n,\nD,d.example\n").unwrap();
        let numbers: Vec<u64> = table.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [4, 6, 8]);
        let table = decode(b"domain\r\n\r\na.example\r\nb.example\r\n\r\n\r\nc.example").unwrap();
        let numbers: Vec<u64> = table.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [3, 4, 7]);
    }

    #[test]
    fn another_encoding_is_refused_with_its_name() {
        // "name;domain\nЗвезда" in Windows-1251, "Łąka" in Windows-1250, a table in UTF-16.
        let cyrillic = b"name;domain\n\xc7\xe2\xe5\xe7\xe4\xe0;z.example\n";
        let polish = b"name;domain\n\xa3\xb9ka Nowa;l.example\n";
        for (bytes, page) in [(&cyrillic[..], "Windows-1251"), (&polish[..], "Windows-1250")] {
            assert_eq!(code(bytes), "not_utf_8");
            let Err(Error::Invalid(fields)) = decode(bytes) else { panic!("refused above") };
            assert!(fields[0].message.contains(page) && fields[0].message.contains("line 2"), "{}", fields[0].message);
        }
        let wide: Vec<u8> = "name,domain\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(code(&wide), "utf_16");
        assert_eq!(code(&[&b"\xff\xfe"[..], &wide].concat()), "utf_16");
    }

    #[test]
    fn unknown_columns_are_refused_by_their_names() {
        let Err(Error::Invalid(fields)) = decode(b"name,colour,domain,shape\n") else {
            panic!("a refusal was expected")
        };
        assert_eq!(fields.len(), 2);
        assert!(fields[0].message.contains("\"colour\"") && fields[1].message.contains("\"shape\""), "{fields:?}");
        assert_eq!(code(b"name,domain,nazwa\n"), "repeated_column");
        assert_eq!(code(b"name,country\n"), "no_key_column");
        assert_eq!(code(b"\n \n"), "empty");
    }

    #[test]
    fn too_much_is_refused() {
        assert!(matches!(decode(&vec![b'a'; IMPORT_LIMIT + 1]), Err(Error::TooLarge { limit: IMPORT_LIMIT })));
        let mut text = "domain\n".to_owned();
        (0..=IMPORT_LINES).for_each(|_| text.push_str("a.example\n"));
        assert_eq!(code(text.as_bytes()), "too_many_lines");
    }
}
