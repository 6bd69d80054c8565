//! The book and delegated admin, on a database.

use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{
    Cloud, Customer, DelegatedAdmin, DelegatedAdminStatus, Organization, OrganizationKind, Owner, PartnerKind, Policy,
    RelationshipStatus, Role, SupportPlan,
};

use super::{
    CustomerQuery, DelegatedAdminDecision, EditCustomer, Import, RequestDelegatedAdmin, add, decide_delegated_admin,
    delegated_admin_list, edit, import, list, request_delegated_admin, view,
};
use crate::{
    Ctx, Error,
    account::{self, NewOrganization},
    test_desk::{Desk, a_customer, code, noon, tenant},
};

pub(super) struct Place {
    pub(super) desk: Desk,
    partner: Organization,
    pub(super) admin: Ctx,
}

pub(super) async fn place() -> Place {
    let desk = Desk::empty().await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    Place { desk, partner, admin }
}

impl Place {
    pub(super) async fn agent(&self, name: &str, role: Role) -> Ctx {
        self.desk.acting(&self.partner, name, &[role]).await
    }

    async fn customers_admin(&self, name: &str, customer: &Customer) -> Ctx {
        let user = self.desk.person(&self.partner, name, &[Role::CustomerAdmin], Some(customer.id)).await;
        self.desk.signed_in(&user).await
    }
}

#[tokio::test]
async fn a_customer_is_taken_in_found_and_changed() {
    let Place { desk, admin, .. } = place().await;
    let customer = desk.customer(&admin, "Brightwater Dental", 1).await;
    desk.customer(&admin, "Aster Works", 2).await;
    for query in ["bright", "BRIGHTWATER-D", &tenant(1).to_uppercase()] {
        let query = CustomerQuery { query: Some((*query).to_owned()), limit: 10, ..CustomerQuery::default() };
        let found = list(&desk.app, &admin, query).await.unwrap();
        assert_eq!(found.iter().map(|line| line.customer.id).collect::<Vec<_>>(), [customer.id]);
    }
    let change = EditCustomer { version: Some(1), support_plan: Some(SupportPlan::Asfp), ..EditCustomer::default() };
    let changed = edit(&desk.app, &admin, customer.id, change.clone()).await.unwrap();
    assert_eq!((changed.version, changed.support_plan), (2, SupportPlan::Asfp));
    assert_eq!(view(&desk.app, &admin, customer.id).await.unwrap().customer, changed);
    assert_eq!(code(edit(&desk.app, &admin, customer.id, change).await), "stale Some(2)");
    let log = desk.audit_actions(admin.owner).await;
    assert!(log.contains(&"customer.add".to_owned()) && log.contains(&"customer.edit".to_owned()), "{log:?}");
}

#[tokio::test]
async fn pages_of_the_book_follow_each_other() {
    let Place { desk, admin, .. } = place().await;
    for (number, name) in ["Aster", "birch", "Cedar"].into_iter().enumerate() {
        desk.customer(&admin, name, u8::try_from(number).unwrap()).await;
    }
    let page = |after| CustomerQuery { after, limit: 2, ..CustomerQuery::default() };
    let first = list(&desk.app, &admin, page(None)).await.unwrap();
    let second = list(&desk.app, &admin, page(Some(first[1].cursor()))).await.unwrap();
    let names: Vec<String> = first.into_iter().chain(second).map(|line| line.customer.name).collect();
    assert_eq!(names, ["Aster", "birch", "Cedar"]);
}

