//! Deliveries: what is on its way to recipients, and one with all that is known of it.

use askama::Template;
use tierline_domain::{Action, Delivery, DeliveryContent, DeliveryKind, DeliveryState, RecipientKind, Role, Route};

use super::{Page, html, stray_ticket::event_words};
use crate::{Choice, Form, Frame, Html, Link, Look, Place, Tone};

/// The deliveries. `/deliveries`
#[derive(Debug, Clone, Default)]
pub struct DeliveriesPage {
    /// The filters as they stand in the address: `state`, `route`.
    pub filter: Form,
    /// How many are in each state that is worth a number.
    pub counts: Vec<(DeliveryState, i64)>,
    /// The deliveries, the latest first.
    pub lines: Vec<Delivery>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
    /// How many tickets elsewhere nobody knows; counting stops at 100. None where the reader does not manage deliveries.
    pub strays: Option<i64>,
}

#[derive(Template)]
#[template(path = "page/deliveries.html")]
struct Deliveries<'a> {
    f: &'a Frame,
    p: &'a DeliveriesPage,
}

/// The states worth a tab.
const TABS: &[DeliveryState] = &[
    DeliveryState::Waiting,
    DeliveryState::Unknown,
    DeliveryState::Held,
    DeliveryState::GivenUp,
    DeliveryState::Refused,
    DeliveryState::Done,
];

impl Deliveries<'_> {
    fn state(&self) -> &str {
        self.p.filter.value("state").unwrap_or_default()
    }

    /// Address, word, number and whether it is here.
    fn tabs(&self) -> Vec<(String, String, Option<i64>, bool)> {
        let mut tabs = vec![("/deliveries".to_owned(), self.f.t("deliveries-open"), None, self.state().is_empty())];
        tabs.extend(TABS.iter().map(|state| {
            let count = self.p.counts.iter().find(|(counted, _)| counted == state).map(|(_, count)| *count);
            let href = format!("/deliveries?state={state}");
            (href, self.f.w(state), count.filter(|count| *count > 0), self.state() == state.word())
        }));
        tabs
    }

    /// What came from elsewhere and could not be taken for one of ours.
    fn strays(&self) -> Option<Html> {
        let (f, count) = (self.f, self.p.strays.filter(|count| *count > 0)?);
        let says = f.h("strays-waiting").n("count", count).html();
        let link = format!("{says} <a href=\"/stray-tickets\">{}</a>", Html::text(&f.t("strays-see")));
        Some(f.notice(Look(Tone::Warn, "unknown"), Html(link)))
    }

    fn routes(&self) -> Vec<Choice> {
        self.f.choices_or("any", &ROUTES)
    }

    fn empty(&self) -> Html {
        if self.p.filter.values.iter().any(|(_, value)| !value.is_empty()) {
            let link = Link::new("/deliveries", self.f.t("filters-clear"));
            return self.f.empty(
                "filter",
                "deliveries-none",
                Html::text(&self.f.t("deliveries-none-says")),
                Some(link),
            );
        }
        self.f.nothing("ok", "deliveries-empty", "deliveries-empty-says")
    }
}

/// The routes that a list can be narrowed to: by a portal nothing is delivered.
const ROUTES: [Route; 5] =
    [Route::Local, Route::AzureSupport, Route::PartnerCenter, Route::TroubleTicket, Route::Email];

/// What a delivery brings, about which request.
pub(crate) fn what(f: &Frame, delivery: &Delivery) -> Html {
    Html::text(&f.w(delivery.kind))
}

/// The page of the request that a delivery is about.
fn request_path(delivery: &Delivery) -> String {
    let place = if delivery.is_reply { "/inbox" } else { "/service-requests" };
    format!("{place}/{}", delivery.request)
}

/// By which way, and through which connection.
pub(crate) fn way(f: &Frame, delivery: &Delivery) -> Html {
    match &delivery.connection_name {
        Some(name) => Html(format!("{} <small>{}</small>", Html::text(&f.w(delivery.route)), f.name(name))),
        None => Html::text(&f.w(delivery.route)),
    }
}

/// Its state, and when it is tried next.
pub(crate) fn state(f: &Frame, delivery: &Delivery) -> Html {
    let state = f.looks(delivery.state);
    let next = delivery.next_at.filter(|at| delivery.attempts > 0 && *at > f.now());
    match next {
        Some(at) => Html(format!("{state}<small>{}</small>", f.h("delivery-next").x("time", f.time(at)).html())),
        None => state,
    }
}

impl Page for DeliveriesPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-deliveries")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Deliveries)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::AdminAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Deliveries { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::deliveries()
    }
}

/// One delivery. `/deliveries/{id}`; who manages them posts nothing to `…/retry`, `reason` to `…/giving-up`, and `has_arrived` to
/// `…/confirmation` where nobody else can say so.
#[derive(Debug, Clone)]
pub struct DeliveryPage {
    /// The delivery.
    pub delivery: Delivery,
    /// What it brings; none for who may not read that.
    pub brings: Option<DeliveryContent>,
    /// To whom it goes, where that is known: a request to the provider can be filed by hand.
    pub recipient: Option<RecipientKind>,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/delivery.html")]
struct DeliveryView<'a> {
    f: &'a Frame,
    p: &'a DeliveryPage,
}

