//! A person's own account, and the people and tokens of the desk.
