## The words of the domain, by <prefix>-<stable word>.

nav-today = Today
nav-cases = Cases
nav-customers = Customers
nav-requests = Service requests
nav-inbox = Inbox
nav-health = Service health
nav-users = People
nav-audit = Audit log
nav-partners = Partners
nav-issues = Health issues
nav-my-cases = My cases
nav-report = Report a problem
nav-my-access = Who may administer
nav-guidance = How to escalate

cloud-public = Public
cloud-us-government = US Government

severity-critical = Critical
severity-moderate = Moderate
severity-minimal = Minimal
severity-none = Not break-fix
severity-hint-critical = Significant loss: production services are down.
severity-hint-moderate = Moderate loss: production is partially affected.
severity-hint-minimal = Services are still available, or it is not production.
severity-hint-none = A question or an account request.

case-status-open = Open
case-status-waiting-on-customer = Waiting for the customer
case-status-waiting-on-provider = Waiting for the provider
case-status-resolved = Resolved
case-status-closed = Closed

request-status-prepared = Prepared, not filed
request-status-sending = Being sent
request-status-unknown = Sent? Not confirmed
request-status-submitted = Open
request-status-accepted = Open, accepted
request-status-attention-needed = Attention needed
request-status-returned = Returned
request-status-resolved = Resolved
request-status-closed = Closed
request-status-withdrawn = Withdrawn

route-local = By Tierline
route-assisted = Assisted filing
route-azure-support = Azure Support
route-partner-center = Partner Center
route-trouble-ticket = Ticket exchange (TMF621)
route-email = E-mail

recipient-kind-provider = Provider
recipient-kind-upstream = Our distributor

decision-accept = Accept
decision-ask = Ask for more
decision-return = Return
decision-resolve = Resolve

role-global-admin = Global admin
role-admin-agent = Admin agent
role-helpdesk-agent = Helpdesk agent
role-sales-agent = Sales agent
role-customer-contact = Customer contact
role-customer-admin = Customer administrator
role-engineer = Engineer
role-service-owner = Service owner

rung-reported = Reported
rung-health-checked = Service health checked
rung-troubleshot = Troubleshooting
rung-categorized = Category
rung-escalated = Escalated

rung-state-done = Done
rung-state-due = Next
rung-state-open = Not yet
rung-state-waived = Waived
rung-state-not-needed = Not needed now
rung-state-reopened = Look again

next-check-health = Check service health
next-wait-for-known-issue = Wait, and keep the customer informed
next-troubleshoot = Record a troubleshooting step
next-categorize = Decide the category
next-add-grounds = Write the missing grounds
next-request-approval = Get the approval
next-escalate = Write the service request
next-file-in-portal = File it in the portal, and type the number back
next-answer-provider = Answer the provider
next-confirm-with-customer = Ask the customer whether it is solved
next-close = Close the case
next-none = Nothing to do now

# Lists show the rung's number and one of these.
standing-check-health = Health check due
standing-wait-for-known-issue = Known issue: wait
standing-troubleshoot = Troubleshooting
standing-categorize = Category to decide
standing-add-grounds = Grounds missing
standing-request-approval = Approval pending
standing-escalate = Ready to escalate
standing-file-in-portal = To be filed
standing-answer-provider = Provider asks
standing-confirm-with-customer = Solved? Ask
standing-close = To be closed

category-undocumented-problem = Undocumented problem
category-service-unavailable = Service unavailable
category-bug-or-irregularity = Bug or irregularity
category-large-scale-network-disruption = Large-scale network disruption
category-regional-multi-tenant = Regional issue, many tenants
category-account-request = Account request
category-vulnerability = Vulnerability
category-partner-scope = Stays with us
category-hint-undocumented-problem = Not as the service description says
category-hint-service-unavailable = Nobody can use it
category-hint-bug-or-irregularity = Affects how the service looks or works
category-hint-large-scale-network-disruption = On the way to the service
category-hint-regional-multi-tenant = Two tenants at least
category-hint-account-request = Bills, quotas, subscriptions
category-hint-vulnerability = Has its own way, not a request
category-hint-partner-scope = We can solve it ourselves

area-software = Software
area-settings = Settings
area-configuration = Configuration

