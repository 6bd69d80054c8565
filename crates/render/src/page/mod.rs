//! Pages: a typed view each. A view is plain data that the HTTP layer fills; everything a reader sees is decided here.

mod account;
mod audit;
mod book;
mod case;
mod cases;
mod connection;
mod consent;
mod customer;
mod customer_import;
mod customers;
mod delivery;
mod elevation;
mod emergency;
mod entrance;
mod escalate;
mod factor;
mod fault;
mod feed;
mod health;
mod help;
mod history;
mod home;
mod inbox;
mod issue;
mod mine;
mod notice;
mod people;
mod personal_data;
mod reach;
mod report_matching;
mod request;
mod rules;
mod search;
mod sign_on;
mod stray_ticket;
mod token;

use askama::Template;
use tierline_domain::{Action, Role};

use crate::{Console, Frame, Locale, NavItem, Place, Shell, Theme, html::Html, number, ui::initials};

pub use account::{AccountPage, MadeReaderKey, ReaderKeys};
pub use audit::{AuditLine, AuditPage, AuditPart};
pub use book::{BookChangeLine, BookLine, BooksPage};
pub use case::{CasePage, InformDraft, KnownIssueNow, Proposal};
pub use cases::{CaseView, CasesPage, NewCasePage};
pub use connection::{
    ConnectionPage, ConnectionStepLine, ConnectionsPage, NewConnectionPage, SetUp, TicketSubscriptionLine,
};
pub use consent::ConsentPage;
pub use customer::{CustomerPage, CustomerService, FromProvider, NewCustomerPage};
pub use customer_import::{CustomerImportPage, CustomerImportReport, ImportLine, ImportOutcome};
pub use customers::{CustomerLine, CustomersPage, CustomersView};
pub use delivery::{DeliveriesPage, DeliveryPage};
pub use elevation::ElevationsPage;
pub use emergency::{EmergencyDoorPage, EmergencyPage};
pub use entrance::{ChoosePasswordPage, ChoosingWay, ForgottenPage, SetUpPage, SignInPage};
pub use escalate::{EscalatePage, ForeignLanguage, KeptRequest, RecipientChoice};
pub use factor::{AgainPage, FactorLine, NewFactor, RecoveryCodesPage, SecondFactorPage, SecurityPage, SessionRow};
pub use fault::{FaultPage, Trouble};
pub use feed::{FeedLine, FeedPage, FeedTenantRow, FeedsPage, NewFeedPage};
pub use health::{BoardCell, BoardRow, HealthImportPage, HealthImportReport, HealthPage, IssueLine, PublishPage};
pub use help::{GuidancePage, ShortcutsPage};
pub use history::HistoryPage;
pub use home::{EndingRelationship, HomePage, ServiceTile};
pub use inbox::{Further, InboxPage, InboxView, OpenReceived, PartnerLine, PartnersPage, UpstreamAnswer};
pub use issue::{AffectedCase, AffectedCustomer, AfterPage, InformPage, IssuePage, SufferingLine, ToldLine};
pub use mine::{MyAccessPage, MyCasePage, MyCasesPage, ReportPage, SupportReach};
pub use notice::NoticesPage;
pub use people::{InvitePage, PeoplePage, PersonPage, RolesPage};
pub use personal_data::{PersonKept, PersonalDataPage};
pub use reach::{CustomerGroupPage, CustomerGroupsPage, PersonReachPage, ReachEntry};
pub use report_matching::ReportsPage;
pub use request::{CarriedCase, RequestPage, RequestsPage, StoppedConnection};
pub use rules::RulesPage;
pub use search::SearchPage;
pub use sign_on::{CheckLine, DeskAddresses, NewProviderPage, ProviderLine, ProviderPage, SignInMethodsPage};
pub use stray_ticket::{StrayLine, StrayTicketPage, StrayTicketsPage};
pub use token::TokensPage;

pub use crate::ui::CustomerPick;
pub(crate) use health::post_text;

/// What an open page listens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// The query of the stream: `case=cas_…`, `request=req_…` or `list=cases`, `requests`, `desk` or `bell`.
    pub watch: String,
    /// The page's own address, which script reads again.
    pub page: String,
    /// The message that counts what is new.
    pub news: &'static str,
    /// Whether it shows a timeline beside its list.
    pub also_entries: bool,
}

