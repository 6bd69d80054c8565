//! Measures the program against the bare driver, in one run on one machine.

mod http;
mod load;
mod table;

fn main() {}
