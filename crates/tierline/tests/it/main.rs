//! The program from outside: its API, its command line, its pages, on desks of their own.
//!
//! One binary for all, because each one links the whole program.

#![cfg(test)]

mod approval;
mod assisted;
mod attachment;
mod authorization;
mod azure_support;
mod bad_input;
mod book;
mod browser;
mod chain;
mod cloud;
mod command_line;
mod connection;
mod demo;
mod feed;
mod follow;
mod graph_feed;
mod health_feed;
mod known_issue;
mod ladder;
mod live;
mod outage;
mod page;
mod partner_center;
mod reach;
mod real_client;
mod real_input;
mod replay;
mod serving;
mod tamper;
mod tls;
mod use_case;
mod visibility;
mod work;
