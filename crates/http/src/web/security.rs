//! How one signs in, and where one is signed in.

use axum::response::Response;
use tierline_app::{
    Error,
    account::{
        self, Device,
        factor::{self, AddedPasskey, AppCode, NewPasskey},
    },
    single_sign_on,
};
use tierline_domain::{FactorId, IdentityProviderId, SessionId};
use tierline_render::{
    Form,
    page::{FactorLine, NewFactor, RecoveryCodesPage, SecurityPage, SessionRow},
};

use super::{
    fault::{Answer, Fault},
    frame::done,
    passkey,
    path::At,
    posted::Posted,
    route::{Route, get, post},
    second::shown,
    single_sign_on as sign_on,
    visit::Visit,
};

const PATH: &str = "/account/security";
/// Where the page has one's links to identity providers.
const LINKS: &str = "/account/security#links";
/// The form that sets an app up.
const FORM: &str = "apps";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(PATH, show),
        post("/account/security/app", new_app),
        post("/account/security/apps", add_app),
        post("/account/security/passkeys/question", new_passkey),
        post("/account/security/passkeys", add_passkey),
        post("/account/security/factors/{id}/removal", remove),
        post("/account/security/codes", codes),
        post("/account/security/links/{id}", link),
        post("/account/security/links/{id}/removal", unlink),
        post("/account/security/sessions/{id}/end", end),
        post("/account/security/sessions/end", end_others),
    ]
}

async fn show(visit: Visit) -> Answer {
    let view = page(&visit, None, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, set_up: Option<NewFactor>, form: Form) -> Result<SecurityPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let view = factor::factor_view(app, ctx).await?;
    let line = |factor: tierline_domain::Factor| FactorLine {
        id: factor.id,
        kind: factor.kind(),
        name: factor.name,
        created_at: factor.created_at,
        last_used_at: factor.last_used_at,
    };
    let row = |line: tierline_domain::SessionLine| {
        let Device { browser, system } = line.agent.as_deref().map(Device::of).unwrap_or_default();
        SessionRow { line, browser, system }
    };
    Ok(SecurityPage {
        factors: view.factors.into_iter().map(line).collect(),
        codes: view.codes,
        is_required: view.is_required,
        set_up,
        links: single_sign_on::link_list(app, ctx).await?,
        sessions: account::session_list(app, ctx).await?.into_iter().map(row).collect(),
        own: ctx.session.as_ref().map(|session| session.id),
        form,
    })
}

/// Shows a secret on the answer itself: nothing keeps it until it is confirmed.
async fn new_app(Posted { visit, ctx, .. }: Posted) -> Answer {
    let drawn = match ctx.require_recent(visit.now()) {
        Ok(()) => factor::draw_app(&visit.app, &ctx.user).await,
        Err(error) => Err(error),
    };
    let drawn = drawn.map_err(|error| Fault::from(error).back(PATH))?;
    let view = page(&visit, Some(shown(drawn)), Form::default()).await?;
    visit.page(&view).await
}

async fn add_app(Posted { visit, ctx, values }: Posted) -> Answer {
    let command = AppCode {
        name: values.text("name").to_owned(),
        sealed: values.text("sealed").to_owned(),
        code: values.text("one_time_code").to_owned(),
    };
    let app = &visit.app;
    match factor::app_add(app, &ctx, command.clone()).await {
        Ok(Some(codes)) => once(&visit, &codes).await,
        Ok(None) => Ok(done(PATH, "factor_added")),
        Err(Error::Invalid(faults)) => {
            let same = factor::app_shown(app, &ctx.user, &command.sealed).await?.map(shown);
            let view = page(&visit, same, values.refused(FORM, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}

async fn new_passkey(Posted { visit, ctx, .. }: Posted) -> Answer {
    Ok(passkey::shown(factor::passkey_new(&visit.app, &ctx, &passkey::desk(&visit.visitor)?).await?))
}

async fn add_passkey(Posted { visit, ctx, values }: Posted) -> Answer {
    let new = NewPasskey { name: values.text("name").to_owned(), answer: passkey::answered(&values, "") };
    match factor::passkey_add(&visit.app, &ctx, &passkey::desk(&visit.visitor)?, new).await {
        Ok(AddedPasskey { codes: Some(codes), .. }) => once(&visit, &codes).await,
        Ok(AddedPasskey { codes: None, .. }) => Ok(done(PATH, "factor_added")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, None, values.refused("passkeys", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}

/// Recovery codes, on the answer itself: nothing keeps them.
async fn once(visit: &Visit, codes: &[account::Secret]) -> Result<Response, Fault> {
    let codes = codes.iter().map(|code| code.expose().to_owned()).collect();
    visit.page(&RecoveryCodesPage { codes, next: PATH.to_owned() }).await
}

async fn remove(At(id): At<FactorId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match factor::factor_remove(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(PATH, "factor_removed")),
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}

async fn codes(Posted { visit, ctx, .. }: Posted) -> Answer {
    match factor::new_codes(&visit.app, &ctx).await {
        Ok(codes) => once(&visit, &codes).await,
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}

/// Goes to a provider of the organization: who signs in there links that account to theirs here.
async fn link(At(id): At<IdentityProviderId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    let redirect = sign_on::back_address(&visit.visitor);
    match single_sign_on::leave_to_link(&visit.app, &ctx, id, (LINKS, &redirect)).await {
        Ok(leaving) => Ok(sign_on::gone(&visit.visitor, String::new(), &leaving)),
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}

async fn unlink(At(id): At<IdentityProviderId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match single_sign_on::link_remove(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(LINKS, "sign_in_unlinked")),
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}

async fn end(At(id): At<SessionId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::session_end(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done("/account/security#sessions", "session_ended")),
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}

async fn end_others(Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::sessions_end_others(&visit.app, &ctx).await {
        Ok(_) => Ok(done("/account/security#sessions", "sessions_ended")),
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}
