//! What an open page waits for: that something it shows has changed.
//!
//! A watch is authorized as its page is, and says no more than "look again": what there is to see, the page says, which
//! the reader loads as usual. So a watch can be wrong in one way only, by saying it once too often. It must not say it
//! for what the reader cannot see: that something happened is news as well. See ADR 0011.

use std::{sync::Arc, time::Duration};

use tierline_domain::{Action, CaseId, CustomerId, Owner, RequestId, UserId};
use tierline_store::{Change, Changes, Reach, Telling};

use crate::{
    app::App,
    case,
    ctx::Ctx,
    error::{Error, Result},
    notice,
};

/// What a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// One case.
    Case(CaseId),
    /// One service request, sent or received.
    Request(RequestId),
    /// Cases: for a customer's people those that they see.
    Cases,
    /// Service requests, sent and received.
    Requests,
    /// Both.
    Desk,
    /// Nothing but the bell: for pages on which nothing else changes by itself.
    Bell,
}

/// What a watch says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Something that the page shows has changed, or may have.
    Changed,
    /// The reader's sessions have changed: ask again who it is.
    Session,
}

/// Waits for changes in the name of one reader.
pub struct Watch {
    filter: Filter,
    changes: Changes,
    /// For a reader whose lists narrow which customers they reach: what is asked of each change before it is told.
    narrowed: Option<(App, Reach)>,
}

/// Which changes concern a reader.
#[derive(Debug, Clone)]
struct Filter {
    topic: Topic,
    owner: Owner,
    user: UserId,
    /// For a customer's person: whose cases they see.
    customer: Option<(CustomerId, Option<UserId>)>,
    /// Whether requests are theirs to see.
    requests: bool,
    /// Whether they are told things in the desk.
    bell: bool,
}

/// Begins to watch. `age` is how long ago the reader read what they have: what changed in that time is said at once.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] where the reader could not open the page.
pub async fn watch(app: &App, ctx: &Ctx, topic: Topic, age: Duration) -> Result<Watch> {
    // First, so that nothing falls between the look and the wait.
    let changes = app.store().changes(age);
    let (sends, receives) = (ctx.may(Action::See), ctx.may(Action::SeeReceived));
    match topic {
        Topic::Case(id) => {
            case::require_see(ctx)?;
            let found = app.store().read(ctx.reach()).await?.case_lookup(id).await?.ok_or(Error::NotFound)?;
            case::require_own(ctx, &found)?;
        }
        Topic::Cases => case::require_see(ctx)?,
        Topic::Request(id) => {
            let mut read = app.store().read(ctx.reach()).await?;
            let found = (sends && read.request_lookup(id).await?.is_some())
                || (receives && read.received_lookup(id).await?.is_some());
            if !found {
                return Err(Error::NotFound);
            }
        }
        Topic::Requests | Topic::Desk | Topic::Bell if receives => {}
        Topic::Requests | Topic::Desk | Topic::Bell => ctx.require(Action::See)?,
    }
    let narrowed = ctx.listed.then(|| (app.clone(), ctx.reach()));
    Ok(Watch { filter: Filter::of(ctx, topic, sends || receives), changes, narrowed })
}

impl Watch {
    /// The next news; none when the desk ends. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<News> {
        loop {
            let telling: Arc<Telling> = self.changes.next().await?;
            match self.filter.news(&telling) {
                Some(News::Changed) if !self.reaches(&telling).await => {}
                Some(news) => return Some(news),
                None => {}
            }
        }
    }

    /// Whether any of what concerns the reader is within their reach at this moment. A gap may have been anything, and says
    /// nothing of any customer.
    async fn reaches(&self, telling: &Telling) -> bool {
        let Some((app, reach)) = &self.narrowed else { return true };
        if telling.gap {
            return true;
        }
        for change in telling.changes.iter().filter(|change| self.filter.concerns(change)) {
            match reached(app, *reach, change).await {
                Ok(true) => return true,
                Ok(false) => {}
                Err(error) => tracing::debug!(?error, "a change could not be looked at"),
            }
        }
        false
    }
}

/// Whether what was changed exists for who reaches this far.
async fn reached(app: &App, reach: Reach, change: &Change) -> Result<bool> {
    let mut read = app.store().read(reach).await?;
    Ok(match *change {
        Change::Case { case, .. } => read.case_lookup(case).await?.is_some(),
        Change::Request { request, .. } => {
            read.request_lookup(request).await?.is_some() || read.received_lookup(request).await?.is_some()
        }
        Change::Bell { .. } | Change::Person { .. } => true,
    })
}

impl Filter {
    fn of(ctx: &Ctx, topic: Topic, requests: bool) -> Self {
        let only = (!ctx.may(Action::ReportAll)).then_some(ctx.user.id);
        let customer = ctx.customer.map(|customer| (customer, only));
        Self {
            topic,
            owner: ctx.owner,
            user: ctx.user.id,
            customer,
            requests: requests && customer.is_none(),
            bell: notice::is_told(ctx),
        }
    }

    /// What a telling means to the reader. That a session ended comes first: nothing else is said to who is gone.
    fn news(&self, telling: &Telling) -> Option<News> {
        let session = Change::Person { user: self.user };
        if telling.changes.contains(&session) {
            return Some(News::Session);
        }
        let concerns = telling.gap || telling.changes.iter().any(|change| self.concerns(change));
        concerns.then_some(News::Changed)
    }

