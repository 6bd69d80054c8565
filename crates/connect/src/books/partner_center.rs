//! Customers, indirect resellers and subscriptions (Partner Center's REST reference: `customers`, `relationships`, `subscriptions`).

use serde_json::Value;
use tierline_app::{
    CustomerDetail, ListedCustomer, ListedReseller, ListedSubscription, Opened, Unread,
    partner_center::wire::{self, BASE, Collection, Customer, Partner, Subscription},
};

use super::{
    identifier, line,
    walk::{Page, Place, failed, one, walk},
};
use crate::outbound::Outbound;

/// Customers on a page: the most that the interface gives.
const SIZE: u32 = 500;

pub(super) async fn customers(outbound: &Outbound, through: &Opened) -> Result<Vec<ListedCustomer>, Unread> {
    let all = list(outbound, through, &format!("/customers?size={SIZE}&seekOperation=First")).await?;
    let read = |value| {
        let one: Customer = serde_json::from_value(value).map_err(|_| strange(through, "a customer"))?;
        let profile = one.company_profile.unwrap_or_default();
        // A customer without a tenant would be missed among those that are there.
        let tenant = identifier(one.id.or(profile.tenant_id)).ok_or_else(|| strange(through, "a customer"))?;
        Ok(ListedCustomer {
            tenant,
            name: line(profile.company_name),
            domain: line(profile.domain),
            relationship: line(one.relationship_to_partner),
            reseller: identifier(one.associated_partner_id),
        })
    };
    all.into_iter().map(read).collect()
}

pub(super) async fn resellers(outbound: &Outbound, through: &Opened) -> Result<Vec<ListedReseller>, Unread> {
    let path = "/relationships?relationship_type=is_indirect_cloud_solution_provider_of";
    let all = match list(outbound, through, path).await {
        // Only an indirect provider has such relationships; others are refused.
        Err(unread) if unread.is_single => Vec::new(),
        other => other?,
    };
    let read = |value| {
        let one: Partner = serde_json::from_value(value).ok()?;
        let ids = [one.id, one.mpn_id].into_iter().filter_map(identifier).collect();
        Some(ListedReseller { ids, name: line(one.name)? })
    };
    Ok(all.into_iter().filter_map(read).collect())
}

pub(super) async fn detail(outbound: &Outbound, through: &Opened, tenant: &str) -> Result<CustomerDetail, Unread> {
    let place = Place::below(through, &format!("{BASE}/customers/{tenant}"))?;
    let value = one(outbound, through, &place, &mut 0).await?;
    let customer: Customer = serde_json::from_value(value).map_err(|_| strange(through, "a customer"))?;
    let billing = customer.billing_profile.unwrap_or_default();
    let country = billing.default_address.and_then(|address| address.country);
    Ok(CustomerDetail { country: line(country), locale: line(billing.culture.or(billing.language)) })
}

pub(super) async fn subscriptions(
    outbound: &Outbound,
    through: &Opened,
    tenant: &str,
) -> Result<Vec<ListedSubscription>, Unread> {
    let all = list(outbound, through, &format!("/customers/{tenant}/subscriptions")).await?;
    let read = |value| {
        let one: Subscription = serde_json::from_value(value).map_err(|_| strange(through, "a subscription"))?;
        let product = one.product_type.and_then(|product| product.display_name);
        let names = [one.offer_name, one.friendly_name, product];
        Ok(ListedSubscription {
            id: identifier(one.id).ok_or_else(|| strange(through, "a subscription"))?,
            names: names.into_iter().filter_map(line).collect(),
            quantity: one.quantity.filter(|quantity| *quantity >= 0),
            is_active: one.status.is_none_or(|status| status.eq_ignore_ascii_case("active")),
        })
    };
    all.into_iter().map(read).collect()
}

fn strange(through: &Opened, what: &str) -> Unread {
    failed(format!("{} lists what cannot be read as {what}", through.connection.name))
}

async fn list(outbound: &Outbound, through: &Opened, path: &str) -> Result<Vec<Value>, Unread> {
    let mut first = Place::below(through, &format!("{BASE}{path}"))?;
    first.headers.push(("ms-contract-version".to_owned(), "v1".to_owned()));
    walk(outbound, through, first, |value, _| page(through, value)).await
}

fn page(through: &Opened, value: &Value) -> Result<Page, String> {
    let unclear = "does not say clearly whether another page follows";
    let Value::Object(fields) = value else { return Err("answered with no list".to_owned()) };
    let items = match fields.get("items") {
        Some(Value::Array(items)) => items.clone(),
        _ => return Err("answered with no list".to_owned()),
    };
    let head = serde_json::json!({ "totalCount": fields.get("totalCount"), "links": fields.get("links") });
    let Collection { total_count, links, .. } = serde_json::from_value(head).map_err(|_| unclear.to_owned())?;
    let Some(next) = links.and_then(|links| links.next).filter(|next| next.uri.is_some()) else {
        return Ok(Page { items, next: None, total: total_count });
    };
    let uri = next.uri.unwrap_or_default();
    let base = through.connection.address.trim_end_matches('/');
    // Relative to where the interface begins, or whole.
    let address = match uri.strip_prefix('/') {
        Some(_) if uri.starts_with(&format!("{BASE}/")) => format!("{base}{uri}"),
        Some(rest) => format!("{base}{BASE}/{rest}"),
        None => uri,
    };
    let url = reqwest::Url::parse(&address).map_err(|_| unclear.to_owned())?;
    let mut headers = vec![("ms-contract-version".to_owned(), "v1".to_owned())];
    for header in next.headers.unwrap_or_default() {
        // What lets us in, and to whom we speak, is not the page's to say: it may say where it goes on.
        if let (Some(key), Some(value)) = (header.key, header.value)
            && key.eq_ignore_ascii_case(wire::CONTINUATION)
            && value.bytes().all(|byte| byte.is_ascii_graphic())
        {
            headers.push((key.to_ascii_lowercase(), value));
        }
    }
    Ok(Page { items, next: Some(Place { url, headers }), total: total_count })
}
