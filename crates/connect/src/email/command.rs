//! The commands of a mail server (RFC 5321), read by hand from whoever connects.

use super::parse::MAIL_BYTES;

/// The longest command, with its line end: twice what RFC 5321, 4.5.3.1.4 asks for.
pub(super) const COMMAND_BYTES: usize = 1_024;
/// The longest address: a name of 64 and a domain of 255 bytes (RFC 5321, 4.5.3.1), and the sign between them.
const ADDRESS_BYTES: usize = 320;

/// The words of a line that ends with CR LF; none where it ends otherwise or is no ASCII.
pub(super) fn words(line: &[u8]) -> Option<String> {
    let good = line.strip_suffix(b"\r\n").filter(|line| !line.contains(&b'\r') && line.is_ascii())?;
    String::from_utf8(good.to_vec()).ok()
}

/// The address of `FROM:<address> parameters`, and the parameters; empty for nobody.
pub(super) fn path<'l>(rest: &'l str, word: &str) -> Option<(String, &'l str)> {
    let after = rest
        .get(word.len()..)
        .filter(|_| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    let inner = after.trim_start().strip_prefix('<')?;
    let (address, parameters) = inner.split_once('>')?;
    let plain = address.len() <= ADDRESS_BYTES && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<');
    plain.then(|| (address.to_owned(), parameters))
}

/// Looks at the parameters of a sender.
///
/// # Errors
/// The refusal that is said.
pub(super) fn parameters(text: &str) -> Result<(), &'static str> {
    for parameter in text.split_ascii_whitespace().map(str::to_ascii_uppercase) {
        match parameter.split_once('=') {
            Some(("SIZE", size)) if size.parse::<usize>().is_ok_and(|size| size <= MAIL_BYTES) => {}
            Some(("SIZE", _)) => return Err("552 5.3.4 Larger than a mail may be here"),
            Some(("BODY", "7BIT" | "8BITMIME")) => {}
            _ => return Err("555 5.5.4 This parameter is not known here"),
        }
    }
    Ok(())
}

/// What holds of each line that somebody could send as a command, for tests and the fuzz target `smtp`.
///
/// # Errors
/// What does not hold.
pub fn checked(bytes: &[u8]) -> Result<(), String> {
    for line in bytes.split(|byte| *byte == b'\n') {
        if !line.ends_with(b"\r") && words(&[line, &b"\n"[..]].concat()).is_some() {
            return Err("a line that ends with a line feed alone is taken".to_owned());
        }
        let line = [line.strip_suffix(b"\r").unwrap_or(line), &b"\r\n"[..]].concat();
        let Some(command) = words(&line) else { continue };
        if command.len() + 2 != line.len() || command.contains(['\r', '\n']) {
            return Err("a command is one line".to_owned());
        }
        let rest = command.split_once(' ').map_or("", |(_, rest)| rest);
        for word in ["FROM:", "TO:"] {
            let Some((address, after)) = path(rest, word) else { continue };
            let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>');
            if !is_plain || address.len() > ADDRESS_BYTES {
                return Err(format!("no address: {address}"));
            }
            if !rest.ends_with(&format!("<{address}>{after}")) {
                return Err("an address and its parameters are what stands there".to_owned());
            }
            if parameters(after).is_err_and(|refusal| !refusal.starts_with('5')) {
                return Err("what is not known is refused for good".to_owned());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_text::{file, mangled};

    /// Whole conversations. They are the seeds of the fuzz target, too.
    const SAID: &[(&str, &str)] = &[
        (
            "answer",
            "EHLO mail.meridian.example\nMAIL FROM:<ansel@meridian.example> SIZE=2048 BODY=8BITMIME\n\
             RCPT TO:<reply+x@replies.northgate.example>\nDATA\nQUIT",
        ),
        ("report", "HELO mail\nmail from: <> body=7bit\nrcpt to:<reply+x@replies.northgate.example>\nRSET\nNOOP"),
    ];

    /// Else nothing behind the first word is tried.
    #[test]
    fn senders_and_recipients_are_read_with_their_parameters() {
        let read = |rest: &str, word: &str| path(rest, word).map(|(address, after)| (address, after.to_owned()));
        let known = |address: &str, after: &str| Some((address.to_owned(), after.to_owned()));
        assert_eq!(read("FROM:<a@b.example> SIZE=9", "FROM:"), known("a@b.example", " SIZE=9"));
        assert_eq!(read("from: <>", "FROM:"), known("", ""));
        for wrong in
            ["FROM:a@b.example", "TO:<a@b.example>", "FROM:<a b@c.example>", "FROM:<a<b@c.example>", "FRÖM:<a>"]
        {
            assert_eq!(read(wrong, "FROM:"), None, "{wrong}");
        }
        assert_eq!(parameters(" size=2048 body=8bitmime"), Ok(()));
        for wrong in ["SIZE=-1", "SIZE=99999999999999999999", "BODY=BINARYMIME", "SMTPUTF8", "="] {
            assert!(parameters(wrong).is_err(), "{wrong}");
        }
        assert_eq!(words(b"NOOP\r\n").as_deref(), Some("NOOP"));
        for wrong in [&b"NOOP\n"[..], b"NOOP", b"NO\rOP\r\n", b"N\xc3\x96\r\n"] {
            assert_eq!(words(wrong), None, "{wrong:?}");
        }
    }

    /// What the fuzz target does at length, in short.
    #[test]
    fn whatever_is_said_to_the_listener_is_a_command_or_none() {
        for (name, said) in SAID {
            assert_eq!(checked(said.as_bytes()), Ok(()), "{name}");
            for changed in mangled(said) {
                assert_eq!(checked(changed.as_bytes()), Ok(()), "{changed:?}");
            }
        }
    }

    #[test]
    fn the_seeds_of_the_fuzz_target_are_whole_conversations() {
        file("smtp", SAID);
    }
}
