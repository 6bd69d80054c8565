## People: the list, an invitation, one person.

people-beside = What else there is of people
people-find = Name or address
people-none = Nobody here
people-none-says = Nobody fits these filters.
person-last = Last sign-in
person-everybody = Everybody
whose-people-own = Our organization
whose-people-customers = Our customers
person-state-open = Open
person-state-invited = Invited
person-state-shut = Shut
person-invited-until = Invited, until { $time }
person-invited-over = The invitation has ended
person-invite = Invite somebody
person-invite-mail = They get a mail with a link, and choose their password. The link works once and for 7 days.
person-invite-hand = This desk sends no mail: you get a link and hand it over yourself. It works once and for 7 days.
person-invite-do = Send the invitation
person-customer-hint = Only for a customer's person. Empty for your own people.
person-language-own = That of their browser
person-language-hint = The mail is written in it, too.
person-facts = The account
person-roles-legend = What this person may do here
person-no-tokens = No token acts in this person's name.
person-tokens-stay = Tokens stay when a password changes: revoke those that should not.
person-tokens-see = See all tokens
person-link = Link
person-link-do = Make a link
person-link-mail-do = Send a link
person-link-once = The link, this once
person-link-once-says = Copy it now and hand it to { $name } by a safe way: whoever has it chooses the password. It is not kept and cannot be shown again.
person-invite-again = Invite again
person-invite-again-mail = Sends another link by which this person chooses a password. It works once and for 7 days.
person-invite-again-hand = Makes another link, for you to hand over. It works once and for 7 days.
person-reset = Forgotten password
person-reset-mail = Sends a link by which this person chooses a new password. It works once and for an hour. It does not take the place of a second factor.
person-reset-hand = Makes a link for you to hand over, by which this person chooses a new password. It works once and for an hour. It does not take the place of a second factor.
person-out = Shut out or take out
person-shut-says = Ends all sessions at once and lets nobody in, until you open the account again. Roles and history stay.
person-open-says = The account is shut. Opened, it has the roles it had.
person-open-do = Open the account
person-remove-says = Takes the person out of this organization and cloud: sessions end, tokens are revoked. What they wrote stays.
person-remove-do = Take out

## What each role may.

roles-title = Roles
roles-lede = What each role may do. Somebody with several roles may do what any of them may. The desk itself goes by this table.
roles-see = What each role may do
roles-ours = Our people
roles-customers = Customers' people
roles-may = May
role-may = Yes
role-may-not = No
role-may-by-rule = Yes, by your rules
role-may-not-by-rule = No, but your rules can allow it

## Tokens and accounts of programs.

field-scopes = What it is for
field-role = Role
field-keeper-id = Who answers for it
field-of = Whose people
field-user-id = Acts for
token-all = All that its person may
token-of-program = Program
token-from = from { $address }
token-of-hint = You, or a program.
token-scopes-says = A token may only what is ticked here, and of that only what its person may.
token-scope-read = Read
token-scope-work = Work on cases
token-scope-customers = Customers
token-scope-health = Service health
token-scope-audit = Audit log
token-scope-administer = Administer
token-scope-trouble-ticket = Trouble tickets
token-scope-partner-center = Partner Center
token-scope-graph = Microsoft Graph
token-scope-azure-support = Azure Support
token-scope-scim = Provision people
token-scope-says-read = See customers, health, cases and requests. Changes nothing.
token-scope-says-work = Cases, requests, deliveries.
token-scope-says-customers = Take in, change, delegated admin.
token-scope-says-health = Feeds and issues.
token-scope-says-audit = Read it. Changes nothing.
token-scope-says-administer = People, tokens, rules, connections. Whoever has it can give any right.
token-scope-says-trouble-ticket = The exchange with other desks (TMF621).
token-scope-says-partner-center = Scripts written for Partner Center.
token-scope-says-graph = Scripts written for Microsoft Graph.
token-scope-says-azure-support = Scripts written for Azure Support.
token-scope-says-scim = Your directory adds and removes people (SCIM).
service-accounts = Accounts of programs
service-accounts-says = A program needs no person's account. It acts by tokens, nobody can sign in with it, and somebody of yours answers for it.
service-keeper = Who answers for it
service-keeper-left = { $name } has left: choose somebody else
service-keeper-stays = { $name }, as now
service-keeper-hint = Asked when the program does something odd.
service-keeperless = { $name } has left and answers for the program { $program }.
service-keeperless-do = Choose somebody else
service-tokens = { $count ->
    [0] No token
    [one] { $count } token
   *[other] { $count } tokens
}
service-shut-says = Its tokens stop working at once.
service-new = New account for a program
service-name = What it is called
service-name-hint = The program and what it does, for instance Night import.
service-do = Make the account

