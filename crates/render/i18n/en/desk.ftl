## What was done: one sentence for each word of `?done=`.

done-case-opened = The case is open. Service health was looked up.
done-reply-sent = The reply stands on the customer's page.
done-provider-written = The message is added to the request.
done-file-attached = The file is attached.
done-assigned = The owner is changed.
done-details-saved = The details are saved.
done-waiting-begun = The case waits for the customer. Our clocks are paused.
done-waiting-ended = The clocks go on.
done-health-checked = Service health is checked.
done-match-confirmed = The match is confirmed.
done-match-rejected = The match is rejected.
done-step-recorded = The step is recorded.
done-category-decided = The category is decided.
done-waived = It is waived, with your reason.
done-approval-requested = Approval is asked for.
done-approved = It is approved.
done-refused = It is refused.
done-customer-informed = The message stands on the customer's page.
done-symptom-recorded = It is recorded that the problem is still there.
done-resolved = The case is resolved. The customer is asked on their page whether it is.
done-closed = The case is closed.
done-reopened = The case is open again.
done-request-prepared = The request is written. File it in the portal now.
done-request-sent = The request is on its way.
done-filed = The request is filed under its number.
done-number-corrected = The number is corrected.
done-portal-recorded = What the portal shows is recorded.
done-withdrawn = The request is withdrawn.
done-joined = The case is part of this request now.
done-accepted = The request is accepted. The partner sees it.
done-asked = The question is with the partner.
done-returned = The request went back, with your reason.
done-request-resolved = The request is resolved. The partner asks the customer.
done-published = The issue is published.
done-posted = The post is published.
done-customer-added = The customer is in the book.
done-customer-saved = The customer's details are saved.
done-delegated-requested = The relationship is asked for. It waits for the customer's administrator.
done-delegated-approved = The relationship is approved.
done-delegated-rejected = The relationship is rejected.
done-delegated-terminated = The relationship is ended.
done-reported = Your report has arrived.
done-answered = Your answer has arrived.
done-account-saved = Your account is saved.
done-password-changed = Your password is changed. All other sessions have ended.
done-token-revoked = The token is revoked.
done-user-saved = The account is changed.
done-shortcuts-saved = Your choice is kept.

## Why something is not possible as it stands.

refusal-cannot-be-waived = This condition cannot be waived.
refusal-cannot-decide = The request has moved on: this decision is not possible any more.
refusal-cannot-follow = This status cannot follow the present one.
refusal-category-missing = The category is not decided yet.
refusal-has-request = The case is part of a request already.
refusal-last-global-admin = Nobody could administer the desk afterwards: make somebody else a Global admin first.
refusal-not-a-partner = Only a partner can do this.
refusal-not-filed = The request is not filed yet, so it has no number to correct.
refusal-not-pending = This was decided already, or 90 days have passed.
refusal-not-prepared = The request is filed already.
refusal-not-standing = This relationship is over already.
refusal-other-cause = The case has another cause than the request.
refusal-over = The request is over.
refusal-own-request = The approval of one's own request is somebody else's.
refusal-relationship-ended = The partner relationship with this customer has ended.
refusal-request-open = A service request of this case is still open: withdraw it, or wait for its end.
refusal-set-up = The desk is set up already.
refusal-works-elsewhere = Another organization has a say in this account.

## What can be wrong with a field.

fault-ambiguous = Fits more than one.
fault-cells = The line has more or fewer cells than the header.
fault-contains-name = Contains your name or address: they are easy to guess.
fault-does-not-fit = Does not fit a person of this organization.
fault-formula = Begins like a formula of a spreadsheet.
fault-member = Is here already: change the roles instead.
fault-no-header = A cell stands below no header.
fault-no-key-column = Needs a column tenant_id or domain.
fault-no-portal = Has no portal for this product.
fault-no-upstream = You have no distributor on this desk.
fault-not-a-date = Takes a date like 2026-10-08.
fault-not-a-domain = Takes a domain like example.com.
fault-not-a-language = Takes one of: en, ru, pl.
fault-not-a-link = Takes an address that begins with https://.
fault-not-a-number = Takes a whole number.
fault-not-a-partner = Is not a partner on this desk.
fault-not-a-reseller = Is not one of your resellers.
fault-not-a-tenant = Takes the tenant's identifier as the provider shows it, 8-4-4-4-12 characters.
fault-not-here = Is not on this desk.
fault-not-readable = Cannot be read.
fault-not-this-format = Is not in the chosen format.
fault-repeated-column = Has a column twice.
fault-reused = Was used for something else.
fault-same = Is the same as before.
fault-too-common = Is among the first that anybody would try.
fault-unknown-column = Has a column that is not known.
fault-wrong = Is not right.

