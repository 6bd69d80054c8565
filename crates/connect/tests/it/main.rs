//! The readers of health feeds, on written samples and on recorded payloads.

mod feeds;
mod real_data;