impl DeliveryView<'_> {
    fn manages(&self) -> bool {
        self.f.may.can(Action::ManageDeliveries)
    }

    fn may_retry(&self) -> bool {
        self.p.delivery.state.may_retry() && !self.p.delivery.waits_for_a_person()
    }

    fn base(&self) -> String {
        format!("/deliveries/{}", self.p.delivery.id)
    }

    /// What it brings, as it goes to the recipient.
    fn brings(&self) -> Option<Html> {
        let (f, delivery) = (self.f, &self.p.delivery);
        let line = |html: Html| Html(format!("<p>{html}</p>"));
        let both = |head: Html, text: &str| Html(format!("<p>{head}</p>{}", f.prose(text)));
        Some(match self.p.brings.as_ref()? {
            DeliveryContent::Request(title) => {
                let (path, title) = (request_path(delivery), Html::text(title));
                line(Html(format!("<a href=\"{path}\" dir=\"auto\">{title}</a>")))
            }
            DeliveryContent::Note(text) | DeliveryContent::Withdrawal(text) => f.prose(text),
            DeliveryContent::Reopening(text) => both(Html::text(&f.t("event-request-reopening")), text),
            DeliveryContent::Cases(count) => line(f.h("delivery-brings-cases").n("count", *count).html()),
            DeliveryContent::Severity { before, severity } => {
                line(Html(format!("{} → {}", f.severity(*before), f.severity(*severity))))
            }
            DeliveryContent::Answer { status, text } => {
                let text = text.as_deref().unwrap_or_default();
                status.map_or_else(|| f.prose(text), |status| both(f.looks_pill(status), text))
            }
            DeliveryContent::File { id, name, size, .. } => {
                let href = match delivery.is_reply {
                    true => format!("/inbox/{}/attachments/{id}", delivery.request),
                    false => format!("/attachments/{id}"),
                };
                Html(format!("<div class=\"files\">{}</div>", f.file(href, name, *size)))
            }
            DeliveryContent::Event(event) => line(Html::text(&event_words(f, *event))),
        })
    }

    /// What its state means, and what is done about it.
    fn says(&self) -> Option<Html> {
        let (f, delivery) = (self.f, &self.p.delivery);
        let says = |look, key: &str| Some(f.notice(look, f.h(key).s("recipient", &delivery.recipient).html()));
        let is_stopped = |at| {
            let name = delivery.connection_name.as_deref().unwrap_or_default();
            let said = f.h("delivery-stopped-says").s("connection", name).x("time", f.time(at));
            Some(f.notice(Look(Tone::Warn, "pause"), said.s("recipient", &delivery.recipient).html()))
        };
        match delivery.state {
            DeliveryState::Unknown if delivery.waits_for_a_person() => {
                says(Look(Tone::Warn, "unknown"), "delivery-open-says")
            }
            DeliveryState::Held | DeliveryState::Unknown | DeliveryState::Waiting
                if let Some(at) = delivery.connection_stopped_at =>
            {
                is_stopped(at)
            }
            DeliveryState::Unknown => says(Look(Tone::Warn, "unknown"), "delivery-unknown-says"),
            DeliveryState::InFlight => says(Look(Tone::Far, "send"), "delivery-in-flight-says"),
            DeliveryState::Held => says(Look(Tone::Warn, "pause"), "delivery-held-says"),
            DeliveryState::Refused => says(Look(Tone::Bad, "stop"), "delivery-refused-says"),
            DeliveryState::GivenUp if delivery.given_up_by.is_none() => {
                says(Look(Tone::Bad, "stop"), "delivery-exhausted-says")
            }
            DeliveryState::Waiting | DeliveryState::GivenUp | DeliveryState::Done => None,
        }
    }

    /// What giving it up comes to.
    fn consequence(&self) -> String {
        let is_request = self.p.delivery.kind == DeliveryKind::RequestSubmitted;
        self.f.t(match (is_request, self.p.recipient) {
            (true, Some(RecipientKind::Upstream)) => "delivery-give-up-upstream",
            (true, _) => "delivery-give-up-request",
            (false, _) => "delivery-give-up-other",
        })
    }

    fn managers(&self) -> String {
        let roles = tierline_domain::roles_that_may(Action::ManageDeliveries);
        let console = self.f.shell.as_ref().map(|shell| shell.console);
        let here = roles.iter().filter(|role| console.is_none_or(|console| console.has(**role)));
        here.map(|role| self.f.w(role)).collect::<Vec<_>>().join(", ")
    }
}

impl Page for DeliveryPage {
    fn title(&self, frame: &Frame) -> String {
        let number = self.delivery.request_number.as_deref().unwrap_or_default();
        format!("{} {number}", frame.w(self.delivery.kind))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Deliveries)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::AdminAgent)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&DeliveryView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::delivery()
    }
}
