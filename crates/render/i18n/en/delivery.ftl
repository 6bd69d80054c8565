## Deliveries: what is on its way to recipients.

nav-deliveries = Deliveries
deliveries-lede = Messages to recipients: what is on its way, what waits, and what did not arrive.
deliveries-open = Not arrived
deliveries-empty = Everything has arrived
deliveries-empty-says = What waits, is asked about or could not be delivered is listed here, with what was answered last.
deliveries-none = Nothing in this state
deliveries-none-says = Clear the filters to see all that has not arrived.
delivery-kind-request-submitted = Service request
delivery-kind-request-noted = Note
delivery-kind-case-noted = Note from a case
delivery-kind-request-rated = Severity
delivery-kind-request-withdrawn = Withdrawal
delivery-kind-request-decided = Answer to the sender
delivery-kind-file-sent = File
delivery-kind-file-returned = File for the sender
delivery-kind-ticket-event = Event of a ticket
delivery-state-waiting = Waiting
delivery-state-in-flight = On the wire
delivery-state-unknown = Sent, not confirmed
delivery-state-held = Held
delivery-state-refused = Refused
delivery-state-given-up = Given up
delivery-state-done = Arrived
delivery-title = { $what } to { $recipient }
field-route = Route
delivery-what = What
delivery-tries = Tries
delivery-tried = the last one { $time }
delivery-answer = Last answer
delivery-no-answer = none yet
delivery-next = next try { $time }
delivery-next-try = Next try
delivery-brings = What it brings
delivery-brings-cases = The request carries { $count ->
    [one] { $count } case
   *[other] { $count } cases
} by now.
delivery-facts = What is known of it
delivery-written = Written
delivery-finished = Ended
delivery-id = Identifier
delivery-id-says = It goes along with the message, so that the recipient knows a repetition.
delivery-retry = Try now
delivery-give-up = Give up
delivery-give-up-do = Give it up
delivery-give-up-request = The request then waits to be filed by hand in the portal, with all that is in it.
delivery-give-up-upstream = The request is then taken back, so that the case can go another way.
delivery-give-up-other = It is then not sent any more. Its request says so.
delivery-by = This takes: { $roles }.
delivery-unknown-says = { $recipient } may have it: it was sent, and no answer came. It is asked for before it is sent again.
delivery-in-flight-says = It is being sent to { $recipient } at this moment. Should that break off, { $recipient } is asked before it is sent again.
delivery-held-says = Its connection has failed for long. It waits without using up its tries, while one message now and then finds out whether { $recipient } can be reached.
delivery-refused-says = { $recipient } does not take it. Another try would be refused again.
delivery-exhausted-says = All tries were in vain. It is not tried again unless you ask for it.
held-says = { $connection } cannot be used since { $time }: what is to go through it waits.
held-see = See what waits
held-release = Let it go now
done-delivery-retried = It is tried now.
done-delivery-given-up = Given up.
done-connection-released = The connection is tried again, with all that waited for it.
request-deliveries = Deliveries
wrote-provider-at = Provider's answer, written { $time }
event-request-rated = { $who } rates { $request } as { $severity }
event-request-stray-number = The recipient named a number that another request has
event-request-number-unknown = The provider has no request of this number: correct it, or see whether the relationship with the customer still stands

## Tickets elsewhere that no request is known by.

