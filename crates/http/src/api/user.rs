//! The people of a desk.

use serde::{Deserialize, Serialize};
use tierline_app::account::{self, AddUser, EditUser};
use tierline_domain::{Member, UserId};
use utoipa::{IntoParams, ToSchema};

use super::shared::{plain, words};
use crate::kit::{
    answer::{Answer, Done, Found, Made, Page},
    call::{Act, Ask, At, Caller, Command},
    endpoint::{Operation, delete, get, patch, post},
    wire::{self, Id, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/users", "Lists the people of the organization, or those of one customer, by name.", list),
        post("/users", "Takes a person in.", add),
        patch("/users/{user_id}", "Changes what a person is here, or shuts and opens their account.", change),
        delete("/users/{user_id}", "Takes a person out: their sessions end, their tokens are revoked.", remove),
    ]
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
struct User {
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
    /// Whether their account is shut.
    disabled: bool,
}

impl From<Member> for User {
    fn from(Member { user, membership }: Member) -> Self {
        Self {
            id: user.id.into(),
            name: user.name,
            email: user.email,
            roles: words(membership.roles),
            customer_id: membership.customer.map(Id),
            locale: user.language.map(Word),
            disabled: user.disabled_at.is_some(),
        }
    }
}

/// Whose people.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// Those of one customer; the organization's own where nothing is said.
    customer_id: Option<wire::CustomerId>,
}

async fn list(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<Page<User>>> {
    let people = account::user_list(&caller.app, &caller.ctx, question.customer_id.map(|id| id.0)).await?;
    Ok(Found::new(Page::whole(people.into_iter().map(Into::into).collect())))
}

/// A person to be taken in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Address of mail, by which they sign in.
    #[schema(min_length = 3, max_length = 200)]
    email: String,
    /// The password they begin with.
    #[schema(min_length = 12, max_length = 256, format = Password)]
    password: String,
    /// What they are here.
    #[schema(min_items = 1)]
    roles: Vec<wire::Role>,
    /// For a customer's person: which customer.
    customer_id: Option<wire::CustomerId>,
    /// Language; the browser's where nothing is said.
    locale: Option<wire::Language>,
}

async fn add(command: Command<NewUser>) -> Answer<Made<User>> {
    let Command { app, ctx, body, .. } = command;
    let new = AddUser {
        name: body.name,
        email: body.email,
        roles: plain(body.roles).into_iter().collect(),
        customer: body.customer_id.map(|id| id.0),
        password: body.password,
        language: body.locale.map(|word| word.0),
    };
    Ok(Made::new(account::user_add(&app, &ctx, new).await?.into()))
}

/// What is to change: absent means unchanged.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = UserChange)]
struct Change {
    /// What they are here.
    #[schema(min_items = 1)]
    roles: Option<Vec<wire::Role>>,
    /// Whether their account is shut.
    disabled: Option<bool>,
}

async fn change(At(id): At<UserId>, command: Command<Change>) -> Answer<Found<User>> {
    let Command { app, ctx, body, .. } = command;
    let edit = EditUser { roles: body.roles.map(|roles| plain(roles).into_iter().collect()), disabled: body.disabled };
    Ok(Found::new(account::user_edit(&app, &ctx, id, edit).await?.into()))
}

async fn remove(At(id): At<UserId>, act: Act) -> Answer<Done> {
    account::user_remove(&act.app, &act.ctx, id).await?;
    Ok(Done)
}
