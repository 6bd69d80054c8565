//! The book, delegated admin and the import, on a database.

use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{
    Cloud, Customer, DelegatedAdmin, DelegatedAdminKind, DelegatedAdminStatus, Organization, OrganizationKind, Owner,
    PartnerKind, Policy, RelationshipStatus, Role, SupportPlan,
};

use super::{
    CustomerQuery, DelegatedAdminDecision, EditCustomer, Import, ImportReport, ImportResult, RequestDelegatedAdmin,
    add, decide_delegated_admin, delegated_admin_list, edit, import, list, request_delegated_admin, view,
};
use crate::{
    Ctx, Error, Idempotency,
    account::{self, NewOrganization},
    test_desk::{Desk, a_customer, code, noon, tenant},
};

struct Place {
    desk: Desk,
    partner: Organization,
    admin: Ctx,
}

async fn place() -> Place {
    let desk = Desk::empty().await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    Place { desk, partner, admin }
}

impl Place {
    async fn agent(&self, name: &str, role: Role) -> Ctx {
        self.desk.acting(&self.partner, name, &[role]).await
    }

    async fn customers_admin(&self, name: &str, customer: &Customer) -> Ctx {
        let user = self.desk.person(&self.partner, name, &[Role::CustomerAdmin], Some(customer.id)).await;
        self.desk.signed_in(&user).await
    }

    async fn import(&self, text: &str) -> ImportReport {
        import(&self.desk.app, &self.admin, Import { bytes: text.into(), dry_run: false }).await.unwrap()
    }

    async fn dry_run(&self, text: &str) -> ImportReport {
        import(&self.desk.app, &self.admin, Import { bytes: text.into(), dry_run: true }).await.unwrap()
    }

    async fn names(&self) -> Vec<String> {
        let lines =
            list(&self.desk.app, &self.admin, CustomerQuery { limit: 200, ..CustomerQuery::default() }).await.unwrap();
        lines.into_iter().map(|line| line.customer.name).collect()
    }
}

