//! `tierline policy`: the rules an organization sets for itself.

use std::process::ExitCode;

use anyhow::Result;
use clap::{ArgAction, Args};
use tierline_app::account::{self, EditPolicy};

use super::operator::Operator;
use crate::{
    config::Target,
    desk::{self, Schema},
};

/// Shows the rules of an organization, and changes those that are given.
#[derive(Debug, Args)]
pub(crate) struct Policy {
    /// Whether an escalation needs another person's approval (critical ones after the fact).
    #[arg(long, value_name = "true|false", action = ArgAction::Set)]
    approval_required: Option<bool>,
    /// Whether Sales agents may open and work on cases.
    #[arg(long, value_name = "true|false", action = ArgAction::Set)]
    sales_agents_work_cases: Option<bool>,
    /// Whether customers read what recipients write to their requests at once.
    #[arg(long, value_name = "true|false", action = ArgAction::Set)]
    pass_on_answers: Option<bool>,
    /// Certainty, from 1 to 100, from which a documented issue counts as the cause of a case.
    #[arg(long, value_name = "PERCENT")]
    match_threshold: Option<u8>,
    /// Minutes after which a health feed counts as stale.
    #[arg(long, value_name = "MINUTES")]
    feed_fresh_minutes: Option<i64>,
    /// Whether everybody who signs in here needs a second factor.
    #[arg(long, value_name = "true|false", action = ArgAction::Set)]
    require_second_factor: Option<bool>,
    #[command(flatten)]
    operator: Operator,
}

impl Policy {
    pub(crate) async fn run(self, target: &Target) -> Result<ExitCode> {
        let desk = desk::open(target, Schema::Require).await?;
        let ctx = self.operator.ctx(&desk.app).await?;
        let command = EditPolicy {
            approval_required: self.approval_required,
            sales_agents_work_cases: self.sales_agents_work_cases,
            pass_on_answers: self.pass_on_answers,
            match_threshold: self.match_threshold,
            feed_fresh_minutes: self.feed_fresh_minutes,
            require_second_factor: self.require_second_factor,
            ..EditPolicy::default()
        };
        let policy = account::edit_policy(&desk.app, &ctx, command).await?;
        println!("{}", ctx.organization.name);
        println!("  approval-required        {}", policy.approval_required);
        println!("  sales-agents-work-cases  {}", policy.sales_agents_work_cases);
        println!("  pass-on-answers          {}", policy.pass_on_answers);
        println!("  match-threshold          {}", policy.match_threshold);
        println!("  feed-fresh-minutes       {}", policy.feed_fresh_minutes);
        println!("  require-second-factor    {}", policy.require_second_factor);
        desk.app.store().close().await;
        Ok(ExitCode::SUCCESS)
    }
}
