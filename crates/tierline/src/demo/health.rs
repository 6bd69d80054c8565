//! The demo's documented issues: recorded feeds that the partners import, and what the provider publishes itself.

use anyhow::{Context, Result};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use tierline_app::{
    follow::{self, AddFollow},
    health::{self, Import, PostLanguages, PostToIssue, PostTranslation, PublishIssue},
};
use tierline_domain::{
    HealthIssueId, Language,
    health::{FeedFormat, IssueKind, IssueStatus},
};

use super::{Stage, people::Cast};

/// An issue of the recorded feed: minutes before now at which it began and, perhaps, ended.
struct Recorded {
    id: &'static str,
    title: &'static str,
    service: &'static str,
    incident: bool,
    status: &'static str,
    began: i64,
    ended: Option<i64>,
    impact: &'static str,
    /// Minutes before now, and what was posted.
    posts: &'static [(i64, &'static str)],
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

const RECORDED: &[Recorded] = &[
    Recorded {
        id: "EX1184207",
        title: "Some users can't open shared mailboxes in Outlook on the web",
        service: "Exchange Online",
        incident: true,
        status: "serviceDegradation",
        began: 4 * HOUR,
        ended: None,
        impact: "Users can't open shared mailboxes in Outlook on the web; the desktop client still works.",
        posts: &[
            (3 * HOUR + 30, "We're looking into reports that shared mailboxes don't open in Outlook on the web."),
            (
                2 * HOUR,
                "A recent update to the sign-in component doesn't pass the mailbox permission for part of the infrastructure. We're reverting it.",
            ),
            (HOUR, "The reverted servers open shared mailboxes again. About 40 percent is done."),
        ],
    },
    Recorded {
        id: "EX1182960",
        title: "Delegates may not see shared calendars",
        service: "Exchange Online",
        incident: true,
        status: "serviceRestored",
        began: 30 * HOUR,
        ended: Some(20 * HOUR),
        impact: "Calendars shared with delegates load empty.",
        posts: &[
            (29 * HOUR, "We've found that calendars shared with delegates load empty for some users."),
            (
                20 * HOUR,
                "We've completed the configuration change and confirmed that calendars shared with delegates load again.",
            ),
        ],
    },
    Recorded {
        id: "TM1184011",
        title: "Meeting recordings appear late in chat",
        service: "Microsoft Teams",
        incident: false,
        status: "serviceDegradation",
        began: 2 * DAY,
        ended: None,
        impact: "The link to a recording appears up to three hours late in the meeting's chat.",
        posts: &[(2 * DAY - HOUR, "Recordings are safe; only the link in the chat is late, by up to three hours.")],
    },
    Recorded {
        id: "SP1183377",
        title: "File links may not open for external guests",
        service: "SharePoint Online",
        incident: true,
        status: "serviceRestored",
        began: 9 * DAY,
        ended: Some(8 * DAY),
        impact: "Guests of other organizations see an error when they open a shared file link.",
        posts: &[
            (9 * DAY - 2 * HOUR, "Guests may see an error when they open a shared file link."),
            (8 * DAY, "The fix has reached all regions."),
        ],
    },
];

/// Brings the issues onto the desk: each partner reads the feed, the provider publishes two of its own.
pub(super) async fn publish(stage: &Stage, cast: &Cast) -> Result<()> {
    stage.ago(12 * DAY);
    let old = publish_one(
        stage,
        cast,
        IssueStatus::Degraded,
        ("Virtual machines restart without notice", "Virtual Machines", "North Europe"),
        "We see restarts of virtual machines in one part of North Europe and are moving them away.",
        in_three(
            "Мы видим перезапуски виртуальных машин в одной из частей Северной Европы и перемещаем их.",
            "Widzimy ponowne uruchomienia maszyn wirtualnych w jednej części Europy Północnej i przenosimy je.",
        ),
    )
    .await?;
    stage.ago(11 * DAY);
    let over = PostToIssue {
        status: Some(IssueStatus::Resolved),
        text: "All machines were moved; the faulty part is switched off.".to_owned(),
        languages: in_three(
            "Все машины перемещены; неисправная часть отключена.",
            "Wszystkie maszyny przeniesiono; wadliwa część jest wyłączona.",
        ),
    };
    health::post(&stage.app, &cast.get("yun")?.ctx(stage), old, over).await?;
    Ok(())
}

