use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tierline_domain::{AUDIT_DAYS_LEAST, AuditId, Cloud, Owner};

use super::{at, id, owner};
use crate::{
    AuditAccounts, AuditEntry, AuditFault, AuditFilter, AuditHead, AuditKey, AuditReport, Auth, Error, Store, System,
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
    store.tamper("delete from audit_seal where seq = 3").await;
    let stray = vec![AuditFault::Stray { entries: 3 }];
    assert_eq!(verify(&store, None).await.faults, stray, "what it covered is still there");
    store.tamper("delete from audit_entry where seal = 3").await;
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

/// The first moment at which a rule may drop what [`seal`] covered.
fn a_year_on() -> DateTime<Utc> {
    at(1_000) + TimeDelta::days(AUDIT_DAYS_LEAST.into())
}

/// An act that says something of the log itself, as anybody could write it.
fn act(number: u128, at: DateTime<Utc>, action: &str, detail: Value) -> AuditEntry {
    AuditEntry {
        at,
        action: action.to_owned(),
        detail: json!({ "actor_name": null, "address": null, "detail": detail }),
        ..entry(number)
    }
}

/// Puts an entry into the log as it is: as the desk would, and whoever can write to the database.
async fn put(store: &Store, owner: Owner, entry: AuditEntry) {
    store
        .write_with(owner, entry, |tx, entry| Box::pin(async move { tx.audit_append(entry, [5; 16]).await }))
        .await
        .unwrap();
}

/// Accounts for what was emptied as the desk does: with its proof.
async fn account(store: &Store, entry: AuditEntry) {
    put(store, owner(), AuditAccounts::of(&key()).proven(owner(), entry)).await;
}

/// What somebody does who can write to the database.
fn empty(what: &str) -> String {
    format!("update audit_entry set bytes = null, salt = null, actor = null, subject = null where {what}")
}

async fn erasing_a_person_keeps_the_chain_whole(store: TestStore) {
    prepared(&store).await;
    let open = store.write(owner(), |tx| Box::pin(tx.audit_unsealed_of("usr_1"))).await.unwrap();
    assert_eq!(open, 1, "the tenth has no seal");
    let erased = store.write(owner(), |tx| Box::pin(tx.audit_erase("usr_1"))).await.unwrap();
    assert_eq!(erased, [(1, 1), (2, 1), (3, 1)].into(), "usr_1 did 1, 4, 7 and 10");
    account(&store, act(11, at(1_100), "person.erase", json!({ "seals": erased }))).await;
    let report = verify(&store, None).await;
    assert!(report.sound(), "{:?}", report.faults);
    assert_eq!((report.erased, report.sealed, report.unsealed), (3, 9, 2));
    let mut read = store.read(owner()).await.unwrap();
    let all = read.audit_list(&AuditFilter { limit: 20, ..AuditFilter::default() }).await.unwrap();
    assert_eq!(all.iter().filter(|one| one.entry.is_none()).count(), 3);
}

async fn an_entry_that_was_emptied_by_hand_is_found(store: TestStore) {
    prepared(&store).await;
    store.tamper(&empty("subject = 'cas_5'")).await;
    assert_eq!(verify(&store, None).await.faults, vec![AuditFault::Emptied { seq: 2, entries: 1 }]);
    // A person's entries are accounted for, and no more than these.
    let erased = store.write(owner(), |tx| Box::pin(tx.audit_erase("usr_1"))).await.unwrap();
    account(&store, act(11, at(1_100), "person.erase", json!({ "seals": erased }))).await;
    assert_eq!(verify(&store, None).await.faults, vec![AuditFault::Emptied { seq: 2, entries: 1 }]);
    store.tamper(&empty("subject = 'cas_11'")).await;
    assert!(verify(&store, None).await.faults.len() > 1, "what said why was emptied too");
}

/// Whoever can write to the database needs no key to have an entry sealed: the desk seals what stands there.
async fn an_account_without_the_desk_s_proof_is_none_even_under_a_seal(store: TestStore) {
    prepared(&store).await;
    put(&store, owner(), act(11, a_year_on(), "audit.retire", json!({ "through": 999_999 }))).await;
    put(&store, owner(), act(12, a_year_on(), "person.erase", json!({ "seals": { "1": 3, "2": 3, "3": 3 } }))).await;
    store.tamper(&empty("seal is not null")).await;
    let emptied = |seq| AuditFault::Emptied { seq, entries: 3 };
    let forged = |number| AuditFault::Forged { id: AuditId(id(number)) };
    let all = vec![forged(11), forged(12), emptied(1), emptied(2), emptied(3)];
    assert_eq!(verify(&store, None).await.faults, all);
    assert_eq!(seal(&store, 100).await, 3);
    assert_eq!(verify(&store, None).await.faults, all, "a seal proves that it was there, not who wrote it");
}

async fn a_proof_holds_for_its_own_entry_and_owner_alone(store: TestStore) {
    prepared(&store).await;
    let erased = store.write(owner(), |tx| Box::pin(tx.audit_erase("usr_1"))).await.unwrap();
    let genuine =
        AuditAccounts::of(&key()).proven(owner(), act(11, at(1_100), "person.erase", json!({ "seals": erased })));
    put(&store, owner(), genuine.clone()).await;
    assert!(verify(&store, None).await.sound());

    put(&store, owner(), AuditEntry { id: AuditId(id(12)), ..genuine.clone() }).await;
    let more = act(13, at(1_100), "person.erase", json!({ "seals": { "1": 2 } }));
    put(&store, owner(), AuditEntry { detail: with_proof_of(&genuine, more.detail.clone()), ..more.clone() }).await;
    let elsewhere = Owner { cloud: Cloud::UsGovernment, ..owner() };
    put(
        &store,
        owner(),
        AuditAccounts::of(&key()).proven(elsewhere, AuditEntry { id: AuditId(id(14)), ..more.clone() }),
    )
    .await;
    let other_key = AuditAccounts::of(&AuditKey::new([4; 32]));
    put(&store, owner(), other_key.proven(owner(), AuditEntry { id: AuditId(id(15)), ..more })).await;
    store.tamper(&empty("subject = 'cas_2'")).await;
    let mut faults: Vec<_> = (12..=15).map(|number| AuditFault::Forged { id: AuditId(id(number)) }).collect();
    faults.push(AuditFault::Emptied { seq: 1, entries: 1 });
    assert_eq!(verify(&store, None).await.faults, faults);
}

/// What an entry says, with the proof of another one.
fn with_proof_of(other: &AuditEntry, mut detail: Value) -> Value {
    detail["proof"] = other.detail["proof"].clone();
    assert!(detail["proof"].is_string(), "it has one");
    detail
}

async fn drop_two_seals(store: &Store, now: DateTime<Utc>) {
    let mut dropped = Vec::new();
    for _ in 0..2 {
        let one = store.write(System, move |tx| Box::pin(tx.audit_retire(owner(), at(1_001), now))).await.unwrap();
        dropped.extend(one.map(|seal| (seal.seq, seal.entries)));
    }
    assert_eq!(dropped, [(1, 3), (2, 3)]);
}

async fn what_the_rule_drops_is_accounted_for_up_to_its_seal(store: TestStore) {
    prepared(&store).await;
    drop_two_seals(&store, a_year_on()).await;
    let young = store.write(System, |tx| Box::pin(tx.audit_retire(owner(), at(0), a_year_on()))).await.unwrap();
    assert_eq!(young, None, "it was sealed later");
    account(&store, act(11, a_year_on(), "audit.retire", json!({ "through": 1 }))).await;
    assert_eq!(verify(&store, None).await.faults, vec![AuditFault::Emptied { seq: 2, entries: 3 }]);
    account(&store, act(12, a_year_on(), "audit.retire", json!({ "through": 2 }))).await;
    let report = verify(&store, None).await;
    assert!(report.sound(), "{:?}", report.faults);
    assert_eq!((report.erased, report.seals), (6, 3));
}

/// Whoever can write to the database can make a seal look old, or write a rule of a day: the desk then drops what it covers.
async fn no_rule_accounts_for_what_was_sealed_within_a_year(store: TestStore) {
    prepared(&store).await;
    let early = a_year_on() - TimeDelta::seconds(1);
    drop_two_seals(&store, early).await;
    account(&store, act(11, early, "audit.retire", json!({ "through": 2 }))).await;
    let emptied = |seq| AuditFault::Emptied { seq, entries: 3 };
    assert_eq!(verify(&store, None).await.faults, vec![emptied(1), emptied(2)]);
    account(&store, act(12, a_year_on(), "audit.retire", json!({ "through": 1 }))).await;
    assert_eq!(verify(&store, None).await.faults, vec![emptied(2)], "a later account covers what is older");
}

async fn the_log_itself_says_whose_logs_there_are(store: TestStore) {
    prepared(&store).await;
    let owners = async || store.read(System).await.unwrap().audit_owners().await.unwrap();
    assert_eq!(owners().await, vec![owner()]);
    let elsewhere = Owner { cloud: Cloud::UsGovernment, ..owner() };
    put(&store, elsewhere, entry(20)).await;
    assert_eq!(owners().await, vec![owner(), elsewhere], "by an entry without a seal");
    store.tamper("delete from audit_entry where cloud = 'public'").await;
    assert_eq!(owners().await, vec![owner(), elsewhere], "by a seal without entries");
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
    an_account_without_the_desk_s_proof_is_none_even_under_a_seal,
    a_proof_holds_for_its_own_entry_and_owner_alone,
    what_the_rule_drops_is_accounted_for_up_to_its_seal,
    no_rule_accounts_for_what_was_sealed_within_a_year,
    the_log_itself_says_whose_logs_there_are,
    sealers_at_the_same_time_make_one_sound_chain,
    signing_in_is_logged_for_the_organization,
);
