## Emergency access.

emergency = Emergency access
emergency-lede = For the day on which no Global admin gets in: an account of the organization itself, whose only way in is a code that lies in a safe.
emergency-none = Not set up
emergency-open = Was opened and is not sealed again
emergency-sealed = Sealed by { $name }, { $time }
emergency-seal = Seal it
emergency-seal-says = You get a code, this once: print it and put it into a safe that several people can open. It works once and lets in for { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}, with all that a Global admin may, without a password or second factor. All Global admins are told at once.
emergency-seal-again-says = The code before opens nothing any more, and whoever is in by it is out.
emergency-seal-do = Draw a new code
emergency-once = The code, this once
emergency-once-says = Print it now and put it into the safe. It is not kept and cannot be shown again.
emergency-remove = Take it away
emergency-remove-says = The code opens nothing any more, and whoever is in by it is out.
emergency-remove-do = Take emergency access away
emergency-last = Opened last
emergency-never = Never.
emergency-when = When
emergency-from = From where
emergency-audit-says = What was done by it stands in the log.
emergency-code = Code
emergency-name = Who you are
emergency-reason = What for
emergency-reason-hint = All Global admins read it at once.
emergency-door-says = For the day on which nobody else gets in. The code works once; all Global admins are told at once who came in and why.
emergency-door-do = Come in and tell everybody
emergency-here = You are in by emergency access until { $time }. All Global admins know. What you do is on record.
emergency-unsealed = { $name } came in by emergency access, { $time }, and it is not sealed again.
emergency-unsealed-do = See to it
done-emergency-removed = Emergency access is taken away.
notice-emergency-opened = { $sender } came in by emergency access: { $title }
mail-emergency-subject = Emergency access was used: { $organization }
mail-emergency =
    Somebody came in by the emergency access of { $organization }, with all that a Global admin may.

    Who: { $name }
    What for: { $reason }
    When: { $time }
    From: { $address }

    If you do not know of it, seal emergency access anew: that ends their session.
    { $link }