## Fields.

field-business-impact = What it costs the customer's business
field-case-id = Case
field-contact = Contact
field-contact-country = Country
field-contact-language = Language
field-contact-phone = Phone
field-contact-time-zone = Time zone
field-current = Password until now
field-days = For how many days
field-domain = Domain
field-duplicate-reason = Why a second request is needed
field-external-id = Number
field-format = Format
field-inform = How it hears of known issues
field-issue-kind = Kind
field-new = New password
field-occurred-at = When the portal showed it
field-recipient = Recipient
field-regions = Regions
field-roles = Roles
field-status = Status
field-support-plan = Support plan
field-support-topic = Support topic
field-tenant-id = Tenant ID
field-title = Title

## A new service request.

new-request = New service request
new-request-from = From case { $case }.
chain = From the customer to the recipient
chain-you = You
chain-filed = not sent yet
chain-delegated = { $count ->
    [one] delegated admin, { $count } day left
   *[other] delegated admin, { $count } days left
}
chain-delegated-legacy = delegated admin, without an end
chain-relationship = partner relationship
chain-arrived = arrived { $time }
chain-not-filed = not filed yet
request-topic = Service and topic
topic-hint = Type a word or two, then choose.
topics-found = Topics that fit
topic-find = Find topics
change = Change
category-decided = decided by { $who }, { $time }
business-impact-hint = Who cannot work, and what that costs. The severity stands or falls with it.
request-description = Title and description
request-description-hint = Composed from the evidence of the case. Change any word.
request-files = Files that go along
request-files-none = None. A file goes along when the provider may read it.
request-contact = Who the recipient can ask
request-contact-says = Our own contact, never { $customer }'s.
request-to = To whom
recipient-upstream-says = Our distributor files it further, or solves it.
recipient-desk-says = Works on this desk: the request arrives at once.
recipient-provider-says = Has its own portal.
request-by = How it travels
duplicate-reason-hint = Better: let the case join the open request, with the button above.
request-prepare = Prepare the filing
request-send = Send to { $recipient }
request-preview = Show what will be sent
request-preview-again = Show it again
back-to-case = Back to the case
preview = What the recipient gets
preview-empty = Nothing is sent before you have seen it here, whole.
not-sent = <strong>Not sent:</strong> internal notes, the customer's mails, other customers' names.

## What the recipient gets.

packet = What the recipient gets
packet-title = Title
packet-from = From
packet-behalf = On behalf of
packet-under = Under
packet-follows = Follows
packet-priority = Sender's priority
packet-delegated = delegated admin “{ $name }”
packet-others = { $count ->
    [one] and { $count } other customer, not named
   *[other] and { $count } other customers, not named
}
packet-impact = Impact on the business
packet-reported = Reported
packet-files = Files
packet-contact = Contact

## Service requests.

requests-lede = What we have handed up, and what has come back.
requests-waiting = { $count ->
    [one] { $count } waits for us.
   *[other] { $count } wait for us.
}
requests-open = Open
requests-attention = Attention needed
requests-prepared = To be filed
requests-returned = Returned
requests-resolved = Resolved
requests-closed = Closed
requests-list = Service requests
requests-find = Find a request
requests-find-hint = Words, our number or the recipient's
requests-none = No request fits these filters
no-number-yet = no number yet
open-in-portal = Open in the portal
new-tab = (new tab)
nothing-happened = Nothing has happened yet.
others-not-named = Filed in one customer's tenant: the others are sent as a count, never by name.
request-unknown-says = It was sent, but { $recipient } has not confirmed it. The desk asks again by itself.
request-deeds = This request
portal-update = Write down what the portal shows
portal-update-text = What it says
portal-update-do = Record it
status-unchanged = Unchanged
correction = Correct the number
correction-do = Save the number
join = Add a case
join-hint = Only cases with the same cause.
join-do = Add it
withdraw = Withdraw the request
withdraw-hint = The recipient reads it too, where the request has arrived.
withdraw-do = Withdraw it

file-at = File at { $recipient }
file-prepared = prepared { $time }
file-open = Open the portal
file-open-says = The link opens it for { $customer }. From the portal's own front page, the tie to the customer is lost.
file-no-portal = There is no portal for this product: ask its publisher.
file-copy = Copy field by field
file-number = Type the number back
file-number-hint = As the portal shows it. The request counts as filed only then.
file-do = Mark as filed

