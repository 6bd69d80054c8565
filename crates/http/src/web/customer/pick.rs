//! One customer of thousands, as a form names it.

use tierline_app::{Error, customer, error::Faults};
use tierline_domain::{Action, Customer, CustomerId, text::normalized};
use tierline_render::{Choice, page::CustomerPick};

use crate::web::{posted::Values, visit::Visit};

/// Names that are suggested, and customers found, at most.
const KNOWN: u32 = 200;
const FOUND: u32 = 20;

/// What a form's words came to.
enum Picked {
    /// A customer; none where none was named.
    Clear(Option<CustomerId>),
    /// Nobody, or several, or not exactly one: those that it could be.
    Unclear(Vec<Choice>),
}

/// Reads which customer is meant: by identifier, or by exact name, domain or tenant; else by what was chosen of those found.
async fn pick(visit: &Visit, values: &Values) -> Result<Picked, Error> {
    let Some(typed) = values.given("customer_id") else { return Ok(Picked::Clear(None)) };
    if let Ok(id) = typed.trim().parse() {
        return Ok(Picked::Clear(Some(id)));
    }
    if values.text("customer_typed") == typed
        && let Ok(id) = values.text("customer_choice").parse()
    {
        return Ok(Picked::Clear(Some(id)));
    }
    let query = customer::CustomerQuery { query: Some(typed.clone()), limit: FOUND, ..Default::default() };
    let found: Vec<Customer> =
        customer::list(&visit.app, &visit.ctx, query).await?.into_iter().map(|line| line.customer).collect();
    let mut exact = found.iter().filter(|one| is_exactly(one, &typed));
    if let (Some(one), None) = (exact.next(), exact.next()) {
        return Ok(Picked::Clear(Some(one.id)));
    }
    Ok(Picked::Unclear(found.iter().map(choice).collect()))
}

/// The customer that a form means, and those that it could mean where that is not clear, which is noted with its other faults.
pub(in crate::web) async fn noted(
    visit: &Visit,
    values: &Values,
    faults: &mut Faults,
) -> Result<(Option<CustomerId>, Vec<Choice>), Error> {
    Ok(match pick(visit, values).await? {
        Picked::Clear(customer) => (customer, Vec::new()),
        Picked::Unclear(found) => {
            faults.add("customer_id", if found.is_empty() { "no_such_customer" } else { "choose_customer" }, "");
            (None, found)
        }
    })
}

fn is_exactly(customer: &Customer, typed: &str) -> bool {
    let typed = normalized(typed);
    [&customer.name, &customer.domain, &customer.tenant_id].into_iter().any(|text| normalized(text) == typed)
}

fn choice(customer: &Customer) -> Choice {
    Choice::new(customer.id.to_string(), format!("{}, {}", customer.name, customer.domain))
}

/// What a form shows of customers: names to be suggested, for who sees customers at all.
pub(in crate::web) async fn shown(visit: &Visit, found: Vec<Choice>) -> Result<CustomerPick, Error> {
    if !visit.ctx.may(Action::See) {
        return Ok(CustomerPick::default());
    }
    let query = customer::CustomerQuery { limit: KNOWN, ..Default::default() };
    let lines = customer::list(&visit.app, &visit.ctx, query).await?;
    Ok(CustomerPick { known: lines.into_iter().map(|line| line.customer.name).collect(), found })
}
