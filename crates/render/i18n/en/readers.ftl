## Service health in a calendar or news reader.

readers = Calendar and news readers
readers-lede = Service health in a program that cannot sign in. A key shows what you may see, each time anew, to whoever has its address; it changes nothing.
reader-keys = Your keys
reader-keys-empty = No key yet
reader-keys-empty-says = Make one for each program, so that you can revoke one without the others.
reader-once = The addresses, this once
reader-once-says = Copy the one you need now: they hold the key, which is not kept and cannot be shown again.
reader-calendar = Calendar (iCalendar)
reader-news = News (Atom)
reader-new = New key
reader-name-hint = The program and the device, like Calendar on my phone.
reader-narrow-says = A key can show less than you see:
reader-service-hint = Empty: all services.
reader-region-hint = Empty: all regions. What is everywhere is shown as well.
reader-customer-hint = Empty: all customers. Type a name, a domain or a tenant.
reader-shows-all = Everything you may see
reader-do = Make the key
reader-title = { $name }: service health, { $organization }
reader-issue-title = { $status }: { $title }
reader-issue-kind = { $kind }, { $number }
reader-post-title = New word: { $title }
done-reader-key-revoked = The key is revoked.
refusal-too-many-keys = You have 20 keys that hold: revoke one that you do not need any more.
audited-reader-key-add = Made a key for a calendar or news reader
audited-reader-key-revoke = Revoked a key for a calendar or news reader

## One customer of many.

customers-found = Which customer?
fault-choose-customer = Choose which of those found is meant, or type more of the name.
fault-no-such-customer = No customer of yours is called so.
