//! A desk with a connection to a recipient in the test's own process.

use std::sync::Arc;

use chrono::Duration;
use tierline_app::{
    Carriers, Ctx, Error, NoFetcher, delivery,
    relay::{self, CARRY_QUEUE, Message},
    request::{self, RequestNote},
};
use tierline_domain::{
    Connection, ConnectionCondition, ConnectionId, ConnectionKind, Delivery, DeliveryState, Owner, RequestId, Role,
    Route, ServiceRequest, Visibility,
};
use tierline_store::{Addressed, AuditFilter, Carried, Claim, Engine, Message as OutboxMessage};
use tierline_testkit::{inner::Desk, recipient::Recipient};
use uuid::Uuid;

use super::{agent, handed_up};

/// A desk with a connection to a recipient, and a request that waits to go through it.
pub(super) struct Road {
    pub(super) desk: Desk,
    pub(super) recipient: Arc<Recipient>,
    pub(super) connection: ConnectionId,
    route: Route,
    pub(super) request: RequestId,
}

impl Road {
    pub(super) async fn on(engine: Engine) -> Self {
        Self::by(engine, Route::TroubleTicket).await
    }

    /// A desk whose connection leads to a mailbox.
    pub(super) async fn to_a_mailbox(engine: Engine) -> Self {
        let road = Self::by(engine, Route::Email).await;
        road.recipient.is_mailbox(true);
        road
    }

    async fn by(engine: Engine, route: Route) -> Self {
        let recipient = Arc::new(Recipient::default());
        let carriers = Carriers::default().with(route, recipient.clone());
        let desk = Desk::connected(engine, Arc::new(NoFetcher), carriers).await;
        desk.delegate("Service Support Administrator").await;
        desk.deliver().await;
        let (_, request) = handed_up(&desk).await;
        let (owner, connection) = (request.owner, desk.app.id());
        let road = Self { desk, recipient, connection, route, request: request.id };
        road.connect(owner).await;
        road.lead(request).await;
        road.desk.deliver().await;
        road
    }

    pub(super) async fn connect(&self, owner: Owner) {
        let now = self.desk.app.now();
        let mut connection = tierline_testkit::backlog::connection(self.connection, owner, now);
        if self.route == Route::Email {
            connection.kind = ConnectionKind::Email;
            connection.settings.mailbox = Some("tickets@meridian.example".to_owned());
        }
        let put: Result<(), Error> = self
            .desk
            .app
            .store()
            .write_with(owner, connection, |tx, one| Box::pin(async move { Ok(tx.connection_insert(one).await?) }))
            .await;
        put.unwrap();
    }

    /// Lets a request that was written for this desk go through the connection.
    pub(super) async fn lead(&self, request: ServiceRequest) {
        let mut request = ServiceRequest { route: self.route, connection: Some(self.connection), ..request };
        request.recipient.organization = None;
        let message = self.message(&request);
        let led: Result<(), Error> = self
            .desk
            .app
            .store()
            .write_with(request.owner, (request, message), |tx, (request, message)| {
                Box::pin(async move {
                    tx.request_save(request).await?;
                    Ok(tx.outbox_append(message).await?)
                })
            })
            .await;
        led.unwrap();
    }

    /// Writes one more request that is to go through the connection.
    pub(super) async fn write(&self, request: &ServiceRequest) {
        let input = (request.clone(), self.message(request));
        let written: Result<(), Error> = self
            .desk
            .app
            .store()
            .write_with(request.owner, input, |tx, (request, message)| {
                Box::pin(async move {
                    tx.request_insert(request).await?;
                    Ok(tx.outbox_append(message).await?)
                })
            })
            .await;
        written.unwrap();
    }

    pub(super) fn message(&self, request: &ServiceRequest) -> OutboxMessage {
        let to = Addressed {
            request: request.id,
            route: request.route,
            connection: request.connection,
            recipient: request.recipient.name.clone(),
        };
        let at = self.desk.app.now();
        OutboxMessage {
            id: self.desk.app.id(),
            queue: CARRY_QUEUE,
            kind: "request_submitted",
            payload: Message::RequestSubmitted { request: request.id }.payload().unwrap(),
            at,
            // Not yet: the tests say how the recipient behaves first.
            run_at: at + Duration::seconds(1),
            addressed: Some(to),
        }
    }

    /// Time goes by, and what is due is done.
    pub(super) async fn later(&self, seconds: i64) {
        self.desk.clock.advance(Duration::seconds(seconds));
        self.desk.deliver().await;
    }

    pub(super) async fn agent(&self) -> Ctx {
        agent(&self.desk).await
    }

    pub(super) async fn admin(&self) -> Ctx {
        self.desk.ctx(self.desk.person(Role::GlobalAdmin)).await
    }

    pub(super) async fn sent(&self) -> ServiceRequest {
        super::sent(&self.desk, self.request).await
    }

    /// The deliveries of the request through the connection, in order.
    pub(super) async fn deliveries(&self) -> Vec<Delivery> {
        let mut all = delivery::list_of(&self.desk.app, &self.agent().await, self.request).await.unwrap();
        all.retain(|delivery| delivery.connection.is_some());
        all.reverse();
        all
    }

    pub(super) async fn states(&self) -> Vec<DeliveryState> {
        self.deliveries().await.iter().map(|delivery| delivery.state).collect()
    }

    pub(super) async fn condition(&self) -> ConnectionCondition {
        let mut read = self.desk.app.store().read(self.agent().await.owner).await.unwrap();
        read.connection_lookup(self.connection).await.unwrap().unwrap().state.condition()
    }

    /// Stops the connection as a person does, or lets it go on.
    pub(super) async fn stop(&self, stop: bool) {
        let paused_at = stop.then(|| self.desk.app.now());
        let done: Result<(), Error> = self
            .desk
            .app
            .store()
            .write_with(self.agent().await.owner, self.connection, move |tx, id| {
                Box::pin(async move {
                    let found = tx.connection_lookup(*id).await?.ok_or(Error::NotFound)?;
                    tx.connection_update(&Connection { paused_at, ..found }).await?;
                    Ok(())
                })
            })
            .await;
        done.unwrap();
    }

    pub(super) async fn board(&self) -> Vec<Carried> {
        let now = self.desk.app.now();
        let token: Uuid = self.desk.app.id();
        let claim = Claim { queue: CARRY_QUEUE, now, until: now + Duration::seconds(10), token, limit: 10 };
        relay::board(&self.desk.app, claim).await.unwrap()
    }

    pub(super) async fn note(&self, text: &str) {
        let note = RequestNote { visibility: Visibility::Provider, text: text.to_owned() };
        request::note(&self.desk.app, &self.agent().await, self.request, note).await.unwrap();
    }

    pub(super) async fn audited(&self, action: &str) -> usize {
        let filter = AuditFilter { actions: vec![action.to_owned()], limit: 10, ..AuditFilter::default() };
        let mut read = self.desk.app.store().read(self.agent().await.owner).await.unwrap();
        read.audit_list(&filter).await.unwrap().len()
    }
}
