# The list of customers: its views, its filters and its order.
customers-view-all = All
customers-view-open-cases = With open cases
customers-view-expiring = Delegated admin ends within 30 days
customers-view-none = No delegated admin
customers-none-fit = No customer fits these filters
delegated-state-live = Live
delegated-state-expiring = Ends within 30 days
delegated-state-none = None live
open-requests = Open requests

# The list of service requests.
requests-mine = Written by me
requests-all = All
request-choice-open = Not over
request-choice-all = All
requests-new = New request
requests-new-says = A service request starts from a case. { $count ->
    [0] No case is ready for one now.
    [one] { $count } case is ready for one.
   *[other] { $count } cases are ready for one.
}
requests-new-many = A service request starts from a case. More than 99 cases are ready for one.

# A missing right: whom to ask, and which roles have it.
trouble-forbidden-ask-one = Ask { $first }.
trouble-forbidden-ask-two = Ask { $first } or { $second }.
trouble-forbidden-ask-three = Ask { $first }, { $second } or { $third }.
trouble-forbidden-roles = { $count ->
    [one] It takes the role { $roles }.
   *[other] It takes one of these roles: { $roles }.
}
trouble-forbidden-not-one = { $count ->
    [one] It takes the role { $roles }, and nobody in your organization has it now.
   *[other] It takes one of these roles, and nobody in your organization has one now: { $roles }.
}

# Delegated admin: who decided.
delegated-approved-by = Approved by
delegated-ended-by = Ended by
delegated-decided = { $who }, { $time }
delegated-decided-of = { $who } ({ $organization }), { $time }

# A new service request: what the recipient promises, which files go along, and a draft that is kept.
severity-answer = First answer within { $span }, day and night
severity-answer-business = First answer within { $span } of business time
severity-answers-of = The times to the first answer are those that { $recipient } promises.
request-files-choose = Files marked for the provider. What is ticked goes along.
request-file-open = Open
request-kept = A draft is kept for this case: { $who } saved it, { $time }. Every agent sees it.
request-save = Save draft
request-discard = Discard the draft
done-draft-saved = The draft is kept for this case.
done-draft-discarded = The draft is discarded.
fault-not-for-provider = Only files of this case that are marked for the provider go along.
field-files = Files
audited-case-draft-save = Saved the draft of a service request
audited-case-draft-discard = Discarded the draft of a service request

# Why a request was returned.
return-reason = Reason for the return
return-reason-hint = The partner reads it in its own language, and your text as you write it. Returns are counted by it.
choose = Choose one
field-return-reason = Reason for the return
return-reason-not-escalation-worthy = The partner can solve it
return-reason-insufficient-evidence = Not enough evidence
return-reason-wrong-recipient = Wrong recipient
return-reason-known-issue = Known issue
return-reason-duplicate = Duplicate
return-reason-other = Another reason
returns = Returned requests by reason
returns-count = Requests
returns-none = Nothing was returned in this period
returns-none-says = Returned requests are counted here by the reason that the recipient chose.

# A distributor takes a received request further.
received-carry = Open our case for it
received-carry-says = With what the request says. The sender stays its contact here.
received-carried = Our case { $case } takes this request further.
received-no-customer = { $customer } is not in your book. Take the customer in to open a case of your own.
received-answer = { $recipient } on our request { $request }: { $status }
received-pass-down = Pass it down
case-received = Takes further { $request }, received from { $sender }.
audited-received-carry = Opened a case for a received request
refusal-carried = A case carries this request already. Go on there.
refusal-customer-missing = This customer is not in your book. Take it in first, with the tenant that the request names.

# Service health: how an issue is classed, and what was read a moment ago.
issue-as-service-issue = Published as a service issue
issue-as-advisory = Published as an advisory
issue-as-planned-maintenance = Published as planned maintenance
issue-as-announcement = Published as an announcement
feed-as-of-now = { $time }, just now

field-delegated-admin = Delegated admin
field-relationship-status = Relationship
