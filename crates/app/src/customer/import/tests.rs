//! The import, on a database.

use tierline_domain::{DelegatedAdminKind, DelegatedAdminStatus, PartnerKind, Role, SupportPlan};

use super::{Import, ImportLine, ImportReport, ImportResult, import};
use crate::{
    Ctx, Idempotency,
    customer::{
        CustomerQuery, delegated_admin_list, list,
        tests::{Place, place},
        view,
    },
    test_desk::{Desk, code, noon, tenant},
};

impl Place {
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
    let line = |line: &ImportLine| match line.errors.first() {
        Some(fault) => format!("{} {} {}", line.result, fault.field, fault.code),
        None => line.result.to_string(),
    };
    report.lines.iter().map(line).collect()
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
        let mut more = "domain,delegated_admin,delegated_admin_kind\n".to_owned();
        (0..40).for_each(|number| more.push_str(&format!("zazolc.example,Old {number},legacy\n")));
        let run = || import(&desk.app, &admin, Import { bytes: more.clone().into(), dry_run: false });
        let reports = tokio::join!(run(), run(), run());
        let created = [reports.0, reports.1, reports.2].map(|report| report.unwrap().created);
        assert_eq!(created.iter().sum::<usize>(), 40, "{engine:?}: {created:?}");
    }
}

#[tokio::test]
async fn the_example_of_the_documentation_imports_and_its_columns_are_all_there_are() {
    let page = include_str!("../../../../../docs/customer-import.md");
    let example = page.split("```csv\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let place = place().await;
    assert_eq!(results(&place.import(example).await), vec!["created".to_owned(); 5]);
    for column in super::column::Column::ALL {
        assert!(page.contains(&format!("\n| `{column}` |")), "{column} is not in the table of columns");
    }
    let headers =
        page.split("| column | по-русски |").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a table");
    let names = headers.lines().skip(2).flat_map(|line| line.split('|').skip(2)).flat_map(|cell| cell.split(','));
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        assert!(super::column::find(name).is_some(), "{name}");
    }
}
