//! Groups that an identity provider told of (SCIM), and what their people are here.

use serde::{Deserialize, Serialize};
use tierline_app::scim::{self, EditGroup};
use tierline_domain::{GroupId, ProvisionedGroup};
use utoipa::ToSchema;

use super::shared::plain;
use crate::kit::{
    answer::{Answer, Found, Page},
    call::{At, Caller, Command},
    endpoint::{Operation, get, patch},
    wire::{self, Time, Word},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/provisioned-groups", "Lists the groups that an identity provider told of, by name.", list),
        patch(
            "/provisioned-groups/{group_id}",
            "Says what a group's people are here. Those who are in it now follow at once.",
            change,
        ),
    ]
}

/// A group that an identity provider told of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProvisionedGroup)]
struct Group {
    /// Identifier.
    id: wire::GroupId,
    /// Its name.
    name: String,
    /// The identity provider's own identifier.
    external_id: Option<String>,
    /// What its people are here; nothing until it was said.
    roles: Vec<wire::Role>,
    /// How many people are in it; nothing where it was changed just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<usize>,
    /// When it was first told.
    created_at: Time,
    /// When something else was told last.
    changed_at: Time,
}

impl Group {
    fn of(group: ProvisionedGroup, members: Option<usize>) -> Self {
        Self {
            id: group.id.into(),
            name: group.name,
            external_id: group.external_id,
            roles: group.roles.into_iter().map(Word).collect(),
            members,
            created_at: group.created_at.into(),
            changed_at: group.changed_at.into(),
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<Group>>> {
    let all = scim::group_list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(all.into_iter().map(|(group, members)| Group::of(group, Some(members))).collect())))
}

/// What a group's people are to be here.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProvisionedGroupChange)]
struct Change {
    /// The roles; none gives no way in by this group.
    roles: Vec<wire::Role>,
}

async fn change(At(id): At<GroupId>, command: Command<Change>) -> Answer<Found<Group>> {
    let Command { app, ctx, body, .. } = command;
    let edit = EditGroup { roles: plain(body.roles).into_iter().collect() };
    Ok(Found::new(Group::of(scim::group_edit(&app, &ctx, id, edit).await?, None)))
}
