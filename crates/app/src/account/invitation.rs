//! People are invited: they choose their password by a link, which comes by mail or, where this desk sends none, from who invites.

use std::collections::BTreeSet;

use serde_json::json;
use tierline_domain::{
    Action, CustomerId, Language, Member, Membership, NewPersonLink, PersonLinkKind, Role, User, UserId,
};
use tierline_store::{Auth, SystemTx};

use super::{
    emergency::is_emergency,
    letter::{self, Letter},
    organization::{NewPerson, check_roles},
    secret::Secret,
    user::{Adding, administers_all_of, as_known, require_own, take_in},
};
use crate::{
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// A person to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteUser {
    /// Name.
    pub name: String,
    /// Address of mail, by which they sign in and to which the invitation goes.
    pub email: String,
    /// What they are here.
    pub roles: BTreeSet<Role>,
    /// For a customer's person: whose.
    pub customer: Option<CustomerId>,
    /// The language they are written to in; none for the desk's first, and later that of their browser.
    pub language: Option<Language>,
}

/// How somebody gets the link by which they choose a password.
#[derive(Debug, Clone, PartialEq)]
pub enum Handed {
    /// It goes to their address.
    Mailed,
    /// Who asked hands it over, this once. A repeated call gets none: the first answer had it.
    Link(Option<Secret>),
    /// They have an account already, and sign in as ever.
    Known,
}

/// What became of an invitation.
#[derive(Debug, Clone, PartialEq)]
pub struct Invited {
    /// The person.
    pub member: Member,
    /// How they get in.
    pub handed: Handed,
}

/// Whether this desk can write to people.
#[must_use]
pub fn sends_mail(app: &App) -> bool {
    app.0.parts.post.is_set_up()
}

struct Inviting {
    adding: Adding,
    /// What is handed over here, where no mail goes.
    link: Option<NewPersonLink>,
}

/// Invites a person. Somebody who is in the organization's other cloud already is taken in with the account they have; who was taken
/// out everywhere comes back by this invitation alone, and no longer by what opened their account before.
///
/// # Errors
/// [`Error::Invalid`] naming the fields (`email` `taken` where another organization's person has it, `member` where this one
/// is here already), [`Error::NotFound`] for a customer that is not there, [`Error::Forbidden`]; [`Error::Conflict`] `for_a_time`.
pub async fn user_invite(app: &App, ctx: &Ctx, command: InviteUser) -> Result<Invited> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let mut faults = Faults::default();
    check_roles(&mut faults, &ctx.organization, command.customer.is_some(), &command.roles);
    let InviteUser { name, email, roles, customer, language } = command;
    let (none, memberships) = (None, Vec::new());
    let person = NewPerson {
        name,
        email,
        password: None,
        language,
        time_zone: none.clone(),
        phone: none.clone(),
        country: none,
        memberships,
    };
    let user = person.checked(app, &mut faults, None);
    faults.finish()?;
    let user = as_known(app, user).await?;
    let (link, secret) = letter::draw(app, &user, PersonLinkKind::Invitation, app.now());
    let mails = sends_mail(app);
    let membership = Membership { owner: ctx.owner, customer, roles };
    let id = user.id;
    let inviting = Inviting { adding: Adding { user, hash: None, membership }, link: (!mails).then_some(link) };
    let (member, is_new) = app.administer(ctx, "user.invite", inviting, |tx, call| Box::pin(invite(tx, call))).await?;
    let handed = match (is_new, mails) {
        (false, _) => Handed::Known,
        (true, true) => Handed::Mailed,
        (true, false) => Handed::Link((member.user.id == id).then_some(secret)),
    };
    Ok(Invited { member, handed })
}

async fn invite(tx: &mut SystemTx<'_>, call: &Call<Inviting>) -> Result<(Member, bool)> {
    let Inviting { adding, link } = &call.input;
    let member = take_in(tx, call, adding, "user.invite").await?;
    let is_new = member.user.id == adding.user.id;
    if is_new {
        hand(tx, call, &member.user, PersonLinkKind::Invitation, link.as_ref()).await?;
    }
    Ok((member, is_new))
}

