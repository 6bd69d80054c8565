//! What surrounds a page: language, zone, theme, navigation with its counts.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use tierline_app::{Error, account, case, connection, customer, delivery, follow, health, notice, received, request};
use tierline_domain::{
    Action, CaseStatus, Cloud, Connection, EMERGENCY_HOURS, OrganizationKind, Proof, RequestStatus, Role,
};
use tierline_render::{Console, Frame, HeldConnection, Locale, NavItem, Page, Place, Shell, Wanting, WantingSecret};
use uuid::Uuid;

use super::{
    query,
    visit::{Visit, Visitor, cookie},
};

/// Statuses of cases that can still need work.
pub(super) const ACTIVE: &[CaseStatus] =
    &[CaseStatus::Open, CaseStatus::WaitingOnCustomer, CaseStatus::WaitingOnProvider];

impl Visitor {
    fn frame(&self, locale: Locale, zone: Tz) -> Frame {
        let mut frame = Frame::new(locale, zone, self.state.app.now());
        frame.theme = self.theme;
        frame.path.clone_from(&self.path);
        frame.done.clone_from(&self.done);
        frame.form_key = self.state.app.id::<Uuid>().simple().to_string();
        frame
    }

    /// A page for somebody who is not signed in.
    pub(super) fn page_with(&self, status: StatusCode, view: &impl Page) -> Response {
        answer(status, view.render(&self.frame(self.locale, Tz::UTC)))
    }
}

impl Visit {
    /// The person's zone: their own choice, else that of the organization's calendar.
    pub(super) fn zone(&self) -> Tz {
        self.ctx.zone()
    }

    /// The language the person reads.
    pub(super) fn locale(&self) -> Locale {
        self.ctx.user.language.map_or(self.visitor.locale, Locale::from)
    }

    /// Now.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    /// A page.
    pub(super) async fn page(&self, view: &impl Page) -> Result<Response, super::fault::Fault> {
        Ok(self.page_with(StatusCode::OK, view).await?)
    }

    /// A page with a form that came back.
    pub(super) async fn unsound(&self, view: &impl Page) -> Result<Response, super::fault::Fault> {
        Ok(self.page_with(StatusCode::UNPROCESSABLE_ENTITY, view).await?)
    }

    /// A page with a form that came after somebody else's change.
    pub(super) async fn late(&self, view: &impl Page) -> Result<Response, super::fault::Fault> {
        Ok(self.page_with(StatusCode::CONFLICT, view).await?)
    }

    /// A page with a status of its own.
    pub(super) async fn page_with(&self, status: StatusCode, view: &impl Page) -> Result<Response, Error> {
        let mut frame = self.frame().await?;
        if view.follows() {
            frame.follows = follow::list(&self.app, &self.ctx).await?;
        }
        Ok(answer(status, view.render(&frame)))
    }

    async fn frame(&self) -> Result<Frame, Error> {
        let mut frame = self.visitor.frame(self.locale(), self.zone());
        let signed = self.visitor.signed.as_ref();
        frame.csrf = signed.and_then(|signed| signed.csrf.clone()).unwrap_or_default();
        frame.may = Action::ALL.iter().copied().filter(|action| self.ctx.may(*action)).collect();
        frame.shell = Some(self.shell().await?);
        Ok(frame)
    }

    /// Whose desk the person works at.
    pub(super) fn console(&self) -> Console {
        match (self.ctx.customer, self.ctx.organization.kind) {
            (Some(_), _) => Console::Customer,
            (None, OrganizationKind::Provider) => Console::Provider,
            (None, OrganizationKind::Partner) => Console::Partner,
        }
    }

    async fn shell(&self) -> Result<Shell, Error> {
        let (organization, clouds, nav, feed_read_at, held, wanting, keeperless, elevated, unsealed) = futures::try_join!(
            self.organization(),
            self.clouds(),
            self.nav(),
            self.feed_read_at(),
            self.held(),
            connection::wanting(&self.app, &self.ctx),
            account::service_accounts_orphaned(&self.app, &self.ctx),
            account::elevations_active(&self.app, &self.ctx),
            account::emergency_unsealed(&self.app, &self.ctx)
        )?;
        Ok(Shell {
            user_name: self.ctx.user.name.clone(),
            role: Role::leading(&self.ctx.roles).unwrap_or(Role::CustomerContact),
            organization,
            console: self.console(),
            clouds,
            cloud: self.ctx.owner.cloud,
            nav,
            feed_read_at,
            unread: self.unread(),
            held: held.into_iter().map(held_connection).collect(),
            wanting: wanting.into_iter().map(wanting_secret).collect(),
            keeperless: keeperless.into_iter().map(|one| (one.name, one.keeper_name)).collect(),
            emergency_until: self.emergency_until(),
            unsealed,
            elevated: elevated.into_iter().filter_map(|one| Some((one.role, one.ends_at?))).collect(),
            shortcuts: cookie(&self.visitor.headers, "shortcuts") != Some("off"),
        })
    }

