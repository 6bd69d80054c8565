//! What holds for all pages and all catalogues.

mod catalogue;
mod markup;
mod page;
mod say;
