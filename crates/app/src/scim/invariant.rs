//! What holds of every filter and every change that an identity provider could send, sound or not: for a test, and for the fuzz
//! target `scim`.

use serde_json::{Map, Value, json};

use super::{
    filter::Filter,
    patch,
    schema::{GROUP, Resource, USER},
};

/// A person or a group as the desk tells of them.
fn sample(of: &Resource) -> Map<String, Value> {
    let sample = json!({
        "id": "usr_01k6ha2f5mexqsd3c8y4v7nb9r", "externalId": "e-1", "userName": "ada@northgate.example", "displayName": "Agents",
        "active": true, "name": { "givenName": "Ada", "familyName": "Wik" }, "meta": { "resourceType": of.name },
        "emails": [{ "value": "ada@northgate.example", "type": "work", "primary": true }, { "value": "a@example.net" }],
        "members": [{ "value": "usr_01k6ha2f5mexqsd3c8y4v7nb9r", "display": "Ada Wik" }],
    });
    let known =
        |name: &str| ["id", "externalId", "meta"].contains(&name) || of.attributes.iter().any(|a| a.name == name);
    let Value::Object(all) = sample else { return Map::new() };
    all.into_iter().filter(|(name, _)| known(name)).collect()
}

/// Reads the first line as a filter and the rest as a change, of people and of groups, and looks at what came of it.
///
/// # Errors
/// What does not hold: two readings differ, a change of what the desk alone writes, something that must be there and is gone.
pub fn checked(bytes: &[u8]) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let (filter, change) = text.split_once('\n').unwrap_or((text, ""));
    let change: Option<Value> = serde_json::from_str(change).ok();
    for of in [&USER, &GROUP] {
        let before = sample(of);
        let takes = || Filter::read(filter, of).ok().map(|filter| filter.takes(&before));
        if takes() != takes() {
            return Err(format!("{filter}: read twice, it says another thing"));
        }
        let Some(change) = &change else { continue };
        let after = changed(of, &before, change);
        if after != changed(of, &before, change) {
            return Err("made twice, a change comes to another thing".to_owned());
        }
        let Some(after) = after else { continue };
        for name in ["id", "meta"] {
            if after.get(name) != before.get(name) {
                return Err(format!("{name} is the desk's to write"));
            }
        }
        if let Some(gone) = of.attributes.iter().find(|one| one.required && !after.contains_key(one.name)) {
            return Err(format!("{} must be there", gone.name));
        }
    }
    Ok(())
}

/// What a change makes of a resource; none where it is refused.
fn changed(of: &Resource, before: &Map<String, Value>, change: &Value) -> Option<Map<String, Value>> {
    let mut after = before.clone();
    patch::apply(of, &mut after, change.clone()).ok().map(|()| after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_text::{file, mangled};

    /// Whole ones, each of another kind. They are the seeds of the fuzz target, too.
    const SENT: &[(&str, &str)] = &[
        (
            "filter",
            "userName eq \"ada@northgate.example\" and (active eq true or not (emails[type eq \"work\" and primary eq true].value co \"@\"))\n",
        ),
        (
            "entra",
            "externalId eq \"e-1\"\n{\"Operations\":[{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"},\
             {\"op\":\"Add\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"ada.wik@northgate.example\"}]}",
        ),
        (
            "okta",
            "id pr\n{\"Operations\":[{\"op\":\"replace\",\"value\":{\"id\":\"x\",\"displayName\":\"Agents\",\"active\":false}}]}",
        ),
        (
            "leave",
            "displayName sw \"A\"\n{\"Operations\":[{\"op\":\"remove\",\"path\":\"members\",\"value\":[{\"value\":\"usr_01k6ha2f5mexqsd3c8y4v7nb9r\"}]},\
             {\"op\":\"remove\",\"path\":\"members[value eq \\\"usr_1\\\"]\"}]}",
        ),
        (
            "name",
            "name.familyName ne null\n{\"Operations\":[{\"op\":\"add\",\"path\":\"name.givenName\",\"value\":\"Ida\"}]}",
        ),
    ];

    #[test]
    fn whatever_is_sent_comes_to_one_thing_and_leaves_what_is_the_desks() {
        for (name, sent) in SENT {
            assert_eq!(checked(sent.as_bytes()), Ok(()), "{name}");
            for changed in mangled(sent) {
                assert_eq!(checked(changed.as_bytes()), Ok(()), "{changed}");
            }
        }
        let deep = "not (".repeat(50_000);
        assert_eq!(checked(deep.as_bytes()), Ok(()), "nesting has an end");
    }

    #[test]
    fn the_seeds_of_the_fuzz_target_are_what_is_sent() {
        file("scim", SENT);
    }
}
