//! What is on its way to recipients and does not arrive.

use tierline_store::{Store, System};

use super::{Finding, bad, good};

/// Given-up messages that are named; the pages list all.
const NAMED: i64 = 10;

/// Looks at the deliveries of all organizations.
pub(super) async fn findings(store: &Store) -> Vec<Finding> {
    match look(store).await {
        Ok(findings) => findings,
        Err(error) => vec![bad(format!("deliveries can't be read: {error}"), "see the log of the desk")],
    }
}

async fn look(store: &Store) -> Result<Vec<Finding>, tierline_store::Error> {
    let mut read = store.read(System).await?;
    let mut findings = Vec::new();
    for connection in read.connections_all_held().await? {
        let answer = connection.state.answer.unwrap_or_default();
        findings.push(bad(
            format!("the connection {} has failed for long and is held: {answer}", connection.name),
            "mend the cause; then the desk finds out by itself, or let it go on the page Deliveries",
        ));
    }
    for message in read.outbox_dead(NAMED).await? {
        let why = message.last_error.unwrap_or_default();
        findings.push(bad(
            format!("the delivery {} ({}) was given up: {why}", message.id, message.kind),
            "mend the cause and have it tried again on the page Deliveries, or leave it given up",
        ));
    }
    let counts = read.outbox_counts().await?;
    let number =
        |state: &str| counts.iter().filter(|count| count.state == state).map(|count| count.number).sum::<i64>();
    if findings.is_empty() {
        findings.push(good("no delivery was given up"));
    }
    findings.push(good(format!("deliveries and other work: {} wait, {} are held", number("waiting"), number("held"))));
    Ok(findings)
}