means-delegated-admin = As delegated admin
means-azure-rbac = With rights on the Azure subscription
means-with-customer = With the customer, by phone or screen
means-own-tenant = In our own tenant

outcome-solved = Solved
outcome-improved = Better, not solved
outcome-no-change = No change

channel-agent = noted by an agent
channel-portal = on the customer's page
channel-api = by the API
channel-mail = by mail
channel-command-line = by the command line

plan-included = Included in the programme
plan-asfp = Advanced Support for Partners
plan-premier = Premier Support

inform-draft = A draft waits for an agent
inform-at-once = The desk writes on their page at once

relationship-reseller = Reseller
relationship-advisor = Advisor
relationship-status-active = Active
relationship-status-ended = Ended

delegated-kind-granular = Granular
delegated-kind-legacy = Legacy, without an end
delegated-status-created = Not yet asked for
delegated-status-approval-pending = Asked, not approved
delegated-status-approved = Approved
delegated-status-activating = Being set up
delegated-status-active = Live
delegated-status-expiring = Live, ends soon
delegated-status-expired = Ended
delegated-status-termination-requested = End asked for
delegated-status-terminating = Being ended
delegated-status-terminated = Ended or rejected

check-known-issue = Known issue
check-possible-issue = Possible issue, to be confirmed
check-post-outage = Issue over, problem stays
check-all-clear = All clear
check-feed-unavailable = No feed

issue-kind-service-issue = Service issue
issue-kind-advisory = Advisory
issue-kind-planned-maintenance = Planned maintenance
issue-kind-announcement = Announcement

issue-status-investigating = Investigating
issue-status-degraded = Degraded
issue-status-interrupted = Interrupted
issue-status-recovering = Recovering
issue-status-resolved = Resolved
issue-status-false-positive = False positive
issue-status-informational = For information

service-health-healthy = Healthy
service-health-advisory = Advisory
service-health-recovering = Recovering
service-health-degraded = Degraded
service-health-unavailable = Interrupted
service-health-unknown = No feed

family-microsoft-365 = Microsoft 365
family-enterprise-mobility = Enterprise Mobility
family-azure = Azure
family-dynamics-365 = Dynamics 365
family-marketplace = Marketplace products
family-google-cloud = Google Cloud
family-aws = AWS

partner-kind-direct-bill = Direct-bill partner
partner-kind-indirect-provider = Indirect provider
partner-kind-indirect-reseller = Indirect reseller
partner-kind-advisor = Advisor
organization-kind-provider = Provider
organization-kind-partner = Partner

language-en = English
language-ru = Russian
language-pl = Polish

theme-system = As the system is set
theme-light = Light
theme-dark = Dark

## Clocks: as a heading, and as a name within a line.

clock-first-response = First response
clock-next-update = Next update to the customer
clock-provider-first-response = Provider's first response
clock-resolution = Solution
clock-auto-close = Closes by itself
clock-filing = Filing in the portal
clock-answer-provider = Provider waits for us

clock-name-first-response = first response
clock-name-next-update = next update
clock-name-provider-first-response = provider's first response
clock-name-resolution = solution
clock-name-auto-close = closes by itself
clock-name-filing = to be filed
clock-name-answer-provider = answer to the provider

clock-left = { $span } left
clock-over = { $span } over
clock-due = due { $time }
clock-was-due = was due { $time }
clock-named-due = { $clock }, { $time }
clock-named-was-due = { $clock }, was due { $time }
clock-met = Met in { $span }
clock-late = Late, after { $span }
clock-target = target { $span }
clock-paused = Paused
clock-paused-left = { $span } left
clock-waits-customer = waits for the customer
clock-waits-provider = waits for the provider

duration-minutes = { $count } min
duration-hours = { $count } h
duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
unit-hours = h
unit-minutes = min
time-today = Today

# Why the feeds say nothing.
gap-no-feed = No feed is set up that tells of this service, customer and cloud.
gap-never-read = A feed that is set up was never read.
gap-stale = What a feed told was read too long ago.
gap-down = A feed does not answer.
gap-malformed = A feed answers with something that cannot be read.
gap-empty = A feed lists nothing, which it never should.
gap-behind = A feed gave an older copy than one before.
gap-shifted = The times that a feed gives cannot be right.
gap-flapping = A feed comes and goes.
