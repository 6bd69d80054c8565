use serde_json::json;
use tierline_domain::{AuditId, Cloud, Owner};

use super::{at, id, owner};
use crate::{
    AuditEntry, AuditFault, AuditFilter, AuditHead, AuditKey, AuditReport, Auth, Error, Store, System,
    test_support::TestStore,
};

fn key() -> AuditKey {
    AuditKey::new([3; 32])
}

fn entry(number: u128) -> AuditEntry {
    AuditEntry {
        id: AuditId(id(number)),
        at: at(i64::try_from(number).unwrap()),
        actor: format!("usr_{}", number % 3),
        action: "case.opened".into(),
        subject: Some(format!("cas_{number}")),
        request_id: None,
        detail: json!({ "subject": "Сборка ✓", "b": 1, "a": [null, true] }),
    }
}

async fn append(store: &Store, numbers: std::ops::RangeInclusive<u128>) {
    store
        .write(owner(), move |tx| {
            let numbers = numbers.clone();
            Box::pin(async move {
                for number in numbers {
                    tx.audit_append(&entry(number), [9; 16]).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
        .unwrap();
}

async fn seal(store: &Store, limit: i64) -> usize {
    store
        .write(System, move |tx| Box::pin(async move { tx.audit_seal(&key(), owner(), at(1_000), limit).await }))
        .await
        .unwrap()
}

async fn verify(store: &Store, checkpoint: Option<AuditHead>) -> AuditReport {
    store.read(System).await.unwrap().audit_verify(&key(), owner(), checkpoint.as_ref()).await.unwrap()
}

async fn head(store: &Store) -> AuditHead {
    store.read(System).await.unwrap().audit_heads().await.unwrap().remove(0)
}

/// Ten entries: three seals over nine of them, and one without.
async fn prepared(store: &Store) {
    append(store, 1..=9).await;
    for _ in 0..3 {
        assert_eq!(seal(store, 3).await, 3);
    }
    append(store, 10..=10).await;
}

async fn an_entry_reads_back_as_it_was_written(store: TestStore) {
    append(&store, 1..=3).await;
    let mut read = store.read(owner()).await.unwrap();
    let all = read.audit_list(&AuditFilter { limit: 10, ..AuditFilter::default() }).await.unwrap();
    assert_eq!(all.iter().map(|one| one.entry.clone().unwrap()).collect::<Vec<_>>(), [entry(3), entry(2), entry(1)]);

    let mine = AuditFilter { actor: Some("usr_1".into()), limit: 10, ..AuditFilter::default() };
    assert_eq!(read.audit_list(&mine).await.unwrap().len(), 1);
    let before = AuditFilter { after: Some(AuditId(id(2))), limit: 10, ..AuditFilter::default() };
    assert_eq!(read.audit_list(&before).await.unwrap().len(), 1);
    let onward = AuditFilter { after: Some(AuditId(id(1))), oldest_first: true, limit: 1, ..AuditFilter::default() };
    assert_eq!(read.audit_list(&onward).await.unwrap()[0].id, AuditId(id(2)));
    let subject = AuditFilter {
        subject: Some("cas_2".into()),
        actions: vec!["case.opened".into(), "case.closed".into()],
        limit: 10,
        ..AuditFilter::default()
    };
    assert_eq!(read.audit_list(&subject).await.unwrap()[0].id, AuditId(id(2)));
    drop(read);
    let elsewhere = Owner { cloud: Cloud::UsGovernment, ..owner() };
    let mut read = store.read(elsewhere).await.unwrap();
    assert_eq!(read.audit_list(&AuditFilter { limit: 9, ..AuditFilter::default() }).await.unwrap(), vec![]);
}

async fn an_untouched_log_is_sound_and_its_open_end_is_told(store: TestStore) {
    prepared(&store).await;
    let pending = store.read(System).await.unwrap().audit_pending(10).await.unwrap();
    assert_eq!(pending, vec![owner()]);
    let report = verify(&store, Some(head(&store).await)).await;
    let expected =
        AuditReport { seals: 3, sealed: 9, unsealed: 1, unsealed_since: Some(at(10)), ..AuditReport::default() };
    assert_eq!(report, expected);
    assert_eq!(seal(&store, 100).await, 1);
    assert_eq!(seal(&store, 100).await, 0, "nothing left");
    assert!(store.read(System).await.unwrap().audit_pending(10).await.unwrap().is_empty());
}

async fn an_edit_is_found_in_bytes_columns_and_digests(store: TestStore) {
    prepared(&store).await;
    store.tamper("update audit_entry set action = 'case.closed' where subject = 'cas_2'").await;
    store.tamper("update audit_entry set actor = 'usr_9' where subject = 'cas_10'").await;
    store.tamper("update audit_entry set salt = bytes where subject = 'cas_5'").await;
    store.tamper("update audit_entry set digest = salt where subject = 'cas_8'").await;
    let edited = |number| AuditFault::Edited { id: AuditId(id(number)) };
    assert_eq!(
        verify(&store, None).await.faults,
        vec![edited(2), edited(5), edited(8), AuditFault::Broken { seq: 3 }, edited(10)]
    );
}

async fn a_removed_entry_is_found(store: TestStore) {
    prepared(&store).await;
    store.tamper("delete from audit_entry where subject = 'cas_5'").await;
    assert_eq!(verify(&store, None).await.faults, vec![AuditFault::Count { seq: 2, sealed: 3, found: 2 }]);
}

async fn an_added_entry_is_found_wherever_it_is_put(store: TestStore) {
    prepared(&store).await;
    store.tamper("update audit_entry set seal = 2 where subject = 'cas_10'").await;
    assert_eq!(verify(&store, None).await.faults, vec![AuditFault::Stray { entries: 1 }]);
    store
        .tamper("update audit_seal set last_id = (select id from audit_entry where subject = 'cas_10') where seq = 2")
        .await;
    assert_eq!(verify(&store, None).await.faults, vec![AuditFault::Count { seq: 2, sealed: 3, found: 4 }]);
}

async fn entries_exchanged_between_seals_are_found(store: TestStore) {
    prepared(&store).await;
    // The seals' ranges are widened as well, so that each finds as many entries as it covers.
    let first = "(select first_id from audit_seal where seq = 1)";
    let last = "(select last_id from audit_seal where seq = 2)";
    store.tamper(&format!("update audit_seal set first_id = {first}, last_id = {last} where seq < 3")).await;
    assert!(verify(&store, None).await.sound());
    store.tamper("update audit_entry set seal = 3 - seal where subject in ('cas_3', 'cas_4')").await;
    let broken = vec![AuditFault::Broken { seq: 1 }, AuditFault::Broken { seq: 2 }];
    assert_eq!(verify(&store, None).await.faults, broken);
}

async fn a_removed_seal_is_found(store: TestStore) {
    prepared(&store).await;
    store.tamper("delete from audit_entry where seal = 2").await;
    store.tamper("delete from audit_seal where seq = 2").await;
    assert_eq!(
        verify(&store, None).await.faults,
        vec![AuditFault::Gap { after: 1, next: 3 }, AuditFault::Broken { seq: 3 }]
    );
}

async fn a_cut_off_end_is_found_by_a_checkpoint(store: TestStore) {
    prepared(&store).await;
    let checkpoint = head(&store).await;
    assert_eq!(checkpoint.seq, 3);
    store.tamper("delete from audit_entry where seal = 3").await;
    store.tamper("delete from audit_seal where seq = 3").await;
    assert!(verify(&store, None).await.sound(), "without the checkpoint nothing shows it");
    let cut = vec![AuditFault::Cut { last: 2, checkpoint: 3 }];
    assert_eq!(verify(&store, Some(checkpoint)).await.faults, cut);
    assert_eq!(seal(&store, 100).await, 1);
    let rewritten = vec![AuditFault::Rewritten { seq: 3 }];
    assert_eq!(verify(&store, Some(checkpoint)).await.faults, rewritten, "the end was made anew");
}

async fn another_key_makes_no_chain(store: TestStore) {
    prepared(&store).await;
    let other = AuditKey::new([4; 32]);
    let report = store.read(System).await.unwrap().audit_verify(&other, owner(), None).await.unwrap();
    assert_eq!(report.faults, (1..=3).map(|seq| AuditFault::Broken { seq }).collect::<Vec<_>>());
}

/// Puts an act on record that says something of the log itself.
async fn tell(store: &Store, number: u128, action: &str, detail: serde_json::Value) {
    let entry = AuditEntry {
        action: action.to_owned(),
        detail: serde_json::json!({ "actor_name": null, "address": null, "detail": detail }),
        ..entry(number)
    };
    store
        .write_with(owner(), entry, move |tx, entry| {
            Box::pin(async move { tx.audit_append(entry, [number as u8; 16]).await })
        })
        .await
        .unwrap();
}

async fn erasing_a_person_keeps_the_chain_whole(store: TestStore) {
    prepared(&store).await;
    let open = store.write(owner(), |tx| Box::pin(tx.audit_unsealed_of("usr_1"))).await.unwrap();
    assert_eq!(open, 1, "the tenth has no seal");
    let erased = store.write(owner(), |tx| Box::pin(tx.audit_erase("usr_1"))).await.unwrap();
    assert_eq!(erased, [(1, 1), (2, 1), (3, 1)].into(), "usr_1 did 1, 4, 7 and 10");
    tell(&store, 11, "person.erase", serde_json::json!({ "seals": erased })).await;
    let report = verify(&store, None).await;
    assert!(report.sound(), "{:?}", report.faults);
    assert_eq!((report.erased, report.sealed, report.unsealed), (3, 9, 2));
    let mut read = store.read(owner()).await.unwrap();
    let all = read.audit_list(&AuditFilter { limit: 20, ..AuditFilter::default() }).await.unwrap();
    assert_eq!(all.iter().filter(|one| one.entry.is_none()).count(), 3);
}

async fn an_entry_that_was_emptied_by_hand_is_found(store: TestStore) {
    prepared(&store).await;
    let empty = |subject: &str| {
        format!(
            "update audit_entry set bytes = null, salt = null, actor = null, subject = null where subject = '{subject}'"
        )
    };
    store.tamper(&empty("cas_5")).await;
    assert_eq!(verify(&store, None).await.faults, vec![AuditFault::Emptied { seq: 2, entries: 1 }]);
    // A person's entries are accounted for, and no more than these.
    let erased = store.write(owner(), |tx| Box::pin(tx.audit_erase("usr_1"))).await.unwrap();
    tell(&store, 11, "person.erase", serde_json::json!({ "seals": erased })).await;
    assert_eq!(verify(&store, None).await.faults, vec![AuditFault::Emptied { seq: 2, entries: 1 }]);
    store.tamper(&empty("cas_11")).await;
    assert!(verify(&store, None).await.faults.len() > 1, "what said why was emptied too");
}

async fn what_the_rule_drops_is_accounted_for_up_to_its_seal(store: TestStore) {
    prepared(&store).await;
    let mut dropped = Vec::new();
    for _ in 0..2 {
        let one = store.write(System, |tx| Box::pin(tx.audit_retire(owner(), at(1_001), at(5_000)))).await.unwrap();
        dropped.extend(one.map(|seal| (seal.seq, seal.entries)));
    }
    assert_eq!(dropped, [(1, 3), (2, 3)]);
    let young = store.write(System, |tx| Box::pin(tx.audit_retire(owner(), at(0), at(5_000)))).await.unwrap();
    assert_eq!(young, None, "it was sealed later");
    tell(&store, 11, "audit.retire", serde_json::json!({ "through": 1 })).await;
    assert_eq!(verify(&store, None).await.faults, vec![AuditFault::Emptied { seq: 2, entries: 3 }]);
    tell(&store, 12, "audit.retire", serde_json::json!({ "through": 2 })).await;
    let report = verify(&store, None).await;
    assert!(report.sound(), "{:?}", report.faults);
    assert_eq!((report.erased, report.seals), (6, 3));
}

async fn sealers_at_the_same_time_make_one_sound_chain(store: TestStore) {
    append(&store, 1..=120).await;
    let nodes = [store.store(), store.another_node().await];
    let sealers: Vec<_> = (0..6)
        .map(|number| {
            let store = nodes[number % 2].clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    let done = store
                        .write(System, |tx| Box::pin(async move { tx.audit_seal(&key(), owner(), at(1_000), 3).await }))
                        .await;
                    assert!(done.is_ok() || done.is_err_and(|error| error.violates("audit_seal_pkey")));
                }
            })
        })
        .collect();
    for sealer in sealers {
        sealer.await.unwrap();
    }
    let report = verify(&store, None).await;
    assert!(report.sound(), "{:?}", report.faults);
    assert_eq!(report.sealed + report.unsealed, 120);
    assert!(report.seals >= 10);
}

async fn signing_in_is_logged_for_the_organization(store: TestStore) {
    store.write(Auth, |tx| Box::pin(async move { tx.audit_append(owner(), &entry(1), [0; 16]).await })).await.unwrap();
    assert_eq!(verify(&store, None).await.unsealed, 1);
}

crate::on_both_engines!(
    an_entry_reads_back_as_it_was_written,
    an_untouched_log_is_sound_and_its_open_end_is_told,
    an_edit_is_found_in_bytes_columns_and_digests,
    a_removed_entry_is_found,
    an_added_entry_is_found_wherever_it_is_put,
    entries_exchanged_between_seals_are_found,
    a_removed_seal_is_found,
    a_cut_off_end_is_found_by_a_checkpoint,
    another_key_makes_no_chain,
    erasing_a_person_keeps_the_chain_whole,
    an_entry_that_was_emptied_by_hand_is_found,
    what_the_rule_drops_is_accounted_for_up_to_its_seal,
    sealers_at_the_same_time_make_one_sound_chain,
    signing_in_is_logged_for_the_organization,
);
