use tierline_domain::HealthIssueId;

use super::{
    health::{issue, post, put, put_post},
    id, owner,
    sample::{organizations, other, provider},
};
use crate::{Store, test_support::TestStore};

async fn last(store: &Store, issues: &[u128]) -> Vec<(u128, String)> {
    let ids: Vec<HealthIssueId> = issues.iter().map(|number| HealthIssueId(id(*number))).collect();
    let found = store.read(owner()).await.unwrap().post_last_of(&ids).await.unwrap();
    found.into_iter().map(|(issue, post)| (issue.uuid().as_u128(), post.text)).collect()
}

async fn of_some_issues_the_last_post_of_each_is_read(store: TestStore) {
    organizations(&store).await;
    put(&store, &[issue(owner(), 1), issue(provider(), 2), issue(owner(), 3), issue(other(), 4)]).await;
    for (whose, number, wanted) in [
        (owner(), 1, post(11, 30, "latest")),
        (owner(), 1, post(12, 20, "later")),
        (owner(), 1, post(13, 10, "first")),
        (provider(), 2, post(21, 10, "at once")),
        (provider(), 2, post(22, 10, "at the same time, and after it")),
        (other(), 4, post(41, 10, "another owner's")),
    ] {
        put_post(&store, whose, number, wanted).await.unwrap();
    }
    let wanted = [(1, "latest".to_owned()), (2, "at the same time, and after it".to_owned())];
    assert_eq!(last(&store, &[1, 2, 3, 4]).await, wanted, "an issue without posts has none");
    assert_eq!(last(&store, &[]).await, []);
}

/// Each case that is matched again looks its issues up: not among all that were ever documented.
async fn issues_are_looked_up_by_their_identifiers(store: TestStore) {
    let Some(plan) = store.read(owner()).await.unwrap().issue_lookup_plan().await else { return };
    assert!(plan.contains("(organization_id=? AND cloud=? AND id=?)") && !plan.contains("MULTI-INDEX"), "{plan}");
}

crate::on_both_engines!(of_some_issues_the_last_post_of_each_is_read, issues_are_looked_up_by_their_identifiers);
