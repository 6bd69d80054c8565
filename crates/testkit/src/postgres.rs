//! The throw-away PostgreSQL server that tests and benchmarks share.

pub use tierline_store::test_support::postgres::Server;
