//! The unique constraints of the schema by name.
//!
//! PostgreSQL names the constraint that was violated, SQLite only its columns: this table maps both to one name. A
//! test compares it with the schemas of both engines.

/// Each unique constraint with the columns that SQLite would name.
pub(crate) const UNIQUE: &[(&str, &str)] = &[
    ("audit_entry_pkey", "audit_entry.organization_id, audit_entry.cloud, audit_entry.id"),
    ("audit_seal_pkey", "audit_seal.organization_id, audit_seal.cloud, audit_seal.seq"),
    ("attachment_pkey", "attachment.organization_id, attachment.cloud, attachment.id"),
    ("book_change_pkey", "book_change.organization_id, book_change.cloud, book_change.id"),
    ("book_pkey", "book.organization_id, book.cloud"),
    ("case_issue_pkey", "case_issue.organization_id, case_issue.cloud, case_issue.issue_id, case_issue.case_id"),
    ("case_number", "cases.organization_id, cases.cloud, cases.number"),
    ("case_text_case", "case_text.organization_id, case_text.cloud, case_text.case_id"),
    ("cases_pkey", "cases.organization_id, cases.cloud, cases.id"),
    ("connection_name", "connection.organization_id, connection.cloud, connection.name_key"),
    ("connection_pkey", "connection.organization_id, connection.cloud, connection.id"),
    (
        "connection_secret_pkey",
        "connection_secret.organization_id, connection_secret.cloud, connection_secret.connection_id, connection_secret.field",
    ),
    ("counterpart_pkey", "counterpart.organization_id, counterpart.cloud, counterpart.tenant_id"),
    ("elevation_open", "elevation.organization_id, elevation.cloud, elevation.user_id, elevation.role"),
    ("elevation_pkey", "elevation.organization_id, elevation.cloud, elevation.id"),
    ("emergency_access_code", "emergency_access.hash"),
    ("emergency_access_pkey", "emergency_access.organization_id, emergency_access.cloud"),
    ("customer_group_name", "customer_group.organization_id, customer_group.cloud, customer_group.name_key"),
    ("customer_group_pkey", "customer_group.organization_id, customer_group.cloud, customer_group.id"),
    (
        "customer_group_member_pkey",
        "customer_group_member.organization_id, customer_group_member.cloud, customer_group_member.group_id, \
         customer_group_member.customer_id",
    ),
    (
        "customer_reach_pkey",
        "customer_reach.organization_id, customer_reach.cloud, customer_reach.user_id, customer_reach.customer_id",
    ),
    ("reach_entry_pkey", "reach_entry.organization_id, reach_entry.cloud, reach_entry.user_id, reach_entry.target_id"),
    ("reach_turn_pkey", "reach_turn.organization_id, reach_turn.cloud"),
    ("follow_pkey", "follow.organization_id, follow.cloud, follow.id"),
    ("follow_subject", "follow.organization_id, follow.cloud, follow.user_id, follow.subject"),
    ("health_feed_pkey", "health_feed.organization_id, health_feed.cloud, health_feed.name, health_feed.scope"),
    (
        "health_issue_customer_pkey",
        "health_issue_customer.organization_id, health_issue_customer.cloud, health_issue_customer.issue_id, \
         health_issue_customer.customer_id",
    ),
    ("health_issue_pkey", "health_issue.organization_id, health_issue.cloud, health_issue.id"),
    (
        "health_issue_source",
        "health_issue.organization_id, health_issue.cloud, health_issue.source, health_issue.source_id",
    ),
    ("health_post_pkey", "health_post.organization_id, health_post.cloud, health_post.issue_id, health_post.id"),
    (
        "health_issue_source_of_customer",
        "health_issue.organization_id, health_issue.cloud, health_issue.source, health_issue.source_id, \
         health_issue.customer_id",
    ),
    (
        "identity_link_pkey",
        "identity_link.organization_id, identity_link.cloud, identity_link.provider_id, identity_link.subject",
    ),
    (
        "identity_logout_pkey",
        "identity_logout.organization_id, identity_logout.cloud, identity_logout.provider_id, identity_logout.told",
    ),
    ("identity_provider_id", "identity_provider.id"),
    (
        "identity_provider_name",
        "identity_provider.organization_id, identity_provider.cloud, identity_provider.name_key",
    ),
    ("identity_provider_pkey", "identity_provider.organization_id, identity_provider.cloud, identity_provider.id"),
    ("sign_in_domain_name", "sign_in_domain.organization_id, sign_in_domain.cloud, sign_in_domain.domain"),
    ("sign_in_domain_pkey", "sign_in_domain.organization_id, sign_in_domain.cloud, sign_in_domain.id"),
    ("sign_in_domain_proven", "sign_in_domain.domain"),
    (
        "issue_message_pkey",
        "issue_message.organization_id, issue_message.cloud, issue_message.issue, issue_message.at, issue_message.entry_id",
    ),
    ("recovery_code_pkey", "recovery_code.user_id, recovery_code.hash"),
    ("second_factor_credential", "second_factor.credential_id"),
    ("second_factor_pkey", "second_factor.id"),
    ("sign_in_attempt_pkey", "sign_in_attempt.hash"),
    (
        "support_communication_entry",
        "support_communication.organization_id, support_communication.cloud, support_communication.entry_id",
    ),
    (
        "support_communication_pkey",
        "support_communication.organization_id, support_communication.cloud, support_communication.request_id, \
         support_communication.name_key",
    ),
    ("support_ticket_pkey", "support_ticket.organization_id, support_ticket.cloud, support_ticket.name_key"),
    ("support_ticket_request", "support_ticket.organization_id, support_ticket.cloud, support_ticket.request_id"),
    (
        "support_workspace_pkey",
        "support_workspace.organization_id, support_workspace.cloud, support_workspace.name_key",
    ),
    ("ticket_hub_callback", "ticket_hub.organization_id, ticket_hub.cloud, ticket_hub.callback"),
    ("ticket_hub_pkey", "ticket_hub.organization_id, ticket_hub.cloud, ticket_hub.id"),
    ("ticket_listener_key", "ticket_listener.key_hash"),
    ("ticket_listener_pkey", "ticket_listener.organization_id, ticket_listener.cloud, ticket_listener.connection_id"),
    (
        "ticket_origin_key",
        "ticket_origin.organization_id, ticket_origin.cloud, ticket_origin.sender_id, ticket_origin.key_owner, \
         ticket_origin.key_type, ticket_origin.key_id",
    ),
    ("ticket_origin_pkey", "ticket_origin.organization_id, ticket_origin.cloud, ticket_origin.request_id"),
    ("ticket_stray_pkey", "ticket_stray.organization_id, ticket_stray.cloud, ticket_stray.id"),
    (
        "ticket_stray_ticket",
        "ticket_stray.organization_id, ticket_stray.cloud, ticket_stray.connection_id, ticket_stray.ticket",
    ),
    ("polled_feed_name", "polled_feed.organization_id, polled_feed.cloud, polled_feed.name_key"),
    ("polled_feed_pkey", "polled_feed.organization_id, polled_feed.cloud, polled_feed.id"),
    (
        "health_post_source",
        "health_post.organization_id, health_post.cloud, health_post.issue_id, health_post.source_key",
    ),
    ("health_revision_pkey", "health_revision.organization_id, health_revision.cloud"),
    ("timeline_pkey", "timeline.organization_id, timeline.cloud, timeline.case_id, timeline.id"),
    ("customer_domain", "customer.organization_id, customer.cloud, customer.domain"),
    ("customer_pkey", "customer.organization_id, customer.cloud, customer.id"),
    ("customer_tenant", "customer.organization_id, customer.cloud, customer.tenant_id"),
    ("delegated_admin_pkey", "delegated_admin.organization_id, delegated_admin.cloud, delegated_admin.id"),
    (
        "idempotency_pkey",
        "idempotency.organization_id, idempotency.cloud, idempotency.actor, idempotency.operation, idempotency.key",
    ),
    ("membership_pkey", "membership.organization_id, membership.cloud, membership.user_id"),
    ("meta_pkey", "meta.key"),
    ("notice_cause", "notice.organization_id, notice.cloud, notice.user_id, notice.topic, notice.subject_id"),
    ("notice_pkey", "notice.organization_id, notice.cloud, notice.user_id, notice.id"),
    ("number_block_pkey", "number_block.organization_id, number_block.cloud, number_block.kind"),
    ("open_request_cause", "request.organization_id, request.cloud, request.cause"),
    ("organization_pkey", "organization.id"),
    ("outbox_pkey", "outbox.organization_id, outbox.cloud, outbox.id"),
    (
        "provisioned_group_name",
        "provisioned_group.organization_id, provisioned_group.cloud, provisioned_group.name_key",
    ),
    ("provisioned_group_pkey", "provisioned_group.organization_id, provisioned_group.cloud, provisioned_group.id"),
    (
        "provisioned_member_pkey",
        "provisioned_member.organization_id, provisioned_member.cloud, provisioned_member.group_id, \
         provisioned_member.user_id",
    ),
    (
        "provisioned_user_name",
        "provisioned_user.organization_id, provisioned_user.cloud, provisioned_user.user_name_key",
    ),
    ("provisioned_user_pkey", "provisioned_user.organization_id, provisioned_user.cloud, provisioned_user.user_id"),
    ("person_link_pkey", "person_link.hash"),
    ("reader_key_hash", "reader_key.hash"),
    ("reader_key_pkey", "reader_key.organization_id, reader_key.cloud, reader_key.id"),
    ("received_case", "received_request.organization_id, received_request.cloud, received_request.case_id"),
    ("received_number", "received_request.organization_id, received_request.cloud, received_request.number"),
    ("received_request_pkey", "received_request.organization_id, received_request.cloud, received_request.id"),
    (
        "request_case_pkey",
        "request_case.organization_id, request_case.cloud, request_case.request_id, request_case.case_id",
    ),
    (
        "request_entry_pkey",
        "request_entry.organization_id, request_entry.cloud, request_entry.request_id, request_entry.id",
    ),
    ("request_draft_pkey", "request_draft.organization_id, request_draft.cloud, request_draft.case_id"),
    ("request_number", "request.organization_id, request.cloud, request.number"),
    ("request_pkey", "request.organization_id, request.cloud, request.id"),
    ("schedule_pkey", "schedule.name"),
    ("session_id", "session.id"),
    ("session_pkey", "session.hash"),
    ("subscription_pkey", "subscription.organization_id, subscription.cloud, subscription.id"),
    (
        "subscription_place",
        "subscription.organization_id, subscription.cloud, subscription.customer_id, subscription.service, subscription.region_key",
    ),
    ("token_hash", "token.hash"),
    ("token_pkey", "token.organization_id, token.cloud, token.id"),
    ("user_email", "users.email_key"),
    ("users_pkey", "users.id"),
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
