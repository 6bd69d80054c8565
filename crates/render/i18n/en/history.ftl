## The history of a service.

history-title-of = { $service }, last 90 days
history-of-all = As far as documented, for all your customers
history-of-customer = As far as documented, for { $customer }
history-not-only = Not only { $customer }
history-days = Days with something to say
history-healthy = { $count ->
    [one] { $count } day was healthy
   *[other] { $count } days were healthy
}
history-day = Day
history-worst = Worst state
history-issues = Issues
history-unread = Not known for
history-empty = Nothing was documented
history-empty-says = On all ninety days a feed was read that would have told.
history-all-days = History of { $service }, 90 days

## The board, with how much there is.

board-all-services = All services
count-issues = { $count ->
    [one] { $count } issue
   *[other] { $count } issues
}
feeds-all-count = All feeds: { $count }
board-customers-order = Customers in trouble stand first, then all others by name.
history-not-recorded-says = “Not recorded” means: no trouble is documented, but for more than an hour of the day no feed was read that would have told of it.
