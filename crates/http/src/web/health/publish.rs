//! What a provider publishes.

use tierline_app::{Error, error::Faults, health};
use tierline_domain::{
    Action, Language,
    health::{IssueKind, IssueStatus},
};
use tierline_render::{Form, page::PublishPage};

use crate::web::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    posted::{Posted, Values},
    visit::Visit,
};

pub(super) async fn blank(visit: Visit) -> Answer {
    visit.app.require(&visit.ctx, Action::PublishIssues).await?;
    let view = page(&visit, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, form: Form) -> Result<PublishPage, Error> {
    Ok(PublishPage { partners: health::audience(&visit.app, &visit.ctx).await?, form })
}

pub(super) async fn publish(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = command(&visit, &values, &mut faults);
    let app = &visit.app;
    let published = attempt(ctx, faults, |ctx| async move { health::publish(app, &ctx, command).await }).await;
    match published {
        Ok(issue) => Ok(done(&format!("/health/issues/{}", issue.id), "published")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, values.refused("publish", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back("/health/published")),
    }
}

/// The language of a post and its translations, as a form gives them.
pub(super) fn languages(values: &Values) -> health::PostLanguages {
    let translations = Language::ALL.iter().filter_map(|language| {
        let text = values.given(&format!("translation_{language}"))?;
        let machine = values.text(&format!("machine_{language}")) == "yes";
        Some(health::PostTranslation { language: *language, text, machine })
    });
    health::PostLanguages { own: Language::from_word(values.text("language")), translations: translations.collect() }
}

fn command(visit: &Visit, values: &Values, faults: &mut Faults) -> health::PublishIssue {
    health::PublishIssue {
        kind: values.chosen(faults, "kind", IssueKind::from_word, IssueKind::ServiceIssue),
        title: values.text("title").to_owned(),
        service: values.text("service").to_owned(),
        regions: values.all("regions").into_iter().filter(|region| !region.is_empty()).collect(),
        status: values.chosen(faults, "status", IssueStatus::from_word, IssueStatus::Investigating),
        starts_at: values.time(faults, "starts_at", visit.zone()),
        ends_at: values.time(faults, "ends_at", visit.zone()),
        text: values.text("text").to_owned(),
        languages: languages(values),
    }
}
