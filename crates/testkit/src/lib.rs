//! What tests need: a desk on either engine, the real program on a folder of its own, clients that speak its API.

pub mod backlog;
pub mod browser;
pub mod client;
pub mod command;
pub mod desk;
pub mod engine;
pub mod exchange;
pub mod inner;
pub mod postgres;
pub mod recipient;
pub mod seed;
pub mod sign_in;
pub mod source;
pub mod wire;
