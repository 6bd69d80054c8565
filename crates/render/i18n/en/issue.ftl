# An issue: posts in two languages, whom it reaches, telling all customers, and what an outage leaves behind.
show-text-as = Show the text as
show-translation = Translation
show-both = Side by side
show-source = Source
translated-machine = Machine translation, not checked. Binding are the provider's words: { $language }
translated-provider = The provider's translation. Binding are its own words: { $language }
machine-unchecked = Machine translation, not checked.
source-text = The provider's own text
also-in = Also in: { $language }
language-other = the language { $tag }
language-source = the source's language
text-replaced-at = This stood here until { $time }
text-replaced = This stood here earlier
next-update-by = next update by { $time }
next-update = Next update
next-update-unsaid = The provider does not say when
known-says = The provider says
known-state = State
known-since = Since
known-told = Our customer
known-told-at = told { $time }
known-told-not = not told yet
reach-confirmed = Confirmed
reach-certain = Certain, { $certainty } %
reach-possible = Possible, { $certainty } %
reach-over = Cases over
reach-open-cases = { $count ->
    [one] { $count } open case
   *[other] { $count } open cases
  }
told = Who was told when
told-empty = Nobody was told yet
told-empty-says = Each message about this issue stands here, with its case, its language and who wrote it.
told-draft = draft of { $time }
told-by = { $who }, { $language }
told-last = last told { $time }
inform-all = Tell all customers concerned of { $issue }
inform-all-here = Tell all
inform-all-look = Tell all concerned
inform-all-messages = The message in each language
inform-all-says = Each customer finds it on its own cases, in its language and in our name. No customer is named to another.
inform-all-gets = { $count ->
    [one] { $count } case gets this.
   *[other] { $count } cases get this.
  }
inform-all-do = { $count ->
    [one] Put it on { $count } case
   *[other] Put it on { $count } cases
  }
inform-all-who = Who is told
inform-all-nobody = Nobody.
inform-all-none = There is nobody to tell
inform-all-none-says = Who is left out and why stands beside this.
inform-all-out = Who is left out
inform-all-out-nobody = Nobody.
inform-all-changed = The provider has posted or changed the state meanwhile. Nothing was sent: look at the message as it is now.
inform-all-written = What you had written
and-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
  }
left-out-already-told = Told already
left-out-says-already-told = They have this from us.
left-out-unreadable = Nobody can read it here
left-out-says-unreadable = Nobody at these customers can sign in: call them.
left-out-uncertain = Not certain
left-out-says-uncertain = Confirm on the case that this issue explains it, then they are told as well.
left-out-rejected = Something else
left-out-says-rejected = Somebody of ours said that the case is about another problem.
left-out-case-over = The case is over
left-out-says-case-over = It was resolved or closed.
left-out-no-case = No case
left-out-no-case-says = Customers who use the service, or whose own feed lists the issue, and who have reported nothing.
left-out-names = Their names
field-text-en = English
field-text-ru = Russian
field-text-pl = Polish
field-translations = Translations
field-translation-en = In English
field-translation-ru = In Russian
field-translation-pl = In Polish
fault-same-language = One text for each language: none twice, and none in the language of the text itself.
post-languages = Language and translations
post-language = Language of the text
post-language-unsaid = Not said
post-language-hint = Its words are the binding ones.
post-machine = A machine translated it
done-customers-informed = The customers are being told. Each message appears below within seconds.
audited-health-inform = All customers concerned were told of an issue
after = Still suffering after an outage
after-lede = The provider calls the issue over, and these customers say that the problem stays. That is a ground to hand the case up.
after-here = Still suffering
after-ground = The issue is over and the problem stays: a ground to hand these cases up.
after-all = All that still suffer
after-do = Hand up
after-empty = Nobody
after-empty-says = When an issue is over, its customers are asked whether the problem is gone. Who says no appears here.
after-notice = { $count ->
    [one] <a href="/health/after">{ $count } case still suffers after an issue that is over</a>. Nobody has handed it up yet.
   *[other] <a href="/health/after">{ $count } cases still suffer after issues that are over</a>. Nobody has handed them up yet.
  }
field-starts-at = Start
publish-starts-hint = In your time zone, { $zone }; now where nothing is written.
field-ends-at = Planned end
publish-ends-hint = Only for planned maintenance.