portal-issue-type = Kind of request
portal-subscription = Subscription or tenant
portal-service = Service
portal-support-topic = Support topic
portal-title = Title
portal-started-at = Since when
portal-description = Description
portal-severity = Severity
portal-business-impact = Impact on the business
portal-files = Files
portal-contact = Contact
portal-contact-preferences = Time zone and language

## The inbox of a provider or distributor.

inbox-lede = What partners have handed up, the first due on top.
inbox-view-submitted = New
inbox-view-accepted = Accepted
inbox-view-attention-needed = Partner asked
inbox-view-returned = Returned
inbox-view-resolved = Resolved
inbox-view-withdrawn = Withdrawn
inbox-empty = Nothing new has arrived
inbox-empty-says = Requests of partners appear here the moment they are sent.
inbox-box-empty = Nothing here
inbox-box-empty-says = The other boxes may hold something.
inbox-choose = Choose a request
inbox-choose-says = What the partner sent stands here, with what was tried first.
inbox-note = Write something else
inbox-note-partner = { $partner } sees it at once.
inbox-note-internal = Only your side sees it.
inbox-over = This request is over.
for-customer = { $partner } for { $customer }
answer = Answer
answer-partner = Answer to the partner
decision-reason = What the partner reads
decision-says-accept = You work on it; the partner's clock of the first response stops.
decision-says-ask = The ball is with the partner until there is an answer.
decision-says-return = Not one to be handed up: the reason tells the partner what is missing. Returns are counted.
decision-says-resolve = The partner asks the customer whether it is solved.
decision-do-accept = Accept the request
decision-do-ask = Ask the partner
decision-do-return = Return with reason
decision-do-resolve = Resolve the request
did-first = What the partner did first
did-reported = Reported { $time }
did-checked = Health checked { $time }: { $result }
did-not-check = Health was not checked
did-steps = { $count ->
    [0] No troubleshooting step
    [one] { $count } troubleshooting step: { $areas }
   *[other] { $count } troubleshooting steps: { $areas }
}
did-categorize = Category: { $category }
partners-lede = Who hands up to us, and how much of it comes back.
partners-empty = No partner has sent anything
partners-empty-says = Partners appear here with their first request.
partners-open = Open
partners-sent = Sent
partners-returned = Returned
partners-last = Last one

## Service health.

health-lede = What the provider has documented, and whom it concerns.
health-columns = Columns
health-by-region = By region
health-by-customer = By customer
health-import = Import service health
health-import-lede = A file of the provider's documented issues. Importing it again updates and never doubles.
health-import-file-hint = JSON as the provider's interface answers it, or the XML of an RSS or Atom feed; at most 16 MB.
board = Services
board-empty = No service to show
board-empty-says = Services appear here once customers subscribe to them.
key = Key:
not-used = not used
current-issues = Documented issues
issues-current = Current
issues-find = Find an issue
issues-find-hint = Words or number
issues-empty = Nothing is documented here
issues-empty-says = That is no all clear where no feed is read.
feeds = Feeds
feeds-empty = No feed is read in this cloud
feeds-empty-says = Health checks say so and never count it as all clear. An administrator imports a file, or sets up a feed.
feed-format-graph = Microsoft Graph, service issues
feed-format-graph-messages = Microsoft Graph, messages
feed-format-service-comms = Service communications, the older form
feed-format-azure-events = Azure Service Health events
feed-format-google-cloud = Google Cloud, incidents.json
feed-format-aws = AWS, public events
feed-format-statuspage = Statuspage
feed-format-rss = RSS or Atom
feed-format-graph-overviews = Microsoft Graph, health overviews
import-customer-hint = For a feed of one customer's own tenant: type a name, a domain or a tenant. A public feed is for all: leave it empty.
import-feed-hint = For Statuspage, RSS and Atom: a name that stays the same. Without one, the name the page gives itself counts.
import-position = Position
import-id = Identifier
import-why = Why
import-do = Import
import-created = New
import-updated = Changed
import-unchanged = Unchanged
import-rejected = Rejected
import-records = { $count ->
    [one] { $count } record read
   *[other] { $count } records read
}