#[tokio::test]
async fn one_tenant_and_one_domain_are_one_customer() {
    let Place { desk, admin, .. } = place().await;
    let first = desk.customer(&admin, "Brightwater Dental", 1).await;
    let second = desk.customer(&admin, "Aster Works", 2).await;
    let same_tenant = super::AddCustomer { tenant_id: tenant(1).to_uppercase(), ..a_customer("Birch", 3) };
    assert_eq!(code(add(&desk.app, &admin, same_tenant).await), "tenant_id taken");
    let same_domain = super::AddCustomer { domain: first.domain.to_uppercase(), ..a_customer("Birch", 3) };
    assert_eq!(code(add(&desk.app, &admin, same_domain).await), "domain taken");
    let moved = EditCustomer { domain: Some(first.domain), ..EditCustomer::default() };
    assert_eq!(code(edit(&desk.app, &admin, second.id, moved).await), "domain taken");
}

#[tokio::test]
async fn what_is_wrong_with_a_customer_is_said_at_once() {
    let Place { desk, admin, .. } = place().await;
    let bad = super::AddCustomer {
        name: "\u{202e}elpmaxe".into(),
        domain: "no domain".into(),
        tenant_id: "12".into(),
        country: "Poland".into(),
        relationship_since: Some(noon() + Duration::days(400)),
        ..a_customer("Aster", 1)
    };
    let Err(Error::Invalid(fields)) = add(&desk.app, &admin, bad).await else { panic!("a refusal was expected") };
    let fields: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["name", "domain", "tenant_id", "country", "relationship_since"]);
}

#[tokio::test]
async fn a_helpdesk_corrects_details_and_does_not_end_contracts() {
    let place = place().await;
    let (desk, helpdesk) = (&place.desk, place.agent("Odd Varga", Role::HelpdeskAgent).await);
    let customer = desk.customer(&place.admin, "Brightwater Dental", 1).await;
    let renamed = EditCustomer { name: Some("Brightwater".into()), ..EditCustomer::default() };
    assert_eq!(edit(&desk.app, &helpdesk, customer.id, renamed).await.unwrap().name, "Brightwater");
    let ended = || EditCustomer { relationship_status: Some(RelationshipStatus::Ended), ..EditCustomer::default() };
    assert_eq!(code(edit(&desk.app, &helpdesk, customer.id, ended()).await), "forbidden");
    assert_eq!(code(add(&desk.app, &helpdesk, a_customer("Aster", 2)).await), "forbidden");
    let sales = place.agent("Ida Lund", Role::SalesAgent).await;
    edit(&desk.app, &sales, customer.id, ended()).await.unwrap();
}

/// Threats 23 and 36: what another partner or another cloud has does not exist.
#[tokio::test]
async fn a_customer_of_another_partner_or_cloud_does_not_exist() {
    let Place { desk, partner, admin } = place().await;
    let customer = desk.customer(&admin, "Brightwater Dental", 1).await;
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let stranger = desk.acting(&other, "Rut Ferro", &[Role::GlobalAdmin]).await;
    let owner = Owner { organization: partner.id, cloud: Cloud::UsGovernment };
    let government = Ctx { owner, session: None, ..admin.clone() };
    for ctx in [stranger, government] {
        assert_eq!(code(view(&desk.app, &ctx, customer.id).await), "not found");
        assert_eq!(code(edit(&desk.app, &ctx, customer.id, EditCustomer::default()).await), "not found");
        assert_eq!(code(request_delegated_admin(&desk.app, &ctx, customer.id, asking("Support")).await), "not found");
        // The same tenant can have several partners, and none learns of the others.
        desk.customer(&ctx, "Brightwater Dental", 1).await;
    }
}

#[tokio::test]
async fn a_customers_people_see_their_own_and_nothing_of_the_partners() {
    let place = place().await;
    let desk = &place.desk;
    let (own, other) =
        (desk.customer(&place.admin, "Brightwater", 1).await, desk.customer(&place.admin, "Aster", 2).await);
    let ctx = place.customers_admin("Hollis Brandt", &own).await;
    let seen = view(&desk.app, &ctx, own.id).await.unwrap();
    assert_eq!((seen.customer.id, seen.people.len()), (own.id, 0));
    assert_eq!(code(view(&desk.app, &ctx, other.id).await), "not found");
    assert_eq!(code(list(&desk.app, &ctx, CustomerQuery::default()).await), "forbidden");
    assert_eq!(code(edit(&desk.app, &ctx, own.id, EditCustomer::default()).await), "forbidden");
}

