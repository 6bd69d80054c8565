//! How long a refused sign-in takes, for addresses that have an account and for those that have none.
//!
//! What counts is not the time but the difference: were it larger than the noise, it would say who has an account. Both kinds are
//! measured in turn, so that whatever else the machine does meets both alike.

use std::{collections::BTreeSet, time::Instant};

use anyhow::{Result, ensure};
use clap::Args as ClapArgs;
use tierline_app::{
    App,
    account::{self, Caller, NewOrganization, NewPerson},
};
use tierline_domain::{Cloud, Membership, OrganizationKind, Owner, PartnerKind, Policy, Role};
use tierline_store::{Engine, test_support::TestStore};
use tierline_testkit::wire;

/// What is measured.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// Refused sign-ins of each kind.
    #[arg(long, default_value_t = 400)]
    tries: usize,
}

/// Measures and prints.
///
/// # Errors
/// A desk that cannot be made.
pub(crate) async fn run(args: &Args) -> Result<()> {
    ensure!(!cfg!(debug_assertions), "a benchmark of a debug build says nothing; run `cargo xtask bench sign-in`");
    println!("| engine | known, median | unknown, median | difference | noise of one try | error of the difference |");
    println!("|---|---:|---:|---:|---:|---:|");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let store = TestStore::open(engine).await;
        let app = wire::node(store.store(), "http://127.0.0.1:9", chrono::DateTime::UNIX_EPOCH, 7);
        let email = person(&app).await?;
        let (known, unknown) = measure(&app, &email, args.tries).await;
        let name = if engine == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
        println!("{}", line(name, &known, &unknown));
    }
    Ok(())
}

async fn person(app: &App) -> Result<String> {
    let organization = NewOrganization {
        kind: OrganizationKind::Partner,
        partner_kind: Some(PartnerKind::DirectBill),
        name: "Northgate Cloud Partners".to_owned(),
        clouds: BTreeSet::from([Cloud::Public]),
        upstream: None,
        provider: None,
        policy: Policy::default(),
    };
    let organization =
        account::create_organization(app, organization).await.map_err(|error| anyhow::anyhow!("{error}"))?;
    let owner = Owner { organization: organization.id, cloud: Cloud::Public };
    let membership = Membership { owner, customer: None, roles: BTreeSet::from([Role::HelpdeskAgent]) };
    let person = NewPerson {
        name: "Maren Oskel".to_owned(),
        email: "maren.oskel@northgate.example".to_owned(),
        password: Some("kelp otter nine lanterns".to_owned()),
        language: None,
        time_zone: None,
        phone: None,
        country: None,
        memberships: vec![membership],
    };
    let user = account::create_person(app, person).await.map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(user.email)
}

/// The microseconds of each try. Each comes from another address, so that nobody is made to wait.
async fn measure(app: &App, email: &str, tries: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut known, mut unknown) = (Vec::with_capacity(tries), Vec::with_capacity(tries));
    for turn in 0..tries + 10 {
        // The first of a pair finds the caches as the last one left them: they change places.
        for place in 0..2 {
            let is_known = (turn + place) % 2 == 0;
            let other = format!("nobody.{turn}@northgate.example");
            let address = format!("2001:db8:{:x}:{:x}::1", turn / 65_536, turn % 65_536);
            let caller = Caller { request_id: String::new(), address: Some(address), ..Caller::default() };
            let began = Instant::now();
            let refused = account::sign_in(app, &caller, if is_known { email } else { &other }, "wrong").await;
            let micros = began.elapsed().as_secs_f64() * 1e6;
            debug_assert!(refused.is_err());
            // The first tries warm up.
            if turn >= 10 {
                if is_known { known.push(micros) } else { unknown.push(micros) }
            }
        }
    }
    (known, unknown)
}

fn line(engine: &str, known: &[f64], unknown: &[f64]) -> String {
    let (one, other) = (median(known), median(unknown));
    let noise = spread(known).max(spread(unknown));
    // The median of n tries is known to about 1.25 times their deviation through the root of n; the difference of two, to 1.4 times that.
    let error = 1.25 * 1.4 * noise / (known.len() as f64).sqrt();
    format!("| {engine} | {one:.0} µs | {other:.0} µs | {:+.0} µs | {noise:.0} µs | ±{error:.0} µs |", one - other)
}

fn median(all: &[f64]) -> f64 {
    let mut all = all.to_vec();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// The deviation as the middle half shows it: what the machine did once does not count.
fn spread(all: &[f64]) -> f64 {
    let mut all = all.to_vec();
    all.sort_by(f64::total_cmp);
    let at = |part: usize| all.get(all.len() * part / 4).copied().unwrap_or_default();
    (at(3) - at(1)) / 1.35
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_the_difference_beside_the_noise() {
        let known: Vec<f64> = (0..400).map(|n| 1_000.0 + f64::from(n % 100)).collect();
        let unknown: Vec<f64> = known.iter().map(|micros| micros + 7.0).collect();
        let line = line("SQLite", &known, &unknown);
        assert_eq!(line, "| SQLite | 1050 µs | 1057 µs | -7 µs | 37 µs | ±3 µs |");
    }
}
