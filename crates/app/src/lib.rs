//! tierline-app
