//! The unique constraints of the schema by name.
//!
//! PostgreSQL names the constraint that was violated, SQLite only its columns: this table maps both to one name. A
//! test compares it with the schemas of both engines.

/// Each unique constraint with the columns that SQLite would name.
pub(crate) const UNIQUE: &[(&str, &str)] = &[
    ("audit_entry_pkey", "audit_entry.organization_id, audit_entry.cloud, audit_entry.id"),
    ("audit_seal_pkey", "audit_seal.organization_id, audit_seal.cloud, audit_seal.seq"),
    (
        "idempotency_pkey",
        "idempotency.organization_id, idempotency.cloud, idempotency.actor, idempotency.operation, idempotency.key",
    ),
    ("meta_pkey", "meta.key"),
    ("number_block_pkey", "number_block.organization_id, number_block.cloud, number_block.kind"),
    ("outbox_pkey", "outbox.organization_id, outbox.cloud, outbox.id"),
    ("schedule_pkey", "schedule.name"),
];

/// The known name that equals the one PostgreSQL gives.
pub(crate) fn by_name(name: &str) -> Option<&'static str> {
    UNIQUE.iter().map(|(known, _)| *known).find(|known| *known == name)
}

/// The name that belongs to SQLite's message `UNIQUE constraint failed: table.column, table.column`.
pub(crate) fn by_message(message: &str) -> Option<&'static str> {
    let columns = message.strip_prefix("UNIQUE constraint failed: ")?;
    UNIQUE.iter().find(|(_, known)| *known == columns).map(|(name, _)| *name)
}
