//! People and groups as the contract writes them.

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tierline_domain::{Member, ProvisionedEmail, ProvisionedGroup, ProvisionedProfile, ProvisionedUser, UserId};

use super::{
    BASE,
    schema::{GROUP, Resource, USER},
    shape,
};
use crate::{
    error::{Error, Faults, Result},
    validate,
};

/// A person as sent, checked.
#[derive(Debug, Clone)]
pub(super) struct UserSent {
    pub(super) user_name: String,
    pub(super) external_id: Option<String>,
    pub(super) is_active: bool,
    pub(super) profile: ProvisionedProfile,
    /// The name that the desk shows.
    pub(super) name: String,
    /// The address of mail that the desk uses.
    pub(super) email: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserShape {
    user_name: String,
    external_id: Option<String>,
    active: Option<bool>,
    #[serde(flatten)]
    profile: ProvisionedProfile,
}

impl UserSent {
    /// Reads a person.
    ///
    /// # Errors
    /// [`Error::Invalid`] on the attribute.
    pub(super) fn read(sent: &Value) -> Result<Self> {
        let shaped = shape::resource(&USER, sent)?;
        let UserShape { user_name, external_id, active, profile } =
            serde_json::from_value(Value::Object(shaped)).map_err(Error::internal)?;
        let (name, email) = (profile.person(&user_name), profile.address(&user_name).to_owned());
        let mut faults = Faults::default();
        let field = if profile.emails.is_empty() { "userName" } else { "emails" };
        let name = faults.line("displayName", &name);
        let email = validate::email(&mut faults, field, &email);
        faults.finish()?;
        Ok(Self { user_name, external_id, is_active: active.unwrap_or(true), profile, name, email })
    }
}

/// A group as sent, checked.
#[derive(Debug, Clone)]
pub(super) struct GroupSent {
    pub(super) name: String,
    pub(super) external_id: Option<String>,
    pub(super) members: BTreeSet<UserId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupShape {
    display_name: String,
    external_id: Option<String>,
    #[serde(default)]
    members: Vec<MemberShape>,
}

#[derive(Deserialize)]
struct MemberShape {
    #[serde(default)]
    value: String,
}

impl GroupSent {
    /// Reads a group.
    ///
    /// # Errors
    /// [`Error::Invalid`] on the attribute.
    pub(super) fn read(sent: &Value) -> Result<Self> {
        let shaped = shape::resource(&GROUP, sent)?;
        let GroupShape { display_name, external_id, members } =
            serde_json::from_value(Value::Object(shaped)).map_err(Error::internal)?;
        let unknown = |_| {
            Error::field(
                "members",
                "invalid_value",
                "A member's value is the identifier of a person here, as /Users shows it.",
            )
        };
        let members = members.iter().map(|one| one.value.parse::<UserId>().map_err(unknown)).collect::<Result<_>>()?;
        Ok(Self { name: display_name, external_id, members })
    }
}

/// How resources name the desk's address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address<'a>(pub(super) &'a str);

impl Address<'_> {
    fn of(self, resource: &Resource, id: &str) -> String {
        format!("{}{BASE}{}/{id}", self.0, resource.endpoint)
    }

    fn meta(self, resource: &Resource, id: &str, times: Option<(DateTime<Utc>, DateTime<Utc>)>) -> Value {
        let mut meta = json!({ "resourceType": resource.name, "location": self.of(resource, id) });
        if let Some((created, changed)) = times {
            let text = |at: DateTime<Utc>| Value::from(at.to_rfc3339_opts(SecondsFormat::Millis, true));
            meta["created"] = text(created);
            meta["lastModified"] = text(changed);
        }
        meta
    }

    /// A person as the provider told of them.
    pub(super) fn user(self, told: &ProvisionedUser) -> Map<String, Value> {
        let id = told.user.to_string();
        let mut shown = object(serde_json::to_value(&told.profile).unwrap_or_default());
        shown.insert("schemas".into(), json!([USER.schema]));
        shown.insert("meta".into(), self.meta(&USER, &id, Some((told.created_at, told.changed_at))));
        shown.insert("id".into(), id.into());
        shown.insert("userName".into(), told.user_name.clone().into());
        shown.insert("active".into(), (told.is_active && !told.is_shut).into());
        if let Some(external_id) = &told.external_id {
            shown.insert("externalId".into(), external_id.clone().into());
        }
        shown
    }

    /// A person who came otherwise, as the desk knows them.
    pub(super) fn member(self, member: &Member) -> Map<String, Value> {
        let id = member.user.id.to_string();
        let mut shown = object(serde_json::to_value(known(member)).unwrap_or_default());
        shown.insert("schemas".into(), json!([USER.schema]));
        shown.insert("meta".into(), self.meta(&USER, &id, None));
        shown.insert("id".into(), id.into());
        shown.insert("userName".into(), member.user.email.clone().into());
        shown.insert("active".into(), member.user.disabled_at.is_none().into());
        shown
    }

    /// A group; without its people where they are not asked for.
    pub(super) fn group(self, group: &ProvisionedGroup, members: Option<&[UserId]>) -> Map<String, Value> {
        let id = group.id.to_string();
        let mut shown = Map::new();
        shown.insert("schemas".into(), json!([GROUP.schema]));
        shown.insert("meta".into(), self.meta(&GROUP, &id, Some((group.created_at, group.changed_at))));
        shown.insert("id".into(), id.into());
        shown.insert("displayName".into(), group.name.clone().into());
        if let Some(external_id) = &group.external_id {
            shown.insert("externalId".into(), external_id.clone().into());
        }
        let of = |user: &UserId| {
            let id = user.to_string();
            json!({ "$ref": self.of(&USER, &id), "value": id, "type": "User" })
        };
        if let Some(members) = members.filter(|members| !members.is_empty()) {
            shown.insert("members".into(), members.iter().map(of).collect());
        }
        shown
    }
}

/// What the desk knows of a person, in the words of the contract.
pub(super) fn known(member: &Member) -> ProvisionedProfile {
    let email = ProvisionedEmail { value: member.user.email.clone(), kind: Some("work".into()), primary: Some(true) };
    ProvisionedProfile { display_name: Some(member.user.name.clone()), name: None, emails: vec![email] }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