    fn concerns(&self, change: &Change) -> bool {
        match *change {
            Change::Case { owner, case, customer, reporter, shown } => {
                let here = match self.topic {
                    Topic::Case(id) => id == case,
                    Topic::Cases | Topic::Desk => true,
                    Topic::Request(_) | Topic::Requests | Topic::Bell => false,
                };
                let theirs = self.customer.is_none_or(|(own, only)| {
                    shown && own == customer && only.is_none_or(|user| reporter == Some(user))
                });
                here && owner == self.owner && theirs
            }
            Change::Request { owner, request } => {
                let here = match self.topic {
                    Topic::Request(id) => id == request,
                    Topic::Requests | Topic::Desk => true,
                    Topic::Case(_) | Topic::Cases | Topic::Bell => false,
                };
                here && owner == self.owner && self.requests
            }
            // The bell is on every page.
            Change::Bell { owner, user } => {
                self.bell && owner == self.owner && user.is_none_or(|user| user == self.user)
            }
            Change::Person { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use tierline_domain::{Cloud, OrganizationId};
    use uuid::Uuid;

    use super::*;

    fn id<T: From<Uuid>>(number: u128) -> T {
        Uuid::from_u128(number).into()
    }

    fn owner(organization: u128, cloud: Cloud) -> Owner {
        Owner { organization: OrganizationId(Uuid::from_u128(organization)), cloud }
    }

    fn here() -> Owner {
        owner(1, Cloud::Public)
    }

    fn agent(topic: Topic) -> Filter {
        Filter { topic, owner: here(), user: id(7), customer: None, requests: true, bell: true }
    }

    /// A contact of customer 3, who sees what they reported; an administrator sees all of it.
    fn contact(topic: Topic) -> Filter {
        Filter { customer: Some((id(3), Some(id(7)))), requests: false, bell: false, ..agent(topic) }
    }

    fn case(owner: Owner, case: u128, shown: bool) -> Change {
        Change::Case { owner, case: id(case), customer: id(3), reporter: Some(id(7)), shown }
    }

    fn told(filter: &Filter, change: Change) -> bool {
        filter.news(&Telling { changes: [change].into(), gap: false }).is_some()
    }

    /// Threat 36: a signal of one organization or cloud reaches another.
    #[test]
    fn nothing_of_another_organization_or_cloud_is_told() {
        for other in [owner(2, Cloud::Public), owner(1, Cloud::UsGovernment)] {
            for topic in [Topic::Cases, Topic::Requests, Topic::Desk, Topic::Case(id(5)), Topic::Request(id(5))] {
                assert!(!told(&agent(topic), case(other, 5, true)));
                assert!(!told(&agent(topic), Change::Request { owner: other, request: id(5) }));
                assert!(!told(&contact(topic), case(other, 5, true)));
            }
        }
        assert!(told(&agent(Topic::Cases), case(here(), 5, false)));
        assert!(told(&agent(Topic::Desk), Change::Request { owner: here(), request: id(5) }));
    }

    /// Threats 30 and 35: what a customer may not read must not show by its being told of.
    #[test]
    fn a_customer_is_told_of_nothing_that_is_not_shown_to_them() {
        for topic in [Topic::Cases, Topic::Case(id(5))] {
            assert!(told(&contact(topic), case(here(), 5, true)));
            assert!(!told(&contact(topic), case(here(), 5, false)), "a note among us");
        }
        let of = |customer: u128, reporter: u128| Change::Case {
            owner: here(),
            case: id(5),
            customer: id(customer),
            reporter: Some(id(reporter)),
            shown: true,
        };
        assert!(!told(&contact(Topic::Cases), of(4, 7)), "another customer's");
        assert!(!told(&contact(Topic::Cases), of(3, 8)), "a colleague's");
        let administrator = Filter { customer: Some((id(3), None)), ..contact(Topic::Cases) };
        assert!(told(&administrator, of(3, 8)));
        assert!(!told(&contact(Topic::Desk), Change::Request { owner: here(), request: id(5) }));
    }

    #[test]
    fn a_bell_is_heard_by_its_person_on_every_page_and_by_nobody_else() {
        let bell = |owner, user: Option<u128>| Change::Bell { owner, user: user.map(id) };
        for topic in [Topic::Bell, Topic::Desk, Topic::Case(id(5)), Topic::Request(id(5)), Topic::Cases] {
            assert!(told(&agent(topic), bell(here(), Some(7))));
            assert!(told(&agent(topic), bell(here(), None)), "of many at once");
            assert!(!told(&agent(topic), bell(here(), Some(8))), "a colleague's");
            assert!(!told(&agent(topic), bell(owner(1, Cloud::UsGovernment), Some(7))));
            assert!(!told(&agent(topic), bell(owner(2, Cloud::Public), None)));
            assert!(!told(&contact(topic), bell(here(), None)), "a customer's person has none");
        }
        assert!(!told(&agent(Topic::Bell), case(here(), 5, true)));
        assert!(!told(&agent(Topic::Bell), Change::Request { owner: here(), request: id(5) }));
    }

    #[test]
    fn a_page_of_one_case_hears_of_that_case_alone() {
        assert!(told(&agent(Topic::Case(id(5))), case(here(), 5, false)));
        assert!(!told(&agent(Topic::Case(id(6))), case(here(), 5, false)));
        assert!(!told(&agent(Topic::Requests), case(here(), 5, false)));
    }

    #[test]
    fn a_gap_is_told_to_everybody_and_an_ended_session_to_its_person() {
        assert_eq!(contact(Topic::Cases).news(&Telling::gap()), Some(News::Changed));
        let ended = |user| Telling { changes: [Change::Person { user: id(user) }].into(), gap: true };
        assert_eq!(agent(Topic::Cases).news(&ended(7)), Some(News::Session));
        assert_eq!(agent(Topic::Case(id(1))).news(&Telling { gap: false, ..ended(8) }), None);
    }
}
