## Books that are kept in step with the provider's.

books-title = Books in step
books-lede = Customers, subscriptions and delegated admin relationships, as the provider has them beside your book.
books-read-now = Read the provider's side
books-off = Not begun
books-asking = Waits for a yes
books-failing = Reading failed
books-stopped = Stopped
books-stopped-says = Nothing is read while this connection is stopped: { $connections }. What stands here is as it was read last.
books-reading = Reading
books-waiting = Differences to look at
books-taking = Taking over
books-in-step = In step
books-progress = { $count ->
    [one] details of { $read } of { $count } customer read
   *[other] details of { $read } of { $count } customers read
}
books-customers-read = customers read { $time }
books-delegated-read = relationships read { $time }
books-failed = The provider's side could not be read whole. Nothing was ended by that; it is tried again.
books-no-source = No connection to read by
books-no-source-says = A connection to Partner Center brings customers, resellers and subscriptions; one to Microsoft Graph brings delegated admin relationships.
books-off-title = Nothing has been read yet
books-off-says = Reading changes nothing in your book. What differs is shown first, and you say what is taken.
books-reading-title = The provider's side is being read
books-reading-says = When all customers have been read once, what differs stands here.
books-apart-title = What differs
books-apart-says = What is ticked is taken over. What is not stays as it is here, until the provider changes it again.
books-apart-none = Nothing differs
books-apart-none-says = Your book says what the provider says. Take it over to keep it so.
books-left-title = Left as it is here
books-left-says = Here your book says something else on purpose, or something stands in the way. What you tick is taken from the provider after all.
books-left-none = Nothing was left
books-left-none-says = Your book has everything as the provider has it.
books-customer = Customer
books-what = What
books-ours = Your book
books-theirs = Provider
books-take = Take
books-nothing = nothing
books-is-there = there
books-seats = { $count ->
    [one] { $count } seat
   *[other] { $count } seats
}
books-until = until { $time }
books-groups = { $count ->
    [one] { $count } group
   *[other] { $count } groups
}
books-save-choices = Save what is ticked on this page
books-take-left = Take what is ticked
books-take-over = Take over
books-take-over-says = { $count ->
    [one] { $count } thing differs, in the books of
   *[other] { $count } things differ, in the books of
} { $customers ->
    [one] { $customers } customer.
   *[other] { $customers } customers.
}
books-take-over-then = From then on the books are kept in step by themselves: each hour, what the provider changed is taken.
books-take-over-do = Take over
books-changes = Changed to keep in step
books-changes-none = Nothing has been changed yet
books-changes-none-says = What a round takes from the provider stands here for 90 days.
books-sources = Read through
books-reads-partner-center = Customers, indirect resellers, subscriptions
books-reads-graph = Delegated admin relationships and which groups have their roles
books-known = Customers there
books-next = Next reading
books-changed = Last change
books-taken-over = Taken over
books-asked-title = So much is missing at once: has it ended?
books-asked = The provider's lists no longer name { $customers ->
    [one] { $customers } customer
   *[other] { $customers } customers
} and { $relationships ->
    [one] { $relationships } delegated admin relationship
   *[other] { $relationships } delegated admin relationships
} (of { $of } that stood).
books-asked-says = Nothing of it was ended. If the list was right, say so: it is read again, and no more than this is ended. Cases stay in any case.
books-asked-do = Yes, it has ended
books-link = Keep in step with the provider
books-from = from the provider, { $time }
books-given-to-groups = Given to groups
books-edited-here = Your book says something else than the provider: it stays until the provider changes it again.
books-edit-hint = Name, domain, relationship and subscriptions come from the provider. What you write here stays until it changes there again.
done-books-read = The provider's side is being read.
done-books-chosen = Your choice is kept.
done-books-taken-over = The take-over has begun: it goes on by itself.
done-books-allowed = It is read again, and what has ended is ended.
refusal-no-connection = There is no connection to read by: set one up first.
refusal-not-begun = The provider's side has not been read yet.
refusal-still-reading = Not all customers have been read yet: wait until the differences are complete.
refusal-taken-over = The books were taken over already: they are kept in step.
refusal-nothing-asked = Nothing waits for a yes any more: look again.
refusal-changed = It is about another number by now: look at it again.
book-difference-customer-new = New customer
book-difference-customer-ended = Customer no longer there
book-difference-customer-back = Customer again
book-difference-relationship = Kind of relationship
book-difference-name = Name
book-difference-domain = Domain
book-difference-reseller = Indirect reseller
book-difference-subscription-new = New subscription
book-difference-subscription-changed = Subscription changed
book-difference-subscription-ended = Subscription ended
book-difference-delegated-admin-new = New delegated admin
book-difference-delegated-admin-changed = Delegated admin changed
book-difference-delegated-admin-ended = Delegated admin ended
book-difference-assignments = Groups that have its roles
book-left-person = left by a person
book-left-no-domain = cannot be taken: the provider names no domain
book-left-no-country = cannot be taken: the provider names no country
book-left-domain-taken = cannot be taken: another customer has this domain
book-standing-reseller = you resell to it
book-standing-advisor = you advise it
book-standing-ended = no customer
book-left-unknown-product = cannot be taken: no service of the catalogue is known for it. Import it under the service that it belongs to, with this number