impl Live {
    fn new(watch: impl Into<String>, page: impl Into<String>, news: &'static str) -> Self {
        Self { watch: watch.into(), page: page.into(), news, also_entries: false }
    }

    /// A timeline: what is new are its entries.
    fn entries(watch: impl Into<String>, page: impl Into<String>) -> Self {
        Self { also_entries: true, ..Self::new(watch, page, "live-entries") }
    }
}

/// A page of the desk.
pub trait Page {
    /// The title of the browser's tab, without the name of the product.
    fn title(&self, frame: &Frame) -> String;

    /// The place of the navigation it belongs to; none for pages outside it.
    fn place(&self) -> Option<Place> {
        None
    }

    /// What the page listens to while it is open; none where nothing of it changes by itself.
    fn live(&self, _frame: &Frame) -> Option<Live> {
        None
    }

    /// Whether it has buttons to follow something: they say whether the reader does.
    fn follows(&self) -> bool {
        false
    }

    /// What stands between the navigation and the foot.
    fn body(&self, frame: &Frame) -> Html;

    /// A class of the main element, where a page needs one.
    fn class(&self) -> &'static str {
        ""
    }

    /// Whose page it is: the role that its samples are shown to; none for somebody who is not signed in.
    fn reader(&self) -> Option<Role> {
        Some(Role::HelpdeskAgent)
    }

    /// The whole document.
    fn render(&self, frame: &Frame) -> String {
        document(frame, self)
    }

    /// Views of every state worth looking at, by name.
    fn samples() -> Vec<(&'static str, Self)>
    where
        Self: Sized;
}

#[derive(Template)]
#[template(path = "layout/desk.html")]
struct Desk<'a> {
    f: &'a Frame,
    shell: &'a Shell,
    title: String,
    place: Option<Place>,
    class: &'static str,
    live: Option<Live>,
    body: Html,
}

#[derive(Template)]
#[template(path = "layout/lone.html")]
struct Lone<'a> {
    f: &'a Frame,
    title: String,
    body: Html,
}

impl Desk<'_> {
    /// The forms of a message that counts, in the order one, few, many, other: script chooses among them as the language does.
    /// The percent sign stands for the number.
    fn forms(&self, key: &str) -> String {
        [1, 2, 5, 100].map(|number| self.f.m(key).n("count", number).s("number", "%").to_string()).join("|")
    }

    /// Where the reader reports a problem: a key leads there from every page.
    fn report(&self) -> Option<&'static str> {
        crate::place::report_form(&self.f.may)
    }

    /// What the bell says to who cannot see its number.
    fn bell(&self, unread: &u8) -> String {
        match *unread {
            0 => self.f.t("bell"),
            1..=99 => self.f.m("bell-unread").n("count", unread).to_string(),
            _ => self.f.t("bell-many"),
        }
    }

    fn waiting(&self, unread: &u8) -> String {
        number::capped(*unread)
    }

    fn is_here(&self, item: &NavItem) -> bool {
        // A provider's issues and a partner's board are one page, each at its place.
        let place = match self.place {
            Some(Place::Health) if self.shell.console == Console::Provider => Some(Place::Issues),
            place => place,
        };
        place == Some(item.place)
    }
}

/// A page of which nothing changes by itself still shows the bell: script reads it off a page that is light.
fn bell_alone(shell: &Shell) -> Option<Live> {
    shell.unread.map(|_| Live::new("list=bell", notice::ADDRESS, "live-lines"))
}

/// The theme a click on the switch leads to.
const fn other_theme(theme: &Theme) -> Theme {
    match theme {
        Theme::Dark => Theme::Light,
        Theme::System | Theme::Light => Theme::Dark,
    }
}

fn document<P: Page + ?Sized>(frame: &Frame, page: &P) -> String {
    let (title, body) = (page.title(frame), page.body(frame));
    match &frame.shell {
        Some(shell) => {
            html(&Desk {
                f: frame,
                shell,
                title,
                place: page.place(),
                class: page.class(),
                live: page.live(frame).or_else(|| bell_alone(shell)),
                body,
            })
            .0
        }
        None => html(&Lone { f: frame, title, body }).0,
    }
}

/// Renders a template; it can only fail where writing to a string fails, which it does not.
pub(crate) fn html(template: &impl Template) -> Html {
    Html(template.render().unwrap_or_default())
}

