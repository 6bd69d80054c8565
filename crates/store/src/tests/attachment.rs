use tierline_domain::{Attachment, AttachmentId, Case, CaseId, CustomerId, RequestId, Visibility};

use super::{
    at,
    case::{case, desk, open},
    id, owner,
    sample::{act, actor, other},
};
use crate::{CustomerScope, Error, FilesHeld, Store, test_support::TestStore};

fn file(number: u128, case: Option<u128>, request: Option<u128>) -> Attachment {
    Attachment {
        owner: owner(),
        id: AttachmentId(id(number)),
        case: case.map(|number| CaseId(id(number))),
        request: request.map(|number| RequestId(id(number))),
        name: "снимок экрана.png".into(),
        media_type: "image/png".into(),
        size: 15_728_640,
        sha256: "ab".repeat(32),
        visibility: Visibility::Customer,
        at: at(i64::try_from(number).unwrap()),
        by: actor(),
    }
}

async fn keep(store: &Store, all: &[Attachment]) {
    for one in all {
        act!(store, one.owner, one.clone(), |tx, one| tx.attachment_insert(one)).unwrap();
    }
}

async fn files_are_listed_where_they_belong_oldest_first(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1), case(2)]).await;
    let all = [file(12, Some(1), None), file(11, Some(1), Some(50)), file(13, Some(2), None), file(14, None, Some(50))];
    keep(&store, &all).await;
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.attachment_lookup(all[0].id).await.unwrap().as_ref(), Some(&all[0]));
    assert_eq!(read.attachment_list(CaseId(id(1))).await.unwrap(), [all[1].clone(), all[0].clone()]);
    assert_eq!(read.attachment_list_of_request(RequestId(id(50))).await.unwrap(), [all[1].clone(), all[3].clone()]);
}

async fn files_of_another_owner_do_not_exist(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1)]).await;
    keep(&store, &[file(11, Some(1), Some(50))]).await;
    let mut read = store.read(other()).await.unwrap();
    assert_eq!(read.attachment_lookup(AttachmentId(id(11))).await.unwrap(), None);
    assert_eq!(read.attachment_list(CaseId(id(1))).await.unwrap(), vec![]);
    assert_eq!(read.attachment_list_of_request(RequestId(id(50))).await.unwrap(), vec![]);
    drop(read);
    let refused = act!(store, other(), file(12, Some(1), None), |tx, one| tx.attachment_insert(one));
    assert!(matches!(refused, Err(Error::Inconsistent { .. })));
    let theirs = Attachment { owner: other(), ..file(12, Some(1), None) };
    let refused = act!(store, other(), theirs, |tx, one| tx.attachment_insert(one));
    assert!(matches!(refused, Err(Error::Reference)));
}

async fn a_customer_sees_the_files_that_are_meant_for_it(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1), Case { customer: CustomerId(id(11)), ..case(2) }]).await;
    let internal = Attachment { visibility: Visibility::Internal, ..file(12, Some(1), None) };
    let all = [file(11, Some(1), None), internal, file(13, Some(2), None)];
    keep(&store, &all).await;
    let scope = CustomerScope { owner: owner(), customer: CustomerId(id(10)) };
    let mut read = store.read(scope).await.unwrap();
    assert_eq!(read.attachment_list(CaseId(id(1))).await.unwrap(), all[..1]);
    assert_eq!(read.attachment_list(CaseId(id(2))).await.unwrap(), vec![]);
}

async fn what_a_case_and_a_request_hold_is_counted_for_each_and_each_owner_alone(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1), case(2)]).await;
    let sized = |file: Attachment, size| Attachment { size, ..file };
    let all = [
        sized(file(11, Some(1), None), 5_000_000_000),
        sized(file(12, Some(1), Some(50)), 7),
        sized(file(13, Some(2), None), 1),
        sized(file(14, None, Some(50)), 20),
        Attachment { owner: other(), ..sized(file(15, None, Some(50)), 4_000) },
    ];
    keep(&store, &all).await;
    let mut read = store.read(owner()).await.unwrap();
    let of_case = read.attachments_held(CaseId(id(1))).await.unwrap();
    assert_eq!(of_case, FilesHeld { files: 2, bytes: 5_000_000_007 }, "more than four bytes can count");
    let of_request = read.attachments_held_by_request(RequestId(id(50))).await.unwrap();
    assert_eq!(of_request, FilesHeld { files: 2, bytes: 27 });
    assert_eq!(read.attachments_held(CaseId(id(9))).await.unwrap(), FilesHeld::default());
    drop(read);
    let theirs = store.read(other()).await.unwrap().attachments_held_by_request(RequestId(id(50))).await.unwrap();
    assert_eq!(theirs, FilesHeld { files: 1, bytes: 4_000 });
}

crate::on_both_engines!(
    what_a_case_and_a_request_hold_is_counted_for_each_and_each_owner_alone,
    files_are_listed_where_they_belong_oldest_first,
    files_of_another_owner_do_not_exist,
    a_customer_sees_the_files_that_are_meant_for_it,
);
