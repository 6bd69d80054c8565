//! The filters of lists that scripts send to the contracts of others.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| assert_eq!(tierline_app::filters::checked(bytes), Ok(())));
