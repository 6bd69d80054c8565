//! The reader of what is said to the mail listener.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tierline_connect::email::command;

fuzz_target!(|bytes: &[u8]| assert_eq!(command::checked(bytes), Ok(())));
