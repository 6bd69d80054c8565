//! Access assignments: which of the partner's groups at the provider have the roles of a relationship. The provider says so, and the desk
//! keeps it with its books.

use serde_json::{Value, json};
use tierline_domain::{AccessAssignment, Action, catalogue::directory_role_find};

use super::relationship::{camel, found};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// The access assignments of a relationship, by their identifiers; none where nobody has read them from the provider.
///
/// # Errors
/// [`Error::NotFound`] where there is no such relationship, [`Error::Forbidden`].
pub async fn assignments(app: &App, ctx: &Ctx, named: &str) -> Result<Option<Vec<Value>>> {
    // They name the partner's own groups: that is nothing for its customers.
    app.require(ctx, Action::See).await?;
    let (_, id) = found(app, ctx, named).await?;
    let kept = app.store().read(ctx.reach()).await?.delegated_admin_lookup(id).await?.ok_or(Error::NotFound)?;
    Ok(kept.assignments.map(|all| all.iter().map(shown).collect()))
}

/// One of them.
///
/// # Errors
/// As [`assignments`], and [`Error::NotFound`] where the relationship has none of this name.
pub async fn assignment(app: &App, ctx: &Ctx, named: &str, id: &str) -> Result<Value> {
    let all = assignments(app, ctx, named).await?.unwrap_or_default();
    all.into_iter().find(|one| one["id"] == id).ok_or(Error::NotFound)
}

fn shown(one: &AccessAssignment) -> Value {
    // A role that the catalogue does not have is kept by its identifier.
    let role = |name: &String| directory_role_find(name).map_or(name.as_str(), |role| role.template_id).to_owned();
    let roles = one.roles.iter().map(|name| json!({ "roleDefinitionId": role(name) }));
    json!({
        "id": one.id,
        "status": camel(one.status.word()),
        "accessContainer": { "accessContainerId": one.group, "accessContainerType": "securityGroup" },
        "accessDetails": { "unifiedRoles": roles.collect::<Vec<Value>>() },
    })
}
