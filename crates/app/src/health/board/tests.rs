use chrono::Duration;
use tierline_domain::{
    Customer, HealthIssueId, PartnerKind, Role, SubscriptionId,
    health::{HealthIssue, IssueKind},
};
use tierline_store::{Engine, IssueFilter};
use uuid::Uuid;

use super::*;
use crate::{
    health::{IssueQuery, issue_list},
    test_desk::{Desk, an_issue, noon},
};

/// A partner's administrator, and customers called Ardent, Brisk and so on.
async fn scene(engine: Engine, names: &[&str]) -> (Desk, Ctx, Vec<Customer>) {
    let desk = Desk::on(engine).await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Ilse Vandermeer", &[Role::GlobalAdmin]).await;
    let mut customers = Vec::new();
    for (name, number) in names.iter().zip(1_u8..) {
        customers.push(desk.customer(&admin, name, number).await);
    }
    (desk, admin, customers)
}

/// An issue that was heard of last so many minutes ago.
fn issue(owner: Owner, number: u128, service: &str, status: IssueStatus, minutes: i64) -> HealthIssue {
    let at = noon() - Duration::minutes(minutes);
    HealthIssue { status, starts_at: at, last_modified_at: at, published_at: at, ..an_issue(owner, number, service) }
}

async fn subscribe(desk: &Desk, customer: &Customer, number: u128, service: &str) {
    let one = Subscription {
        id: SubscriptionId(Uuid::from_u128(number)),
        customer: customer.id,
        service: service.into(),
        product_family: ProductFamily::Microsoft365,
        region: None,
        quantity: None,
        external_id: None,
        support_right: false,
    };
    let done: Result<SubscriptionId> = desk
        .app
        .store()
        .write_with(customer.owner, one, |tx, one| Box::pin(async move { Ok(tx.subscription_put(one).await?) }))
        .await;
    done.unwrap();
}

/// The board once showed the two hundred that were active last: what began before them and goes on was not there.
#[tokio::test]
async fn an_outage_counts_however_much_was_documented_since() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (desk, admin, customers) = scene(engine, &["Ardent"]).await;
        subscribe(&desk, &customers[0], 1, "Exchange Online").await;
        subscribe(&desk, &customers[0], 2, "Microsoft Teams").await;
        let mut all: Vec<HealthIssue> = (0..230)
            .map(|number| issue(admin.owner, 1_000 + number, "Exchange Online", IssueStatus::Degraded, 5))
            .collect();
        all.push(issue(admin.owner, 7, "Exchange Online", IssueStatus::Interrupted, 600));
        let news = HealthIssue {
            kind: IssueKind::Announcement,
            ..issue(admin.owner, 8, "Microsoft Teams", IssueStatus::Informational, 1)
        };
        let over = issue(admin.owner, 9, "Microsoft Teams", IssueStatus::Resolved, 1);
        all.extend([news, over]);
        desk.document(admin.owner, all, Vec::new()).await;
        let board = board(&desk.app, &admin).await.unwrap();
        let cells: Vec<_> = board.rows.iter().map(|row| (row.service.as_str(), &row.cells[0])).collect();
        let (mail, calls) = (cells[0].1, cells[1].1);
        assert_eq!((cells[0].0, mail.health, mail.open), ("Exchange Online", Some(ServiceHealth::Unavailable), 231));
        assert_eq!(mail.issue, Some(HealthIssueId(Uuid::from_u128(7))));
        assert_eq!(
            (calls.health, calls.open),
            (Some(ServiceHealth::Unknown), 0),
            "no feed is read, and nothing goes on"
        );
        let own = customer_services(&desk.app, &admin, customers[0].id).await.unwrap();
        let stands: Vec<_> = own.iter().map(|state| (state.health, state.open)).collect();
        assert_eq!(stands, [(ServiceHealth::Unavailable, 231), (ServiceHealth::Unknown, 0)]);
        assert_eq!(own[0].issue.as_ref().map(|issue| issue.source_id.as_str()), Some("EX7"));
    }
}

