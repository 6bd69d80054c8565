//! Measures the program against the bare driver, in one run on one machine.

mod bare;
mod database;
mod desk;
mod http;
mod load;
mod seed;
mod statement;
mod table;

fn main() {}
