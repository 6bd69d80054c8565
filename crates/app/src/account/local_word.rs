//! Words that are tried first in the languages of our people, which zxcvbn's lists do not have: those are English, with a few
//! keyboards.

/// What stands alone, or with figures and signs around it, in lists of leaked passwords.
pub(super) const LOCAL_WORDS: &[&str] = &[
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
    "zaq12wsxcde3",
    "zaq12wsxcde34rfv",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "passwort",
    "пароль",
    "мойпароль",
    "привет",
    "любовь",
    "россия",
    "солнышко",
    "админ",
    "parol",
    "privet",
    // Rows of keys, and the alphabet.
    "йцукен",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "абвгдеёжзийк",
    "абвгдежзийкл",
    "абвгд",
];
