//! The readers of health feeds, on written samples and on recorded payloads.

#![cfg(test)]

mod feeds;
mod real_data;
