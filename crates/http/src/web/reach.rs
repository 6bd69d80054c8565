//! Which customers the own people reach: groups of customers, and the lists of one person.

use std::collections::BTreeSet;

use tierline_app::{
    Error,
    account::{self, ReachView},
    customer::{self, EditCustomerGroup},
    error::Faults,
};
use tierline_domain::{CustomerGroupId, CustomerId, ReachLists, ReachTarget, UserId};
use tierline_render::{
    Choice, Form,
    page::{CustomerGroupPage, CustomerGroupsPage, PersonReachPage, ReachEntry},
};

use super::{
    customer::pick,
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::{Posted, Values},
    route::{Route, get, post},
    visit::Visit,
};

const GROUPS: &str = "/customer-groups";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(GROUPS, groups),
        post(GROUPS, add_group),
        get("/customer-groups/{id}", group),
        post("/customer-groups/{id}", rename_group),
        post("/customer-groups/{id}/customers", put_in),
        post("/customer-groups/{id}/customers/removal", take_out),
        post("/customer-groups/{id}/removal", remove_group),
        get("/users/{id}/reach", lists),
        post("/users/{id}/reach", add_entry),
        post("/users/{id}/reach/removal", remove_entry),
    ]
}

async fn groups(visit: Visit) -> Answer {
    let view = groups_page(&visit, Form::default()).await?;
    visit.page(&view).await
}

async fn groups_page(visit: &Visit, form: Form) -> Result<CustomerGroupsPage, Error> {
    Ok(CustomerGroupsPage { groups: customer::group_list(&visit.app, &visit.ctx).await?, form })
}

