//! The book filled from a file.
