## The feeds of service health.

nav-feeds = Health feeds
feeds-lede = What the desk reads to know of outages. Only what was read well and lately counts as good news.
feeds-all = All feeds
feed-new = Set up a feed
feed-new-lede = The desk reads it at once, and then by its interval.
feed-whose = Whose
feed-of-all = Public, for all
feed-of-each = { $count ->
    [one] Each customer's, { $count } tenant
   *[other] Each customer's, { $count } tenants
}
feed-published = The provider's, published here
feed-here = Published on this desk
feed-by-hand = Imported by hand
feed-tenants-public = Public, for all
feed-tenants-one = One customer's
feed-tenants-each = Each customer's, tenant by tenant
feed-tenants-hint = Tenant by tenant: with your own application, which each customer's delegated admin permits.
feed-last = Last read
feed-next = Next reading
feed-no-next = not by itself
feed-off = not read
feed-partly = read in part
feed-as-of = { $time }, { $age } ago
feed-never = never read
feed-gap-since = { $count ->
    [one] { $count } of { $total } tenants not read in order since { $time }
   *[other] { $count } of { $total } tenants not read in order since { $time }
}
feed-gap-never = { $count ->
    [one] { $count } of { $total } tenants never read
   *[other] { $count } of { $total } tenants never read
}
feed-untried = not tried yet
feed-tries = { $count ->
    [one] { $count } try: { $read } read, { $failed } failed, { $malformed } not readable
   *[other] { $count } tries: { $read } read, { $failed } failed, { $malformed } not readable
}
feed-last-tries = Last tries
feed-tried = Last tried
feed-read-records = { $count ->
    [one] { $time }, { $count } record
   *[other] { $time }, { $count } records
}
feed-troubled = Tenants in trouble
feed-readings = Readings
feed-no-trouble = All tenants are read well
feed-no-trouble-says = A tenant whose feed does not answer, lags or cannot be read is listed here, with what went wrong.
feed-not-yet = Not read yet
feed-not-yet-says = The desk reads a feed within seconds after it is set up, where it is switched on.
feed-read-now = Read now
feed-set-up = How it is set up
feed-tells-of = Tells of
feed-tells-of-none = no family: it explains cases and makes no all clear
feed-every = Read every
feed-by = A { $role } changes this.
feed-name-hint = For Statuspage, RSS and Atom it tells whose page it is: one name for one page.
feed-location-hint = Begins with https://, or file: and a path below the desk's folder of feeds. Empty: the provider's own address. No passwords here.
feed-families-hint = Only where the format does not say it itself. What it tells of, it also gives the all clear for.
feed-interval-hint = From 1 minute to a day.
feed-enabled-says = Without it the feed stays set up, and what is known of it grows old.
feed-credential = Who the desk says it is
feed-credential-says = Only for Microsoft Graph and Azure events: the application that your customers' delegated admin permits.
feed-secret-hint = Its name in the desk's configuration, in letters, digits, - and _. Never the secret itself.
feed-add-do = Set up
feed-remove = Take away
feed-remove-says = What it brought stays. From then on nothing is known from it, and it makes no all clear.
feed-remove-do = Take this feed away
field-families = Families whose outages it tells of
field-interval-minutes = Minutes between readings
field-is-enabled = The desk reads it by itself
field-location = Address
field-credential-client-id = Identifier of the application
field-credential-secret = Name of the secret
done-feed-added = The feed is set up and will be read within seconds.
done-feed-saved = The feed is changed.
done-feed-removed = The feed is taken away.
done-feed-hurried = The feed will be read within seconds.
fault-not-a-location = Takes an address that begins with https://, or file: and a path below the folder of feeds.
fault-has-secret = Must go without user name and password.
fault-not-a-name = Takes the name of the secret, not the secret itself.
fault-not-one-customers = Belongs only to a feed of one customer.

## The board.

board-all-regions = Any region
field-family = Product family
board-all-families = All families
field-state = State
board-all-states = Any state
board-none = Nothing fits
board-none-says = No service that your customers use fits these filters.
field-in = Region
field-customer = Customer
feed-forget = Forget
feed-forget-says = What it brought stays. From then on its age holds back no all clear.
