# What is said before a service request goes out.
request-foreign-en = This is written in English. The recipient answers around the clock in these languages: { $understood }. You can send it as it is; an answer may take longer.
request-foreign-ru = This is written in Russian. The recipient answers around the clock in these languages: { $understood }. You can send it as it is; an answer may take longer.
request-foreign-pl = This is written in Polish. The recipient answers around the clock in these languages: { $understood }. You can send it as it is; an answer may take longer.
fault-of-customer = Belongs to a customer. The recipient talks to you: take an address of your own people.

# What happened to a request, where nobody wrote a word.
event-request-join-case = { $who } added case { $case }.
event-request-cases = { $who } added a case of the same cause: { $count ->
    [one] { $count } case
   *[other] { $count } cases
} in all.
event-request-edit = { $who } changed: { $fields }.

# What a file is, where another format was chosen.
fault-is-graph = Is in another format: { feed-format-graph }. Choose that one.
fault-is-graph-messages = Is in another format: { feed-format-graph-messages }. Choose that one.
fault-is-service-comms = Is in another format: { feed-format-service-comms }. Choose that one.
fault-is-azure-events = Is in another format: { feed-format-azure-events }. Choose that one.
fault-is-google-cloud = Is in another format: { feed-format-google-cloud }. Choose that one.
fault-is-aws = Is in another format: { feed-format-aws }. Choose that one.
fault-is-statuspage = Is in another format: { feed-format-statuspage }. Choose that one.
fault-is-rss = Is in another format: { feed-format-rss }. Choose that one.
fault-is-graph-overviews = Is in another format: { feed-format-graph-overviews }. Choose that one.

## Mails to a recipient.

mail-intro = { $partner } hands service request { $number } up to { $recipient }.
mail-answer = Answer this mail, and your words stand in { $number }. Leave the address as it is: it is made for this request alone.
mail-ticket = The same is attached as { $number }.json (TM Forum TMF621).
mail-note-by = { $who }, { $partner }
mail-about = About service request { $number }: { $title }
mail-withdrawn = { $partner } takes service request { $number } back. Nothing more is expected of you.
mail-file = { $file } belongs to service request { $number }: { $title }
mail-reopened = { $number } is not solved. What still happens:
mail-rated = { $author } has changed the severity of { $number }. It is now: { $severity }.
mail-cases = { $count ->
    [one] { $number } concerns { $count } case by now.
   *[other] { $number } concerns { $count } cases by now.
}
mail-update = Write down what the recipient answered
mail-number = Type the recipient's number back
event-request-mail = From the mail, as it came:
event-request-automatic = Written by a machine: it changes nothing
event-request-unverified = From a sender outside the mailbox's domain: check it before you rely on it
event-request-came-back = A mail of ours came back
event-request-file-left = A file of theirs could not be fetched: ask the recipient to send it another way
event-request-mail-full = Holds as much mail as a request may: further mails are refused. Ask the recipient to use another way
mail-occurred-at = When it was said

# What the provider's support interface adds to a request.
chain-subscription = on the subscription { $id }
recipient-due = Their answer is due
recipient-due-in = in { $span }
recipient-due-over = { $span } ago
recipient-due-says = { $time }, as { $recipient } says itself
route-no-subscription = The book has no identifier of a subscription for this service: add it first.
route-subscription = On the customer’s subscription { $id }.
