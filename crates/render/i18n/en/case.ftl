## Today.

home = Today
home-now = { $day }, { $time }.
home-overdue = { $count ->
    [one] <strong>{ $count } clock is over.</strong>
   *[other] <strong>{ $count } clocks are over.</strong>
}
home-soon = { $count ->
    [one] { $count } clock runs out within the hour.
   *[other] { $count } clocks run out within the hour.
}
home-quiet = No clock runs out within the hour.
home-no-feed = <strong>No health feed is read in this cloud.</strong> Rung 2 asks you to look at the customer's own admin center and write down what you saw; it does not stop you from escalating.
queue = My queue
queue-order = { $count ->
    [one] { $count } case
   *[other] { $count } cases, the clock that runs out first on top
}
queue-empty = No case is waiting for you
queue-empty-says = { $count ->
    [0] Cases you own appear here, the next clock on top.
    [one] Cases you own appear here, the next clock on top. One case belongs to nobody yet.
   *[other] Cases you own appear here, the next clock on top. { $count } cases belong to nobody yet.
}
queue-empty-do = Look at nobody's cases
all-cases = All cases
waits = Waiting on the provider
waits-empty = Nothing has been handed over
waits-empty-says = Service requests appear here once a case has climbed to rung 5.
all-requests = All service requests
assignee-out-of-reach = does not work for this customer any more
request-cases-out-of-reach = { $count ->
    [one] And { $count } case of a customer that you do not work for.
   *[other] And { $count } cases of customers that you do not work for.
}
request-cases = { $count ->
    [one] { $count } case
   *[other] { $count } cases
}
ending = Delegated admin about to end
ending-empty = None ends within 30 days
ending-empty-says = What ends is the right to troubleshoot and to file requests; subscriptions stay.
ending-cases = { $count ->
    [one] { $count } open case needs it.
   *[other] { $count } open cases need it.
}
ending-foot = Subscriptions stay. What ends is the right to troubleshoot and to file requests.

## The list of cases, and a new one.

case-view-open = Open
case-view-mine = Mine
case-view-nobody = Nobody's
case-view-waiting-on-customer = Waiting for the customer
case-view-waiting-on-provider = Waiting for the provider
case-view-resolved = Resolved
case-view-closed = Closed
cases-lede = Sorted by the clock that runs out first.
cases-of = Only those of { $customer }.
cases-list = Case list
cases-find = Find a case
cases-find-hint = Words, number or customer
cases-none = No case fits these filters
cases-none-says = With one filter less there may be some.
cases-empty = No cases here
cases-empty-says = A case begins with a report: by mail, by phone, on the customer's page or by the API.

new-case = New case
new-case-lede = Health is looked up at once, and the first clock starts.
new-case-for = For { $customer }.
new-case-choose = Whose problem is it?
new-case-what = What happens
new-case-where = Where and since when
new-case-who = Who can be asked
new-case-do = Open the case
new-case-after = Service health is checked when you open it; nothing is sent to anybody.
customers-find = Find a customer
customers-none = No customer found
customers-none-says = Look for a part of the name, or for the domain.

## A case.

state-known-issue = Known issue: wait and inform
state-escalated = Escalated: { $status }
service-unknown = Service not known yet
assign = Assign
conversation = Conversation
ladder = Ladder
ladder-of = { $rung } of 5
ladder-of-waiting = { $rung } of 5, waiting
rung-number = Rung { $rung }:
whose-turn = Whose turn
customer-wrote = customer wrote { $time }
clock-since = since { $time }
show-all = All
show-customer = Customer
show-internal = Internal
show-provider = Provider
the-report = The report, { $channel }
by = { $who }, { $time }
issue-over = Over, as the provider says.

write = Write
write-note = Internal note
wrote-customer = Customer
wrote-you = Your side
wrote-support = Your support
wrote-provider = Provider's answer
wrote-partner = Partner
wrote-reply = Reply to customer
wrote-to-provider = Message to provider
wrote-to-partner = Answer to the partner
wrote-note = Internal note, the customer never sees this
wrote-internal = Internal note, only your side sees this
wrote-issue = Provider update to { $issue }
wrote-informed = To the customer, from the provider's update
wrote-portal = Read in the portal by { $who }
answer-solved = It is solved.
answer-persists = The problem is still there.

composer-customer-page = The customer sees it on their page.
unreadable-contact = Nobody at { $customer } can read this here: call them. { $contact }
unreadable-nobody = Nobody at { $customer } can read this here: call them. The case names no contact.
composer-internal = Stays inside. The customer and the provider never see it.
composer-provider = Added to request { $request }; { $recipient } sees it at once.
composer-provider-portal = Added to request { $request }. { $recipient } has no channel for it here: copy it into the portal.
send-reply = Send reply
save-note = Save note
send-provider = Send to provider
attach = Attach a file
attach-do = Attach
attach-other-side = { $recipient } gets the file with the request.
attach-portal = { $recipient } has no channel for it here: upload it in the portal, too. Here it stands with the request.

