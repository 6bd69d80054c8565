//! A feed that the demo's desk reads by itself: the status page of an invented publisher, a file in the desk's folder of feeds.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use tierline_app::health::{self, SetUpFeed};
use tierline_domain::{
    catalogue::ProductFamily,
    health::{FeedFormat, FeedTenants},
};

use super::{Stage, people::Cast};
use crate::config;

const NAME: &str = "Halden Backup status";
const FILE: &str = "halden-backup.json";
/// Minutes from one reading to the next, and how many readings the demo has behind it.
const INTERVAL: i64 = 15;
const READINGS: i64 = 14;

/// An incident of the page: minutes before now at which it began, and what was posted when.
struct Incident {
    id: &'static str,
    name: &'static str,
    impact: &'static str,
    component: &'static str,
    began: i64,
    posts: &'static [(i64, &'static str, &'static str)],
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

const INCIDENTS: &[Incident] = &[
    Incident {
        id: "hb2041",
        name: "Restores from the Oslo vault are slow",
        impact: "minor",
        component: "Restore",
        began: 4 * HOUR,
        posts: &[
            (3 * HOUR + 40, "investigating", "Restores from the Oslo vault take up to four times as long as usual."),
            (2 * HOUR + 10, "identified", "A storage shelf rebuilds itself. Backups are written as usual."),
            (50, "monitoring", "The shelf is rebuilt. Restores are back to two thirds of their usual speed."),
        ],
    },
    Incident {
        id: "hb2038",
        name: "Nightly backups of mailboxes did not start",
        impact: "major",
        component: "Backup",
        began: 6 * DAY,
        posts: &[
            (6 * DAY - HOUR, "investigating", "Backups of mailboxes that were planned for the night did not start."),
            (6 * DAY - 5 * HOUR, "resolved", "All of them were made up for in the morning. Nothing was lost."),
        ],
    },
];

/// Sets the feed up as it was some hours ago, and reads it by the clock of the demo: what the page said then is what is read.
pub(super) async fn follow(stage: &Stage, cast: &Cast, folder: &Path) -> Result<()> {
    let feeds = config::settings(folder)?.feeds.fetching(folder).feeds;
    fs::create_dir_all(&feeds).with_context(|| feeds.display().to_string())?;
    stage.ago(READINGS * INTERVAL);
    let set_up = SetUpFeed {
        name: NAME.to_owned(),
        format: FeedFormat::Statuspage,
        location: Some(format!("file:{FILE}")),
        tenants: FeedTenants::Public,
        customer: None,
        families: vec![ProductFamily::Marketplace],
        interval_minutes: INTERVAL,
        is_enabled: true,
        credential: None,
    };
    health::feed_add(&stage.app, &cast.get("ilse")?.ctx(stage), set_up).await?;
    for reading in (0..READINGS).rev() {
        let ago = reading * INTERVAL;
        stage.ago(ago);
        fs::write(feeds.join(FILE), serde_json::to_vec_pretty(&page(stage, ago))?)
            .with_context(|| format!("{FILE} can't be written"))?;
        health::poll_due(&stage.app).await?;
    }
    tierline_jobs::drain(&stage.app).await?;
    Ok(())
}

/// What the page said so many minutes ago.
fn page(stage: &Stage, ago: i64) -> Value {
    let at = |minutes: i64| -> DateTime<Utc> { stage.now - Duration::minutes(minutes) };
    let incidents = INCIDENTS.iter().filter_map(|incident| {
        let posts: Vec<_> = incident.posts.iter().filter(|(posted, _, _)| *posted >= ago).collect();
        let (last, status, _) = posts.last()?;
        Some(json!({
            "id": incident.id,
            "name": incident.name,
            "status": status,
            "impact": incident.impact,
            "created_at": at(incident.began),
            "started_at": at(incident.began),
            "updated_at": at(*last),
            "resolved_at": (*status == "resolved").then(|| at(*last)),
            "components": [{ "name": incident.component }],
            "incident_updates": posts.iter().map(|(posted, status, text)| json!({
                "id": format!("{}-{posted}", incident.id),
                "status": status,
                "body": text,
                "created_at": at(*posted),
                "display_at": at(*posted),
            })).collect::<Vec<_>>(),
        }))
    });
    let incidents: Vec<Value> = incidents.collect();
    json!({
        "page": { "id": "haldenbackup", "name": "Halden Backup", "updated_at": at(ago) },
        "incidents": incidents,
    })
}