/// What goes on is listed from memory: page by page the same as the database would list it.
#[tokio::test]
async fn what_goes_on_is_listed_as_the_database_has_it() {
    use IssueStatus::{Degraded, Informational, Interrupted, Investigating, Resolved};
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (desk, admin, customers) = scene(engine, &["Ardent", "Brisk"]).await;
        let owner = admin.owner;
        let named = |number: u128, service: &str, status, minutes| issue(owner, number, service, status, minutes);
        let all = vec![
            named(1, "Exchange Online", Degraded, 9),
            named(2, "Exchange Online", Interrupted, 9),
            HealthIssue { regions: vec!["West Europe".into()], ..named(3, "Microsoft Teams", Degraded, 3) },
            HealthIssue { ends_at: Some(noon() + Duration::hours(1)), ..named(4, "Microsoft Teams", Resolved, 4) },
            named(5, "Microsoft Teams", Resolved, 2),
            HealthIssue { kind: IssueKind::PlannedMaintenance, ..named(6, "Azure SQL", Informational, 1) },
            HealthIssue { audience: Audience::Listed, ..named(7, "Azure SQL", Investigating, 8) },
        ];
        desk.document(owner, all, vec![(HealthIssueId(Uuid::from_u128(7)), customers[0].id)]).await;
        let now = Some(desk.app.now());
        let asked = [
            IssueFilter::default(),
            IssueFilter { service: Some(" exchange ONLINE ".into()), ..IssueFilter::default() },
            IssueFilter { service: Some("Exchange".into()), ..IssueFilter::default() },
            IssueFilter { region: Some("west europe".into()), ..IssueFilter::default() },
            IssueFilter { kind: Some(IssueKind::PlannedMaintenance), ..IssueFilter::default() },
            IssueFilter { status: vec![Degraded, Resolved], ..IssueFilter::default() },
            IssueFilter { customer: Some(customers[0].id), ..IssueFilter::default() },
            IssueFilter { customer: Some(customers[1].id), ..IssueFilter::default() },
            IssueFilter { limit: 2, ..IssueFilter::default() },
            IssueFilter {
                after: Some((noon() - Duration::minutes(9), HealthIssueId(Uuid::from_u128(2)))),
                ..IssueFilter::default()
            },
            IssueFilter { own_only: true, ..IssueFilter::default() },
            IssueFilter { query: Some("teams".into()), ..IssueFilter::default() },
        ];
        for filter in asked {
            let query: IssueQuery = IssueFilter { current_at: now, ..filter };
            let listed = issue_list(&desk.app, &admin, query.clone()).await.unwrap();
            let stored = desk.app.store().read(owner).await.unwrap().issue_list(&query).await.unwrap();
            let ids = |issues: &[HealthIssue]| issues.iter().map(|issue| issue.id.uuid().as_u128()).collect::<Vec<_>>();
            assert_eq!(ids(&listed), ids(&stored), "{query:?}");
        }
        let everything = IssueFilter { current_at: now, ..IssueFilter::default() };
        assert_eq!(issue_list(&desk.app, &admin, everything).await.unwrap().len(), 6, "all but the one that is over");
    }
}

/// Whoever has the worst comes first, whatever their names; what only one tenant's feed lists is that tenant's alone.
#[tokio::test]
async fn the_board_begins_with_customers_in_trouble_out_of_all() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (desk, admin, customers) = scene(engine, &["Ardent", "Brisk", "Calm", "Dawn"]).await;
        for (customer, number) in customers.iter().zip(1..) {
            subscribe(&desk, customer, number, "Exchange Online").await;
        }
        subscribe(&desk, &customers[2], 11, "Azure SQL").await;
        let listed = HealthIssue {
            audience: Audience::Listed,
            ..issue(admin.owner, 1, "Exchange Online", IssueStatus::Interrupted, 5)
        };
        let slow = issue(admin.owner, 2, "Azure SQL", IssueStatus::Degraded, 5);
        desk.document(admin.owner, vec![listed.clone(), slow], vec![(listed.id, customers[3].id)]).await;
        let columns = async |query: ColumnQuery| board_columns(&desk.app, &admin, query).await.unwrap();
        let names = |columns: &[BoardColumn]| columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        let first = columns(ColumnQuery { limit: 3, ..ColumnQuery::default() }).await;
        assert_eq!(names(&first), ["Dawn", "Calm", "Ardent"]);
        let healths: Vec<_> = first.iter().map(|column| column.states.iter().map(|state| state.health).max()).collect();
        assert_eq!(healths[0], Some(ServiceHealth::Unavailable));
        let after = Some(first[2].place.clone());
        assert_eq!(names(&columns(ColumnQuery { limit: 3, after, ..ColumnQuery::default() }).await), ["Brisk"]);
        let of_sql = ColumnQuery { service: Some("Azure SQL".into()), limit: 1, ..ColumnQuery::default() };
        assert_eq!(names(&columns(of_sql).await), ["Calm"], "what is not asked for is no trouble");
    }
}
