//! One field that finds everything.
