//! The reader of the words by which identity providers say that a session has ended.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tierline_connect::outbound::logout_token_checked;

fuzz_target!(|bytes: &[u8]| assert_eq!(logout_token_checked(bytes), Ok(())));
