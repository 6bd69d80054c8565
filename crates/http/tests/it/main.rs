//! The entrance over HTTP, from outside: requests in, answers out, on a desk of its own per test.

#![cfg(test)]

mod authorization;
mod azure_support;
mod carry;
mod client;
mod content;
mod delivery;
mod document;
mod draft;
mod escalation;
mod form;
mod graph;
mod graph_access;
mod history;
mod journey;
mod late;
mod limit;
mod list;
mod listener;
mod my;
mod partner_center;
mod partner_desk;
mod people;
mod personal_data;
mod reader;
mod request;
mod rules;
mod security;
mod session;
mod subscription;
mod ticket;
mod tmf621;
mod token;
mod waiting;
mod web;
