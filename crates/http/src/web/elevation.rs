//! Roles for a time: the page that everybody of an organization asks on, and a Global admin answers on.

use tierline_app::{
    Error,
    account::{self, AskElevation, DecideElevation, GiveElevation},
    error::Faults,
};
use tierline_domain::{Action, ElevationId, Role};
use tierline_render::{Form, page::ElevationsPage};

use super::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    path::At,
    people::own_roles,
    posted::Posted,
    route::{Route, get, post},
    visit::Visit,
};

const LIST: &str = "/elevations";

pub(super) fn routes() -> Vec<Route> {
    vec![get(LIST, list), post(LIST, add), post("/elevations/{id}/decision", decide), post("/elevations/{id}/end", end)]
}

async fn list(visit: Visit) -> Answer {
    let view = page(&visit, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, form: Form) -> Result<ElevationsPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let administers = ctx.may(Action::Administer);
    let people = if administers { account::user_list(app, ctx, None).await? } else { Vec::new() };
    let colleagues = people.into_iter().filter(|one| one.user.disabled_at.is_none() && one.user.id != ctx.user.id);
    Ok(ElevationsPage {
        all: account::elevation_list(app, ctx).await?,
        roles: account::elevation_roles(ctx),
        colleagues: colleagues.map(|one| (one.user.id, one.user.name)).collect(),
        given: if administers { own_roles(visit) } else { Vec::new() },
        viewer: Some(ctx.user.id),
        form,
    })
}

async fn add(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let gives = !values.text("user_id").is_empty();
    let user = values.id(&mut faults, "user_id");
    let wish = AskElevation {
        role: values.chosen(&mut faults, "role", Role::from_word, Role::HelpdeskAgent),
        minutes: values.number(&mut faults, "minutes").unwrap_or_default(),
        reason: values.text("reason").to_owned(),
    };
    let app = &visit.app;
    let kept = attempt(ctx, faults, |ctx| async move {
        match user {
            Some(user) => account::elevation_give(app, &ctx, GiveElevation { user, wish }).await,
            None => account::elevation_ask(app, &ctx, wish).await,
        }
    })
    .await;
    match kept {
        Ok(_) => Ok(done(LIST, if gives { "elevation_given" } else { "elevation_asked" })),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, values.refused(if gives { "give" } else { "ask" }, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn decide(At(id): At<ElevationId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let give = values.text("answer") == "give";
    let note = Some(values.text("note").to_owned()).filter(|note| !note.is_empty());
    match account::elevation_decide(&visit.app, &ctx, id, DecideElevation { give, note }).await {
        Ok(_) => Ok(done(LIST, if give { "elevation_given" } else { "elevation_refused" })),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, values.refused(&id.to_string(), &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn end(At(id): At<ElevationId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::elevation_end(&visit.app, &ctx, id).await {
        Ok(_) => Ok(done(LIST, "elevation_ended")),
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}
