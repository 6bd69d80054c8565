//! Rows that tests write. All names are invented.

use std::collections::BTreeSet;

use tierline_domain::{
    Actor, Case, CaseId, CaseStatus, CaseSummary, Category, Channel, Cloud, Contact, Customer, CustomerId,
    DelegatedAdmin, DelegatedAdminId, DelegatedAdminKind, DelegatedAdminStatus, EntryId, Grounds, InformPolicy,
    Language, Membership, NextAction, Organization, OrganizationId, OrganizationKind, Owner, Packet, PacketCustomer,
    PacketSender, PartnerKind, Policy, ReceivedRequest, Recipient, RecipientKind, RelationshipKind, RelationshipStatus,
    RequestEntry, RequestId, RequestStatus, Role, Route, RungKey, ServiceRequest, Severity, Side, Subscription,
    SubscriptionId, SupportPlan, User, UserId, Visibility, catalogue::ProductFamily,
};

use super::{at, id, owner};
use crate::{Store, System};

/// Writes in a scope with something that the body sees by reference.
macro_rules! act {
    ($store:expr, $scope:expr, $state:expr, |$tx:ident, $seen:pat_param| $body:expr) => {
        $store.write_with($scope, $state, |$tx, $seen| Box::pin(async move { $body.await })).await
    };
}
pub(super) use act;

/// The same organization as [`owner`] in the other cloud.
pub(super) fn gov() -> Owner {
    Owner { cloud: Cloud::UsGovernment, ..owner() }
}

/// Another partner in the same cloud.
pub(super) fn other() -> Owner {
    Owner { organization: OrganizationId(id(2)), ..owner() }
}

/// The provider of both.
pub(super) fn provider() -> Owner {
    Owner { organization: OrganizationId(id(3)), ..owner() }
}

pub(super) fn partner(number: u128, name: &str) -> Organization {
    Organization {
        id: OrganizationId(id(number)),
        kind: OrganizationKind::Partner,
        partner_kind: Some(PartnerKind::DirectBill),
        name: name.into(),
        upstream: None,
        provider: Some(provider().organization),
        clouds: BTreeSet::from([Cloud::Public, Cloud::UsGovernment]),
        policy: Policy::default(),
        created_at: at(0),
    }
}

/// Two partners in both clouds and their provider.
pub(super) async fn organizations(store: &Store) {
    let all = vec![
        Organization {
            kind: OrganizationKind::Provider,
            partner_kind: None,
            provider: None,
            ..partner(3, "Meridian Cloud")
        },
        partner(1, "Northgate Cloud Partners"),
        partner(2, "Żuraw Systemy"),
    ];
    store
        .write_with(System, all, |tx, all| {
            Box::pin(async move {
                for one in all {
                    tx.organization_insert(one).await?;
                }
                Ok::<_, crate::Error>(())
            })
        })
        .await
        .unwrap();
}

pub(super) fn user(number: u128, name: &str) -> User {
    User {
        id: UserId(id(number)),
        name: name.into(),
        email: format!("P{number}@Northgate.example"),
        language: Some(Language::Pl),
        time_zone: Some("Europe/Warsaw".into()),
        phone: Some("+48 600 000 000".into()),
        country: Some("PL".into()),
        disabled_at: None,
    }
}

pub(super) fn membership(owner: Owner, customer: Option<CustomerId>, roles: &[Role]) -> Membership {
    Membership { owner, customer, roles: roles.iter().copied().collect() }
}

/// Adds a person with what they are where.
pub(super) async fn person(store: &Store, user: &User, memberships: &[Membership]) {
    store
        .write_with(System, (user.clone(), memberships.to_vec()), |tx, (user, memberships)| {
            Box::pin(async move {
                tx.auth().user_insert(user, Some("$argon2id$hash")).await?;
                for membership in memberships {
                    tx.auth().membership_put(user.id, membership).await?;
                }
                Ok::<_, crate::Error>(())
            })
        })
        .await
        .unwrap();
}

pub(super) fn customer(owner: Owner, number: u128, name: &str) -> Customer {
    Customer {
        owner,
        id: CustomerId(id(number)),
        name: name.into(),
        domain: format!("c{number}.example"),
        tenant_id: id(number).to_string(),
        country: "NO".into(),
        language: Language::En,
        support_plan: SupportPlan::Asfp,
        inform: InformPolicy::AtOnce,
        relationship: RelationshipKind::Reseller,
        relationship_status: RelationshipStatus::Active,
        relationship_since: Some(at(-86_400)),
        indirect_reseller: None,
        version: 1,
        created_at: at(0),
        updated_at: at(1),
    }
}

/// Takes customers into their owners' books.
pub(super) async fn customers(store: &Store, all: &[Customer]) {
    store
        .write_with(System, all.to_vec(), |tx, all| {
            Box::pin(async move {
                for one in all {
                    tx.tenant(one.owner).customer_insert(one).await?;
                }
                Ok::<_, crate::Error>(())
            })
        })
        .await
        .unwrap();
}

pub(super) fn subscription(number: u128, customer: u128, service: &str, region: Option<&str>) -> Subscription {
    Subscription {
        id: SubscriptionId(id(number)),
        customer: CustomerId(id(customer)),
        service: service.into(),
        product_family: ProductFamily::Azure,
        region: region.map(str::to_owned),
        quantity: Some(25),
        external_id: Some("2f9a".into()),
        support_right: true,
    }
}

