//! The people of a desk as who administers it sees them.

use tierline_domain::{Action, PersonLine, PersonState, Role, UserId};
use tierline_store::{PeopleOf, PersonAfter, PersonFilter};

use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// Which people to list.
#[derive(Debug, Clone, Default)]
pub struct PeopleQuery {
    /// What name or address contains, as typed.
    pub query: Option<String>,
    /// Only those who hold this role.
    pub role: Option<Role>,
    /// Only those with whose account it stands so.
    pub state: Option<PersonState>,
    /// Whose people.
    pub of: PeopleOf,
    /// Only who comes after this line.
    pub after: Option<PersonAfter>,
    /// How many at the most.
    pub limit: u32,
}

/// Lists the own people and those of customers, by name, with how it stands with their accounts.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn people_list(app: &App, ctx: &Ctx, query: PeopleQuery) -> Result<Vec<PersonLine>> {
    app.require(ctx, Action::Administer).await?;
    let PeopleQuery { query, role, state, of, after, limit } = query;
    let filter = PersonFilter { query, role, state, of, now: app.now(), after, limit };
    Ok(app.store().read(ctx.reach()).await?.person_list(&filter).await?)
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] for who is not here, and for the account of a program; [`Error::Forbidden`].
pub async fn person_show(app: &App, ctx: &Ctx, id: UserId) -> Result<PersonLine> {
    app.require(ctx, Action::Administer).await?;
    let found = app.store().read(ctx.reach()).await?.person_lookup(id, app.now()).await?;
    found.ok_or(Error::NotFound)
}
