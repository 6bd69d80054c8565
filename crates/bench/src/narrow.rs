//! An agent whose lists keep one customer from them: each statement then looks whom they reach.

use anyhow::{Context, Result};
use tierline_domain::CustomerId;
use uuid::Uuid;

use crate::database::Database;
use crate::prepare::Agent;

/// Writes a list that blocks the first of the agent's customers, as the desk does, or takes it away.
///
/// # Errors
/// The driver's.
pub(crate) async fn narrow(database: &Database, agent: &Agent, is_narrow: bool) -> Result<()> {
    let person = literal(database, agent.id);
    let mut sql = format!(
        "delete from customer_reach where user_id = {person}; delete from reach_entry where user_id = {person};"
    );
    if is_narrow {
        let blocked: CustomerId = agent.customers.first().context("a customer")?.parse()?;
        let blocked = literal(database, blocked.uuid());
        sql.push_str(&format!(
            "insert into reach_entry (organization_id, cloud, user_id, target_id, is_group, is_blocked) \
             select organization_id, cloud, {person}, id, false, true from customer where id = {blocked}; \
             insert into customer_reach (organization_id, cloud, user_id, customer_id) \
             select c.organization_id, c.cloud, {person}, c.id from customer c join customer b on b.id = {blocked} \
             where c.organization_id = b.organization_id and c.cloud = b.cloud and c.id <> {blocked};"
        ));
    }
    database.execute(sql).await
}

/// An identifier as the engine writes it.
fn literal(database: &Database, id: Uuid) -> String {
    database.engine().choose(&format!("x'{}'", id.simple()), &format!("'{id}'"))
}
