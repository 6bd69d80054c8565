//! What tests need: a desk on either engine, fakes behind the ports, builders.

pub mod engine;
pub mod postgres;
