//! The reader of mails.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tierline_connect::email::parse;

fuzz_target!(|bytes: &[u8]| assert_eq!(parse::checked(bytes), Ok(())));
