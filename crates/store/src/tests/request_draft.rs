//! Drafts that agents share.

use serde_json::json;
use tierline_domain::{Actor, CaseId};

use super::{
    at, case, id, owner,
    sample::{act, actor, other},
};
use crate::{Error, RequestDraft, Result, Store, test_support::TestStore};

fn draft(version: i64, title: &str) -> RequestDraft {
    RequestDraft {
        case: CaseId(id(1)),
        content: json!({ "title": title }),
        version,
        saved_by: actor(),
        saved_at: at(version),
    }
}

async fn put(store: &Store, draft: RequestDraft) -> Result<i64> {
    act!(store, owner(), draft, |tx, draft| tx.request_draft_put(draft))
}

async fn kept(store: &Store, of: tierline_domain::Owner) -> Option<RequestDraft> {
    store.read(of).await.unwrap().request_draft_lookup(CaseId(id(1))).await.unwrap()
}

async fn a_draft_takes_the_place_of_the_version_it_was_made_from_and_of_no_other(store: TestStore) {
    case::desk(&store).await;
    case::open(&store, &[case::case(1)]).await;
    assert_eq!(kept(&store, owner()).await, None);
    assert_eq!(put(&store, draft(1, "One")).await.unwrap(), 1);
    let second = RequestDraft { saved_by: Actor::desk(), ..draft(2, "Two") };
    assert_eq!(put(&store, second.clone()).await.unwrap(), 2);
    assert!(matches!(put(&store, draft(1, "Also the first")).await, Err(Error::Stale)));
    assert!(matches!(put(&store, draft(2, "Also the second")).await, Err(Error::Stale)));
    assert_eq!(kept(&store, owner()).await, Some(second));
}

async fn a_draft_belongs_to_the_cases_owner_and_goes_when_it_is_removed(store: TestStore) {
    case::desk(&store).await;
    case::open(&store, &[case::case(1)]).await;
    put(&store, draft(1, "One")).await.unwrap();
    assert_eq!(kept(&store, other()).await, None);
    let removed = act!(&store, other(), CaseId(id(1)), |tx, case| tx.request_draft_remove(*case)).unwrap();
    assert!(!removed, "another owner's");
    let stray = RequestDraft { case: CaseId(id(99)), ..draft(1, "Of no case") };
    assert!(matches!(put(&store, stray).await, Err(Error::Reference)));
    assert!(act!(&store, owner(), CaseId(id(1)), |tx, case| tx.request_draft_remove(*case)).unwrap());
    assert_eq!(kept(&store, owner()).await, None);
    assert_eq!(put(&store, draft(1, "Anew")).await.unwrap(), 1);
}

crate::on_both_engines!(
    a_draft_takes_the_place_of_the_version_it_was_made_from_and_of_no_other,
    a_draft_belongs_to_the_cases_owner_and_goes_when_it_is_removed,
);