strays-title = Unknown tickets
strays-lede = Other desks speak of these tickets, and none of our requests could be meant with certainty. Nothing was changed by them.
strays-empty = Every ticket is known
strays-empty-says = A ticket is listed here when a connection speaks of a number that no request of ours has, or that another one has already.
strays-waiting = { $count ->
    [one] { $count } ticket elsewhere could not be taken for one of our requests.
   *[other] { $count } tickets elsewhere could not be taken for one of our requests.
}
strays-see = Say what they are
stray-ticket = Their number
stray-named = Their title
stray-from = Came by
stray-why = Why it is unknown
stray-last = Last heard
stray-times = Heard of
stray-first-at = First heard
stray-last-at = Last heard at
stray-facts = What came
stray-answered = Number in an answer
stray-event-status = Its status changed
stray-event-changed = Something was added
stray-event-asked = A question was asked
stray-event-resolved = It was solved
stray-event-filed = It was filed
stray-event-deleted = It was deleted
stray-reason-unknown-number = No request has this number
stray-reason-number-taken = Another request has this number
stray-title = { $ticket } from { $connection }
stray-why-unknown = { $connection } speaks of { $ticket }, and no request that went that way has this number. Somebody may have mixed up numbers, or the ticket was not filed from here.
stray-why-taken = { $connection } answered with { $ticket }, and { $request } has this number already. Ask { $connection } which of both it means.
stray-why-was-taken = { $connection } answered with { $ticket }, which another request had at that time.
stray-changed-nothing = It changed no request and no case.
stray-attach = It is one of our requests
stray-attach-says = The request takes this number, and what became of it is fetched.
stray-attach-do = Take it for this request
stray-choose = Choose a request
stray-no-candidates = No request is open that went by { $connection }.
stray-dismiss = It is none of ours
stray-dismiss-says = It is then not shown again, whatever is heard of it.
stray-dismiss-do = Put it aside
field-request-id = Request
done-stray-attached = The request has this number now.
done-stray-dismissed = Put aside.
pass-on = Pass on to the customer
request-reopen = It is not solved
request-reopen-says = { $recipient } has the request again, with what you write. If it has closed the request meanwhile, hand the case up again.
request-reopen-reason = What still happens
request-reopen-do = Give it back
event-request-reopening = Not solved: back to the recipient
done-request-reopened = The recipient has it again.
request-rate = Change the severity
request-rate-do = Change
request-rate-says = { $recipient } gets the change itself. If it refuses, the request says so and has the severity that it had.
request-rate-note = { $recipient } reads it in a note: its interface has no field for it.
request-rate-asks = { $recipient } is asked for it in a note, and decides: the severity here follows theirs.
request-rate-portal = Change it in the portal too: { $recipient } does not hear of it from here.
event-request-severity = { $who } rated the request as { $severity }.
done-request-rated = The severity is changed.
refusal-closed-for-good = The recipient has closed this request for good: hand the case up again.
refusal-not-resolved = The recipient does not call this request solved.
refusal-in-portal = This request lies in a portal: reopen it there, then record what the portal shows.
new-case-received = For { $request } from { $sender }: look through what was sent, and say it in your own words where that helps. The files come along.
route-first-by-name = Of several it comes first by its name.

## A mail that may have arrived.

delivery-open-says = { $recipient } may have it: it was sent, and the mail server did not confirm it. A mailbox cannot be asked, so it is not sent again until somebody has found out.
delivery-confirm = Has it arrived?
delivery-confirm-says = Ask { $recipient }, or look in the mail server's log for the Message-ID that the last answer names.
delivery-confirm-arrived = It has arrived
delivery-confirm-again = Send it again
delivery-confirm-again-says = It goes under the same identifier, by which many mail systems know a repetition.
done-delivery-arrived = Marked as arrived.
refusal-nobody-to-ask = Nobody can be asked whether it arrived: find out, then say that it has or that it is to be sent again.
refusal-is-asked = The recipient is asked by the desk itself: have it tried now, or give it up.

## A connection that a person has stopped.

delivery-stopped-says = { $connection } was stopped { $time }. Nothing goes to { $recipient } by it, and nobody is asked whether this has arrived, until a Global admin lets it go on.
request-unknown-stopped-says = It was sent, but { $recipient } has not confirmed it, and is not asked now.
request-stopped-by-says = { $person } stopped { $connection } { $time }: nothing goes to { $recipient } by it and nothing comes back, until a Global admin lets it go on.
request-stopped-says = { $connection } was stopped { $time }: nothing goes to { $recipient } by it and nothing comes back, until a Global admin lets it go on.
request-stopped-urgent = If this cannot wait, ask { $recipient } whether it has arrived.
