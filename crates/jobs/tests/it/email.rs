//! What goes to a mailbox: its server takes it or does not, and nobody can be asked afterwards.

use std::sync::Arc;

use chrono::Duration;
use tierline_app::{
    Error, Parcel, account, case, delivery,
    email::{Arrived, Mail, MailFile, MailNature, ReplyWay, arrive, expects},
    request::{self, PortalUpdate},
};
use tierline_domain::{
    CaseStatus, ConnectionCondition, ConnectionId, DeliveryState, Event, RequestId, RequestStatus, Visibility,
};
use tierline_store::Engine;
use tierline_testkit::{inner::replies, recipient::Behaviour};
use uuid::Uuid;

use super::road::Road;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

#[tokio::test]
async fn a_mail_that_was_taken_has_arrived_without_a_number_and_notes_follow_it() {
    let road = Road::to_a_mailbox(Engine::Sqlite).await;
    road.later(1).await;
    let sent = road.sent().await;
    assert_eq!((sent.status, sent.external_id), (RequestStatus::Submitted, None));
    road.note("Build 24.1").await;
    road.later(1).await;
    assert!(matches!(&road.recipient.parcels()[..], [Parcel::Request, Parcel::Note { .. }]));
    request::withdraw(&road.desk.app, &road.agent().await, road.request, "It works again.").await.unwrap();
    road.later(1).await;
    assert!(matches!(road.recipient.parcels().last(), Some(Parcel::Withdrawal { .. })), "and it is taken back there");
    road.desk.discard().await;
}

/// Threat 57: a mail whose answer was lost is not sent twice by the desk, however long nobody says what became of it.
#[tokio::test]
async fn a_mail_that_was_not_confirmed_waits_for_a_person_and_holds_nothing_else_up() {
    for engine in ENGINES {
        let road = Road::to_a_mailbox(engine).await;
        road.recipient.behaves([Behaviour::TakesInSilence]);
        for _ in 0..40 {
            road.later(300).await;
        }
        assert_eq!((road.recipient.got().len(), road.recipient.asked()), (1, 1), "asked once, and never sent again");
        assert_eq!(
            (road.sent().await.status, road.states().await),
            (RequestStatus::Unknown, vec![DeliveryState::Unknown])
        );
        assert_ne!(road.condition().await, ConnectionCondition::Held, "the mail server works");
        let open = &road.deliveries().await[0];
        assert!(open.waits_for_a_person() && open.next_at.is_none(), "{open:?}");
        assert_eq!(open.answer.as_deref(), Some("Nobody reads there by machine."));
        let (app, admin) = (&road.desk.app, road.admin().await);
        let refused = delivery::retry(app, &admin, open.id).await;
        assert!(matches!(refused, Err(Error::Conflict { code: "nobody_to_ask", .. })), "{refused:?}");
        let forbidden = delivery::confirm(app, &road.agent().await, open.id, true).await;
        assert!(matches!(forbidden, Err(Error::Forbidden { .. })));

        let done = delivery::confirm(app, &admin, open.id, true).await.unwrap();
        assert_eq!(done.state, DeliveryState::Done);
        assert_eq!(road.sent().await.status, RequestStatus::Submitted);
        assert_eq!(road.audited("delivery.confirm").await, 1);
        let again = delivery::confirm(app, &admin, open.id, false).await;
        assert!(matches!(again, Err(Error::Conflict { code: "arrived", .. })), "{again:?}");
        road.later(300).await;
        assert_eq!(road.recipient.got().len(), 1);
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_mail_that_a_person_says_has_not_arrived_is_sent_again_under_its_identifier() {
    for engine in ENGINES {
        let road = Road::to_a_mailbox(engine).await;
        road.recipient.behaves([Behaviour::Loses]);
        road.later(1).await;
        road.later(300).await;
        let open = road.deliveries().await.remove(0);
        assert!(open.waits_for_a_person(), "{open:?}");
        let sent = delivery::confirm(&road.desk.app, &road.admin().await, open.id, false).await.unwrap();
        assert_eq!(sent.state, DeliveryState::Waiting);
        road.later(1).await;
        assert_eq!(road.recipient.got(), [road.request.to_string()]);
        assert_eq!(
            (road.sent().await.status, road.states().await),
            (RequestStatus::Submitted, vec![DeliveryState::Done])
        );
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn what_the_desk_can_ask_about_is_not_for_a_person_to_say() {
    let road = Road::on(Engine::Sqlite).await;
    road.recipient.behaves([Behaviour::TakesInSilence]);
    road.recipient.is_deaf(true);
    road.later(1).await;
    let open = road.deliveries().await.remove(0);
    assert_eq!(open.state, DeliveryState::Unknown);
    let refused = delivery::confirm(&road.desk.app, &road.admin().await, open.id, true).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "is_asked", .. })), "{refused:?}");
    road.desk.discard().await;
}

