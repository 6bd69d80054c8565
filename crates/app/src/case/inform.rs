//! The customer is told of a known issue, in their language.

use tierline_domain::{
    Action, CaseId, Event, HealthIssueId, Language, Visibility,
    health::{News, Said},
};

use super::{
    message::{Words, message},
    work::change_case,
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Faults, Result},
    health::news_of,
};

/// A message to a customer before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InformDraft {
    /// Its text, in the customer's language.
    pub text: String,
    /// What of the issue it tells.
    pub said: Said,
}

/// What the desk would write to the customer about an issue: our words in the customer's language, the provider's as they
/// came, or as its feed translates them.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn inform_draft(app: &App, ctx: &Ctx, id: CaseId, issue: HealthIssueId) -> Result<InformDraft> {
    app.require(ctx, Action::See).await?;
    let file = super::read::file(app, ctx, id).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let issue = read.issue_lookup(issue).await?.ok_or(Error::NotFound)?;
    let posts = read.post_list(issue.id).await?;
    let (language, now) = (file.customer.language, app.now());
    let words = posts.last().and_then(|post| Words::of(post, language));
    let News { post, ended, .. } = news_of(&issue, &posts, now);
    Ok(InformDraft {
        text: message(language, &issue, words.as_ref(), now),
        said: Said { post, ended, language: Some(language) },
    })
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

/// A message to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inform {
    /// The issue it is about.
    pub issue: HealthIssueId,
    /// Its text.
    pub text: String,
    /// The post of the draft that it comes from, and whether that said that the issue is over. Without it, the time of the
    /// message decides what the customer has heard of.
    pub said: Said,
}

/// Tells the customer.
///
/// # Errors
/// [`Error::NotFound`] where no check of this case found the issue; [`Error::Invalid`], [`Error::Forbidden`].
pub async fn inform(app: &App, ctx: &Ctx, id: CaseId, command: Inform) -> Result<()> {
    app.require(ctx, Action::WorkCases).await?;
    let mut faults = Faults::default();
    let text = faults.prose("text", &command.text);
    faults.finish()?;
    change_case(app, ctx, "case.inform", id, Inform { text, ..command }, |work, call| {
        let Inform { issue, text, said } = call.input.clone();
        let known = work.file.evidence().issues().contains(&issue);
        if !known {
            return Err(Error::NotFound);
        }
        let said = Said { language: Some(work.file.customer.language), ..said };
        work.push(Event::CustomerInformed { issue, said }, Visibility::Customer, Some(text));
        Ok(())
    })
    .await
}
