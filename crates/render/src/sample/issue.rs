//! An issue, the act of telling all customers of it, and what an outage leaves behind.

use tierline_domain::{
    CaseStatus, Language, LanguageTag, Verdict,
    health::{
        HealthIssue, HealthPost, IssueKind, IssueStatus, LanguageText, LeftOut, PlannedCase, PostFormat, Revision,
        Translation,
    },
};

use super::{
    desk::{CUSTOMERS, ago, id, lines},
    health::{SHARED, health_issue},
};
use crate::{
    Fault, Form,
    page::{AffectedCase, AffectedCustomer, AfterPage, InformPage, IssuePage, SufferingLine, ToldLine},
};

fn post(number: u32, minutes: i64, text: &str, format: PostFormat) -> HealthPost {
    HealthPost {
        id: id("hpo", number),
        source_key: number.to_string(),
        at: ago(minutes),
        text: text.to_owned(),
        format,
        language: None,
        since: Some(ago(minutes - 1)),
        translations: Vec::new(),
        revisions: Vec::new(),
    }
}

fn translation(language: &str, machine: bool, text: &str) -> Option<Translation> {
    let language = LanguageTag::parse(language)?;
    Some(Translation { language, text: text.to_owned(), machine, as_of: ago(40) })
}

fn earlier(text: &str, minutes: Option<i64>) -> Revision {
    Revision { text: text.to_owned(), language: None, since: minutes.map(ago), translations: Vec::new() }
}

pub(super) fn posts() -> Vec<HealthPost> {
    let latest = post(
        3,
        47,
        "<p>The reverted servers serve shared mailboxes again, and we're reverting the rest in stages.</p><p>About 40 percent is done.<br>Next update by 3:00 PM.</p>",
        PostFormat::Html,
    );
    let translations = [
        translation(
            "pl",
            true,
            "<p>Serwery, na których wycofano aktualizację, ponownie obsługują udostępnione skrzynki; na pozostałych wycofujemy ją etapami.</p><p>Ukończono około 40 procent.<br>Następna aktualizacja do godziny 15:00.</p>",
        ),
        translation(
            "ru",
            false,
            "<p>Серверы, на которых обновление отменено, снова открывают общие почтовые ящики; на остальных мы отменяем его поэтапно. Готово около 40 процентов, следующее сообщение до 15:00.</p>",
        ),
        translation("ja", false, "<p>共有メールボックスは再び利用できます。</p>"),
    ];
    let revisions = vec![
        earlier("<p>The reverted servers serve shared mailboxes again.</p>", Some(47)),
        earlier("<p>The reverted servers look well.</p>", None),
    ];
    vec![
        HealthPost {
            translations: translations.into_iter().flatten().collect(),
            since: Some(ago(44)),
            revisions,
            ..latest
        },
        post(
            2,
            108,
            "We've found that a recent update to the sign-in component doesn't pass the mailbox permission.",
            PostFormat::Text,
        ),
        post(1, 180, "We're investigating reports that some users can't open shared mailboxes.", PostFormat::Text),
    ]
}

fn case(number: u32, status: CaseStatus, verdict: Option<Verdict>, certain: bool) -> AffectedCase {
    AffectedCase {
        id: id("cas", number),
        number: format!("T-{number}"),
        status,
        certainty: if certain { 84 } else { 46 },
        certain,
        verdict,
        readable: number % 2 == 1,
    }
}

fn customer(index: usize, language: Language, cases: Vec<AffectedCase>, told: bool) -> AffectedCustomer {
    AffectedCustomer {
        id: id("cus", u32::try_from(index).unwrap_or(0) + 1),
        name: CUSTOMERS[index].0.to_owned(),
        language,
        cases,
        told_at: told.then(|| ago(42)),
    }
}

fn told(number: u32, index: usize, sent: bool, language: Language, text: &str) -> ToldLine {
    ToldLine {
        at: ago(40 + i64::from(number)),
        by: if sent { "Maren Oskel".to_owned() } else { "Tierline".to_owned() },
        sent,
        case: id("cas", 20_431 + number),
        number: format!("T-{}", 20_431 + number),
        customer: CUSTOMERS[index].0.to_owned(),
        language,
        text: text.to_owned(),
    }
}

const POLISH: &str = "Dostawca udokumentował ten problem. Pracuje nad nim po swojej stronie.\n\nDostawca pisze:\nUkończono około 40 procent.";

