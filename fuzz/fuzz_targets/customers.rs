//! A table of customers that is imported (CSV).

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| assert_eq!(tierline_app::customer::import::checked(bytes), Ok(())));
