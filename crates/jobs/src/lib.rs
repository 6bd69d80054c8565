//! tierline-jobs
