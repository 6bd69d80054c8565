//! The rules an organization sets for itself.

use tierline_app::{
    Ctx, Error,
    account::{self, EditCalendar, EditPolicy, EditTarget},
    error::Faults,
};
use tierline_domain::{Language, OrganizationKind, Policy, Severity};
use tierline_render::{Form, page::RulesPage};

use super::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    posted::{Posted, Values},
    route::{Route, get, post},
    visit::Visit,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/rules", show), post("/rules", change)]
}

async fn show(visit: Visit) -> Answer {
    let policy = account::policy(&visit.app, &visit.ctx).await?;
    visit.page(&page(&visit, policy, Form::default())).await
}

fn page(visit: &Visit, policy: Policy, form: Form) -> RulesPage {
    RulesPage { policy, partner: visit.ctx.organization.kind == OrganizationKind::Partner, form }
}

async fn change(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = command(&values, &mut faults, ctx.organization.kind == OrganizationKind::Partner);
    let version = values.number(&mut faults, "version");
    let ctx = Ctx { read_version: version, ..ctx };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { account::edit_policy(app, &ctx, command).await }).await;
    match outcome {
        Ok(_) => Ok(done("/rules", "rules_saved")),
        Err(Error::Invalid(mut faults)) => {
            for fault in &mut faults {
                // The form has one level: a target's field is named by its severity.
                if let Some(rest) = fault.field.strip_prefix("targets.") {
                    fault.field = rest.replace('.', "_");
                }
            }
            let policy = account::policy(&visit.app, &visit.ctx).await?;
            visit.unsound(&page(&visit, policy, values.refused("rules", &faults))).await
        }
        Err(Error::Stale { .. }) => {
            let by = account::policy_last_edit(&visit.app, &visit.ctx).await?;
            // The visit began before the other's change: the rules are read as they are by now.
            let policy = account::policy_now(&visit.app, &visit.ctx).await?;
            visit.late(&page(&visit, policy, values.late("rules", by))).await
        }
        Err(error) => Err(Fault::from(error).back("/rules")),
    }
}

/// All that the form says. A provider's has no rules of handing up: those stay as they are.
fn command(values: &Values, faults: &mut Faults, partner: bool) -> EditPolicy {
    let mut command = EditPolicy {
        calendar: EditCalendar {
            time_zone: Some(values.text("calendar_time_zone").to_owned()),
            opens: Some(values.text("calendar_opens").to_owned()),
            closes: Some(values.text("calendar_closes").to_owned()),
            days: Some(values.all("calendar_days").iter().map(|day| day.parse().unwrap_or(0)).collect()),
            holidays: Some(values.lines("calendar_holidays")),
        },
        support_email: Some(values.text("support_email").to_owned()),
        support_phone: Some(values.text("support_phone").to_owned()),
        support_website: Some(values.text("support_website").to_owned()),
        require_second_factor: Some(values.text("require_second_factor") == "true"),
        targets: Severity::ALL.iter().map(|severity| (*severity, target(values, faults, *severity))).collect(),
        audit_days: Some(if values.text("audit_days").trim().is_empty() {
            None
        } else {
            values.number(faults, "audit_days")
        }),
        ..EditPolicy::default()
    };
    if partner {
        let languages = values.all("recipient_languages");
        command.approval_required = Some(values.text("approval_required") == "true");
        command.sales_agents_work_cases = Some(values.text("sales_agents_work_cases") == "true");
        command.pass_on_answers = Some(values.text("pass_on_answers") == "true");
        command.match_threshold = number(values, faults, "match_threshold");
        command.feed_fresh_minutes = number(values, faults, "feed_fresh_minutes");
        command.recipient_languages = Some(languages.iter().filter_map(|word| Language::from_word(word)).collect());
        command.security_contact = Some(values.text("security_contact").to_owned());
    }
    command
}

fn target(values: &Values, faults: &mut Faults, severity: Severity) -> EditTarget {
    let mut part = |name: &str| number(values, faults, &format!("{severity}_{name}"));
    EditTarget {
        first_response: part("first_response"),
        next_update: part("next_update"),
        provider_first_response: part("provider_first_response"),
        resolution: part("resolution"),
    }
}

/// A number that has to be there.
fn number<T: std::str::FromStr>(values: &Values, faults: &mut Faults, name: &str) -> Option<T> {
    if values.text(name).trim().is_empty() {
        faults.add(name, "empty", "Write a whole number.");
    }
    values.number(faults, name)
}