#[tokio::test]
async fn a_provider_has_no_customers() {
    let desk = Desk::empty().await;
    let new = NewOrganization {
        kind: OrganizationKind::Provider,
        partner_kind: None,
        name: "Fabulon Cloud".into(),
        clouds: BTreeSet::from([Cloud::Public]),
        upstream: None,
        provider: None,
        policy: Policy::default(),
    };
    let provider = account::create_organization(&desk.app, new).await.unwrap();
    let ctx = desk.acting(&provider, "Maren Oskel", &[Role::GlobalAdmin]).await;
    assert_eq!(code(add(&desk.app, &ctx, a_customer("Aster", 1)).await), "not_a_partner");
    let file = Import { bytes: b"domain\na.example\n".to_vec(), dry_run: true };
    assert_eq!(code(import(&desk.app, &ctx, file).await), "not_a_partner");
}

#[tokio::test]
async fn only_ones_own_indirect_resellers_can_be_named() {
    let desk = Desk::empty().await;
    let distributor = desk.partner("Meridian Distribution", PartnerKind::IndirectProvider, None).await;
    let below = desk.partner("Southlake IT", PartnerKind::IndirectReseller, Some(distributor.id)).await;
    let strange = desk.partner("Harbour IT", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&distributor, "Maren Oskel", &[Role::GlobalAdmin]).await;
    let named = |reseller, number| super::AddCustomer {
        indirect_reseller: Some(reseller),
        ..a_customer(&format!("C{number}"), number)
    };
    assert_eq!(code(add(&desk.app, &admin, named(strange.id, 1)).await), "indirect_reseller unknown");
    let customer = add(&desk.app, &admin, named(below.id, 2)).await.unwrap();
    assert_eq!(view(&desk.app, &admin, customer.id).await.unwrap().through, Some(below));
}

fn asking(name: &str) -> RequestDelegatedAdmin {
    RequestDelegatedAdmin {
        name: name.into(),
        roles: vec!["Service Support Administrator".into(), "729827e3-9c14-49f7-bb1b-9608f156bbb8".into()],
        days: 180,
        assigned_to: BTreeSet::new(),
    }
}

async fn decide(
    desk: &Desk,
    ctx: &Ctx,
    one: &DelegatedAdmin,
    decision: DelegatedAdminDecision,
) -> crate::Result<DelegatedAdmin> {
    decide_delegated_admin(&desk.app, ctx, one.customer, one.id, decision).await
}

#[tokio::test]
async fn delegated_admin_is_asked_for_and_comes_into_force_by_the_customers_yes() {
    use DelegatedAdminDecision::{Approve, Reject, Terminate};
    let place = place().await;
    let desk = &place.desk;
    let customer = desk.customer(&place.admin, "Brightwater", 1).await;
    let asked = request_delegated_admin(&desk.app, &place.admin, customer.id, asking("Support")).await.unwrap();
    assert_eq!(asked.status, DelegatedAdminStatus::ApprovalPending);
    assert_eq!(
        asked.roles.iter().map(String::as_str).collect::<Vec<_>>(),
        ["Helpdesk Administrator", "Service Support Administrator"]
    );
    assert_eq!(
        code(decide(desk, &place.admin, &asked, Approve).await),
        "forbidden",
        "nobody says yes in the customer's place"
    );
    let ctx = place.customers_admin("Hollis Brandt", &customer).await;
    desk.clock.advance(Duration::days(10));
    let ctx = desk.signed_in(&ctx.user).await;
    let active = decide(desk, &ctx, &asked, Approve).await.unwrap();
    assert!(active.is_live(desk.app.now()));
    assert_eq!(active.ends_at, Some(noon() + Duration::days(190)));
    assert_eq!(code(decide(desk, &ctx, &asked, Reject).await), "not_pending");
    desk.clock.advance(Duration::days(160));
    let listed = delegated_admin_list(&desk.app, &place.admin, customer.id).await.unwrap();
    assert_eq!(listed[0].status, DelegatedAdminStatus::Expiring);
    let admin = desk.signed_in(&place.admin.user).await;
    let ended = decide(desk, &admin, &asked, Terminate).await.unwrap();
    assert_eq!((ended.status, ended.ends_at), (DelegatedAdminStatus::Terminated, Some(desk.app.now())));
}