    /// When the session ends of who is in by emergency access.
    fn emergency_until(&self) -> Option<DateTime<Utc>> {
        let session = self.ctx.session.as_ref().filter(|session| session.proofs.has(Proof::EmergencyCode))?;
        Some(session.proven_at + chrono::Duration::hours(EMERGENCY_HOURS))
    }

    /// The number at the bell, which came with the session; none for who is told nothing here.
    fn unread(&self) -> Option<u8> {
        let signed = self.visitor.signed.as_ref().filter(|_| notice::is_told(&self.ctx))?;
        Some(u8::try_from(signed.unread.clamp(0, 100)).unwrap_or(100))
    }

    /// The connections that are held. The session says whether there is one, so that a calm desk is not asked each time.
    async fn held(&self) -> Result<Vec<Connection>, Error> {
        if !self.visitor.signed.as_ref().is_some_and(|signed| signed.held) {
            return Ok(Vec::new());
        }
        delivery::held(&self.app, &self.ctx).await
    }

    /// The name on top: a customer's people stand for their own firm.
    async fn organization(&self) -> Result<String, Error> {
        match self.ctx.customer {
            Some(id) => Ok(customer::view(&self.app, &self.ctx, id).await?.customer.name),
            None => Ok(self.ctx.organization.name.clone()),
        }
    }

    /// The clouds in which the person is a member of this organization.
    async fn clouds(&self) -> Result<Vec<Cloud>, Error> {
        let here = self.ctx.owner;
        if self.ctx.organization.clouds.len() < 2 {
            return Ok(vec![here.cloud]);
        }
        let places = account::memberships(&self.app, &self.ctx).await?;
        let mut clouds: Vec<Cloud> = places
            .iter()
            .map(|place| place.membership.owner)
            .filter(|owner| owner.organization == here.organization)
            .map(|owner| owner.cloud)
            .collect();
        clouds.sort_unstable();
        clouds.dedup();
        Ok(clouds)
    }

    async fn nav(&self) -> Result<Vec<NavItem>, Error> {
        let places = Place::menu(self.console()).iter().copied().filter(|place| self.ctx.may(place.needs()));
        futures::future::try_join_all(places.map(|place| async move {
            let count = self.count(place).await?;
            Ok(NavItem { place, count: count.map(|count| u8::try_from(count.clamp(0, 100)).unwrap_or(100)) })
        }))
        .await
    }

    /// How much waits in a place for the one who looks.
    async fn count(&self, place: Place) -> Result<Option<i64>, Error> {
        let (app, ctx) = (&self.app, &self.ctx);
        Ok(match place {
            Place::Cases => {
                let mine = case::CaseQuery {
                    assignee: Some(Some(ctx.user.id)),
                    status: ACTIVE.to_vec(),
                    ..Default::default()
                };
                Some(case::counts(app, ctx, mine).await?)
            }
            Place::Requests => Some(request::waiting_for_us(app, ctx).await?),
            Place::Inbox => {
                let fresh = received::ReceivedQuery { status: vec![RequestStatus::Submitted], ..Default::default() };
                Some(received::counts(app, ctx, fresh).await?)
            }
            _ => None,
        })
    }

    async fn feed_read_at(&self) -> Result<Option<DateTime<Utc>>, Error> {
        if self.console() != Console::Partner || !self.ctx.may(Action::See) {
            return Ok(None);
        }
        health::read_last(&self.app, &self.ctx).await
    }
}

/// A secret that is to be seen to, as the head of a Global admin's pages says it.
fn wanting_secret(secret: connection::WantingSecret) -> WantingSecret {
    let why = match secret.why {
        connection::Wanting::Ends(at) => Wanting::Ends(at),
        connection::Wanting::PersonLeft(person) => Wanting::PersonLeft(person),
    };
    WantingSecret { id: secret.connection, name: secret.name, why }
}

/// A held connection as the head of each page says it.
fn held_connection(connection: Connection) -> HeldConnection {
    let state = &connection.state;
    let since = state.failing_since.or(state.held_since).unwrap_or(connection.updated_at);
    HeldConnection { id: connection.id, name: connection.name, since }
}

fn answer(status: StatusCode, page: String) -> Response {
    let mut response = (status, Html(page)).into_response();
    // What a page says depends on who looks and in which language, and a step back must not show somebody else's.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// To the page that shows what was done, with a word of what it was.
pub(super) fn done(path: &str, word: &str) -> Response {
    debug_assert!(tierline_render::DONE.contains(&word), "no page says {word}");
    let (path, anchor) =
        path.split_once('#').map_or((path, String::new()), |(path, anchor)| (path, format!("#{anchor}")));
    Redirect::to(&format!("{}{anchor}", query::with(path, &[("done", word)]))).into_response()
}
