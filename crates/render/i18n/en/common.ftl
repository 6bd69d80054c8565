## What surrounds every page.

skip = Skip to content
menu = Menu
nav-main = Main
crumbs = Where you are
on-this-page = On this page
cloud-switch = Cloud
language = Language
theme-switch = Switch light and dark
find = Search or jump to…
find-do = Find
shortcuts = Keyboard shortcuts
account = Your account
account-yours = Your account:
tokens = API tokens
signout = Sign out
foot-zone = Times are { $zone }
foot-feed = Health feed read at { $time }
foot-no-feed = No health feed is read
foot-guidance = How to escalate
foot-product = Tierline: the support desk of the cloud channel
saved-views = Saved views
filters-clear = Clear all filters
any = Any
not-known-yet = Not known yet
nobody-yet = nobody yet
none-yet = none yet
cancel = Cancel
save = Save
print = Print
copy = Copy
copied = Copied
copy-what = Copy: { $what }
show = Show
look-at-it = Look at it
pager-shown = { $count ->
    [one] { $count } shown
   *[other] { $count } shown
}
pager-first = First page
pager-next = Next
count-customers = { $count ->
    [one] { $count } customer
   *[other] { $count } customers
}

## Columns of lists.

column-case = Case
column-request = Service request
column-severity = Severity
column-rung = Rung
column-owner = Owner
column-age = Age
column-next-clock = Next clock
column-clock = Clock
column-status = Status
column-recipient = Recipient
column-route = Route
column-last-reply = Last reply

owner-anyone = Anyone
owner-me = Me
owner-nobody = Nobody
owner-colleague = A colleague

turn-ours = Ours
turn-customer = Customer's
turn-provider = Provider's
turn-over = Over

## Delegated admin in one line.

delegated-live-days = { $count ->
    [one] Live, { $count } day left
   *[other] Live, { $count } days left
}
delegated-ends-today = Ends today
delegated-ended = Ended { $time }
delegated-none = None
delegated-ends-soon = { $count ->
    [0] <strong>Delegated admin ends today.</strong> After that nobody can troubleshoot or file in the customer's name.
    [one] <strong>Delegated admin ends in { $count } day.</strong> After that nobody can troubleshoot or file in the customer's name.
   *[other] <strong>Delegated admin ends in { $count } days.</strong> After that nobody can troubleshoot or file in the customer's name.
}

## Forms.

faults-form = This did not go through
faults-fields = { $count ->
    [one] { $count } field needs another look
   *[other] { $count } fields need another look
}
fault-empty = Is empty, and has to be filled in.
fault-too-long = Is longer than the field takes.
fault-too-short = Takes at least { $number } characters.
fault-forbidden-character = Holds a character that cannot be seen or that turns the text around: remove it.
fault-line-break = Takes one line.
fault-unknown = Is not known here.
fault-invalid = Does not fit.
fault-in-future = Lies in the future: check the date and the zone.
fault-too-long-ago = Is more than ten years ago: check the year.
fault-not-an-address = Takes a mail address, like name@example.com.
fault-not-a-country = Takes the country's code of two letters, like PL.
fault-not-a-zone = Takes the name of a time zone, like Europe/Warsaw.
fault-not-a-phone = Takes the number with its country code, like +48 22 555 01 00.
fault-too-many = Holds more than is taken.
fault-out-of-range = Lies outside of what is possible.
fault-taken = Belongs to somebody else already.
fault-too-large = Is larger than the { $number } MB that are taken.
fault-full = Finds no room here: { $number } MB of files, or 1,000 of them, are taken. Put it where the reader can fetch it, and write in a note where that is.
fault-program = Is a program, or starts one when it is opened. Send what it showed, as text or a picture; pack it into an archive where it has to be read.
fault-unreadable = Cannot be read.
fault-required = Has to be chosen.
fault-wrong-password = Address and password do not belong together.
fault-wrong-code = This is not the code that the desk printed when it started.
fault-tries-left = { $number ->
    [one] Address and password do not belong together. { $number } try is left.
   *[other] Address and password do not belong together. { $number } tries are left.
}
fault-locked = Too many tries: wait { $number } min.

field-action = What was done
field-affected = Affected users, since when
field-affected-users = How many people are affected
field-area = What was worked on
field-assignee = Owner
field-assignee-id = Owner
field-category = Category
field-contact-email = Contact's mail address
field-contact-name = Contact
field-correlation-ids = Correlation ids
field-customer-id = Customer
field-feed = Feed name
field-description = Description
field-documentation-url = Link to the service description
field-email = Mail address
field-error-text = Error text
field-expected = What was expected
field-file = File
field-from = From where
field-kind = What the organization is
field-means = By what means
field-name = Your name
field-organization = Organization
field-outcome = How it ended
field-partner-kind = Place in the channel
field-password = Password
field-q = Search
field-query = Search
field-reason = Reason
field-region = Region
field-result = What was seen
field-rung = Rung
field-second-observation = A second observation
field-seen = What is seen
field-service = Service
field-severity = Severity
field-started-at = Since when
field-steps = Steps to repeat it
field-subject = Subject
field-tenants = Tenants
field-text = Message
field-to = To where
field-trace = Trace or probe
field-visibility = Who may read it

