//! A customer's people: they report, attach, say whether it is solved, and open again what came back.

use std::fs;

use tierline_testkit::browser::Script;

use super::{signed_in, sits_down};
use crate::work::desk;

#[tokio::test]
async fn a_customer_attaches_a_file_and_reopens_what_came_back() {
    let desk = desk().await;
    let file = desk.folder().join("error log.txt");
    fs::write(&file, "0x80070005").unwrap();
    for script in [Script::On, Script::Off] {
        let contact = sits_down(&desk, "hollis", script).await;
        contact.visit("/my/cases/new").await;
        contact.fill("/my/cases", "subject", "The label printer is silent").await;
        contact.fill("/my/cases", "description", "Since noon, in both offices.").await;
        contact.fill("/my/cases", "severity", "minimal").await;
        contact.submit("/my/cases", None).await;
        let own = contact.path().await.split('?').next().unwrap_or_default().to_owned();
        assert!(own.starts_with("/my/cases/cas_"), "{own}: {}", contact.text().await);
        contact.fill("/attachments", "file", file.to_str().unwrap()).await;
        contact.submit("/attachments", None).await;
        contact.reads("error log.txt").await;
        if script == Script::On {
            contact.is_accessible().await;
        }

        let agent = signed_in(&desk, "maren").await;
        agent.visit(own.trim_start_matches("/my")).await;
        agent.reads("error log.txt").await;
        agent.fill("/closure", "text", "The queue was emptied.").await;
        agent.submit("/closure", None).await;

        contact.visit(&own).await;
        if script == Script::On {
            contact.is_accessible().await;
        }
        contact.fill("/reopening", "reason", "Silent again since Monday.").await;
        contact.submit("/reopening", None).await;
        contact.reads("Silent again since Monday.").await;
        assert!(contact.has(&format!("form[action='{own}/notes']")).await, "the conversation goes on");
        contact.close().await;
        agent.close().await;
    }
}

#[tokio::test]
async fn an_agent_is_told_to_call_a_customer_who_cannot_read() {
    let desk = desk().await;
    let agent = signed_in(&desk, "maren").await;
    let case = super::reports(&agent).await;
    agent.reads("Nobody at Aldersyde Care Homes can read this here").await;
    agent.is_accessible().await;
    agent.visit(&case).await;
    let notice = ".composer [data-for=customer] .notice";
    agent.fill("/notes", "visibility", "customer").await;
    assert!(agent.displays(notice).await, "who writes to nobody is told: {}", agent.text().await);
    agent.fill("/notes", "visibility", "internal").await;
    assert!(!agent.displays(notice).await, "a note is for ourselves: {}", agent.text().await);
    agent.close().await;
}
