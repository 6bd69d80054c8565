mod before_and_after;

use chrono::Duration;
use serde_json::{Value, json};
use tierline_domain::{PartnerKind, Role};
use tierline_store::{AuditKey, System};

use super::*;
use crate::{
    account::{EditPolicy, EditUser, edit_policy, record, user_edit, user_remove},
    app::App,
    test_desk::{Desk, code, noon},
};

/// A desk with a partner, and its Global admin.
async fn desk() -> (Desk, Ctx) {
    let desk = Desk::empty().await;
    let northgate = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&northgate, "Ilse Roth", &[Role::GlobalAdmin]).await;
    (desk, admin)
}

async fn exported(app: &App, ctx: &Ctx, query: AuditQuery) -> Vec<Value> {
    let mut export = audit_export(app, ctx, query).await.unwrap();
    let mut lines = Vec::new();
    while let Some(page) = export.next().await.unwrap() {
        assert!(page.ends_with('\n'));
        lines.extend(page.lines().map(|line| serde_json::from_str(line).unwrap()));
    }
    lines
}

#[tokio::test]
async fn the_log_is_narrowed_by_person_act_outcome_and_time() {
    let (desk, admin) = desk().await;
    let sales = desk.acting(&admin.organization, "Sander Holm", &[Role::SalesAgent]).await;
    desk.clock.advance(Duration::hours(1));
    let anew = EditPolicy { approval_required: Some(true), ..EditPolicy::default() };
    edit_policy(&desk.app, &admin, anew.clone()).await.unwrap();
    assert_eq!(code(edit_policy(&desk.app, &sales, anew).await), "forbidden");
    let acts = async |query: AuditQuery| -> Vec<String> {
        let all = audit_list(&desk.app, &admin, AuditQuery { limit: 50, ..query }).await.unwrap();
        all.into_iter().map(|line| line.action).collect()
    };
    let by_sales = AuditQuery { actor: Some(sales.user.id.to_string()), ..AuditQuery::default() };
    assert_eq!(acts(by_sales).await, ["administer.refused", "account.sign_in"]);
    let refused = AuditQuery { refused: Some(true), ..AuditQuery::default() };
    assert_eq!(acts(refused).await, ["administer.refused"]);
    let edits = AuditQuery { action: Some("policy.edit".into()), ..AuditQuery::default() };
    assert_eq!(acts(edits).await, ["policy.edit"]);
    let before = AuditQuery { until: Some(noon() + Duration::minutes(30)), ..AuditQuery::default() };
    assert!(acts(before).await.iter().all(|act| !act.starts_with("policy") && !act.starts_with("administer")));
    let since = AuditQuery { since: Some(noon() + Duration::minutes(30)), ..AuditQuery::default() };
    assert_eq!(acts(since).await, ["administer.refused", "policy.edit"]);
    let unknown = AuditQuery { action: Some("galaxy.rename".into()), limit: 9, ..AuditQuery::default() };
    assert_eq!(code(audit_list(&desk.app, &admin, unknown).await), "action unknown");
    let backwards = AuditQuery { since: Some(noon()), until: Some(noon()), limit: 9, ..AuditQuery::default() };
    assert_eq!(code(audit_list(&desk.app, &admin, backwards).await), "until before_since");
}

#[tokio::test]
async fn a_change_says_what_was_before_and_after_by_which_door_and_from_where() {
    let (desk, admin) = desk().await;
    let admin = Ctx { address: Some("198.51.100.24".to_owned()), ..admin };
    let anew = EditPolicy { match_threshold: Some(70), ..EditPolicy::default() };
    edit_policy(&desk.app, &admin, anew).await.unwrap();
    let found = audit_list(&desk.app, &admin, AuditQuery { limit: 1, ..AuditQuery::default() }).await.unwrap();
    assert_eq!(found[0].detail, json!({ "match_threshold": { "before": 60, "after": 70 } }));
    assert_eq!((found[0].address.as_deref(), found[0].entrance.as_deref()), (Some("198.51.100.24"), Some("page")));
}

#[tokio::test]
async fn an_export_is_on_record_before_it_begins_and_leaves_in_order() {
    let (desk, admin) = desk().await;
    for number in 1..=3 {
        desk.clock.advance(Duration::minutes(1));
        desk.customer(&admin, &format!("Customer {number}"), number).await;
    }
    desk.clock.advance(Duration::minutes(1));
    let until = Some(desk.app.now());
    let lines = exported(&desk.app, &admin, AuditQuery { until, ..AuditQuery::default() }).await;
    let acts: Vec<&str> = lines.iter().map(|line| line["action"].as_str().unwrap()).collect();
    assert!(acts.ends_with(&["customer.add", "customer.add", "customer.add"]), "{acts:?}");
    assert!(lines.is_sorted_by_key(|line| line["at"].as_str().map(str::to_owned)));
    assert_eq!(lines[0]["organization"], admin.organization.id.to_string());
    assert_eq!((lines[0]["cloud"].as_str(), lines[0]["erased"].as_bool()), (Some("public"), Some(false)));
    assert_eq!(desk.audit_actions(admin.owner).await.last().map(String::as_str), Some("audit.export"));
    let helper = desk.acting(&admin.organization, "Petra Vavra", &[Role::HelpdeskAgent]).await;
    assert_eq!(code(audit_export(&desk.app, &helper, AuditQuery::default()).await.map(drop)), "forbidden");
}

