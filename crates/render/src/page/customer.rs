//! Customers: the book, one customer, a new one.