pub(crate) fn issue() -> Vec<(&'static str, IssuePage)> {
    let affected = vec![
        customer(0, Language::En, vec![case(20_431, CaseStatus::Open, Some(Verdict::Confirmed), true)], true),
        customer(
            2,
            Language::Pl,
            vec![
                case(20_434, CaseStatus::Open, None, true),
                case(20_435, CaseStatus::WaitingOnCustomer, None, false),
                case(20_401, CaseStatus::Closed, None, true),
            ],
            false,
        ),
        customer(3, Language::Ru, vec![case(20_399, CaseStatus::Resolved, None, true)], false),
    ];
    let open = IssuePage {
        issue: health_issue(7, SHARED, IssueKind::ServiceIssue, IssueStatus::Degraded, "Exchange Online"),
        posts: posts(),
        next_update_at: Some(ago(-60)),
        reach: (3, 2),
        affected,
        next_customers: Some("eyJhIjoxfQ".to_owned()),
        told: vec![
            told(0, 0, true, Language::En, "The provider has documented this problem."),
            told(3, 2, false, Language::Pl, POLISH),
        ],
        next_told: Some("eyJhIjoxfQ".to_owned()),
        suffering: Vec::new(),
        suffering_count: 0,
        own: false,
        form: Form::default(),
    };
    let over = HealthIssue {
        impact: String::new(),
        source_status: String::new(),
        ..health_issue(7, SHARED, IssueKind::ServiceIssue, IssueStatus::Resolved, "Exchange Online")
    };
    let after = IssuePage {
        issue: over.clone(),
        next_update_at: None,
        suffering: lines().into_iter().take(2).collect(),
        suffering_count: 2,
        ..open.clone()
    };
    let quiet = IssuePage {
        issue: over,
        posts: Vec::new(),
        affected: Vec::new(),
        told: Vec::new(),
        reach: (0, 0),
        next_customers: None,
        next_told: None,
        next_update_at: None,
        ..open.clone()
    };
    let owner = IssuePage { own: true, ..quiet.clone() };
    vec![("open", open), ("still_suffering", after), ("over", quiet), ("own", owner)]
}

fn planned(number: u32, index: usize, language: Language, left_out: Option<LeftOut>) -> PlannedCase {
    PlannedCase {
        id: id("cas", number),
        number: format!("T-{number}"),
        customer: id("cus", u32::try_from(index).unwrap_or(0) + 1),
        customer_name: CUSTOMERS[index].0.to_owned(),
        language,
        told_at: (left_out == Some(LeftOut::AlreadyTold)).then(|| ago(42)),
        left_out,
    }
}

pub(crate) fn inform() -> Vec<(&'static str, InformPage)> {
    let message = |language, text: &str, cases| LanguageText { language, text: text.to_owned(), cases };
    let left_out = vec![
        planned(20_431, 0, Language::En, Some(LeftOut::AlreadyTold)),
        planned(20_435, 2, Language::Pl, Some(LeftOut::Uncertain)),
        planned(20_437, 4, Language::En, Some(LeftOut::Unreadable)),
        planned(20_438, 5, Language::En, Some(LeftOut::Rejected)),
        planned(20_399, 3, Language::Ru, Some(LeftOut::CaseOver)),
    ];
    let page = InformPage {
        issue: health_issue(7, SHARED, IssueKind::ServiceIssue, IssueStatus::Degraded, "Exchange Online"),
        as_of: id::<tierline_domain::HealthPostId>("hpo", 3).to_string(),
        messages: vec![
            message(Language::En, "The provider has documented this problem. We pass on each update.", 1),
            message(Language::Ru, "Поставщик задокументировал эту неполадку. Мы передадим каждое обновление.", 2),
            message(Language::Pl, POLISH, 240),
        ],
        told: vec![
            planned(20_434, 2, Language::Pl, None),
            planned(20_436, 1, Language::En, None),
            planned(20_440, 3, Language::Ru, None),
        ],
        told_count: 243,
        left_out,
        reasons: LeftOut::ALL
            .iter()
            .map(|reason| (*reason, if *reason == LeftOut::CaseOver { 12 } else { 1 }))
            .collect(),
        without_case: vec![CUSTOMERS[5].0.to_owned(), CUSTOMERS[4].0.to_owned()],
        without_case_count: 31,
        written: None,
        form: Form::default(),
    };
    let nobody = InformPage {
        messages: Vec::new(),
        told: Vec::new(),
        told_count: 0,
        reasons: Vec::new(),
        left_out: Vec::new(),
        without_case: Vec::new(),
        without_case_count: 0,
        ..page.clone()
    };
    let faults = InformPage {
        form: Form::posted("inform", [("text_pl".to_owned(), String::new())]).fault(Fault::new("text_pl", "empty")),
        ..page.clone()
    };
    let changed = InformPage { written: Some("We know.\n\nMy zawsze".to_owned()), ..page.clone() };
    vec![("plan", page), ("nobody", nobody), ("faults", faults), ("changed", changed)]
}

pub(crate) fn after() -> Vec<(&'static str, AfterPage)> {
    let line = |case| SufferingLine {
        case,
        issue: id("his", 7),
        source_id: "EX1184207".to_owned(),
        title: SHARED.to_owned(),
        ended_at: ago(95),
    };
    let lines = lines().into_iter().take(3).map(line).collect();
    vec![("lines", AfterPage { lines, next: Some("eyJhIjoxfQ".to_owned()) }), ("empty", AfterPage::default())]
}
