//! tierline-http
