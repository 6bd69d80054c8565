//! Numbers and sizes as each language writes them.

use crate::Locale;

/// A no-break space: a number is never torn apart.
const NBSP: char = '\u{a0}';

/// A whole number in groups of three: `20,418` in English, `20 418` in Russian and Polish (which leaves four digits
/// together, as its orthography asks).
#[must_use]
pub(crate) fn grouped(locale: Locale, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let (separator, from) = match locale {
        Locale::En => (',', 4),
        Locale::Ru => (NBSP, 4),
        Locale::Pl => (NBSP, 5),
    };
    let mut out = String::with_capacity(digits.len() + 4);
    if number < 0 {
        out.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len() >= from && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// A file's size in whole units of 1,024: `84 KB`.
#[must_use]
pub(crate) fn size(locale: Locale, bytes: u64) -> String {
    let units = match locale {
        Locale::En | Locale::Pl => ["B", "KB", "MB", "GB"],
        Locale::Ru => ["Б", "КБ", "МБ", "ГБ"],
    };
    let step = (0..3).find(|step| bytes >> (10 * (step + 1)) == 0).unwrap_or(3);
    let whole = (bytes >> (10 * step)).max(u64::from(bytes > 0));
    format!("{}{NBSP}{}", grouped(locale, i64::try_from(whole).unwrap_or(i64::MAX)), units[step])
}

/// A count in the navigation: exact up to 99, `99+` above, because counting stops there.
#[must_use]
pub(crate) fn capped(count: u8) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_follow_the_language() {
        assert_eq!(grouped(Locale::En, 1012), "1,012");
        assert_eq!(grouped(Locale::En, -1_234_567), "−1,234,567");
        assert_eq!(grouped(Locale::Ru, 20418), "20\u{a0}418");
        assert_eq!(grouped(Locale::Pl, 1012), "1012");
        assert_eq!(grouped(Locale::Pl, 20418), "20\u{a0}418");
        assert_eq!(grouped(Locale::En, 7), "7");
    }

    #[test]
    fn sizes_have_whole_units() {
        assert_eq!(size(Locale::En, 0), "0\u{a0}B");
        assert_eq!(size(Locale::En, 86_016), "84\u{a0}KB");
        assert_eq!(size(Locale::Ru, 5 << 20), "5\u{a0}МБ");
        assert_eq!(size(Locale::Pl, u64::MAX), "17\u{a0}179\u{a0}869\u{a0}183\u{a0}GB");
    }

    #[test]
    fn a_count_stops_at_ninety_nine() {
        assert_eq!(capped(99), "99");
        assert_eq!(capped(100), "99+");
    }
}
