//! A ticket as a bad line tells it.

use serde_json::Value;
use tierline_app::SeededChance;

use crate::wire::below;

/// What the far desk says begins with this word: so the line knows it from what the far desk only repeats.
pub const THEIRS: &str = "there";

/// The lists of a ticket, and what of an entry begins with [`THEIRS`] where it is the far desk's.
const LISTS: &[(&str, &str)] =
    &[("note", "text"), ("attachment", "name"), ("statusChangeHistory", "statusChangeReason")];

/// Leaves some of what the far desk said for later, says some twice, and puts nothing in its place. What the near desk said stays: who
/// asks whether that arrived is told the truth.
pub(super) fn disorder(ticket: &mut Value, chance: &SeededChance) {
    for (list, name) in LISTS {
        let Some(all) = ticket.get_mut(*list).and_then(Value::as_array_mut) else { continue };
        all.retain(|one| !is_theirs(&one[*name]) || below(chance, 3) > 0);
        let again: Vec<Value> = all.iter().filter(|_| below(chance, 4) == 0).cloned().collect();
        all.extend(again);
        shuffle(all, chance);
    }
}

fn is_theirs(text: &Value) -> bool {
    text.as_str().is_some_and(|text| text.starts_with(THEIRS))
}

fn shuffle(all: &mut [Value], chance: &SeededChance) {
    let mut left = all.len();
    while left > 1 {
        let place = below(chance, u64::try_from(left).unwrap_or(u64::MAX));
        left -= 1;
        all.swap(left, usize::try_from(place).unwrap_or(left));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_bad_line_holds_back_repeats_and_shuffles_and_keeps_all_that_its_sender_said() {
        let said = |number: u32| json!({ "id": number, "text": if number < 20 { "here" } else { "there" } });
        let whole: Vec<Value> = (0..40).map(said).collect();
        let mut ticket = json!({ "id": "SR-1", "note": whole });
        disorder(&mut ticket, &SeededChance::new(7));
        let told: Vec<u64> = ticket["note"].as_array().unwrap().iter().filter_map(|note| note["id"].as_u64()).collect();
        let known: BTreeSet<u64> = told.iter().copied().collect();
        assert!((0..20).all(|number| known.contains(&number)));
        assert!(known.len() < 40, "something is left for later");
        assert!(told.len() > known.len(), "something stands there twice");
        assert!(!told.is_sorted());
        assert_eq!(ticket["id"], "SR-1");
    }
}
