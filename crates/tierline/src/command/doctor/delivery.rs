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

#[cfg(test)]
mod tests {
    use tierline_app::Error;
    use tierline_domain::{Cloud, Connection, ConnectionState, HELD_AFTER_FAILURES, Owner};
    use tierline_store::{Claim, Engine, Message};
    use tierline_testkit::inner::Desk;

    use super::*;

    fn said(findings: &[Finding]) -> Vec<String> {
        let mark = |finding: &Finding| if finding.good { "" } else { "WRONG " };
        findings.iter().map(|finding| format!("{}{}", mark(finding), finding.what)).collect()
    }

    /// A connection that has failed for long, and a message that was given up.
    async fn trouble(desk: &Desk) {
        let owner = Owner { organization: desk.direct.id, cloud: Cloud::Public };
        let now = desk.app.now();
        let begin = now - chrono::Duration::hours(2);
        let state = (0..=HELD_AFTER_FAILURES).fold(ConnectionState::default(), |state, n| {
            state.failed("nobody listens at desk.meridian.example", begin + chrono::Duration::minutes(n * 10))
        });
        let connection = Connection { state, ..tierline_testkit::backlog::connection(desk.app.id(), owner, begin) };
        let message = Message {
            id: desk.app.id(),
            queue: "doctor",
            kind: "request_submitted",
            payload: serde_json::Value::Null,
            at: now,
            run_at: now,
            addressed: None,
        };
        let put: Result<(), Error> = desk
            .app
            .store()
            .write_with(owner, (connection, message), |tx, (connection, message)| {
                Box::pin(async move {
                    tx.connection_insert(connection).await?;
                    tx.connection_state_put(connection.id, &connection.state).await?;
                    Ok(tx.outbox_append(message).await?)
                })
            })
            .await;
        put.unwrap();
        let claim = Claim { queue: "doctor", now, until: now, token: desk.app.id(), limit: 1 };
        let given_up: Result<(), Error> = desk
            .app
            .store()
            .write_with(System, claim, |tx, claim| {
                Box::pin(async move {
                    for leased in tx.outbox_claim(claim).await? {
                        tx.outbox_kill(&leased, claim.now, "The name leads nowhere.").await?;
                    }
                    Ok(())
                })
            })
            .await;
        given_up.unwrap();
    }

    #[tokio::test]
    async fn what_is_held_and_what_was_given_up_is_named_with_what_was_said() {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let desk = Desk::on(engine).await;
            desk.deliver().await;
            let good = said(&findings(desk.app.store()).await);
            assert_eq!(good, ["no delivery was given up", "deliveries and other work: 0 wait, 0 are held"]);
            trouble(&desk).await;
            let bad = said(&findings(desk.app.store()).await);
            assert_eq!(bad.len(), 3, "{bad:?}");
            assert_eq!(
                bad[0],
                "WRONG the connection Meridian desk has failed for long and is held: nobody listens at desk.meridian.example"
            );
            assert!(
                bad[1].starts_with("WRONG the delivery out_") && bad[1].ends_with("The name leads nowhere."),
                "{bad:?}"
            );
            desk.discard().await;
        }
    }
}
