//! What the audit log can hold.

use crate::{Action, words};

words! {
    /// An act as the audit log names it.
    pub enum AuditAction {
        /// Somebody changed their own account.
        AccountEdit = "account.edit",
        /// Somebody changed their password.
        AccountPassword = "account.password",
        /// What somebody may here followed the groups that their identity provider names.
        AccountFollowGroups = "account.follow_groups",
        /// An identity provider vouched for somebody for the first time.
        AccountLink = "account.link",
        /// Somebody chose a password by a link.
        AccountPasswordByLink = "account.password_by_link",
        /// Somebody asked for a link by which they choose a password.
        AccountResetAsk = "account.reset_ask",
        /// An identity provider ended sessions that stood on one of its own.
        AccountProviderSignOut = "account.provider_sign_out",
        /// Somebody took their link to an identity provider away.
        AccountUnlink = "account.unlink",
        /// Somebody signed in.
        AccountSignIn = "account.sign_in",
        /// Somebody proved anew who they are, before something dangerous.
        AccountProve = "account.prove",
        /// Somebody ended sessions.
        AccountRevokeSessions = "account.revoke_sessions",
        /// Somebody's first proof was good, and a second one was asked for.
        AccountSecondFactor = "account.second_factor",
        /// A passkey whose count of uses went back was refused: somebody may have a copy of it.
        FactorCopied = "factor.copied",
        /// Somebody set up a second factor.
        FactorAdd = "factor.add",
        /// Somebody made new recovery codes.
        FactorCodes = "factor.codes",
        /// Somebody took a second factor away.
        FactorRemove = "factor.remove",
        /// Somebody's second factors and recovery codes were removed by a Global admin.
        FactorReset = "factor.reset",
        /// A recovery code was used.
        FactorUseCode = "factor.use_code",
        /// Somebody signed out.
        AccountSignOut = "account.sign_out",
        /// Somebody went to another organization or cloud.
        AccountSwitch = "account.switch",
        /// Entries of the audit log were exported.
        AuditExport = "audit.export",
        /// What the audit log said before the time that the rule keeps it was dropped.
        AuditRetire = "audit.retire",
        /// Somebody said that much has truly ended at the provider.
        BookAllowEndings = "book.allow_endings",
        /// Somebody said of differences to the provider whether they are taken.
        BookChoose = "book.choose",
        /// Somebody had the provider's side of the books read.
        BookRead = "book.read",
        /// What the provider says of a customer was taken into the book.
        BookTake = "book.take",
        /// The first take-over of the books was ordered.
        BookTakeOver = "book.take_over",
        /// An approval was asked for, given or refused.
        CaseApprove = "case.approve",
        /// A file was added to a case.
        CaseAttach = "case.attach",
        /// The category of a case was decided.
        CaseCategorize = "case.categorize",
        /// Service health was looked up for a case.
        CaseCheckHealth = "case.check_health",
        /// A case was closed.
        CaseClose = "case.close",
        /// A case closed by itself: in seven days nobody said that its problem stays.
        CaseCloseUnanswered = "case.close_unanswered",
        /// A customer confirmed a solution.
        CaseConfirm = "case.confirm",
        /// The draft of a service request was thrown away.
        CaseDraftDiscard = "case.draft_discard",
        /// The draft of a service request was kept.
        CaseDraftSave = "case.draft_save",
        /// Details of a case were changed.
        CaseEdit = "case.edit",
        /// A case was handed up.
        CaseEscalate = "case.escalate",
        /// News of an issue that explains a case came to it, and to its customer where the rules say so.
        CaseHear = "case.hear",
        /// A customer was informed of an issue.
        CaseInform = "case.inform",
        /// A match was confirmed or rejected.
        CaseJudge = "case.judge",
        /// A note or reply was written.
        CaseNote = "case.note",
        /// A case was opened.
        CaseOpen = "case.open",
        /// A customer said that the symptom stays.
        CasePersists = "case.persists",
        /// A troubleshooting step was recorded.
        CaseRecordStep = "case.record_step",
        /// A case was opened again.
        CaseReopen = "case.reopen",
        /// A case was solved.
        CaseResolve = "case.resolve",
        /// A condition was waived.
        CaseWaive = "case.waive",
        /// A connection was held, because it failed for long.
        ConnectionHold = "connection.hold",
        /// A connection that was held was let go.
        ConnectionRelease = "connection.release",
        /// A connection was set up.
        ConnectionAdd = "connection.add",
        /// A connection's set-up was changed.
        ConnectionEdit = "connection.edit",
        /// A connection was stopped.
        ConnectionPause = "connection.pause",
        /// A connection was taken away.
        ConnectionRemove = "connection.remove",
        /// A connection's secret was exchanged.
        ConnectionReplaceSecret = "connection.replace_secret",
        /// A person consented to what a connection does in their name, in place of who did before.
        ConnectionConsent = "connection.consent",
        /// What a person's consent is renewed with was exchanged for what the sign-in service gave in its place.
        ConnectionRenewConsent = "connection.renew_consent",
        /// A connection's secret was sealed anew by another key.
        ConnectionReseal = "connection.reseal",
        /// A stopped connection goes on.
        ConnectionResume = "connection.resume",
        /// A connection was tested.
        ConnectionTest = "connection.test",
        /// A test message was sent through a connection.
        ConnectionSample = "connection.sample",
        /// A customer was taken into the book.
        CustomerAdd = "customer.add",
        /// A customer's details were changed.
        CustomerEdit = "customer.edit",
        /// A group of customers was made.
        CustomerGroupAdd = "customer_group.add",
        /// A group of customers was renamed, or who is in it was changed.
        CustomerGroupEdit = "customer_group.edit",
        /// A group of customers was taken away.
        CustomerGroupRemove = "customer_group.remove",
        /// Customers were imported from a file.
        CustomerImport = "customer.import",
        /// A delegated admin relationship was approved, rejected or ended.
        DelegatedAdminDecide = "delegated_admin.decide",
        /// A delegated admin relationship was thrown away before anybody was asked for it.
        DelegatedAdminDiscard = "delegated_admin.discard",
        /// A delegated admin relationship was written down, to be asked for later.
        DelegatedAdminDraft = "delegated_admin.draft",
        /// A delegated admin relationship that nobody was asked for yet was changed.
        DelegatedAdminRedraft = "delegated_admin.redraft",
        /// A delegated admin relationship was asked for.
        DelegatedAdminRequest = "delegated_admin.request",
        /// A person said whether a delivery had arrived.
        DeliveryConfirm = "delivery.confirm",
        /// A delivery was given up.
        DeliveryGiveUp = "delivery.give_up",
        /// A delivery was tried again at once.
        DeliveryRetry = "delivery.retry",
        /// The desk was set up.
        DeskSetUp = "desk.set_up",
        /// A feed was set up to be read by the desk.
        FeedAdd = "feed.add",
        /// A feed's set-up was changed.
        FeedEdit = "feed.edit",
        /// Somebody had a feed read at once.
        FeedRead = "feed.read",
        /// A feed was taken away.
        FeedRemove = "feed.remove",
        /// Somebody began to follow a service, a region or a customer.
        FollowAdd = "follow.add",
        /// Somebody no longer follows something.
        FollowRemove = "follow.remove",
        /// An identity provider told of a group, or changed who is in it.
        GroupProvision = "group.provision",
        /// An identity provider took a group away.
        GroupRemove = "group.remove",
        /// It was said what the people of a group are here.
        GroupRoles = "group.roles",
        /// A health feed was imported.
        HealthImport = "health.import",
        /// All customers concerned were told of an issue.
        HealthInform = "health.inform",
        /// A post to an issue was published.
        HealthPost = "health.post",
        /// Somebody came in by emergency access.
        EmergencyOpen = "emergency.open",
        /// Emergency access was taken away.
        EmergencyRemove = "emergency.remove",
        /// Emergency access was sealed under a new code.
        EmergencySeal = "emergency.seal",
        /// Somebody asked for a role for a time.
        ElevationAsk = "elevation.ask",
        /// Somebody was given a role for a time.
        ElevationGive = "elevation.give",
        /// Somebody was not given the role they asked for.
        ElevationRefuse = "elevation.refuse",
        /// A role for a time is over, or the question for one.
        ElevationEnd = "elevation.end",
        /// An issue was published.
        HealthPublish = "health.publish",
        /// An identity provider was set up.
        IdentityProviderAdd = "identity_provider.add",
        /// An identity provider's set-up was changed.
        IdentityProviderEdit = "identity_provider.edit",
        /// An identity provider was taken away.
        IdentityProviderRemove = "identity_provider.remove",
        /// An identity provider was tested.
        IdentityProviderTest = "identity_provider.test",
        /// An organization was set up.
        OrganizationCreate = "organization.create",
        /// A person was erased: what is left says nothing of them.
        PersonErase = "person.erase",
        /// What the desk knows of a person was exported.
        PersonExport = "person.export",
        /// Rules were changed.
        PolicyEdit = "policy.edit",
        /// A key for a calendar or news reader was made.
        ReaderKeyAdd = "reader_key.add",
        /// A key for a calendar or news reader was revoked.
        ReaderKeyRevoke = "reader_key.revoke",
        /// A file was added to a request that was received.
        ReceivedAttach = "received.attach",
        /// A request of a partner's arrived.
        ReceivedArrive = "received.arrive",
        /// A case was opened for a request that was received.
        ReceivedCarry = "received.carry",
        /// A request that was received was decided.
        ReceivedDecide = "received.decide",
        /// The sender of a request that was received said something, or changed it.
        ReceivedNews = "received.news",
        /// A note was written in a request that was received.
        ReceivedNote = "received.note",
        /// A file was added to a service request.
        RequestAttach = "request.attach",
        /// Diagnostics for a service request were consented to, or not any more.
        RequestConsent = "request.consent",
        /// The number of a service request was corrected.
        RequestCorrect = "request.correct",
        /// A service request was changed.
        RequestEdit = "request.edit",
        /// The number of a service request was typed back.
        RequestFile = "request.file",
        /// A case joined a service request.
        RequestJoin = "request.join",
        /// The recipient of a service request said something of it, or what was sent came to an end.
        RequestNews = "request.news",
        /// A note was written in a service request.
        RequestNote = "request.note",
        /// What a portal says was recorded.
        RequestPortalUpdate = "request.portal_update",
        /// A piece of a file was put to a place for files.
        RequestUpload = "request.upload",
        /// A request that is under way got another severity.
        RequestRate = "request.rate",
        /// A place for files was made, or a file was announced there.
        RequestWorkspace = "request.workspace",
        /// A service request was withdrawn.
        RequestWithdraw = "request.withdraw",
        /// What a recipient had solved went back to it.
        RequestReopen = "request.reopen",
        /// A domain was noted whose people are to be sent to an identity provider.
        SignInDomainAdd = "sign_in_domain.add",
        /// A domain proved whose it is.
        SignInDomainProve = "sign_in_domain.prove",
        /// A domain was taken away.
        SignInDomainRemove = "sign_in_domain.remove",
        /// A ticket elsewhere that nobody knew was taken for one of our requests.
        TicketAttachStray = "ticket.attach_stray",
        /// A partner changed its ticket.
        TicketChange = "ticket.change",
        /// A partner posted a ticket.
        TicketCreate = "ticket.create",
        /// A ticket elsewhere that nobody knew is none of ours.
        TicketDismissStray = "ticket.dismiss_stray",
        /// A partner subscribed to the events of its tickets.
        TicketSubscribe = "ticket.subscribe",
        /// A subscription to the events of tickets ended.
        TicketUnsubscribe = "ticket.unsubscribe",
        /// A token was made.
        TokenAdd = "token.add",
        /// A token was revoked.
        TokenRevoke = "token.revoke",
        /// It was said which customers a person reaches.
        ReachSet = "reach.set",
        /// An account was made for a program.
        ServiceAccountAdd = "service_account.add",
        /// The account of a program was changed.
        ServiceAccountEdit = "service_account.edit",
        /// A person was taken in.
        UserAdd = "user.add",
        /// A person was invited.
        UserInvite = "user.invite",
        /// A person was given a link by which they choose a password.
        UserLink = "user.link",
        /// What a person may do was changed.
        UserEdit = "user.edit",
        /// An identity provider told that a person is no longer to be here.
        UserDeprovision = "user.deprovision",
        /// An identity provider told of a person, or of a change.
        UserProvision = "user.provision",
        /// A person was taken out.
        UserRemove = "user.remove",
    }
}

/// What follows an act's word where it was refused.
const REFUSED: &str = ".refused";

/// What an entry of the audit log is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audited {
    /// It was done.
    Done(AuditAction),
    /// It was tried and refused.
    Refused(AuditAction),
    /// A right was asked for that the person does not have.
    Forbidden(Action),
}

impl Audited {
    /// Reads the word of an entry; none for words of a version to come.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word.strip_suffix(REFUSED) {
            None => AuditAction::from_word(word).map(Self::Done),
            Some(tried) => AuditAction::from_word(tried)
                .map(Self::Refused)
                .or_else(|| Action::from_word(tried).map(Self::Forbidden)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_says_what_was_done_or_refused() {
        assert_eq!(Audited::from_word("case.open"), Some(Audited::Done(AuditAction::CaseOpen)));
        assert_eq!(Audited::from_word("case.escalate.refused"), Some(Audited::Refused(AuditAction::CaseEscalate)));
        assert_eq!(Audited::from_word("administer.refused"), Some(Audited::Forbidden(Action::Administer)));
        for unknown in ["", "case", "case.open.refused.refused", ".refused", "administer"] {
            assert_eq!(Audited::from_word(unknown), None, "{unknown}");
        }
    }
}
