-- Who looks through the audit log asks by person and by act; what it says is kept for as long as the organization's rule has it.
create index audit_entry_actor on audit_entry (organization_id, cloud, actor, id);
create index audit_entry_action on audit_entry (organization_id, cloud, action, id);

-- When what a seal's entries say was dropped because of the rule: the seal and their digests stay.
alter table audit_seal add column retired_at {timestamptz};
create index audit_seal_kept on audit_seal (organization_id, cloud, sealed_at) where retired_at is null;