issue-ended-at = over since { $time }
issue-planned-end = planned until { $time }
issue-own-word = The provider's own word: { $word }
posts = Posts
posts-empty = No post yet
posts-empty-says = The provider has documented the issue without a post.
post = Post
post-new = New post
post-hint = Partners read it at once and pass it on to their customers.
post-do = Publish the post
post-revisions = { $count ->
    [one] Changed by the source { $count } time
   *[other] Changed by the source { $count } times
}
our-customers = Our customers with cases
affected-empty = No case of ours
affected-empty-says = A case that fits is matched by itself, also when it comes later.
informed-at = on their page { $time }
not-informed = not told yet
unreadable-call = Nobody there can read this here: call them
publish = Publish an issue
publish-lede = { $count ->
    [0] No partner on this desk sees it yet.
    [one] { $count } partner sees it at once, and its cases are matched.
   *[other] { $count } partners see it at once, and their cases are matched.
}
publish-title-hint = What people notice, in one line.
publish-regions = Only in some regions
publish-text = First post
publish-do = { $count ->
    [one] Publish to { $count } partner
   *[other] Publish to { $count } partners
}

## Customers.

customers-lede = Customers in the cloud { $cloud }.
customers-other-cloud = The other cloud's customers are kept apart: switch the cloud above to see them.
customers-list = Customer list
customers-find-hint = Name, domain or tenant ID
customers-empty = No customer in the book yet
customers-empty-says = Take one in, or import them all from a file.
customers-import = Import customers
customers-import-lede = Customers, what they subscribe to, and delegated admin, from one file. Importing it again updates and never doubles.
customers-import-file-hint = CSV in UTF-8, at most 10 MB.
new-customer = New customer
new-customer-lede = One customer. For many there is a file:
new-customer-do = Take it into the book
customer-name = Name of the customer
domain-hint = By which the provider knows it, like example.com.
tenant-hint = As the provider shows it, 8-4-4-4-12 characters.
country-hint = Two letters, like PL.
customer-language-hint = What the customer reads is written in it.
column-relationship = Relationship
column-health = Health now
open-cases = Open cases
relationship-through = through { $name }
relationship-ended = Relationship ended
no-subscriptions = none known
services-more = { $count ->
    [one] { $services } and { $count } more
   *[other] { $services } and { $count } more
}
services = Services
services-empty = No subscription is known
services-empty-says = Import them, or look in the provider's portal.
service-management = Service management
administer = Administer services
portal-health = Service health
as-delegated = Act as delegated admin
support-right = may file on it
seats = Seats
now = Now
history = Last 90 days
history-title = The last 90 days, as far as documented
history-key = The taller the bar, the worse the day:
history-label = { $service }, last 90 days: interrupted { $interrupted }, degraded { $degraded }, advisories { $advisory }, not recorded { $unknown }
not-recorded = Not recorded
tenant = Tenant
customer-details = Details
delegated = Delegated admin
delegated-kind = Kind
delegated-starts = Begins
delegated-ends = Ends
delegated-roles = Roles granted
delegated-files = May file service requests
delegated-given = Given to
delegated-everyone = every agent
delegated-empty = No delegated admin
delegated-empty-says = Without it nobody can troubleshoot in the customer's tenant, nor file for Microsoft 365.
delegated-request = Ask for delegated admin
delegated-name = Name of the relationship
delegated-days-hint = At most 730, two years.
delegated-request-says = The customer's administrator decides within 90 days, on their own page.
delegated-request-do = Ask the customer
delegated-who = Admin agents and Global admins can ask for it.
customer-cases-empty = No open case
customer-requests-empty = No open service request
contacts = Contacts
contacts-empty = No contact known
contacts-empty-says = People appear here once they report something, or get an account.

import-would = What would come of it
import-did = What came of it
import-nothing-changed = Nothing was changed. To import, choose the file once more.
import-lines = Lines of the file
import-line = Line
import-subject = Customer
import-outcome = Outcome
import-outcome-created = New
import-outcome-updated = Changed
import-outcome-unchanged = Unchanged
import-outcome-rejected = Rejected
import-check = Check only
import-again = A line is taken whole or refused whole; a refused one keeps no other back.
import-columns = How the file looks

## The customer's own pages.