## The door.

sign-in-forgotten = Forgotten your password?
forgotten = Forgotten password
forgotten-says = If there is an account with this address, a mail with a link goes there.
forgotten-do = Ask for a link
forgotten-sent = If there is an account with this address, a mail is on its way.
forgotten-sent-says = Its link works once and for an hour. Nothing came? Look among the unwanted mail, or ask one of your Global admins.
forgotten-no-mail = This desk sends no mail. Ask one of your Global admins: they can give you a link by which you choose a new password.
forgotten-back = Back to signing in
welcome = Welcome, { $name }
welcome-says = Choose a password, then sign in with it.
choose-title = Choose a password
choose-anew = Choose a new password
choose-anew-says = All your sessions end with it. Then sign in with the new one.
choose-new = New password
choose-do = Keep this password
link-gone = This link does not work any more
link-gone-says = It was used, or it has ended. Ask for another one; after an invitation, ask who invited you.

## Mails to people.

mail-invitation-subject = Your account at { $organization }
mail-invitation = { $by } invites you to the support desk of { $organization }.

    Choose your password here:
    { $link }

    The link works once, until { $time }. If you do not know what this is about, do nothing: without the link nobody gets in.
mail-reset-subject = Your password at { $organization }
mail-reset = Somebody, we hope you, asked for a new password for your account at { $organization }.

    Choose it here:
    { $link }

    The link works once, until { $time }. If it was not you, do nothing: your password stays as it is.
mail-reset-by = { $by } sends you this link, so that you can choose a new password for your account at { $organization }.

    Choose it here:
    { $link }

    The link works once, until { $time }.

## What was done, and what stands in the way.

done-person-invited = The invitation is on its way.
done-person-known = This person has an account already and signs in with it as ever.
done-person-link-sent = The mail is on its way.
done-person-shut = The account is shut. All its sessions have ended.
done-person-opened = The account is open again.
done-person-removed = The person is taken out.
done-service-account-added = The account is there. Make a token for it.
done-service-account-saved = The account is changed.
done-password-chosen = Your password is kept. Sign in with it.
refusal-shut = This account is shut: open it first.
refusal-program = This is the account of a program: it has tokens and no password.
refusal-not-here = This person also works in a cloud that you do not administer: who administers both gives them a link.
refusal-link-gone = This link does not work any more: it was used, or it has ended. Ask for another one.
audited-user-invite = Invited a person
audited-user-link = Gave a person a link to a new password
audited-account-reset-ask = Asked for a link to a new password
audited-account-password-by-link = Chose a password by a link
audited-service-account-add = Made an account for a program
audited-service-account-edit = Changed the account of a program

person-sessions-says = They are signed out wherever they act for this organization, and can sign in again.
person-sessions-do = End all sessions
done-person-sessions-ended = Their sessions here have ended.
person-no-factors = They have no second factor.
person-factors-says = For when phone and codes are gone. Their second factors and recovery codes are removed, and they are signed out everywhere. They set one up anew at their next sign-in where a rule asks for one. Make sure first that it is truly them who asks.
person-factors-do = Remove their second factors
done-person-factors-removed = Their second factors are removed, and their sessions have ended.
refusal-own-account = This is your own account: remove your second factors where you manage your sign-in, or ask another Global admin.
refusal-works-in-other-cloud = This person also works in a cloud that you do not administer: who administers both can do this.
person-sessions = Sessions here
person-no-sessions = They are signed in nowhere here.
done-person-session-ended = Their session has ended.
