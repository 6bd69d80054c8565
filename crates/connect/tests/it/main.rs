//! The readers of health feeds, on written samples and on recorded payloads; and how payloads are got, from a server that lies.

#![cfg(test)]

mod aws;
mod azure_support;
mod books;
mod breach;
mod email;
mod feeds;
mod fetch;
mod google_cloud;
mod mail;
mod outbound;
mod overviews;
mod partner_center;
mod real_data;
mod rounds;
mod rss;
mod sample;
mod server;
mod state;
mod statuspage;
mod subscription;
mod ticket_files;
