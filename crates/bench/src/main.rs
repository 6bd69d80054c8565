//! Measures the program against the bare driver, in one run on one machine.

mod bare;
mod capture;
mod database;
mod desk;
mod http;
mod load;
mod place;
mod seed;
mod statement;
mod table;
mod world;

fn main() {}