deeds = This case
change-details = Change details
waiting-begin = Wait for the customer
waiting-begin-says = You asked something and cannot go on without an answer. Our clocks pause.
waiting-end = Stop waiting
waiting-end-says = The clocks go on.
resolve = Resolve
resolve-do = Tell the customer it is solved
resolution-text = What solved it
resolution-hint = The customer reads this and is asked whether it is solved.
close-case = Close the case
closure-text = Closing note
closure-hint = The customer reads this. Within 14 days the case can be reopened.
reopen = Reopen
reopen-reason = What happened again
continue-case = Open a new case that continues this one
customer-confirmed = The customer says it is solved
same-issue = { $count ->
    [one] Same issue, { $count } other case
   *[other] Same issue, { $count } other cases
}
same-issue-customers = { $count ->
    [one] { $count } of our customers is affected. Informing all of them at once is done on the issue's page.
   *[other] { $count } of our customers are affected. Informing all of them at once is done on the issue's page.
}

## Rung by rung.

reported-how = How it came: { $channel }.
reported-service-unknown = The service is not known yet: it has to be before the case is handed up.
reported-details = What was reported
reported-contact = Contact

next-not-yours = These roles may: { $roles }.
next-check-health-says = Documented problems of the provider that could explain this are looked up for the customer's services.
check-now = Check now
check-again = Check again
why-it-fits = Why it fits
match-certain = Certain, { $certainty } %. Matched by the desk.
match-possible = Possible, { $certainty } %. It holds nothing back until somebody confirms it.
match-confirmed-by = Confirmed by { $who }, { $time }
match-judge = Is it this one?
match-reason = Why
match-confirm = It is this one
match-reject = A different problem
match-different = This is a different problem
match-what-differs = What does not fit?
match-what-differs-example = For example: the app fails as well
match-undo = Undo the match and go on
post-outage-says = { $issue } fitted and is over; the symptom stays. That is a ground to hand it up.
outage-over = Issue over: ask the customer
no-feed-says = The feeds say nothing here: that is not an all clear. Look at the customer's own admin center, and write down as an internal note what it shows. It does not stop you from escalating.
feed-read = { $feed }: { $state }, read { $time }
feed-unread = { $feed }: { $state }
feed-fresh = fresh
feed-stale = too old
feed-down = does not answer
feed-malformed = cannot be read
feed-behind = behind: an older copy came
feed-shifted = its times cannot be right
feed-flapping = comes and goes
feed-empty = lists nothing
feed-never-read = never read

next-wait-says = The provider is already working on it, so a service request would be sent back. Each of its posts is put on the customer's page.
inform-text = To the customer
inform-hint = A draft from the provider's update. Change any word; nobody else is named.
inform-do = Put it on the customer's page

next-troubleshoot-says = Software, settings, configuration: what the provider would ask first.
steps-under = { $count ->
    [one] Under “{ $name }”, live, { $count } day left.
   *[other] Under “{ $name }”, live, { $count } days left.
}
steps-under-legacy = Under “{ $name }”, live, without an end.
steps-without = No live delegated admin relationship: what can be tried is tried with the customer, by phone or screen.
steps-waived = Waived by { $who }, { $time }.
steps-show = Show the steps
steps-solved = { $count ->
    [one] { $count } step, solved
   *[other] { $count } steps, solved
}
steps-unsolved = { $count ->
    [one] { $count } step, not solved
   *[other] { $count } steps, not solved
}
step-record = Record a step
step-do = Record the step
action-hint = One step: what was changed or compared.
waive = Go on without troubleshooting
waive-reason = Why it can be left out
waive-do = Waive it

category-who = Who has to fix this?
category-other = Something else
category-reason = Why
category-do = Decide the category
category-change = Change the decision
category-now = Decide the category now
proposal = The desk proposes: <strong>{ $category }</strong>. You decide.
grounds-show = Show the grounds
ground-hint-steps = So that somebody else sees it too.
ground-hint-seen = What happens at the last step.
ground-hint-expected = What the service description promises.
ground-hint-documentation-url = The page that promises it.
ground-hint-affected = How many people, and since when.
ground-hint-second-observation = Another user, another place or a probe.
ground-hint-from = Network and place.
ground-hint-to = Address or service.
ground-hint-trace = As the tool prints it.
ground-hint-tenants = One a line, at least two. They are not named to any customer.

