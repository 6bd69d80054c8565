//! People as who administers them sees them; invitations and links.

use serde::{Deserialize, Serialize};
use tierline_app::account::{self, Handed, InviteUser, PeopleOf, PeopleQuery, PersonAfter};
use tierline_domain::{PersonLine, UserId};
use utoipa::{IntoParams, ToSchema};

use super::shared::{plain, words};
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{Act, Ask, At, Caller, Command},
    cursor,
    endpoint::{Operation, get, post},
    wire::{self, Id, Time, Word},
};

/// People on a page where nothing is said, and at the most.
const LINES: u32 = 50;
const MOST: u32 = 200;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/people",
            "Lists the own people and those of customers, by name, with how it stands with their accounts.",
            list,
        ),
        post("/people", "Invites a person: they choose their password by a link.", invite),
        post("/people/{user_id}/links", "Gives a person another link by which they choose a password.", link),
    ]
}

/// A person, with how it stands with their account.
#[derive(Debug, Serialize, ToSchema)]
struct Person {
    /// Identifier.
    id: wire::UserId,
    /// Name.
    name: String,
    /// Address of mail, by which they sign in.
    email: String,
    /// What they are here.
    roles: Vec<wire::Role>,
    /// For a customer's person: which customer.
    customer_id: Option<wire::CustomerId>,
    /// Language; null follows the browser.
    locale: Option<wire::Language>,
    /// How it stands with the account.
    state: wire::PersonState,
    /// When they signed in last.
    last_sign_in_at: Option<Time>,
    /// When the latest invitation ends that still holds.
    invited_until: Option<Time>,
}

impl From<PersonLine> for Person {
    fn from(line: PersonLine) -> Self {
        let state = line.state();
        let (user, membership) = (line.member.user, line.member.membership);
        Self {
            id: user.id.into(),
            name: user.name,
            email: user.email,
            roles: words(membership.roles),
            customer_id: membership.customer.map(Id),
            locale: user.language.map(Word),
            state: Word(state),
            last_sign_in_at: line.last_sign_in_at.map(Time),
            invited_until: line.invited_until.map(Time),
        }
    }
}

/// Which people.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// What name or address contains.
    query: Option<String>,
    /// Only those who hold this role.
    role: Option<wire::Role>,
    /// Only those with whose account it stands so.
    state: Option<wire::PersonState>,
    /// Those of one customer.
    customer_id: Option<wire::CustomerId>,
    /// How many at the most: 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    cursor: Option<String>,
}

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<Person>>> {
    let after: Option<PersonAfter> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let limit = question.limit.unwrap_or(LINES).clamp(1, MOST);
    let wanted = PeopleQuery {
        query: question.query,
        role: question.role.map(|word| word.0),
        state: question.state.map(|word| word.0),
        of: question.customer_id.map_or(PeopleOf::Everybody, |id| PeopleOf::Customer(id.0)),
        after,
        limit: limit + 1,
    };
    let lines = account::people_list(&caller.app, &caller.ctx, wanted).await?;
    Ok(Found::new(Page::cut(lines, limit, PersonAfter::line, Person::from)))
}

/// A person to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Address of mail, by which they sign in and to which the invitation goes.
    #[schema(min_length = 3, max_length = 200)]
    email: String,
    /// What they are here.
    #[schema(min_items = 1)]
    roles: Vec<wire::Role>,
    /// For a customer's person: which customer.
    customer_id: Option<wire::CustomerId>,
    /// The language they are written to in.
    locale: Option<wire::Language>,
}

/// What became of an invitation.
#[derive(Serialize, ToSchema)]
struct Invitation {
    /// The person.
    id: wire::UserId,
    /// Whether a mail with the link goes to them; false where they have an account already, or this desk sends no mail.
    is_mailed: bool,
    /// What the link carries (`/welcome/…` on this desk), this once, where no mail goes. A repeated request gets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

fn invitation(id: UserId, handed: Handed) -> Invitation {
    let (is_mailed, secret) = match handed {
        Handed::Mailed => (true, None),
        Handed::Known => (false, None),
        Handed::Link(secret) => (false, secret.map(|secret| secret.expose().to_owned())),
    };
    Invitation { id: id.into(), is_mailed, secret }
}

async fn invite(command: Command<NewPerson>) -> Answer<Made<Invitation>> {
    let Command { app, ctx, body, .. } = command;
    let new = InviteUser {
        name: body.name,
        email: body.email,
        roles: plain(body.roles).into_iter().collect(),
        customer: body.customer_id.map(|id| id.0),
        language: body.locale.map(|word| word.0),
    };
    let invited = account::user_invite(&app, &ctx, new).await?;
    Ok(Made::new(invitation(invited.member.user.id, invited.handed)))
}

async fn link(At(id): At<UserId>, act: Act) -> Answer<Made<Invitation>> {
    Ok(Made::new(invitation(id, account::user_link(&act.app, &act.ctx, id).await?)))
}