pub(super) fn relationship(number: u128, customer: u128, ends: Option<i64>) -> DelegatedAdmin {
    DelegatedAdmin {
        owner: owner(),
        id: DelegatedAdminId(id(number)),
        customer: CustomerId(id(customer)),
        name: format!("Support {number}"),
        kind: if ends.is_some() { DelegatedAdminKind::Granular } else { DelegatedAdminKind::Legacy },
        status: DelegatedAdminStatus::Active,
        roles: BTreeSet::from(["Service Support Administrator".to_owned()]),
        assigned_to: BTreeSet::from([UserId(id(70))]),
        assignments: None,
        starts_at: Some(at(0)),
        ends_at: ends.map(at),
        approved: None,
        ended: None,
    }
}

pub(super) fn actor() -> Actor {
    Actor { user: Some(UserId(id(70))), name: "Maren Oskel".into(), side: Side::Ours }
}

pub(super) fn packet(title: &str) -> Packet {
    Packet {
        sender: PacketSender {
            organization: "Northgate Cloud Partners".into(),
            partner_kind: PartnerKind::DirectBill,
            contact: Contact { name: "Tobin Achterhof".into(), ..Contact::default() },
        },
        customer: PacketCustomer {
            name: "Nordvik Sjømat".into(),
            domain: "nordvik.example".into(),
            tenant_id: id(10).to_string(),
            subscriptions: Vec::new(),
            country: "NO".into(),
            relationship: RelationshipKind::Reseller,
            delegated_admin: None,
            others: 0,
        },
        cloud: Cloud::Public,
        service: Some("Exchange Online".into()),
        product_family: Some(ProductFamily::Microsoft365),
        region: None,
        support_topic: None,
        title: title.into(),
        description: "Письма не приходят — zażółć".into(),
        business_impact: "Orders stop.".into(),
        severity: Severity::Moderate,
        priority: None,
        category: Category::ServiceUnavailable,
        category_reason: None,
        grounds: Grounds::default(),
        started_at: Some(at(-60)),
        reported_at: at(0),
        affected_users: Some(40),
        error_text: None,
        correlation_ids: vec!["c0ffee".into()],
        health: None,
        post_outage: None,
        follows: Vec::new(),
        steps: Vec::new(),
        files: Vec::new(),
    }
}

/// A request of [`owner`] for its customer 10, written so many seconds in.
pub(super) fn request(number: u128, title: &str) -> ServiceRequest {
    let written = at(i64::try_from(number).unwrap());
    ServiceRequest {
        owner: owner(),
        id: RequestId(id(number)),
        number: format!("R-{number}"),
        external_id: None,
        customer: CustomerId(id(10)),
        recipient: Recipient {
            kind: RecipientKind::Provider,
            organization: Some(provider().organization),
            name: "Meridian Cloud".into(),
        },
        route: Route::Local,
        connection: None,
        title: title.into(),
        severity: Severity::Moderate,
        category: Category::ServiceUnavailable,
        service: Some("Exchange Online".into()),
        status: RequestStatus::Submitted,
        status_reason: None,
        return_reason: None,
        cause: format!("cause {number}"),
        duplicate_reason: None,
        packet: packet(title),
        author: actor(),
        version: 1,
        created_at: written,
        updated_at: written,
        submitted_at: Some(written),
        answered_at: None,
        last_reply_at: None,
        next_due_at: None,
        recipient_due_at: None,
    }
}

/// The same request as it arrives at the provider.
pub(super) fn received(number: u128, title: &str) -> ReceivedRequest {
    ReceivedRequest {
        owner: provider(),
        id: RequestId(id(number)),
        number: format!("MC-{number}"),
        sender: owner().organization,
        sender_name: "Northgate Cloud Partners".into(),
        sender_number: format!("R-{number}"),
        packet: packet(title),
        status: RequestStatus::Submitted,
        status_reason: None,
        return_reason: None,
        case: None,
        due_at: Some(at(7200)),
        version: 1,
        received_at: at(i64::try_from(number).unwrap()),
        updated_at: at(i64::try_from(number).unwrap()),
    }
}

pub(super) fn entry(owner: Owner, request: u128, number: u128, second: i64) -> RequestEntry {
    RequestEntry {
        owner,
        request: RequestId(id(request)),
        id: EntryId(id(number)),
        at: at(second),
        actor: actor(),
        kind: "note".into(),
        visibility: Visibility::Provider,
        status: Some(RequestStatus::Accepted),
        text: Some("W toku".into()),
    }
}

/// A case of an owner's customer 10.
pub(super) fn case(owner: Owner, number: u128) -> Case {
    Case {
        owner,
        id: CaseId(id(number)),
        number: format!("T-{number}"),
        customer: CustomerId(id(10)),
        subject: "Mail is delayed".into(),
        description: "Since the morning.".into(),
        service: None,
        region: None,
        severity: Severity::Moderate,
        status: CaseStatus::Open,
        started_at: None,
        affected_users: None,
        error_text: None,
        correlation_ids: Vec::new(),
        contact: None,
        channel: Channel::Agent,
        reporter: None,
        assignee: None,
        continues: None,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
        resolved_at: None,
        closed_at: None,
        summary: CaseSummary {
            rung: RungKey::Reported,
            next_action: NextAction::CheckHealth,
            next_clock: None,
            next_due_at: None,
            post_outage: None,
        },
    }
}