/// The address at which answers to the road's request arrive.
async fn address(road: &Road) -> String {
    let owner = road.sent().await.owner;
    replies().address(&ReplyWay { owner, request: road.request, connection: road.connection })
}

fn mail(id: &str, from: &str, text: &str) -> Mail {
    Mail {
        id: id.to_owned(),
        from: Some(from.to_owned()),
        at: None,
        text: text.to_owned(),
        nature: MailNature::Written,
        files: Vec::new(),
        original: Arc::from(format!("From: {from}\r\n\r\n{text}").into_bytes()),
    }
}

/// Road whose request has arrived, and its address.
async fn sent(engine: Engine) -> (Road, String) {
    let road = Road::to_a_mailbox(engine).await;
    road.later(1).await;
    let address = address(&road).await;
    (road, address)
}

/// Threat 12: the same mail again, by whatever way, is there once.
#[tokio::test]
async fn an_answer_stands_in_the_request_and_its_case_once_and_moves_no_status() {
    for engine in ENGINES {
        let (road, address) = sent(engine).await;
        let app = &road.desk.app;
        assert!(expects(app, &address.to_uppercase()).await.unwrap());
        let mut answer = mail("77@meridian.example", "Ansel@Meridian.example", "Which build?");
        answer.at = Some(app.now() - Duration::hours(2));
        answer.files = vec![MailFile { name: "../trace.txt".to_owned(), bytes: Arc::from(&b"GET /"[..]) }];
        assert_eq!(arrive(app, &address, &answer).await.unwrap(), Arrived::Taken);
        assert_eq!(arrive(app, &address, &answer).await.unwrap(), Arrived::Known);
        let sent = road.sent().await;
        assert_eq!((sent.status, sent.answered_at), (RequestStatus::Submitted, answer.at), "nothing is guessed");
        let ctx = road.agent().await;
        let view = request::view(app, &ctx, road.request).await.unwrap();
        let notes: Vec<_> = view.entries.iter().filter(|entry| entry.text.as_deref() == Some("Which build?")).collect();
        assert_eq!((notes.len(), notes[0].at), (1, answer.at.unwrap()), "in the provider's time");
        let files = request::attachment_list(app, &ctx, road.request).await.unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert!(names.contains(&"trace.txt") && names.iter().any(|name| name.ends_with(".eml")), "{names:?}");
        let case = case::view(app, &ctx, view.cases[0].id).await.unwrap();
        let told = case.entries.iter().filter(|entry| matches!(entry.event, Event::AnswerNoted { .. })).count();
        assert_eq!(told, 1);
        road.desk.discard().await;
    }
}

