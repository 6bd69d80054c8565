//! The readers of what an identity provider asks for and sends (SCIM 2.0): filters, paths, changes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tierline_app::scim;

fuzz_target!(|bytes: &[u8]| assert_eq!(scim::checked(bytes), Ok(())));
