# Ending a delegated admin relationship from the partner's side.
delegated-end = End this relationship
delegated-end-named = End the relationship { $name }
delegated-end-says = This ends { $name } with { $customer } at once, for: { $people }. What it gives: { $roles }.
delegated-end-cases = { $count ->
    [one] { $count } open case of this customer then goes on without it.
   *[other] { $count } open cases of this customer then go on without it.
  }
delegated-end-stays = The partner relationship and the subscriptions stay. To have it again, you ask and the customer approves.
delegated-end-do = End it now
delegated-all-roles = all rights

# Service requests: whose turn it is, where no clock says it.
request-waits-us = Waits for us
request-waits-recipient = Waits for the recipient
request-over = Over
# Delegated admin that is over.
as-delegated-none = Only while it is live
delegated-ended-on = Ended

# Words of the customer's own pages, where others speak of the customer.
clock-own-next-update = Next update to you
clock-own-first-response = First response to you
channel-own-portal = on this page
channel-own-agent = written down by your support
# A clock that was met with the first message.
clock-met-at-once = Met at once
# A service request's own timeline, and what one of ours did to it.
event-request-began = { $who } wrote the request. It is now: { $status }.
event-request-withdrawn = { $who } withdrew service request { $request }.
# The packet on the recipient's side.
packet-received = What the partner sent
# Where a role of another kind of organization is asked for.
trouble-forbidden-nobody = No role of your organization allows it.
# The heading over the services a customer has.
services-subscribed = Subscribed to
