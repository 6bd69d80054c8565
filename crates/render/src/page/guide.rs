//! How a problem is handed up, and the keys, in plain words.
