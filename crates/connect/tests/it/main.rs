//! The readers of health feeds, on written samples and on recorded payloads.

#![cfg(test)]

mod aws;
mod feeds;
mod google_cloud;
mod overviews;
mod real_data;
mod rss;
mod sample;
mod state;
mod statuspage;
