//! What others send and answer as JSON: tickets (TMF621), requests of Partner Center, tickets of Azure Support.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tierline_app::ticket;

fuzz_target!(|bytes: &[u8]| assert_eq!(ticket::checked(bytes), Ok(())));
