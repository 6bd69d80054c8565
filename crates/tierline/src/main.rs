//! Tierline.
fn main() {}
