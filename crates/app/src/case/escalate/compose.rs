//! What an escalation starts from, and what it would send.

use tierline_domain::{
    Action, CaseId, Contact, Draft, Ladder, Language, Packet, RankedRoute, Recipient, RecipientKind, Route,
    RouteStanding, catalogue, earlier_requests, language_of, propose_draft,
};

use super::{
    super::{
        attach::going_along,
        draft::{self, KeptDraft},
        read,
        way::{self, Way},
        work::{Intent, contact_of, usual_route},
    },
    Escalate,
    plan::Plan,
};
use crate::{app::App, ctx::Ctx, error::Result};

/// What an escalation starts from: a draft to change, and what stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Compose {
    /// Proposed texts.
    pub draft: Draft,
    /// The ladder for the usual recipient and route.
    pub ladder: Ladder,
    /// The usual recipient.
    pub recipient: RecipientKind,
    /// The route that is chosen.
    pub route: Route,
    /// All routes to the usual recipient as they stand, each with its reason.
    pub routes: Vec<RankedRoute>,
    /// The acting agent as contact.
    pub contact: Contact,
    /// The family of the service.
    pub family: Option<catalogue::ProductFamily>,
    /// What somebody began to write and kept for this case.
    pub kept: Option<KeptDraft>,
}

/// Exactly what would be sent, and what stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The packet.
    pub packet: Packet,
    /// To whom it would go.
    pub recipient: Recipient,
    /// How it would travel.
    pub route: Route,
    /// All routes to this recipient as they stand, each with its reason.
    pub routes: Vec<RankedRoute>,
    /// The ladder for this recipient, route and contact.
    pub ladder: Ladder,
    /// The language the packet is written in, where the recipient does not support it.
    pub unsupported_language: Option<Language>,
    /// The languages that the recipient answers in, by the organization's rules.
    pub recipient_languages: Vec<Language>,
}

/// What an escalation starts from.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn compose(app: &App, ctx: &Ctx, id: CaseId) -> Result<Compose> {
    app.require(ctx, Action::Escalate).await?;
    let file = read::file(app, ctx, id).await?;
    let now = app.now();
    let contact = contact_of(&ctx.user, &ctx.organization);
    let recipient = file.usual_recipient(&ctx.organization, now);
    let intent = Intent { contact: Some(contact.clone()), ..Intent::default() };
    let ladder = file.ladder(&ctx.organization, &intent, now);
    let post_outage = ladder.post_outage.as_ref().map(|known| known.source_id.as_str());
    let mut read = app.store().read(ctx.reach()).await?;
    let (routes, _) = way::routes(app, &mut read, &ctx.organization, &file, recipient).await?;
    let kept = draft::kept(&mut read, id).await?;
    drop(read);
    let chosen = routes.first().filter(|one| one.standing == RouteStanding::Chosen).map(|one| one.route);
    Ok(Compose {
        kept,
        draft: propose_draft(&file.case, &file.entries, post_outage, written_in(&contact)),
        route: chosen.unwrap_or_else(|| usual_route(&ctx.organization, recipient)),
        routes,
        recipient,
        contact,
        family: file.family(),
        ladder,
    })
}

/// The language a request is proposed in: the contact's, in which the recipient will be answered.
fn written_in(contact: &Contact) -> Language {
    contact.language.as_deref().and_then(Language::from_word).unwrap_or(Language::En)
}

/// Shows exactly what the recipient would get, without writing anything.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::Forbidden`].
pub async fn preview(app: &App, ctx: &Ctx, id: CaseId, command: Escalate) -> Result<Preview> {
    app.require(ctx, Action::Escalate).await?;
    let file = read::file(app, ctx, id).await?;
    let plan = Plan::of(app, ctx, &file, command).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let way = Way::find(app, &mut read, &ctx.organization, &file, plan.wanted(), app.now()).await?;
    let files = going_along(&mut read, id, plan.files.as_ref()).await?;
    let ladder = file.ladder(&ctx.organization, &plan.intent(&way, false), app.now());
    let follows = earlier_requests(&read.case_requests(id).await?, way.recipient.kind);
    let packet = plan.packet(&file, &ctx.organization, &ladder, (files, follows), app.now());
    let written = language_of(&format!("{}\n{}\n{}", packet.title, packet.description, packet.business_impact));
    let recipient_languages = ctx.organization.policy.recipient_languages.clone();
    Ok(Preview {
        packet,
        recipient: way.recipient,
        route: way.route,
        routes: way.routes,
        ladder,
        unsupported_language: Some(written).filter(|written| !recipient_languages.contains(written)),
        recipient_languages,
    })
}