my-cases-lede = What { $partner } works on for you.
my-cases-empty = Nothing is open
my-cases-empty-says = Report a problem, and { $partner } takes it from there.
column-opened = Reported
column-changed = Last change
my-state-open = Being worked on
my-state-yours = Waits for you
my-state-provider = With the provider
my-state-resolved = Solved? Tell us
my-state-closed = Over
my-facts = Details
my-write = Write to your support
my-write-says = { $partner } reads it.
my-send = Send
my-asked = Is it solved?
my-asked-says = Without an answer the case closes after 7 days.
my-answer-text = If you want to add something
my-solved = It is solved
my-closed = This case is over.
my-closed-says = Did it happen again? Write what you see, and { $partner } goes on with the whole history.
my-closed-late = It ended more than 14 days ago. If it happens again, report it anew.
my-reopen = It happened again
my-symptom-says = If the provider calls the problem solved and you still see it, say so: { $partner } then goes on.
my-attach-says = { $partner } can open it. A screenshot or an error message as a file often saves a question.
report-lede = { $partner } looks at it. Known problems of the service are looked up at once.
report-subject = What is it about?
report-description = What happens?
report-description-hint = What you did, what you expected, what came instead, and whom it stops from working.
report-how-bad = How bad is it?
report-do = Send the report
my-access-lede = What { $partner } may do in your services. You decide.
my-access-empty = Nobody may administer your services
my-access-empty-says = When your partner asks for it, the question stands here.
my-access-end = End it
my-access-end-says = { $partner } can then neither look into your services nor file requests for you. Your subscriptions stay.

## Search, account, people, tokens, audit.

search = Search
search-lede = Customers, cases, service requests and documented issues, by words or numbers.
found = Found
search-empty = Type a word, a name or a number.
search-none = Nothing fits { $query }, or it is not for you.
profile = Profile
language-of-browser = As the browser asks
zone-of-organization = As the organization's
contact-data = For providers who ask
contact-data-says = They stand as contact on the requests you write.
password-change = Change the password
password-change-says = All your other sessions end with it.
password-change-do = Change it
users-lede = Who can sign in, and what each may do.
user-name = Name
user-open = Open
user-shut = Shut since { $time }
user-change-named = Change { $name }
user-shut-do = Shut the account
user-belongs = Belongs to
tokens-lede = For programs. A token can do what is ticked for it, and never more than its person.
token-once = The token, this once
token-once-says = Copy it now: it is not kept and cannot be shown again.
tokens-empty = No token yet
tokens-empty-says = A program needs one to call the API.
token-name = What it is for
token-name-hint = So that somebody else knows it later.
token-of = Acts for
token-made = Made
token-used = Last used
token-until = Until { $time }
token-forever = Without an end
token-expired = Ended { $time }
token-revoked = Revoked { $time }
token-revoke = Revoke
token-revoke-named = Revoke { $name }
token-new = New token
token-days-hint = 1 to 366 days.
token-do = Make the token
never = never
audit-lede = Every change with its actor and time, sealed so that nobody can take one out unseen.
audit-at = When
audit-actor = Who
audit-action = What
audit-subject = To what
audit-seal = Seal
audit-sealed = Seal { $seal }
audit-unsealed = not sealed yet
audit-erased = erased
audit-empty = Nothing fits
audit-empty-says = With one filter less there may be something.

## The guide and the keys.

guide-lede = From a report to a request that the provider takes: five rungs, in this order.
guide-ladder = The ladder
guide-reported = Write down what happens, for whom, since when and how bad it is. The service may be unknown at first.
guide-health-checked = What the provider has documented is looked up by itself. A known issue: inform the customer and wait. Nothing documented: go on. No feed: look at the customer's admin center.
guide-troubleshot = Record what was tried on software, settings and configuration, and by what means. In the customer's tenant it takes live delegated admin.
guide-categorized = Decide whose problem it is. Only what is the provider's goes up, and each category has grounds of its own.
guide-escalated = Write the request from the evidence, look at exactly what leaves the house, and send it. The customer's tie to us stays.
guide-categories = Categories and their grounds
guide-means = Means
guide-carries = A request carries
guide-nothing = nothing more
guide-vulnerability = A vulnerability never travels by an ordinary request. Report it here:
guide-severities = Severities
guide-conditions = What must be met before a request goes up
guide-who = These roles hand up: { $roles }.
guide-condition = Condition
guide-met-by = Met by
keys-lede = All of it works without them, too.
keys-everywhere = Everywhere
keys-case = In a case
keys-list = In a list
keys-next = Go to the next action on the ladder
keys-send = Send what I wrote
keys-rows = Next row, previous row
keys-open = Open the row
keys-search = Go to the search field
keys-single = Single letters
keys-use = Use keys of one letter
keys-use-says = Turn them off if you dictate or use switch control. Ctrl K keeps working.
files-archive = All files in one archive
file-all = All fields
file-all-says = With their names, in the order of the portal.
