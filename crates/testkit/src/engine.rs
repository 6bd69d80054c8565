//! A desk's database for tests, on either engine.
//!
//! The helpers live in the store, behind its feature `test-support`, because the store's own tests need them without
//! everything else that the testkit brings.

pub use tierline_store::{
    Engine, on_both_engines,
    test_support::{TestStore, run},
};
