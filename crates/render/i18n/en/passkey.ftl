## Passkeys.

passkey-sign-in = Sign in with a passkey
passkey-no-script = A passkey can be used here too, in a browser that runs scripts.
passkey-no-browser = This browser offers no passkeys at this address.
passkey-nothing = Your browser gave no passkey: it was called off, or took too long. Try again.
passkey-had = This passkey is set up already. Take another device or key.
passkey-add = Add a passkey
passkey-add-says = A passkey is a key in your phone, your computer or on your key ring, opened with your finger, your face or a number. You sign in with it alone, without address and password, and nobody can lure it out of you.
passkey-add-do = Make a passkey
passkey-name-hint = So that you know it again, for instance “Laptop” or “Key on the ring”.
factor-kind-totp = App for codes
factor-kind-passkey = Passkey
second-passkey-says = The first step was right. Now your passkey; without it, one of your recovery codes.
second-either-says = The first step was right. Now your passkey, or the code that your app shows.
second-passkey-do = Go on with a passkey
again-passkey-do = Confirm with a passkey
again-recovery-hint = One of the codes that you kept for this. Each works once.
fault-wrong-passkey = This passkey opens nothing here, or it took longer than five minutes. Try again, or take another way.
fault-no-passkey = No passkey was made: press the button for it, and follow your browser.
refusal-passkey-known = This passkey is set up already: take another one.
