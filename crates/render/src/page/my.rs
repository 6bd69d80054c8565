//! The pages of a customer's own people.