/// English words with what the provider says in Russian, and a machine in Polish.
fn in_three(russian: &str, polish: &str) -> PostLanguages {
    let translation = |language, text: &str, machine| PostTranslation { language, text: text.to_owned(), machine };
    PostLanguages {
        own: Some(Language::En),
        translations: vec![translation(Language::Ru, russian, false), translation(Language::Pl, polish, true)],
    }
}

async fn publish_one(
    stage: &Stage,
    cast: &Cast,
    status: IssueStatus,
    (title, service, region): (&str, &str, &str),
    text: &str,
    languages: PostLanguages,
) -> Result<HealthIssueId> {
    let command = PublishIssue {
        kind: IssueKind::ServiceIssue,
        title: title.to_owned(),
        service: service.to_owned(),
        regions: vec![region.to_owned()],
        status,
        starts_at: None,
        ends_at: None,
        text: text.to_owned(),
        languages,
    };
    Ok(health::publish(&stage.app, &cast.get("yun")?.ctx(stage), command).await?.id)
}

/// Agents follow what their customers use, so that the bell has something to say.
pub(super) async fn begin_to_follow(stage: &Stage, cast: &Cast) -> Result<()> {
    stage.ago(11 * DAY);
    for (part, service) in [("maren", "Exchange Online"), ("maren", "Microsoft Teams"), ("oksana", "Exchange Online")] {
        let what = AddFollow { service: Some(service.to_owned()), ..AddFollow::default() };
        follow::add(&stage.app, &cast.get(part)?.ctx(stage), what).await?;
    }
    Ok(())
}

/// The partners read the feed as it stood so many minutes ago. Reading again changes only what is new.
pub(super) async fn read_feed(stage: &Stage, cast: &Cast, ago: i64) -> Result<()> {
    stage.ago(ago);
    let payload = serde_json::to_vec(&feed(stage, ago))?;
    for part in ["ilse", "pavla", "oksana"] {
        let import = Import { format: FeedFormat::Graph, payload: payload.clone(), customer: None, feed: None };
        let report = health::import(&stage.app, &cast.get(part)?.ctx(stage), import).await?;
        if let Some(rejected) = report.rejected.first() {
            anyhow::bail!("the demo's feed was not understood: {}", rejected.reason);
        }
    }
    tierline_jobs::drain(&stage.app).await?;
    Ok(())
}

/// The last reading, so that the demo's feeds are fresh when it opens.
pub(super) async fn read_again(stage: &Stage, cast: &Cast) -> Result<()> {
    read_feed(stage, cast, 0).await.context("the feed is read again")
}

fn feed(stage: &Stage, ago: i64) -> Value {
    let at = |minutes: i64| -> DateTime<Utc> { stage.now - Duration::minutes(minutes) };
    let known = RECORDED.iter().filter(|issue| issue.posts.first().is_some_and(|(posted, _)| *posted >= ago));
    let issues: Vec<Value> = known
        .map(|issue| {
            let posts: Vec<&(i64, &str)> = issue.posts.iter().filter(|(posted, _)| *posted >= ago).collect();
            let ended = issue.ended.filter(|ended| *ended >= ago);
            let open = if issue.ended.is_some() && ended.is_none() { "serviceDegradation" } else { issue.status };
            json!({
                "id": issue.id,
                "title": issue.title,
                "service": issue.service,
                "classification": if issue.incident { "incident" } else { "advisory" },
                "status": open,
                "isResolved": ended.is_some(),
                "startDateTime": at(issue.began),
                "endDateTime": ended.map(at),
                "lastModifiedDateTime": posts.last().map(|(posted, _)| at(*posted)),
                "impactDescription": issue.impact,
                "origin": "microsoft",
                "feature": issue.service,
                "featureGroup": issue.service,
                "posts": posts.iter().map(|(posted, text)| json!({
                    "createdDateTime": at(*posted),
                    "postType": "regular",
                    "description": { "contentType": "text", "content": text },
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "value": issues })
}