subject-hint = One line that a colleague recognizes the problem by.
description-hint = In the customer's words: what happens, for whom, what it stops them from doing.
error-text-hint = As it reads on the screen.
correlation-ids-hint = One a line. They let the provider find the failing calls.
service-hint = The customer's own come first.
started-at-hint = In your time zone, { $zone }.
password-hint = At least 12 characters. A sentence is easier to remember than a riddle.
file-hint = At most 15 MB.
file-internal = Only us
file-customer = The customer too
file-provider = The provider too

## Sign-in and set-up.

sign-in = Sign in
sign-in-ended = Your session ended at { $time }. What you wrote is kept.
sign-in-help = Your administrator opens accounts and sets new passwords.
set-up = Set up this desk
set-up-lede = The desk is empty. Whoever has its code and fills this in becomes its first administrator.
field-code = Set-up code
set-up-code-hint = The desk printed it when it started. It is also in the file setup.code of its data folder.
set-up-do = Open the desk
set-up-kind-hint = A partner supports customers; a provider runs the services.
set-up-partner-kind-hint = It decides who may file which request. For a provider it does not count.

## What can go wrong.

try-again = Try again
go-home = Go to the first page
trouble-unreadable = This could not be read
trouble-unreadable-says = The address or the form is not one that this desk writes. Go back, load the page again, and send it once more.
trouble-signed-out = Sign in first
trouble-signed-out-says = Your session has ended, or this page needs one.
trouble-forbidden = You may look, not do this
trouble-forbidden-says = These roles may: { $roles }. Ask somebody who has one of them.
trouble-not-found = There is nothing here, or not for you
trouble-not-found-says = The address is wrong, the thing is gone, or it belongs to another organization or cloud.
trouble-blocked = Not yet: conditions are missing
trouble-blocked-says = Nothing was sent and nothing was changed.
trouble-in-flight = This is being worked on already
trouble-in-flight-says = The same form was sent a moment ago. Look at the page again before you send another.
trouble-refused = Not possible as it stands
trouble-refused-says = The thing is in a state that does not allow this. Look at it again.
trouble-stale = Somebody changed this meanwhile
trouble-stale-says = It changed since you opened it. Look at it again, then decide. Your text is kept below.
meanwhile-by = Changed meanwhile: { $who }, { $time }
meanwhile-says = What you wrote is kept and not yet saved. Where what stands there now is different, it is shown below the field. Saving again puts yours in its place.
meanwhile-now = Now: { $value }
meanwhile-nothing = Now: nothing
trouble-too-large = Too large
trouble-too-large-says = At most { $limit } are taken.
trouble-too-many = Too many tries
trouble-too-many-says = The next is possible at { $time }.
trouble-too-often = Too often
trouble-too-often-says = { $count ->
    [one] More was asked for in a minute than is answered. It goes on in { $count } second. Nothing was changed.
   *[other] More was asked for in a minute than is answered. It goes on in { $count } seconds. Nothing was changed.
}
trouble-internal = This page could not be loaded
trouble-internal-says = The fault is ours, not yours. It has been written down.
trouble-unavailable = The desk is busy
trouble-unavailable-says = It takes requests again in a moment. Nothing was changed.
trouble-number = Number
trouble-when = When
trouble-if-it-stays = If it stays
trouble-tell = Tell your administrator the number. The clocks of your cases go on meanwhile.
trouble-written = What you wrote
blockers-title = What is missing

refusal-closed = The case is closed: it can only be reopened.
refusal-not-closed = The case is not over, so there is nothing to reopen.
refusal-reopen-too-late = The case was closed more than 14 days ago: open a new one, it will be linked.
refusal-already-resolved = The case is resolved already.
done-note-added = The note is saved.
field-phone = Phone
field-clouds = Clouds you work in
field-country = Country
field-time-zone = Time zone
field-language = Language

live-entries = { $count ->
    [one] { $number } new entry: show
   *[other] { $number } new entries: show
}
live-cases = { $count ->
    [one] { $number } case changed: show
   *[other] { $number } cases changed: show
}
live-requests = { $count ->
    [one] { $number } request changed: show
   *[other] { $number } requests changed: show
}
live-lines = { $count ->
    [one] { $number } change: show
   *[other] { $number } changes: show
}

# Single sign-on at the door.
sign-in-organization = Sign in with your organization
sign-in-leads-title = To your organization
sign-in-leads-lede = You sign in at { $host }, and come back here by yourself.
sign-in-leads-go = Continue to { $host }
fault-no-provider = No organization here signs in elsewhere with addresses of this domain. Sign in with your password.
fault-unreachable = Your organization's sign-in cannot be reached now. Try again in a minute.
fault-sign-in-lost = You did not leave from this browser within the last minutes. Begin again.
fault-not-signed-in = Your organization did not let you in. Try again, then ask your administrator.
fault-not-believed = What your organization's sign-in said could not be believed. Try again, then ask your administrator.
fault-unverified-address = Your organization's sign-in does not say that the address is yours. Ask your administrator.
fault-foreign-domain = Your address is of a domain that your organization has not proven here. Ask your administrator.
fault-no-group = You are in no group that may work here. Ask your administrator.
fault-groups-withheld = Your organization's sign-in does not name your groups: you are in too many. Ask your administrator.
fault-no-request = No service request of this case is open, so the provider has nowhere to read this: write the request first.
fault-not-kept = Nothing is kept of this person here.
fault-works-elsewhere = You work for another organization on this desk as well: sign in with your password.