async fn add_group(Posted { visit, ctx, values }: Posted) -> Answer {
    match customer::group_add(&visit.app, &ctx, values.text("name"), BTreeSet::new()).await {
        Ok(made) => Ok(done(&format!("{GROUPS}/{}", made.line.group.id), "customer_group_saved")),
        Err(Error::Invalid(faults)) => {
            let view = groups_page(&visit, values.refused("groups", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(GROUPS)),
    }
}

async fn group(visit: Visit, At(id): At<CustomerGroupId>) -> Answer {
    let view = group_page(&visit, id, Vec::new(), Form::default()).await?;
    visit.page(&view).await
}

async fn group_page(
    visit: &Visit,
    id: CustomerGroupId,
    found: Vec<Choice>,
    form: Form,
) -> Result<CustomerGroupPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let view = customer::group_view(app, ctx, id).await?;
    let people = account::user_list(app, ctx, None).await?;
    let named = people.into_iter().filter(|one| view.people.contains(&one.user.id));
    Ok(CustomerGroupPage {
        line: view.line,
        customers: view.customers,
        people: named.map(|one| (one.user.id, one.user.name)).collect(),
        pick: pick::shown(visit, found).await?,
        form,
    })
}

/// Changes a group, and leads back to it.
async fn change(posted: Posted, id: CustomerGroupId, command: EditCustomerGroup, form: &str) -> Answer {
    let Posted { visit, ctx, values } = posted;
    let path = format!("{GROUPS}/{id}");
    match customer::group_edit(&visit.app, &ctx, id, command).await {
        Ok(_) => Ok(done(&path, "customer_group_saved")),
        Err(Error::Invalid(faults)) => {
            let view = group_page(&visit, id, Vec::new(), values.refused(form, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

async fn rename_group(At(id): At<CustomerGroupId>, posted: Posted) -> Answer {
    let command = EditCustomerGroup { name: Some(posted.values.text("name").to_owned()), ..Default::default() };
    change(posted, id, command, "name").await
}

/// The customer that a form names; a fault where it names none.
async fn named(visit: &Visit, values: &Values) -> Result<Result<CustomerId, (Faults, Vec<Choice>)>, Error> {
    let mut faults = Faults::default();
    let (customer, found) = pick::noted(visit, values, &mut faults).await?;
    Ok(match customer {
        Some(customer) => Ok(customer),
        None => {
            if values.given("customer_id").is_none() {
                faults.add("customer_id", "no_choice", "Choose a group or name a customer.");
            }
            Err((faults, found))
        }
    })
}

/// What a form came to that cannot be taken.
fn unread(faults: Faults) -> Vec<tierline_app::FieldError> {
    match faults.finish() {
        Err(Error::Invalid(faults)) => faults,
        _ => Vec::new(),
    }
}

async fn put_in(At(id): At<CustomerGroupId>, posted: Posted) -> Answer {
    match named(&posted.visit, &posted.values).await? {
        Ok(customer) => {
            let command = EditCustomerGroup { add: BTreeSet::from([customer]), ..Default::default() };
            change(posted, id, command, "customers").await
        }
        Err((faults, found)) => {
            let form = posted.values.refused("customers", &unread(faults));
            let view = group_page(&posted.visit, id, found, form).await?;
            posted.visit.unsound(&view).await
        }
    }
}

async fn take_out(At(id): At<CustomerGroupId>, posted: Posted) -> Answer {
    let customer: Option<CustomerId> = posted.values.text("customer_id").parse().ok();
    let command = EditCustomerGroup { remove: customer.into_iter().collect(), ..Default::default() };
    change(posted, id, command, "customers").await
}

async fn remove_group(At(id): At<CustomerGroupId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match customer::group_remove(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(GROUPS, "customer_group_removed")),
        Err(error) => Err(Fault::from(error).back(format!("{GROUPS}/{id}"))),
    }
}

async fn lists(visit: Visit, At(id): At<UserId>) -> Answer {
    let view = reach_page(&visit, id, Vec::new(), Form::default()).await?;
    visit.page(&view).await
}

async fn reach_page(visit: &Visit, id: UserId, found: Vec<Choice>, form: Form) -> Result<PersonReachPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let view = account::reach_view(app, ctx, id).await?;
    let person = account::person_show(app, ctx, id).await?;
    let groups = customer::group_list(app, ctx).await?;
    Ok(PersonReachPage {
        user: id,
        name: person.member.user.name,
        allow: entries(&view, &view.lists.allow),
        block: entries(&view, &view.lists.block),
        applies: view.applies,
        reached: view.reached,
        groups: groups.into_iter().map(|line| Choice::new(line.group.id.to_string(), line.group.name)).collect(),
        pick: pick::shown(visit, found).await?,
        form,
    })
}

/// The entries of a list with their names, groups first.
fn entries(view: &ReachView, list: &BTreeSet<ReachTarget>) -> Vec<ReachEntry> {
    let entry = |target: &ReachTarget| match target {
        ReachTarget::Group(id) => {
            let (name, customers) = view.groups.get(id)?.clone();
            Some(ReachEntry { target: id.to_string(), name, customers: Some(customers) })
        }
        ReachTarget::Customer(id) => {
            let name = view.customers.get(id)?.clone();
            Some(ReachEntry { target: id.to_string(), name, customers: None })
        }
    };
    let mut all: Vec<ReachEntry> = list.iter().filter_map(entry).collect();
    all.sort_by_key(|one| (one.customers.is_none(), one.name.to_lowercase()));
    all
}

/// The list that a form is about.
fn list_of<'l>(lists: &'l mut ReachLists, values: &Values) -> (&'static str, &'l mut BTreeSet<ReachTarget>) {
    if values.text("list") == "allow" { ("allow", &mut lists.allow) } else { ("block", &mut lists.block) }
}

async fn add_entry(At(id): At<UserId>, posted: Posted) -> Answer {
    let Posted { visit, ctx, values } = posted;
    let mut lists = account::reach_view(&visit.app, &visit.ctx, id).await?.lists;
    let (name, list) = list_of(&mut lists, &values);
    let target = match values.text("group_id").parse() {
        Ok(group) => Ok(ReachTarget::Group(group)),
        Err(_) => named(&visit, &values).await?.map(ReachTarget::Customer),
    };
    match target {
        Ok(target) => list.insert(target),
        Err((faults, found)) => {
            let view = reach_page(&visit, id, found, values.refused(name, &unread(faults))).await?;
            return visit.unsound(&view).await;
        }
    };
    match account::reach_set(&visit.app, &ctx, id, lists).await {
        Ok(_) => Ok(done(&format!("/users/{id}/reach"), "reach_saved")),
        Err(Error::Invalid(mut faults)) => {
            // The rule speaks of the lists; on this page the one field of a list is what was added.
            faults.iter_mut().for_each(|fault| fault.field = "customer_id".to_owned());
            let view = reach_page(&visit, id, Vec::new(), values.refused(name, &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(format!("/users/{id}/reach"))),
    }
}

async fn remove_entry(At(id): At<UserId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let path = format!("/users/{id}/reach");
    let mut lists = account::reach_view(&visit.app, &visit.ctx, id).await?.lists;
    let (_, list) = list_of(&mut lists, &values);
    let target = values.text("target");
    list.retain(|entry| match entry {
        ReachTarget::Customer(id) => id.to_string() != target,
        ReachTarget::Group(id) => id.to_string() != target,
    });
    match account::reach_set(&visit.app, &ctx, id, lists).await {
        Ok(_) => Ok(done(&path, "reach_saved")),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}