#[tokio::test]
async fn only_the_customers_own_admin_decides() {
    use DelegatedAdminDecision::{Approve, Terminate};
    let place = place().await;
    let desk = &place.desk;
    let customer = desk.customer(&place.admin, "Brightwater", 1).await;
    let other = desk.customer(&place.admin, "Aster", 2).await;
    let asked = request_delegated_admin(&desk.app, &place.admin, customer.id, asking("Support")).await.unwrap();
    let stranger = place.customers_admin("Pia Roth", &other).await;
    assert_eq!(code(decide(desk, &stranger, &asked, Approve).await), "not found");
    let swapped = decide_delegated_admin(&desk.app, &stranger, other.id, asked.id, Approve).await;
    assert_eq!(code(swapped), "not found", "threat 28: the customer of the path and the relationship belong together");
    let contact = desk.person(&place.partner, "Anneke Solvay", &[Role::CustomerContact], Some(customer.id)).await;
    assert_eq!(code(decide(desk, &desk.signed_in(&contact).await, &asked, Approve).await), "forbidden");
    let helpdesk = place.agent("Odd Varga", Role::HelpdeskAgent).await;
    assert_eq!(code(decide(desk, &helpdesk, &asked, Terminate).await), "forbidden");
    assert_eq!(code(request_delegated_admin(&desk.app, &helpdesk, customer.id, asking("More")).await), "forbidden");
}

#[tokio::test]
async fn a_request_for_delegated_admin_is_checked() {
    let place = place().await;
    let desk = &place.desk;
    let customer = desk.customer(&place.admin, "Brightwater", 1).await;
    let ask = async |command| request_delegated_admin(&desk.app, &place.admin, customer.id, command).await;
    for (bad, expected) in [
        (RequestDelegatedAdmin { name: "x".repeat(51), ..asking("") }, "name too_long"),
        (RequestDelegatedAdmin { roles: vec![], ..asking("Support") }, "roles required"),
        (RequestDelegatedAdmin { roles: vec!["Plant Waterer".into()], ..asking("Support") }, "roles unknown"),
        (RequestDelegatedAdmin { days: 0, ..asking("Support") }, "days out_of_range"),
        (RequestDelegatedAdmin { days: 731, ..asking("Support") }, "days out_of_range"),
    ] {
        assert_eq!(code(ask(bad).await), expected);
    }
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let stranger = desk.person(&other, "Rut Ferro", &[Role::AdminAgent], None).await;
    let strange = RequestDelegatedAdmin { assigned_to: BTreeSet::from([stranger.id]), ..asking("Support") };
    assert_eq!(code(ask(strange).await), "assigned_to unknown");
    let first = ask(asking("Support")).await.unwrap();
    assert_eq!(code(ask(asking("SUPPORT ")).await), "name taken");
    decide(desk, &place.admin, &first, DelegatedAdminDecision::Terminate).await.unwrap();
    ask(asking("Support")).await.unwrap();
    let ended = EditCustomer { relationship_status: Some(RelationshipStatus::Ended), ..EditCustomer::default() };
    edit(&desk.app, &place.admin, customer.id, ended).await.unwrap();
    assert_eq!(code(ask(asking("More")).await), "relationship_ended");
}