escalated-not-yet = Not yet possible
conditions-met = All conditions are met.
conditions-missing = { $count ->
    [one] { $count } of { $all } conditions is missing:
   *[other] { $count } of { $all } conditions are missing:
}
write-contact = Write it
met-health = Health checked, and nothing documented stands in the way
met-troubleshooting = { $count ->
    [0] Troubleshooting waived
    [one] Troubleshooting recorded, { $count } step
   *[other] Troubleshooting recorded, { $count } steps
}
met-category = Category and its grounds
met-relationship = The relationship lets us file
met-contact = Our contact for the provider

condition-health-not-checked = Service health
condition-health-check-stale = A health check of the last hour
condition-known-issue-open = No open known issue
condition-no-troubleshooting = Troubleshooting
condition-category-missing = Category
condition-category-stays-with-partner = A category that goes to the provider
condition-grounds-missing = Grounds of the category
condition-relationship-inactive = An active partner relationship
condition-delegated-admin-missing = Live delegated admin that may file
condition-not-entitled = The right to file
condition-contact-missing = Our contact for the provider
condition-duplicate-open-request = No other open request
condition-returned-without-new-evidence = New evidence since it was returned
condition-approval-pending = Another person's approval

blocker-health-not-checked = Service health has not been looked up: check it, or try again.
blocker-health-check-stale = The last health check is older than 60 minutes: check again.
blocker-known-issue-open = The provider has documented this as { $reference }: inform the customer and wait, or reject the match with a reason.
blocker-no-troubleshooting = No step is recorded: record one, or let an Admin agent or Global admin waive it with a reason.
blocker-category-missing = Nobody has decided yet whose problem this is: decide it on rung 4.
blocker-category-stays-with-partner = The category says that this stays with us: decide otherwise, or solve it here.
blocker-vulnerability = A vulnerability never travels by an ordinary request. Report it here: { $contact }
blocker-grounds-missing = Missing: { $missing }. Write it with the category.
blocker-relationship-inactive = The partner relationship with this customer has ended: request a new one first.
blocker-delegated-admin-missing = No live relationship that may file: request one with the role Service Support Administrator.
blocker-not-entitled = This partner may not file this.
blocker-contact-missing = Missing: { $missing }. This route asks for it.
blocker-duplicate-open-request = { $reference } is open for the same cause: join it, or write why a second one is needed.
blocker-duplicate-out-of-reach = A request for the same cause is open for a customer whom you do not reach: ask a colleague, or write why a second one is needed.
blocker-returned-without-new-evidence = { $reference } was returned, and nothing is new since: record what the recipient asked for.
blocker-approval-pending = An Admin agent or Global admin who did not write this approves it.

entitled-indirect-provider-files = Indirect resellers cannot file Azure requests: hand it to your indirect provider, who files it.
entitled-subscription-provider-files = Advisors cannot file Azure requests: the partner that provides the subscription files it.
entitled-reseller-files = Advisors cannot file Dynamics 365 requests: the customer's reseller files it.
entitled-publisher-is-asked = This product is a third party's: ask its publisher, not the provider.
entitled-not-modelled = Who may file with this provider is not known here: file it in the provider's own console.
entitled-subscription-right-missing = The right Microsoft.Support/supportTickets/write on the subscription is missing: ask the customer for the role Support Request Contributor.
entitled-support-plan-missing = Dynamics 365 needs Advanced Support for Partners or higher: check the support plan on the customer's page.

approval-says = The policy asks another person to approve before this is handed up.
approval-ask = Ask for approval
approval-asked = { $who } asked for approval, { $time }.
approval-waits = An Admin agent or Global admin decides.
approval-reason = Reason
approve = Approve
refuse = Refuse
next-escalate-says = All conditions are met. The request is composed from the evidence; you see exactly what leaves the house.
next-file-says = The request is written but not filed: nobody at the provider has it yet.
next-file-do = File it now
next-answer-says = The provider asks for more; until it has an answer, nothing goes on.
next-answer-do = Write the answer
look-at-request = Look at the request
next-confirm-says = The provider says that it is solved. Tell the customer, and ask.
next-confirm-waits = The customer has been asked on their page. Without an answer the case closes by itself.
symptom-text = What the customer says
symptom-do = The problem is still there
next-close-says = The customer says that it is solved.
nothing-closed = The case is closed.
nothing-customer = The customer has the ball.
nothing-provider = The recipient has the request and works on it.
stuck = What stands in the way
join-this = Join { $request }
join-not = Write a second one, with a reason
request-filed = Arrived
request-says = Latest message
next-confirm-call = Ask them whether it works again, and write down what they say. Without an answer the case closes by itself.