/// Writes more than a page of entries.
async fn many(desk: &Desk, admin: &Ctx) {
    let entries: Vec<_> = (0..1_100)
        .map(|number| record::by_desk(&desk.app, noon(), "case.note", &format!("cas_{number}"), &json!({})))
        .collect();
    let written: Result<()> = desk
        .app
        .store()
        .write_with(admin.owner, entries, |tx, entries| {
            Box::pin(async move {
                for entry in entries {
                    tx.audit_append(entry, [7; 16]).await?;
                }
                Ok(())
            })
        })
        .await;
    written.unwrap();
    desk.clock.advance(Duration::minutes(1));
}

/// What was asked for in the morning is not read on in the evening by who was shut out at noon.
#[tokio::test]
async fn an_export_breaks_off_where_the_right_of_who_exports_ends() {
    for is_taken_out in [false, true] {
        let (desk, admin) = desk().await;
        let second = desk.acting(&admin.organization, "Petra Vavra", &[Role::GlobalAdmin]).await;
        many(&desk, &admin).await;
        let mut export = audit_export(&desk.app, &second, AuditQuery::default()).await.unwrap();
        assert!(export.next().await.unwrap().is_some());
        let refusal = if is_taken_out {
            user_remove(&desk.app, &admin, second.user.id).await.unwrap();
            "unauthorized"
        } else {
            let edit = EditUser { roles: Some([Role::AdminAgent].into()), disabled: None };
            user_edit(&desk.app, &admin, second.user.id, edit).await.unwrap();
            "standing_changed"
        };
        assert_eq!(code(export.next().await), refusal, "no short file that looks whole");
        assert_eq!(desk.audit_actions(admin.owner).await.last().map(String::as_str), Some("audit.export.refused"));
    }
}

#[tokio::test]
async fn an_export_of_many_pages_has_each_entry_once() {
    let (desk, admin) = desk().await;
    many(&desk, &admin).await;
    let lines =
        exported(&desk.app, &admin, AuditQuery { action: Some("case.note".into()), ..AuditQuery::default() }).await;
    let ids: std::collections::BTreeSet<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!((lines.len(), ids.len()), (1_100, 1_100));
}

/// Seals what there is, by the key that the desk's own accounts are proven with.
async fn seal(desk: &Desk, owner: Owner) -> usize {
    let input = (AuditKey::new([7; 32]), desk.app.now());
    let sealed: Result<usize> = desk
        .app
        .store()
        .write_with(System, input, move |tx, (key, now)| {
            Box::pin(async move { Ok(tx.audit_seal(key, owner, *now, 500).await?) })
        })
        .await;
    sealed.unwrap()
}

#[tokio::test]
async fn what_the_rule_need_not_keep_is_dropped_and_the_log_stays_sound() {
    let (desk, admin) = desk().await;
    assert!(seal(&desk, admin.owner).await > 0);
    assert_eq!(audit_retire(&desk.app).await.unwrap(), 0, "for ever, where nothing is said");
    assert_eq!(
        code(edit_policy(&desk.app, &admin, EditPolicy { audit_days: Some(Some(30)), ..EditPolicy::default() }).await),
        "audit_days out_of_range"
    );
    edit_policy(&desk.app, &admin, EditPolicy { audit_days: Some(Some(365)), ..EditPolicy::default() }).await.unwrap();
    desk.clock.advance(Duration::days(200));
    seal(&desk, admin.owner).await;
    desk.clock.advance(Duration::days(200));
    assert!(audit_retire(&desk.app).await.unwrap() > 0);
    assert_eq!(audit_retire(&desk.app).await.unwrap(), 0, "each seal once");
    seal(&desk, admin.owner).await;
    let lines = audit_list(&desk.app, &admin, AuditQuery { limit: 50, ..AuditQuery::default() }).await.unwrap();
    assert_eq!(lines[0].action, "audit.retire");
    assert!(lines.iter().any(|line| line.action == "policy.edit" && !line.erased), "200 days old");
    assert!(lines.last().is_some_and(|line| line.erased), "400 days old");
    let report = desk
        .app
        .store()
        .read(System)
        .await
        .unwrap()
        .audit_verify(&AuditKey::new([7; 32]), admin.owner, None)
        .await
        .unwrap();
    assert!(report.sound() && report.erased > 0, "{report:?}");
}

#[tokio::test]
async fn a_rule_that_was_written_past_the_program_drops_nothing_within_a_year() {
    let (desk, admin) = desk().await;
    assert!(seal(&desk, admin.owner).await > 0);
    let written: Result<bool> = desk
        .app
        .store()
        .write_with(System, admin.owner.organization, |tx, id| {
            Box::pin(async move {
                let mut found = tx.organization_lookup_for_update(*id).await?.ok_or(Error::NotFound)?;
                found.policy.audit_days = Some(1);
                Ok(tx.organization_update(&found).await?)
            })
        })
        .await;
    assert!(written.unwrap());
    desk.clock.advance(Duration::days(364));
    assert_eq!(audit_retire(&desk.app).await.unwrap(), 0);
    desk.clock.advance(Duration::days(2));
    assert!(audit_retire(&desk.app).await.unwrap() > 0);
}
