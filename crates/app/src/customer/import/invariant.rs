//! What holds of every table of customers that could be sent, sound or not: for a test, and for the fuzz target `customers`.

use chrono::DateTime;

use super::{decode::decode, read_lines};

/// Reads bytes as a table and its lines, and looks at what came of it.
///
/// # Errors
/// What does not hold: a line that is lost, numbers of lines that do not rise or are none of the file.
pub fn checked(bytes: &[u8]) -> Result<(), String> {
    let Ok(table) = decode(bytes) else { return Ok(()) };
    let numbers: Vec<u64> = table.lines.iter().map(|line| line.number).collect();
    if numbers.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(format!("numbers of lines do not rise: {numbers:?}"));
    }
    let ends = bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count();
    if numbers.last().is_some_and(|last| *last > u64::try_from(ends).unwrap_or(u64::MAX) + 1) {
        return Err(format!("{numbers:?} in {ends} lines"));
    }
    let (good, bad) = read_lines(&table, &[], DateTime::UNIX_EPOCH);
    if good.len() + bad.len() != table.lines.len() {
        return Err(format!("{} lines were read of {}", good.len() + bad.len(), table.lines.len()));
    }
    match bad.iter().find(|line| line.errors.is_empty()) {
        Some(_) => Err("a line was refused, and nothing says why".to_owned()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_text::{file, mangled};

    /// Whole tables. They are the seeds of the fuzz target, too.
    const SENT: &[(&str, &str)] = &[
        (
            "comma",
            "name,domain,tenant_id,country\nAldersyde,aldersyde.example,8c1f2a34-5b6c-4d7e-8f90-a1b2c3000010,PL\n\"A, B\",b.example,x,PL\n",
        ),
        (
            "semicolon",
            "sep=;\nname;domain;tenant_id;country\n\nБор;bor.example;8c1f2a34-5b6c-4d7e-8f90-a1b2c3000011;KZ\n",
        ),
        (
            "tab",
            "name\tdomain\ttenant_id\tcountry\tdelegated_admin\tdelegated_admin_ends\nA\ta.example\tb4c1\tIE\tSupport\t2027-01-01\n",
        ),
    ];

    #[test]
    fn no_line_of_a_table_is_lost_whatever_it_says() {
        for (name, sent) in SENT {
            assert_eq!(checked(sent.as_bytes()), Ok(()), "{name}");
            for changed in mangled(sent) {
                assert_eq!(checked(changed.as_bytes()), Ok(()), "{changed:?}");
            }
        }
        assert_eq!(checked(&[0xff, 0xfe, b'n', 0, b'a']), Ok(()), "another encoding");
    }

    #[test]
    fn the_seeds_of_the_fuzz_target_are_whole_tables() {
        file("customers", SENT);
    }
}
