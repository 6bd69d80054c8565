//! The page of an organization's rules, by its form.

use axum::http::StatusCode;
use tierline_domain::Role;

use crate::{client::Client, web::Browser};

/// The form of rules that nobody has changed yet, whole: what a browser sends.
pub(crate) fn the_rules() -> Vec<(&'static str, &'static str)> {
    let mut fields = vec![
        ("version", "1"),
        ("match_threshold", "70"),
        ("feed_fresh_minutes", "1440"),
        ("calendar_opens", "08:00"),
        ("calendar_closes", "18:00"),
        ("calendar_time_zone", "Europe/Warsaw"),
        ("calendar_holidays", "2026-12-25"),
        ("recipient_languages", "en"),
        ("security_contact", "mailto:security@northgate.example"),
    ];
    fields.extend(["1", "2", "3", "4", "5"].map(|day| ("calendar_days", day)));
    for (name, minutes) in [
        ("critical_first_response", "30"),
        ("critical_next_update", "60"),
        ("critical_provider_first_response", "60"),
        ("critical_resolution", "480"),
        ("moderate_first_response", "240"),
        ("moderate_next_update", "480"),
        ("moderate_provider_first_response", "480"),
        ("moderate_resolution", "2400"),
        ("minimal_first_response", "480"),
        ("minimal_next_update", "960"),
        ("minimal_provider_first_response", "480"),
        ("minimal_resolution", "4800"),
        ("none_first_response", "480"),
        ("none_next_update", "2400"),
        ("none_provider_first_response", "480"),
        ("none_resolution", "9600"),
    ] {
        fields.push((name, minutes));
    }
    fields
}

/// The same with other values.
pub(crate) fn changed<'a>(fields: &[(&'a str, &'a str)], other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().copied().filter(|(name, _)| !other.iter().any(|(changed, _)| changed == name));
    kept.chain(other.iter().copied()).collect()
}

#[tokio::test]
async fn a_global_admin_changes_the_rules_and_the_page_says_what_holds() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    let page = admin.done("/rules", &changed(&the_rules(), &[("match_threshold", "83")])).await;
    assert!(page.contains("role=\"status\""), "what was done is said: {page}");
    assert!(page.contains("value=\"83\"") && page.contains("2026-12-25"), "{page}");
    assert!(page.contains("name=\"version\" value=\"2\""), "{page}");
    let reach = [("support_phone", "+48 22 555 01 00"), ("support_email", "help@northgate.example"), ("version", "2")];
    let page = admin.done("/rules", &changed(&changed(&the_rules(), &[("match_threshold", "83")]), &reach)).await;
    assert!(page.contains("value=\"+48 22 555 01 00\""), "{page}");
    let customer = Browser::hired(&client, Role::CustomerAdmin).await;
    let theirs = customer.get("/my").await.text();
    assert!(
        theirs.contains("href=\"tel:+48225550100\"") && theirs.contains("mailto:help@northgate.example"),
        "{theirs}"
    );
    // What a person of another role reads are the new rules.
    let agent = Browser::agent(&client).await;
    assert!(agent.get("/rules").await.text().contains("83"));
    client.desk.discard().await;
}

#[tokio::test]
async fn a_rule_that_cannot_be_comes_back_at_its_field_and_changes_nothing() {
    let client = Client::new().await;
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    for (field, value) in [
        ("match_threshold", "0"),
        ("match_threshold", ""),
        ("calendar_opens", "25:00"),
        ("calendar_holidays", "Christmas"),
        ("critical_first_response", "-5"),
        ("moderate_resolution", "soon"),
        ("security_contact", "nowhere"),
        ("support_email", "nobody"),
        ("support_phone", "ring me"),
        ("support_website", "northgate"),
    ] {
        let answer = admin.post("/rules", &changed(&the_rules(), &[(field, value)])).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
        let text = answer.text();
        assert!(text.contains(&format!("href=\"#rules-{field}\"")), "{field}={value}: {text}");
        assert!(text.contains("name=\"version\" value=\"1\""), "{field}={value} changed the rules");
    }
    client.desk.discard().await;
}

#[tokio::test]
async fn who_may_not_change_the_rules_is_told_and_changes_nothing() {
    let client = Client::new().await;
    for role in [Role::AdminAgent, Role::HelpdeskAgent, Role::SalesAgent] {
        let person = Browser::hired(&client, role).await;
        assert_eq!(person.post("/rules", &the_rules()).await.status, StatusCode::FORBIDDEN, "{role}");
    }
    let admin = Browser::hired(&client, Role::GlobalAdmin).await;
    assert!(admin.get("/rules").await.text().contains("name=\"version\" value=\"1\""));
    client.desk.discard().await;
}