/// Keeps a link that is shown here, or has one sent.
async fn hand<V>(
    tx: &mut SystemTx<'_>,
    call: &Call<V>,
    user: &User,
    kind: PersonLinkKind,
    link: Option<&NewPersonLink>,
) -> Result<()> {
    if let Some(link) = link {
        return Ok(tx.auth().person_link_insert(link).await?);
    }
    let organization = call.ctx.organization.name.clone();
    let by = Some(call.ctx.user.name.clone());
    let support = call.ctx.organization.policy.support_line();
    let message = Letter { user: user.id, kind, organization, by, support }.message(&call.app, call.now)?;
    Ok(tx.tenant(call.ctx.owner).outbox_append(&message).await?)
}

/// Gives a person another link: a new invitation to who has not come in yet, a reset to who cannot get in any more. What was given
/// before ends with the first that is used.
///
/// # Errors
/// [`Error::Conflict`] `works_elsewhere` where another organization has a say in the account, `shut` where it is shut, `program` for
/// the account of a program, `not_here` where the link would be shown and the person also works where the caller administers
/// nothing; [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] `for_a_time`.
pub async fn user_link(app: &App, ctx: &Ctx, id: UserId) -> Result<Handed> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_standing(Action::Administer)?;
    ctx.require_recent(app.now())?;
    let now = app.now();
    let member = app.store().read(ctx.reach()).await?.member_lookup(id).await?.ok_or(Error::NotFound)?;
    let has_password = app.store().read(Auth).await?.user_by_email(&member.user.email).await?;
    let kind = match has_password.and_then(|(_, hash)| hash) {
        Some(_) => PersonLinkKind::Reset,
        None => PersonLinkKind::Invitation,
    };
    let mails = sends_mail(app);
    let (link, secret) = letter::draw(app, &member.user, kind, now);
    let (drawn, link) = (link.hash.to_vec(), (!mails).then_some(link));
    let kept: Vec<u8> = app
        .administer(ctx, "user.link", (link, drawn.clone(), kind), move |tx, call| Box::pin(give(tx, call, id)))
        .await?;
    Ok(if mails { Handed::Mailed } else { Handed::Link((kept == drawn).then_some(secret)) })
}

type Giving = (Option<NewPersonLink>, Vec<u8>, PersonLinkKind);

async fn give(tx: &mut SystemTx<'_>, call: &Call<Giving>, id: UserId) -> Result<Vec<u8>> {
    let (link, drawn, kind) = &call.input;
    let owner = call.ctx.owner;
    let member = tx.tenant(owner).member_lookup(id).await?.ok_or(Error::NotFound)?;
    if is_emergency(&mut tx.tenant(owner), id).await? {
        return Err(Error::NotFound);
    }
    require_own(tx, id, owner.organization).await?;
    if member.user.disabled_at.is_some() {
        return Err(Error::conflict("shut", "This account is shut: open it first."));
    }
    if tx.tenant(owner).service_account_lookup(id, call.now).await?.is_some() {
        return Err(Error::conflict("program", "This is the account of a program: it has tokens and no password."));
    }
    if link.is_some() {
        require_reach(tx, call, id).await?;
    }
    hand(tx, call, &member.user, *kind, link.as_ref()).await?;
    let detail = json!({ "kind": kind, "shown": link.is_some() });
    audit::append(&mut tx.tenant(owner), call, "user.link", &id.to_string(), &detail).await?;
    Ok(drawn.clone())
}

/// Refuses to show a link to an account that reaches further than who would see it: they could come in as that person where they
/// themselves have no right, in another cloud for one.
async fn require_reach<V>(tx: &mut SystemTx<'_>, call: &Call<V>, id: UserId) -> Result<()> {
    if administers_all_of(tx, call.ctx.user.id, id).await? {
        return Ok(());
    }
    Err(Error::conflict(
        "not_here",
        "This person also works in a cloud that you do not administer: who administers both gives them a link.",
    ))
}
