//! The reader of `FeedFormat::GoogleCloud`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tierline_connect::feed::invariant;
use tierline_domain::health::FeedFormat;

fuzz_target!(|bytes: &[u8]| assert_eq!(invariant::checked(FeedFormat::GoogleCloud, bytes), Ok(())));
