## Second factors, proofs and sessions.

second = Your second factor
second-says = The first step was right. Now the code that your app shows.
second-help = Without your phone, type one of your recovery codes here instead. Each works once.
second-other = Sign in as somebody else
second-set-up = Set up a second factor
second-set-up-says = Your organization asks for a second factor: an app on your phone that makes a new code every half minute. It is set up once, now.
second-set-up-either-says = Your organization asks for a second factor. It is set up once, now: a passkey, or an app for codes.
second-new-passkey = With a passkey
second-new-passkey-do = Set up a passkey and sign in
second-or = or
second-new-app = With an app on your phone that makes codes
passkey-name-default = Passkey
second-do = Set up and sign in
factor-code = Code
factor-secret = Secret
factor-qr = Code for your app's camera
factor-step-app = Open an app for codes on your phone, or install one: any that makes time-based codes (TOTP) will do.
factor-step-scan = Let it scan this picture.
factor-step-type = Or type this secret into it:
factor-step-code = Type the code that it shows below.
factor-name = Name
factor-name-default = Phone
factor-name-hint = So that you know it again, for instance “Phone” or “Tablet at home”.
factors = Second factors
factors-empty = No second factor yet
factors-empty-says = Whoever learns your password can sign in with it. With a second factor they also need your phone.
factors-required = Your organization asks for a second factor: the last one stays.
factor-made = Set up
factor-used = Last used
factor-remove = Remove
factor-remove-named = Remove { $name }
factor-add = Add an app for codes
factor-add-says = An app on your phone makes a new code every half minute. You type it when you sign in and before something dangerous.
factor-add-do = Show a new secret
factor-confirm = Confirm
codes = Recovery codes
codes-says = Each of these codes stands in for your app once, for the day your phone is gone. Print them or keep them in a safe place: they are shown this one time.
codes-kept = I have kept them
codes-new = Make new codes
codes-few = Few codes are left: make new ones. The old ones stop working then.
codes-left = { $left ->
    [one] { $left } of { $made } is left
   *[other] { $left } of { $made } are left
}
again = Confirm that it is you
again-says = What you are about to do can do harm, and it has been a while since you signed in. Afterwards it goes on where you were.
again-loses-secret = What you wrote is kept, but for passwords and secrets: those you type once more afterwards.
again-code-hint = From your app, or one of your recovery codes.
again-do = Confirm and go on
again-cannot = You signed in through your organization. Sign out and in again, then do it once more.
security = Sign-in and sessions
security-lede = What you sign in with beside your password, and where you are signed in.
sessions = Where you are signed in
sessions-end = End all others
session-where = Browser
session-address = Address
session-by = Signed in with
session-began = Began
session-seen = Last seen
session-end = End
session-end-named = End the session of { $device }
session-own = This one
session-device = { $browser } on { $system }
session-device-unknown = Unknown program
proof-password = Password
proof-totp = App code
proof-passkey = Passkey
proof-recovery-code = Recovery code
proof-single-sign-on = Single sign-on
proof-provider-factor = second factor there
proof-emergency-code = emergency access
done-factor-removed = The second factor is removed.
done-factor-added = The second factor is set up.
done-session-ended = The session has ended.
done-sessions-ended = All other sessions have ended.
fault-wrong-one-time-code = This is not a code that holds now. Each works once: wait for the next one.
field-one-time-code = Code
field-again-code = Code
field-again-password = Password
field-require-second-factor = Everybody needs a second factor
rule-second-factor-says = Whoever signs in here and has none sets one up before anything else, customers' people too. Sessions that are open go on until they end.
refusal-second-factor-required = Your organization asks for a second factor: set up another one first.
refusal-emergency = Emergency access is good once and gets no way in of its own: give somebody the role Global admin instead.
refusal-came-by-provider = You came in by the sign-in of another organization or cloud: sign out, and in with your password.
refusal-no-secrets-key = This desk has no key to seal secrets with: whoever runs it sets one up (secrets.key).
refusal-other-secrets-key = The secrets here are sealed by another key than this program has: whoever runs the desk gives it that one.
refusal-not-held = This connection is not held: nothing waits for it.
refusal-no-person = This connection acts for nobody: there is nothing to consent to.
refusal-second-factor-asked = This organization asks for a second factor: sign out and in again.
refusal-standing-changed = Your rights changed while this was under way; nothing was changed. Try again.
refusal-no-second-factor = Set up a second factor first: recovery codes stand in for it.
refusal-too-many-factors = You have ten second factors: remove one first.
refusal-set-up-expired = What was shown is too old: begin anew with a new secret.

## What a person is told of by mail because it opens their account.

mail-security-subject = Your account at { $organization }: something changed
mail-security = { $what } It is about your account at { $organization }.

    When: { $time }
    From: { $address }

    If it was you, there is nothing to do. If it was not, choose another password at once; that ends all your sessions:
    { $link }
    Then tell a Global admin of { $organization }: they remove what a stranger set up.
mail-security-by = { $what } It is about your account at { $organization }.

    When: { $time }
    By: { $by }
    From: { $address }

    If you asked for it, there is nothing to do. If you know nothing of it, ask another Global admin of { $organization }, and choose another password:
    { $link }
security-change-password-changed = The password was changed.
security-change-password-by-link = A new password was chosen by a link that was sent to you.
security-change-app-added = An app for codes was set up.
security-change-passkey-added = A passkey was set up.
security-change-codes-made = New recovery codes were made; those before open nothing any more.
security-change-factor-removed = A second factor was removed.
security-change-factors-reset = All your second factors and recovery codes were removed, and your sessions have ended.
security-change-sessions-ended = Sessions of yours were ended.
