//! The passwords that are tried first, as far as twelve characters and more can be made of them.

/// Words that stand alone, or with figures and signs around them, in most lists of leaked passwords.
pub(super) const STEMS: &[&str] = &[
    "password",
    "passwort",
    "passw",
    "passphrase",
    "mypassword",
    "newpassword",
    "admin",
    "administrator",
    "root",
    "letmein",
    "welcome",
    "changeme",
    "changeit",
    "default",
    "secret",
    "iloveyou",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "sunshine",
    "princess",
    "superman",
    "batman",
    "master",
    "shadow",
    "trustno",
    "hello",
    "login",
    "test",
    "testing",
    "guest",
    "user",
    "summer",
    "winter",
    "spring",
    "autumn",
    "company",
    "support",
    "helpdesk",
    "microsoft",
    "office",
    "qwerty",
    "qwertyuiop",
    "asdfghjkl",
    "qazwsx",
    "qazwsxedc",
    "zaq",
    "abc",
    "abcd",
    "tierline",
    "haslo",
    "hasło",
    "mojehaslo",
    "mojehasło",
    "polska",
    "kocham",
    "kochamcie",
    "kochamcię",
    "misiek",
    "dupa",
    "пароль",
    "мойпароль",
    "привет",
    "любовь",
    "йцукен",
    "россия",
    "солнышко",
    "админ",
    "parol",
    "privet",
];

/// Rows of keys and other orders along which fingers run.
const ORDERS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "zaq12wsxcde34rfvbgt56yhnmju78ik,",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "йцукенгшщзхъфывапролджэячсмитьбю.",
];

/// Whether a text, without its repetitions, is one run along an order, forward or backward.
pub(super) fn is_sequence(text: &str) -> bool {
    let unit = shortest_unit(text);
    let backward: String = unit.chars().rev().collect();
    ORDERS.iter().any(|order| order.contains(&unit) || order.contains(&backward))
        // Something short, said again and again: `kelpkelpkelp`.
        || unit.chars().count() <= 4
}

/// What a text is a repetition of; the text itself where it is none.
fn shortest_unit(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let length = (1..=chars.len()).find(|n| chars.chunks(*n).all(|chunk| chars.starts_with(chunk)));
    chars.into_iter().take(length.unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_seen_forward_backward_and_repeated() {
        for text in ["qwertyuiop[]", "098765432109", "abcabcabcabc", "kelpkelpkelp", "123123123123"] {
            assert!(is_sequence(text), "{text}");
        }
        for text in ["kelpotterkelpotter", "correcthorse"] {
            assert!(!is_sequence(text), "{text}");
        }
    }
}
