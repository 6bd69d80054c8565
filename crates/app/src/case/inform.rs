//! The customer is told of a known issue, in their language.

use chrono::{DateTime, Utc};
use tierline_domain::{Action, CaseId, Customer, Event, HealthIssueId, Language, Visibility, health::HealthIssue};

use super::work::change_case;
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// What the desk would write to the customer about an issue: our words in the customer's language, the provider's as they
/// came.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn inform_draft(app: &App, ctx: &Ctx, id: CaseId, issue: HealthIssueId) -> Result<String> {
    app.require(ctx, Action::See).await?;
    let file = super::read::file(app, ctx, id).await?;
    let mut read = app.store().read(ctx.owner).await?;
    let issue = read.issue_lookup(issue).await?.ok_or(Error::NotFound)?;
    let posts = read.post_list(issue.id).await?;
    let last = posts.last().map(|post| tierline_domain::health::plain_text(&post.text));
    Ok(message(&file.customer, &issue, last.as_deref(), app.now()))
}

/// The message about an issue, with the provider's last post.
pub(crate) fn message(customer: &Customer, issue: &HealthIssue, post: Option<&str>, now: DateTime<Utc>) -> String {
    let (id, title) = (&issue.source_id, &issue.title);
    let ended = issue.has_ended(now);
    let ours = match (customer.language, ended) {
        (Language::En, false) => format!(
            "The provider has documented this problem as {id}: {title}. It is being worked on there; nothing has to be changed on your side. We pass on each update."
        ),
        (Language::En, true) => format!(
            "The provider reports {id} ({title}) as resolved. Please check: is the problem gone? If it is still there, tell us, and we take it up with the provider."
        ),
        (Language::Ru, false) => format!(
            "Поставщик задокументировал эту неполадку под номером {id}: {title}. Над ней работают на его стороне; у вас ничего менять не нужно. Мы передадим каждое обновление."
        ),
        (Language::Ru, true) => format!(
            "Поставщик сообщает, что неполадка {id} ({title}) устранена. Проверьте, пожалуйста: исчезла ли проблема? Если нет, сообщите нам, и мы обратимся к поставщику."
        ),
        (Language::Pl, false) => format!(
            "Dostawca udokumentował ten problem pod numerem {id}: {title}. Pracuje nad nim po swojej stronie; po Państwa stronie nie trzeba niczego zmieniać. Przekażemy każdą aktualizację."
        ),
        (Language::Pl, true) => format!(
            "Dostawca zgłasza, że problem {id} ({title}) został rozwiązany. Prosimy sprawdzić, czy problem zniknął. Jeśli nie, prosimy o wiadomość, a zgłosimy to dostawcy."
        ),
    };
    match post {
        Some(post) if !post.trim().is_empty() => {
            let says = match customer.language {
                Language::En => "The provider writes:",
                Language::Ru => "Поставщик пишет:",
                Language::Pl => "Dostawca pisze:",
            };
            format!("{ours}\n\n{says}\n{}", post.trim())
        }
        _ => ours,
    }
}

/// What the customer is asked when the provider calls the problem solved.
pub(crate) const fn solved_question(language: Language) -> &'static str {
    match language {
        Language::En => {
            "The provider reports the problem as solved. Please check, and tell us whether it is. Without an answer the case closes in 7 days."
        }
        Language::Ru => {
            "Поставщик сообщает, что проблема решена. Проверьте, пожалуйста, и сообщите нам, так ли это. Без ответа обращение будет закрыто через 7 дней."
        }
        Language::Pl => {
            "Dostawca zgłasza, że problem został rozwiązany. Prosimy sprawdzić i dać nam znać, czy tak jest. Bez odpowiedzi sprawa zostanie zamknięta po 7 dniach."
        }
    }
}

/// Tells the customer.
///
/// # Errors
/// [`Error::NotFound`] where no check of this case found the issue; [`Error::Invalid`], [`Error::Forbidden`].
pub async fn inform(app: &App, ctx: &Ctx, id: CaseId, issue: HealthIssueId, text: &str) -> Result<()> {
    app.require(ctx, Action::WorkCases).await?;
    let mut faults = Faults::default();
    let text = faults.prose("text", text);
    faults.finish()?;
    change_case(app, ctx, "case.inform", id, (issue, text), |work, call| {
        let (issue, text) = call.input.clone();
        let known = work.file.evidence().issues().contains(&issue);
        if !known {
            return Err(Error::NotFound);
        }
        work.push(Event::CustomerInformed { issue }, Visibility::Customer, Some(text));
        Ok(())
    })
    .await
}