/// Threats 21 and 22: who is not of the mailbox's domain may be anybody. It is read by us, and by nobody else.
#[tokio::test]
async fn a_mail_from_elsewhere_is_kept_for_us_and_is_no_answer() {
    let (road, address) = sent(Engine::Sqlite).await;
    let app = &road.desk.app;
    let policy = account::EditPolicy { pass_on_answers: Some(true), ..account::EditPolicy::default() };
    account::edit_policy(app, &road.admin().await, policy).await.unwrap();
    let mut strange = mail("1@evil.example", "ansel@meridian.example.evil.example", "Reset our global admin");
    strange.files = vec![MailFile { name: "invoice.exe".to_owned(), bytes: Arc::from(&b"MZ"[..]) }];
    assert_eq!(arrive(app, &address, &strange).await.unwrap(), Arrived::Taken);
    assert_eq!(road.sent().await.answered_at, None, "no clock counts it");
    let ctx = road.agent().await;
    let view = request::view(app, &ctx, road.request).await.unwrap();
    let kept = view.entries.iter().find(|entry| entry.kind == "unverified").unwrap();
    assert_eq!(
        (kept.visibility, kept.actor.name.as_str()),
        (Visibility::Internal, "ansel@meridian.example.evil.example")
    );
    let case = case::view(app, &ctx, view.cases[0].id).await.unwrap();
    let told: Vec<_> =
        case.entries.iter().filter(|entry| entry.text.as_deref() == Some("Reset our global admin")).collect();
    assert_eq!((told.len(), told[0].visibility), (1, Visibility::Internal), "the customer does not read it");
    let left: Vec<_> = view.entries.iter().filter(|entry| entry.kind == "file_left").collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].text.as_deref(), Some("invoice.exe: programs are not taken"));
    road.desk.discard().await;
}

/// Threat 19: an absence is kept, changes nothing, and nothing is answered.
#[tokio::test]
async fn what_a_machine_wrote_changes_nothing_and_is_not_answered() {
    let (road, address) = sent(Engine::Sqlite).await;
    let app = &road.desk.app;
    let before = road.sent().await;
    let absence = Mail { nature: MailNature::Automatic, ..mail("2@x", "ansel@meridian.example", "Back on Monday") };
    assert_eq!(arrive(app, &address, &absence).await.unwrap(), Arrived::Taken);
    // One of ours that comes back by some list is no mail at all.
    let ours = mail(&format!("{}@replies.northgate.example", road.request), "support@northgate.example", "Ours");
    assert_eq!(arrive(app, &address, &ours).await.unwrap(), Arrived::Known);
    road.later(60).await;
    let after = road.sent().await;
    assert_eq!((after.status, after.answered_at, after.last_reply_at), (before.status, None, None));
    assert_eq!((road.recipient.got().len(), road.deliveries().await.len()), (1, 1), "nothing is sent because of it");
    let view = request::view(app, &road.agent().await, road.request).await.unwrap();
    assert!(view.entries.iter().any(|entry| entry.kind == "automatic"));
    road.desk.discard().await;
}

#[tokio::test]
async fn a_mail_that_came_back_takes_the_request_back_with_the_reason() {
    for engine in ENGINES {
        let (road, address) = sent(engine).await;
        let (app, delivery) = (&road.desk.app, road.deliveries().await.remove(0).id);
        let back = |id: &str, delivery| Mail {
            nature: MailNature::CameBack { delivery, reason: "550 5.1.1 No such mailbox".to_owned() },
            ..mail(id, "MAILER-DAEMON@mail.example", "It could not be delivered.")
        };
        assert_eq!(arrive(app, &address, &back("3@x", None)).await.unwrap(), Arrived::Taken);
        assert_eq!(road.sent().await.status, RequestStatus::Submitted, "of what, it does not say");
        arrive(app, &address, &back("4@x", Some(delivery))).await.unwrap();
        let sent = road.sent().await;
        assert_eq!(
            (sent.status, sent.status_reason.as_deref()),
            (RequestStatus::Returned, Some("550 5.1.1 No such mailbox"))
        );
        let gone = road.deliveries().await.remove(0);
        assert_eq!((gone.state, gone.answer.as_deref()), (DeliveryState::Refused, Some("550 5.1.1 No such mailbox")));
        let view = request::view(app, &road.agent().await, road.request).await.unwrap();
        assert_eq!(view.cases[0].status, CaseStatus::Open);
        road.desk.discard().await;
    }
}

