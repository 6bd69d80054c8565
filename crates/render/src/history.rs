//! A service's last ninety days as bars: the taller, the worse.

use tierline_domain::health::{DayHealth, HistoryDay};

use crate::{
    Frame, Html, ServiceHealth,
    html::escaped,
    ui::{Looks, Tone},
};

/// How a day looks: as a service does that is so now.
pub(crate) const fn shown(health: DayHealth) -> ServiceHealth {
    match health {
        DayHealth::Healthy => ServiceHealth::Healthy,
        DayHealth::Advisory => ServiceHealth::Advisory,
        DayHealth::Degraded => ServiceHealth::Degraded,
        DayHealth::Unavailable => ServiceHealth::Unavailable,
        DayHealth::Unknown => ServiceHealth::Unknown,
    }
}

/// The height of a bar, and its class: height tells the states apart for who sees no colours.
const fn height(health: DayHealth) -> usize {
    match health {
        DayHealth::Healthy => 8,
        DayHealth::Advisory => 13,
        DayHealth::Degraded => 18,
        DayHealth::Unavailable => 24,
        DayHealth::Unknown => 4,
    }
}

/// The path of one bar: its column, and a height by its tone.
fn bar(column: usize, height: usize) -> String {
    format!("M{} {}h4v{height}h-4z", column * 6, 24 - height)
}

/// How many days were so.
pub(crate) fn count(days: &[HistoryDay], wanted: DayHealth) -> usize {
    days.iter().filter(|day| day.health == wanted).count()
}

/// The days in one sentence: how many were how.
pub(crate) fn label(f: &Frame, service: &str, days: &[HistoryDay]) -> String {
    f.m("history-label")
        .s("service", service)
        .n("interrupted", count(days, DayHealth::Unavailable))
        .n("degraded", count(days, DayHealth::Degraded))
        .n("advisory", count(days, DayHealth::Advisory))
        .n("unknown", count(days, DayHealth::Unknown))
        .to_string()
}

/// The bars with their words for readers.
pub(crate) fn bars(f: &Frame, service: &str, days: &[HistoryDay]) -> Html {
    let path = |wanted: DayHealth| {
        let of_kind = days.iter().enumerate().filter(|(_, day)| day.health == wanted);
        let path: String = of_kind.map(|(at, _)| bar(at, height(wanted))).collect();
        let tone = if wanted == DayHealth::Unknown { Tone::Off } else { shown(wanted).look().0 };
        if path.is_empty() { path } else { format!("<path class=\"{}\" d=\"{path}\"/>", tone.class()) }
    };
    let paths: String = DayHealth::ALL.iter().map(|wanted| path(*wanted)).collect();
    let width = days.len().max(1) * 6 - 2;
    Html(format!(
        "<svg class=\"history-bars\" viewBox=\"0 0 {width} 24\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{paths}</svg>",
        escaped(&label(f, service, days))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Locale, sample::history_days};

    #[test]
    fn the_worse_a_day_the_taller_its_bar_and_what_is_not_known_is_the_smallest() {
        let mut days = history_days(90);
        let frame = Frame::new(Locale::En, chrono_tz::Europe::Warsaw, crate::sample::at("2026-09-15T11:52:00Z"));
        days.iter_mut().for_each(|day| day.health = DayHealth::Healthy);
        (days[0].health, days[1].health, days[89].health) =
            (DayHealth::Unknown, DayHealth::Advisory, DayHealth::Unavailable);
        let svg = bars(&frame, "Exchange <Online>", &days).as_str().to_owned();
        assert!(svg.contains("<path class=\"is-off\" d=\"M0 20h4v4h-4z\"/>"), "{svg}");
        assert!(svg.contains("d=\"M6 11h4v13h-4z\"") && svg.contains("d=\"M534 0h4v24h-4z\""), "{svg}");
        assert!(svg.contains("Exchange &lt;Online&gt;") && svg.contains("viewBox=\"0 0 538 24\""), "{svg}");
        let order =
            [DayHealth::Unknown, DayHealth::Healthy, DayHealth::Advisory, DayHealth::Degraded, DayHealth::Unavailable];
        assert!(order.windows(2).all(|pair| height(pair[0]) < height(pair[1])));
    }
}