/// Result and code of each line, as `created`, `rejected domain taken`.
fn results(report: &ImportReport) -> Vec<String> {
    let line = |line: &super::ImportLine| match line.errors.first() {
        Some(fault) => format!("{} {} {}", line.result, fault.field, fault.code),
        None => line.result.to_string(),
    };
    report.lines.iter().map(line).collect()
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
    let government = Ctx { owner: Owner { organization: partner.id, cloud: Cloud::UsGovernment }, ..admin.clone() };
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
    assert_eq!(view(&desk.app, &admin, customer.id).await.unwrap().indirect_reseller, Some(below));
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
    let ended = decide(desk, &place.admin, &asked, Terminate).await.unwrap();
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

fn file() -> String {
    let (one, two) = (tenant(1), tenant(2));
    format!(
        "\u{feff}name;domain;tenant_id;country;locale;support_plan;service;region;quantity;subscription_id;\
         delegated_admin;delegated_admin_roles;delegated_admin_status;delegated_admin_start;delegated_admin_end\n\
         Zażółć Sp. z o.o.;zazolc.example;{one};PL;pl-PL;asfp;Exchange Online;;120;S-1;;;;;\n\
         ;;{one};;;;Teams;westeurope;120;S-2;Support;\"Service Support Administrator; Helpdesk Administrator\";active;2026-01-01;2026-12-31\n\
         ООО Звезда;zvezda.example;{two};KZ;ru;;Exchange Online;;;;;;;;\n\
         ;zvezda.example;;;;;SharePoint;;;;;;;;\n"
    )
}

#[tokio::test]
async fn a_file_fills_the_book_and_doubles_nothing_the_second_time() {
    let place = place().await;
    let desk = &place.desk;
    let dry = place.dry_run(&file()).await;
    assert_eq!(
        (results(&dry), place.names().await.len()),
        (vec!["created".to_owned(); 4], 0),
        "a dry run changes nothing"
    );
    let report = place.import(&file()).await;
    assert_eq!(ImportReport { dry_run: true, ..report.clone() }, dry, "an import says what its dry run said");
    assert_eq!(report.lines.iter().map(|line| line.line).collect::<Vec<_>>(), [2, 3, 4, 5]);
    let lines = list(&desk.app, &place.admin, CustomerQuery { limit: 10, ..CustomerQuery::default() }).await.unwrap();
    let (polish, russian) = (&lines[0], &lines[1]);
    assert_eq!((polish.customer.name.as_str(), polish.customer.support_plan), ("Zażółć Sp. z o.o.", SupportPlan::Asfp));
    assert_eq!(
        polish.subscriptions.iter().map(|s| s.service.as_str()).collect::<Vec<_>>(),
        ["Exchange Online", "Microsoft Teams"]
    );
    assert_eq!(polish.subscriptions[1].region.as_deref(), Some("West Europe"));
    let relationship = &polish.delegated_admin[0];
    assert!(
        relationship.is_live(desk.app.now())
            && relationship.may_file()
            && relationship.kind == DelegatedAdminKind::Granular
    );
    assert_eq!((russian.customer.name.as_str(), russian.subscriptions.len()), ("ООО Звезда", 2));
    let again = place.import(&file()).await;
    assert_eq!(results(&again), vec!["unchanged".to_owned(); 4]);
    let after = list(&desk.app, &place.admin, CustomerQuery { limit: 10, ..CustomerQuery::default() }).await.unwrap();
    assert_eq!(after, lines, "nothing is doubled and no version is used up");
}

#[tokio::test]
async fn importing_again_changes_what_is_said_and_keeps_what_is_not() {
    let place = place().await;
    place.import(&file()).await;
    let id = list(&place.desk.app, &place.admin, CustomerQuery::default()).await.unwrap()[0].customer.id;
    let text = format!(
        "tenant_id,name,service,quantity,delegated_admin,delegated_admin_status\n{},Zażółć SA,Exchange Online,,Support,terminated\n{},,Intune,7,,\n",
        tenant(1),
        tenant(1)
    );
    let report = place.import(&text).await;
    assert_eq!(results(&report), ["updated", "created"]);
    let seen = view(&place.desk.app, &place.admin, id).await.unwrap();
    assert_eq!(
        (seen.customer.name.as_str(), seen.customer.domain.as_str(), seen.customer.version),
        ("Zażółć SA", "zazolc.example", 2)
    );
    let exchange = seen.subscriptions.iter().find(|s| s.service == "Exchange Online").unwrap();
    assert_eq!((exchange.quantity, exchange.external_id.as_deref()), (Some(120), Some("S-1")));
    let relationship = &seen.delegated_admin[0];
    assert_eq!(
        (relationship.status, relationship.roles.len(), seen.delegated_admin.len()),
        (DelegatedAdminStatus::Terminated, 2, 1)
    );
}

#[tokio::test]
async fn good_lines_are_taken_though_others_are_refused() {
    let place = place().await;
    let text = format!(
        "name,domain,tenant_id,country,service\n\
         Aster,aster.example,{},PL,Exchange Online\n\
         Birch,birch,{},PL,\n\
         ,aster.example,,,Fabulon Ledger\n\
         Cedar,cedar.example,{},,\n\
         Aster,aster.example,{},DE,Teams\n\
         ,elm.example,,,Teams\n",
        tenant(1),
        tenant(2),
        tenant(3),
        tenant(1),
    );
    let expected = [
        "created",
        "rejected domain not_a_domain",
        "rejected service unknown",
        "rejected country required",
        "rejected country contradiction",
        "rejected name required",
    ];
    assert_eq!(results(&place.dry_run(&text).await), expected);
    let report = place.import(&text).await;
    assert_eq!(results(&report), expected);
    assert_eq!((report.created, report.rejected, place.names().await), (1, 5, vec!["Aster".to_owned()]));
    assert_eq!(report.lines[4].customer.as_deref(), Some("Aster"));
    assert!(report.lines[4].errors[0].message.contains("Line 2"), "{:?}", report.lines[4]);
}

#[tokio::test]
async fn a_domain_cannot_be_taken_from_another_customer() {
    let place = place().await;
    place.desk.customer(&place.admin, "Aster", 1).await;
    let text = format!(
        "name,domain,tenant_id,country\nBirch,aster.example,{},PL\nCedar,cedar.example,{},PL\nElm,cedar.example,{},PL\n",
        tenant(2),
        tenant(3),
        tenant(4)
    );
    let expected = ["rejected domain taken", "created", "rejected domain taken"];
    assert_eq!(results(&place.dry_run(&text).await), expected, "a dry run knows what the file itself would have taken");
    assert_eq!(results(&place.import(&text).await), expected);
}

#[tokio::test]
async fn a_domain_that_was_given_up_can_be_taken() {
    let place = place().await;
    place.desk.customer(&place.admin, "Aster", 1).await;
    let text = format!(
        "name,domain,tenant_id,country\n,aster-new.example,{},\nBirch,aster.example,{},PL\n",
        tenant(1),
        tenant(2)
    );
    let expected = ["updated", "created"];
    assert_eq!(results(&place.dry_run(&text).await), expected);
    assert_eq!(results(&place.import(&text).await), expected);
}

#[tokio::test]
async fn a_relationship_that_is_repeated_on_each_line_is_one_and_must_not_contradict() {
    let place = place().await;
    let text = |second_end: &str| {
        format!(
            "name,domain,tenant_id,country,service,delegated_admin,delegated_admin_roles,delegated_admin_end\n\
             Aster,aster.example,{0},PL,Teams,Support,Helpdesk Administrator,2026-12-31\n\
             Aster,aster.example,{0},PL,Intune,Support,Helpdesk Administrator,{second_end}\n",
            tenant(1)
        )
    };
    assert_eq!(
        results(&place.dry_run(&text("2027-12-31")).await),
        ["created", "rejected delegated_admin contradiction"]
    );
    assert_eq!(results(&place.import(&text("2026-12-31")).await), ["created", "created"]);
    let line = &list(&place.desk.app, &place.admin, CustomerQuery::default()).await.unwrap()[0];
    assert_eq!((line.delegated_admin.len(), line.subscriptions.len()), (1, 2));
}

#[tokio::test]
async fn a_granular_relationship_without_an_end_is_refused() {
    let place = place().await;
    let customer = place.desk.customer(&place.admin, "Aster", 1).await;
    let report = place
        .import(
            "domain,delegated_admin,delegated_admin_kind,delegated_admin_roles,delegated_admin_start,delegated_admin_end\n\
             aster.example,Endless,,Helpdesk Administrator,,\n\
             aster.example,Backwards,,Helpdesk Administrator,2026-09-01,2026-08-01\n\
             aster.example,Roleless,,,,2026-12-31\n\
             aster.example,Old,legacy,,,\n",
        )
        .await;
    let expected = [
        "rejected delegated_admin_end required",
        "rejected delegated_admin_end before_start",
        "rejected delegated_admin_roles required",
        "created",
    ];
    assert_eq!(results(&report), expected);
    let all = delegated_admin_list(&place.desk.app, &place.admin, customer.id).await.unwrap();
    assert!(all.len() == 1 && all[0].kind == DelegatedAdminKind::Legacy && all[0].is_live(noon()));
}

#[tokio::test]
async fn an_import_takes_the_rights_that_its_content_takes() {
    let place = place().await;
    let app = &place.desk.app;
    let file = |text: &str| Import { bytes: text.into(), dry_run: true };
    let helpdesk = place.agent("Odd Varga", Role::HelpdeskAgent).await;
    assert_eq!(code(import(app, &helpdesk, file("domain\na.example\n")).await), "forbidden");
    let sales = place.agent("Ida Lund", Role::SalesAgent).await;
    import(app, &sales, file("domain\na.example\n")).await.unwrap();
    // Otherwise whoever may fill the book could write a permission of the customer that there is not.
    assert_eq!(code(import(app, &sales, file("domain,delegated_admin\na.example,Support\n")).await), "forbidden");
}

#[tokio::test]
async fn a_repeated_import_gives_the_first_answer() {
    let place = place().await;
    let ctx = Ctx { idempotency: Some(Idempotency { key: "k1".into(), body_hash: [1; 32] }), ..place.admin.clone() };
    let run = |ctx: Ctx| {
        let app = place.desk.app.clone();
        async move { import(&app, &ctx, Import { bytes: file().into(), dry_run: false }).await }
    };
    let first = run(ctx.clone()).await.unwrap();
    assert_eq!(run(ctx.clone()).await.unwrap(), first);
    assert_eq!(first.created, 4);
    let other = Ctx { idempotency: Some(Idempotency { key: "k1".into(), body_hash: [2; 32] }), ..ctx };
    assert_eq!(code(run(other).await), "Idempotency-Key reused");
}

#[tokio::test]
async fn a_large_file_is_written_in_parts_and_whole() {
    let place = place().await;
    let mut text = "name,domain,tenant_id,country,service\n".to_owned();
    for number in 0..300 {
        for service in ["Exchange Online", "Teams", "Intune"] {
            let tenant = format!("0b5c2f6e-8f1d-4f1a-9b57-2f6f0d{number:06x}");
            text.push_str(&format!("Customer {number},c{number}.example,{tenant},PL,{service}\n"));
        }
    }
    let report = place.import(&text).await;
    assert_eq!(
        (report.created, report.rejected),
        (900, 0),
        "{:?}",
        report.lines.iter().find(|line| line.result == ImportResult::Rejected)
    );
    let actions = place.desk.audit_actions(place.admin.owner).await;
    assert!(actions.iter().all(|action| action == "customer.import"), "the latest are all of the import");
    assert_eq!(place.import(&text).await.unchanged, 900);
}

#[tokio::test]
async fn two_imports_at_once_make_each_customer_once() {
    for engine in [tierline_store::Engine::Sqlite, tierline_store::Engine::Postgres] {
        let desk = Desk::on(engine).await;
        let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
        let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
        let run = || import(&desk.app, &admin, Import { bytes: file().into(), dry_run: false });
        let (one, two) = tokio::join!(run(), run());
        assert_eq!(one.unwrap().created + two.unwrap().created, 4, "{engine:?}");
        let lines = list(&desk.app, &admin, CustomerQuery { limit: 10, ..CustomerQuery::default() }).await.unwrap();
        assert_eq!((lines.len(), lines[0].delegated_admin.len()), (2, 1), "{engine:?}");
        let more = "domain,delegated_admin,delegated_admin_kind\nzazolc.example,Old,legacy\n";
        let run = || import(&desk.app, &admin, Import { bytes: more.into(), dry_run: false });
        let (one, two) = tokio::join!(run(), run());
        assert_eq!(one.unwrap().created + two.unwrap().created, 1, "{engine:?}");
    }
}
