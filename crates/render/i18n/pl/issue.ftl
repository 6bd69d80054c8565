# Problem: wpisy w dwóch językach, kogo dotyczy, powiadomienie wszystkich klientów i to, co zostaje po awarii.
show-text-as = Pokaż tekst jako
show-translation = Tłumaczenie
show-both = Obok siebie
show-source = Oryginał
translated-machine = Tłumaczenie maszynowe, niesprawdzone. Wiążący jest tekst dostawcy: { $language }
translated-provider = Tłumaczenie dostawcy. Wiążący jest jego własny tekst: { $language }
machine-unchecked = Tłumaczenie maszynowe, niesprawdzone.
source-text = Oryginalny tekst dostawcy
also-in = Także w innym języku: { $language }
language-other = język { $tag }
language-source = język źródła
text-replaced-at = Ten tekst był tu do { $time }
text-replaced = Ten tekst był tu wcześniej
next-update-by = następna aktualizacja do { $time }
next-update = Następna aktualizacja
next-update-unsaid = Dostawca nie mówi kiedy
known-says = Dostawca pisze
known-state = Stan
known-since = Od kiedy
known-told = Nasz klient
known-told-at = wie od { $time }
known-told-not = jeszcze nie wie
reach-confirmed = Potwierdzone
reach-certain = Pewne, { $certainty }%
reach-possible = Możliwe, { $certainty }%
reach-over = Zgłoszenia zakończone
reach-open-cases = { $count ->
    [one] { $count } otwarte zgłoszenie
    [few] { $count } otwarte zgłoszenia
    [many] { $count } otwartych zgłoszeń
   *[other] { $count } otwartego zgłoszenia
  }
told = Kogo i kiedy powiadomiono
told-empty = Nikogo jeszcze nie powiadomiono
told-empty-says = Tu pojawi się każda wiadomość o tym problemie: ze zgłoszeniem, językiem i autorem.
told-draft = wersja robocza, { $time }
told-by = { $who }, { $language }
told-last = ostatnia wiadomość { $time }
inform-all = Powiadom wszystkich klientów, których dotyczy { $issue }
inform-all-here = Powiadom wszystkich
inform-all-look = Powiadom wszystkich
inform-all-messages = Wiadomość w każdym języku
inform-all-says = Każdy klient znajdzie ją w swoich zgłoszeniach, w swoim języku i w naszym imieniu. Żaden klient nie jest wymieniony innemu.
inform-all-gets = { $count ->
    [one] Trafi do { $count } zgłoszenia.
    [few] Trafi do { $count } zgłoszeń.
    [many] Trafi do { $count } zgłoszeń.
   *[other] Trafi do { $count } zgłoszenia.
  }
inform-all-do = { $count ->
    [one] Umieść w { $count } zgłoszeniu
    [few] Umieść w { $count } zgłoszeniach
    [many] Umieść w { $count } zgłoszeniach
   *[other] Umieść w { $count } zgłoszenia
  }
inform-all-who = Kto zostanie powiadomiony
inform-all-nobody = Nikt.
inform-all-none = Nie ma kogo powiadomić
inform-all-none-says = Kto został pominięty i dlaczego, widać obok.
inform-all-out = Kto został pominięty
inform-all-out-nobody = Nikt.
inform-all-changed = W międzyczasie dostawca dodał wpis lub zmienił stan. Nic nie wysłano: sprawdź, jak wiadomość wygląda teraz.
inform-all-written = Co zostało napisane
and-more = { $count ->
    [one] i jeszcze { $count }
    [few] i jeszcze { $count }
    [many] i jeszcze { $count }
   *[other] i jeszcze { $count }
  }
left-out-already-told = Już powiadomieni
left-out-says-already-told = Wiedzą to już od nas.
left-out-unreadable = Nikt nie może tego tu przeczytać
left-out-says-unreadable = U tych klientów nikt nie może się zalogować: zadzwoń do nich.
left-out-uncertain = Niepewne
left-out-says-uncertain = Potwierdź w zgłoszeniu, że chodzi o ten problem, a klient też zostanie powiadomiony.
left-out-rejected = Inny problem
left-out-says-rejected = Ktoś od nas stwierdził, że chodzi o coś innego.
left-out-case-over = Zgłoszenie zakończone
left-out-says-case-over = Zostało rozwiązane lub zamknięte.
left-out-no-case = Brak zgłoszenia
left-out-no-case-says = Klienci, którzy korzystają z usługi lub w których kanale widnieje ten problem, a którzy niczego nie zgłosili.
left-out-names = Ich nazwy
field-text-en = Po angielsku
field-text-ru = Po rosyjsku
field-text-pl = Po polsku
field-translations = Tłumaczenia
field-translation-en = Po angielsku
field-translation-ru = Po rosyjsku
field-translation-pl = Po polsku
fault-same-language = Jeden tekst na język: żaden dwa razy i żaden w języku samego tekstu.
post-languages = Język i tłumaczenia
post-language = Język tekstu
post-language-unsaid = Nie podano
post-language-hint = Ten tekst jest wiążący.
post-machine = Tłumaczenie maszynowe
done-customers-informed = Klienci są powiadamiani. Każda wiadomość pojawi się poniżej w ciągu kilku sekund.
audited-health-inform = Powiadomiono wszystkich klientów, których dotyczy problem
after = Problem pozostał po awarii
after-lede = Dostawca uznaje problem za rozwiązany, a ci klienci mówią, że nadal występuje. To podstawa, by przekazać zgłoszenie wyżej.
after-here = Problem pozostał
after-ground = Problem uznano za rozwiązany, a nadal występuje: to podstawa, by przekazać te zgłoszenia wyżej.
after-all = Wszyscy, u których problem pozostał
after-do = Przekaż
after-empty = Nikt
after-empty-says = Gdy problem zostaje rozwiązany, klienci są pytani, czy zniknął. Kto odpowie „nie”, pojawi się tutaj.
after-notice = { $count ->
    [one] <a href="/health/after">W { $count } zgłoszeniu problem pozostał po rozwiązanej awarii</a>. Nikt go jeszcze nie przekazał wyżej.
    [few] <a href="/health/after">W { $count } zgłoszeniach problem pozostał po rozwiązanych awariach</a>. Nikt ich jeszcze nie przekazał wyżej.
    [many] <a href="/health/after">W { $count } zgłoszeniach problem pozostał po rozwiązanych awariach</a>. Nikt ich jeszcze nie przekazał wyżej.
   *[other] <a href="/health/after">W { $count } zgłoszenia problem pozostał po rozwiązanych awariach</a>. Nikt ich jeszcze nie przekazał wyżej.
  }
field-starts-at = Początek
publish-starts-hint = W Twojej strefie czasowej, { $zone }; teraz, jeśli nic nie wpisano.
field-ends-at = Planowany koniec
publish-ends-hint = Tylko dla planowanych prac.
