//! Files that belong to a case or a service request.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Actor, AttachmentId, CaseId, Owner, RequestId, Visibility};

/// What is known of a file; its bytes are kept elsewhere, under their digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Whose file, in which cloud.
    pub owner: Owner,
    /// Identifier.
    pub id: AttachmentId,
    /// The case it belongs to, if it belongs to one.
    pub case: Option<CaseId>,
    /// The service request it belongs to, if it belongs to one.
    pub request: Option<RequestId>,
    /// The name it came with, without folders.
    pub name: String,
    /// Its type as we describe it; what the sender claims decides nothing.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in lower-case hexadecimal: where the bytes are found.
    pub sha256: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// When it came.
    pub at: DateTime<Utc>,
    /// Who brought it.
    pub by: Actor,
}