/// Every page in every state that has a sample: the page's name, the sample's, and the view.
#[must_use]
pub fn all_samples() -> Vec<(&'static str, &'static str, Box<dyn Page>)> {
    let mut all = Vec::new();
    add::<SignInPage>("sign_in", &mut all);
    add::<EmergencyDoorPage>("emergency_door", &mut all);
    add::<EmergencyPage>("emergency_access", &mut all);
    add::<PersonalDataPage>("personal_data", &mut all);
    add::<ElevationsPage>("elevations", &mut all);
    add::<CustomerGroupsPage>("customer_groups", &mut all);
    add::<CustomerGroupPage>("customer_group", &mut all);
    add::<PersonReachPage>("person_reach", &mut all);
    add::<SetUpPage>("set_up", &mut all);
    add::<SecondFactorPage>("second_factor", &mut all);
    add::<RecoveryCodesPage>("recovery_codes", &mut all);
    add::<AgainPage>("again", &mut all);
    add::<SecurityPage>("security", &mut all);
    add::<ForgottenPage>("forgotten", &mut all);
    add::<ChoosePasswordPage>("choose_password", &mut all);
    add::<FaultPage>("fault", &mut all);
    add::<HomePage>("home", &mut all);
    add::<CasesPage>("cases", &mut all);
    add::<NewCasePage>("new_case", &mut all);
    add::<CasePage>("case", &mut all);
    add::<EscalatePage>("escalate", &mut all);
    add::<RequestsPage>("requests", &mut all);
    add::<RequestPage>("request", &mut all);
    add::<BooksPage>("books", &mut all);
    add::<ConnectionsPage>("connections", &mut all);
    add::<ConnectionPage>("connection", &mut all);
    add::<NewConnectionPage>("new_connection", &mut all);
    add::<ConsentPage>("consent", &mut all);
    add::<DeliveriesPage>("deliveries", &mut all);
    add::<DeliveryPage>("delivery", &mut all);
    add::<StrayTicketsPage>("stray_tickets", &mut all);
    add::<StrayTicketPage>("stray_ticket", &mut all);
    add::<InboxPage>("inbox", &mut all);
    add::<PartnersPage>("partners", &mut all);
    add::<HealthPage>("health", &mut all);
    add::<FeedsPage>("feeds", &mut all);
    add::<FeedPage>("feed", &mut all);
    add::<NewFeedPage>("new_feed", &mut all);
    add::<IssuePage>("issue", &mut all);
    add::<InformPage>("inform", &mut all);
    add::<AfterPage>("after", &mut all);
    add::<PublishPage>("publish", &mut all);
    add::<HealthImportPage>("health_import", &mut all);
    add::<HistoryPage>("history", &mut all);
    add::<CustomersPage>("customers", &mut all);
    add::<CustomerPage>("customer", &mut all);
    add::<NewCustomerPage>("new_customer", &mut all);
    add::<CustomerImportPage>("customer_import", &mut all);
    add::<MyCasesPage>("my_cases", &mut all);
    add::<ReportPage>("report", &mut all);
    add::<MyCasePage>("my_case", &mut all);
    add::<MyAccessPage>("my_access", &mut all);
    add::<ReportsPage>("reports", &mut all);
    add::<RulesPage>("rules", &mut all);
    add::<SearchPage>("search", &mut all);
    add::<NoticesPage>("notices", &mut all);
    add::<AccountPage>("account", &mut all);
    add::<TokensPage>("tokens", &mut all);
    add::<PeoplePage>("people", &mut all);
    add::<InvitePage>("invite", &mut all);
    add::<PersonPage>("person", &mut all);
    add::<RolesPage>("roles", &mut all);
    add::<SignInMethodsPage>("sign_in_methods", &mut all);
    add::<NewProviderPage>("new_provider", &mut all);
    add::<ProviderPage>("provider", &mut all);
    add::<AuditPage>("audit", &mut all);
    add::<GuidancePage>("guidance", &mut all);
    add::<ShortcutsPage>("shortcuts", &mut all);
    all
}

fn add<P: Page + 'static>(name: &'static str, all: &mut Vec<(&'static str, &'static str, Box<dyn Page>)>) {
    all.extend(P::samples().into_iter().map(|(sample, page)| (name, sample, Box::new(page) as Box<dyn Page>)));
}