/// Threat 20: whoever knows the address of a request can write to it, but not without end.
#[tokio::test]
async fn a_request_that_holds_as_much_as_it_may_takes_no_more_mail_and_says_so_once() {
    let (road, address) = sent(Engine::Sqlite).await;
    let app = &road.desk.app;
    let big = MailFile { name: "trace.bin".to_owned(), bytes: Arc::from(vec![0; 15 * 1024 * 1024]) };
    let mut answer = mail("1@meridian.example", "ansel@meridian.example", "The traces");
    answer.files = vec![big; 20];
    assert_eq!(arrive(app, &address, &answer).await.unwrap(), Arrived::Taken, "300 MiB at once");
    for id in ["2@meridian.example", "3@meridian.example"] {
        let more = mail(id, "ansel@meridian.example", "And more");
        assert_eq!(arrive(app, &address, &more).await.unwrap(), Arrived::Full);
    }
    let view = request::view(app, &road.agent().await, road.request).await.unwrap();
    assert_eq!(view.entries.iter().filter(|entry| entry.kind == "mail_full").count(), 1);
    assert!(view.entries.iter().all(|entry| entry.text.as_deref() != Some("And more")));
    // Of the 300 MiB the last two files found no room, and the mail as it was.
    let files = request::attachment_list(app, &road.agent().await, road.request).await.unwrap();
    let left = view.entries.iter().filter(|entry| entry.kind == "file_left").count();
    assert_eq!((files.iter().filter(|file| file.name == "trace.bin").count(), left), (18, 3));
    road.desk.discard().await;
}

/// Threats 16, 22, 23 and 29: what is not the one address of the request is nobody's, whatever a mail says of itself.
#[tokio::test]
async fn only_the_signed_address_of_a_request_that_lives_leads_to_it() {
    let (road, address) = sent(Engine::Sqlite).await;
    let (app, owner) = (&road.desk.app, road.sent().await.owner);
    let way = ReplyWay { owner, request: road.request, connection: road.connection };
    let of = |way: ReplyWay| replies().address(&way);
    for stranger in [
        of(ReplyWay { connection: ConnectionId(Uuid::from_u128(9)), ..way }),
        of(ReplyWay { request: RequestId(Uuid::from_u128(9)), ..way }),
        address.replace("reply+", "reply+0"),
        "postmaster@replies.northgate.example".to_owned(),
    ] {
        assert!(!expects(app, &stranger).await.unwrap(), "{stranger}");
        let answer = mail("5@x", "ansel@meridian.example", "Resolved");
        assert_eq!(arrive(app, &stranger, &answer).await.unwrap(), Arrived::NotOurs);
    }
    request::withdraw(app, &road.agent().await, road.request, "It works again.").await.unwrap();
    assert!(expects(app, &address).await.unwrap(), "a late word is part of the story");
    road.desk.clock.advance(Duration::days(91));
    assert!(!expects(app, &address).await.unwrap());
    road.desk.discard().await;
}

#[tokio::test]
async fn what_a_mailbox_answers_is_written_down_by_hand() {
    let (road, _) = sent(Engine::Sqlite).await;
    let (app, ctx) = (&road.desk.app, road.agent().await);
    let version = Some(road.sent().await.version);
    let reader = tierline_app::Ctx { read_version: version, ..ctx.clone() };
    let numbered = request::correct(app, &reader, road.request, "INC-77");
    assert_eq!(numbered.await.unwrap().external_id.as_deref(), Some("INC-77"));
    let solved =
        PortalUpdate { status: Some(RequestStatus::Resolved), text: Some("Mended.".to_owned()), occurred_at: None };
    assert_eq!(request::portal_update(app, &ctx, road.request, solved).await.unwrap().status, RequestStatus::Resolved);
    let view = request::view(app, &ctx, road.request).await.unwrap();
    let case = case::view(app, &ctx, view.cases[0].id).await.unwrap();
    let read = case.entries.iter().any(|entry| matches!(entry.event, Event::RequestMoved { read_in_portal: true, .. }));
    assert!(!read, "there was no portal to read it in");
    road.desk.discard().await;
}
