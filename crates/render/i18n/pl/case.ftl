## Dzisiaj.

home = Dzisiaj
home-now = { $day }, { $time }.
home-overdue = { $count ->
    [one] <strong>{ $count } termin minął.</strong>
    [few] <strong>{ $count } terminy minęły.</strong>
    [many] <strong>{ $count } terminów minęło.</strong>
   *[other] <strong>{ $count } terminu minęło.</strong>
}
home-soon = { $count ->
    [one] { $count } termin mija w ciągu godziny.
    [few] { $count } terminy mijają w ciągu godziny.
    [many] { $count } terminów mija w ciągu godziny.
   *[other] { $count } terminu mija w ciągu godziny.
}
home-quiet = Żaden termin nie mija w ciągu godziny.
home-no-feed = <strong>W tej chmurze nie są odczytywane dane o kondycji.</strong> Szczebel 2 prosi o zajrzenie do centrum administracyjnego klienta i zapisanie tego, co tam widać; nie blokuje eskalacji.
queue = Moja kolejka
queue-order = { $count ->
    [one] { $count } zgłoszenie
    [few] { $count } zgłoszenia, najbliższy termin na górze
    [many] { $count } zgłoszeń, najbliższy termin na górze
   *[other] { $count } zgłoszenia, najbliższy termin na górze
}
queue-empty = Żadne zgłoszenie na Ciebie nie czeka
queue-empty-says = { $count ->
    [0] Tu pojawiają się Twoje zgłoszenia, najbliższy termin na górze.
    [one] Tu pojawiają się Twoje zgłoszenia, najbliższy termin na górze. Jedno zgłoszenie nie należy jeszcze do nikogo.
    [few] Tu pojawiają się Twoje zgłoszenia, najbliższy termin na górze. { $count } zgłoszenia nie należą jeszcze do nikogo.
    [many] Tu pojawiają się Twoje zgłoszenia, najbliższy termin na górze. { $count } zgłoszeń nie należy jeszcze do nikogo.
   *[other] Tu pojawiają się Twoje zgłoszenia, najbliższy termin na górze. { $count } zgłoszenia nie należy jeszcze do nikogo.
}
queue-empty-do = Zobacz zgłoszenia niczyje
all-cases = Wszystkie zgłoszenia
waits = Czeka na dostawcę
waits-empty = Niczego jeszcze nie przekazano
waits-empty-says = Żądania obsługi pojawią się tu, gdy zgłoszenie wejdzie na szczebel 5.
all-requests = Wszystkie żądania obsługi
assignee-out-of-reach = nie obsługuje już tego klienta
request-cases-out-of-reach = { $count ->
    [one] I jeszcze { $count } zgłoszenie klienta, którego nie obsługujesz.
    [few] I jeszcze { $count } zgłoszenia klientów, których nie obsługujesz.
    [many] I jeszcze { $count } zgłoszeń klientów, których nie obsługujesz.
   *[other] I jeszcze { $count } zgłoszenia klientów, których nie obsługujesz.
}
request-cases = { $count ->
    [one] { $count } zgłoszenie
    [few] { $count } zgłoszenia
    [many] { $count } zgłoszeń
   *[other] { $count } zgłoszenia
}
ending = Kończąca się administracja delegowana
ending-empty = Żadna nie kończy się w ciągu 30 dni
ending-empty-says = Kończy się prawo do diagnozowania i składania żądań; subskrypcje zostają.
ending-cases = { $count ->
    [one] Potrzebuje jej { $count } otwarte zgłoszenie.
    [few] Potrzebują jej { $count } otwarte zgłoszenia.
    [many] Potrzebuje jej { $count } otwartych zgłoszeń.
   *[other] Potrzebuje jej { $count } otwartego zgłoszenia.
}
ending-foot = Subskrypcje zostają. Kończy się prawo do diagnozowania i składania żądań.

## Lista zgłoszeń i nowe zgłoszenie.

case-view-open = Otwarte
case-view-mine = Moje
case-view-nobody = Niczyje
case-view-waiting-on-customer = Czekające na klienta
case-view-waiting-on-provider = Czekające na dostawcę
case-view-resolved = Rozwiązane
case-view-closed = Zamknięte
cases-lede = Kolejność według najbliższego terminu.
cases-of = Tylko od klienta { $customer }.
cases-list = Lista zgłoszeń
cases-find = Znajdź zgłoszenie
cases-find-hint = Słowa, numer lub klient
cases-none = Żadne zgłoszenie nie pasuje do filtrów
cases-none-says = Z jednym filtrem mniej mogą się jakieś znaleźć.
cases-empty = Nie ma tu zgłoszeń
cases-empty-says = Zgłoszenie zaczyna się od sygnału: pocztą, telefonem, na stronie klienta albo przez API.

new-case = Nowe zgłoszenie
new-case-lede = Kondycja jest sprawdzana od razu i rusza pierwszy termin.
new-case-for = Klient: { $customer }.
new-case-choose = Czyj to problem?
new-case-what = Co się dzieje
new-case-where = Gdzie i od kiedy
new-case-who = Kogo można zapytać
new-case-do = Otwórz zgłoszenie
new-case-after = Przy otwarciu sprawdzana jest kondycja usługi; nikomu nic nie jest wysyłane.
customers-find = Znajdź klienta
customers-none = Nie znaleziono klienta
customers-none-says = Szukaj części nazwy albo domeny.

## Zgłoszenie.

state-known-issue = Znany problem: czekać i informować
state-escalated = Eskalacja: { $status }
service-unknown = Usługa jeszcze nieznana
assign = Przypisz
conversation = Rozmowa
ladder = Drabina
ladder-of = { $rung } z 5
ladder-of-waiting = { $rung } z 5, czeka
rung-number = Szczebel { $rung }:
whose-turn = Czyja kolej
customer-wrote = klient napisał { $time }
clock-since = od { $time }
show-all = Wszystko
show-customer = Klient
show-internal = Wewnętrzne
show-provider = Dostawca
the-report = Zgłoszenie, { $channel }
by = { $who }, { $time }
issue-over = Zakończono, jak podaje dostawca.

write = Napisz
write-note = Notatka wewnętrzna
wrote-customer = Klient
wrote-you = Państwa strona
wrote-support = Państwa wsparcie
wrote-provider = Odpowiedź dostawcy
wrote-partner = Partner
wrote-reply = Odpowiedź dla klienta
wrote-to-provider = Wiadomość do dostawcy
wrote-to-partner = Odpowiedź dla partnera
wrote-note = Notatka wewnętrzna, klient jej nie zobaczy
wrote-internal = Notatka wewnętrzna, widzi ją tylko Twoja strona
wrote-issue = Aktualizacja dostawcy do { $issue }
wrote-informed = Do klienta, na podstawie aktualizacji dostawcy
wrote-portal = Odczytano w portalu: { $who }
answer-solved = Rozwiązane.
answer-persists = Problem nadal występuje.

composer-customer-page = Klient zobaczy to na swojej stronie.
unreadable-contact = Nikt w { $customer } nie może tu tego przeczytać: trzeba zadzwonić. { $contact }
unreadable-nobody = Nikt w { $customer } nie może tu tego przeczytać: trzeba zadzwonić. W zgłoszeniu nie podano kontaktu.
composer-internal = Zostaje u nas. Klient i dostawca tego nie zobaczą.
composer-provider = Dołączone do żądania { $request }; { $recipient } zobaczy to od razu.
composer-provider-portal = Dołączone do żądania { $request }. { $recipient } nie ma tu na to kanału: skopiuj do portalu.
send-reply = Wyślij odpowiedź
save-note = Zapisz notatkę
send-provider = Wyślij do dostawcy
attach = Załącz plik
attach-do = Załącz
attach-other-side = { $recipient } otrzyma plik razem z żądaniem.
attach-portal = { $recipient } nie ma tu na to kanału: prześlij plik także w portalu. Tutaj zostanie przy żądaniu.

deeds = To zgłoszenie
change-details = Zmień szczegóły
waiting-begin = Czekaj na klienta
waiting-begin-says = Zadano pytanie i bez odpowiedzi nie można iść dalej. Nasze terminy stoją.
waiting-end = Przestań czekać
waiting-end-says = Terminy biegną dalej.
resolve = Rozwiąż
resolve-do = Powiadom klienta o rozwiązaniu
resolution-text = Co pomogło
resolution-hint = Klient to przeczyta i zostanie zapytany, czy problem rozwiązano.
close-case = Zamknij zgłoszenie
closure-text = Notatka na zakończenie
closure-hint = Klient to przeczyta. W ciągu 14 dni zgłoszenie można otworzyć ponownie.
reopen = Otwórz ponownie
reopen-reason = Co się powtórzyło
continue-case = Otwórz nowe zgłoszenie jako kontynuację tego
customer-confirmed = Klient mówi, że rozwiązane
same-issue = { $count ->
    [one] Ten sam problem, { $count } inne zgłoszenie
    [few] Ten sam problem, { $count } inne zgłoszenia
    [many] Ten sam problem, { $count } innych zgłoszeń
   *[other] Ten sam problem, { $count } innego zgłoszenia
}
same-issue-customers = { $count ->
    [one] Dotyczy { $count } naszego klienta. Wszystkich naraz informuje się na stronie problemu.
    [few] Dotyczy { $count } naszych klientów. Wszystkich naraz informuje się na stronie problemu.
    [many] Dotyczy { $count } naszych klientów. Wszystkich naraz informuje się na stronie problemu.
   *[other] Dotyczy { $count } naszego klienta. Wszystkich naraz informuje się na stronie problemu.
}

## Szczebel po szczeblu.

reported-how = Sposób zgłoszenia: { $channel }.
reported-service-unknown = Usługa nie jest jeszcze znana: trzeba ją ustalić przed przekazaniem zgłoszenia.
reported-details = Co zgłoszono
reported-contact = Osoba kontaktowa

next-not-yours = Mogą to role: { $roles }.
next-check-health-says = Wyszukiwane są udokumentowane problemy dostawcy, które mogą to wyjaśniać, dla usług tego klienta.
check-now = Sprawdź teraz
check-again = Sprawdź ponownie
why-it-fits = Dlaczego pasuje
match-certain = Pewne, { $certainty }%. Dopasowano automatycznie.
match-possible = Możliwe, { $certainty }%. Niczego nie wstrzymuje, dopóki ktoś nie potwierdzi.
match-confirmed-by = Potwierdzenie: { $who }, { $time }
match-judge = Czy to ten problem?
match-reason = Dlaczego
match-confirm = To ten problem
match-reject = To inny problem
match-different = To inny problem
match-what-differs = Co się nie zgadza?
match-what-differs-example = Na przykład: aplikacja też nie działa
match-undo = Cofnij dopasowanie i idź dalej
post-outage-says = { $issue } pasował i już się zakończył; objaw pozostał. To podstawa do eskalacji.
outage-over = Awaria minęła: zapytaj klienta
no-feed-says = Dane nic tu nie mówią: to nie znaczy, że wszystko jest w porządku. Zajrzyj do centrum administracyjnego klienta i zapisz w notatce wewnętrznej, co tam widać. Nie blokuje to eskalacji.
feed-read = { $feed }: { $state }, odczytano { $time }
feed-unread = { $feed }: { $state }
feed-fresh = aktualne
feed-stale = zbyt stare
feed-down = brak odpowiedzi
feed-malformed = nie da się odczytać
feed-behind = opóźnione: przyszła starsza kopia
feed-shifted = ich czasom nie można wierzyć
feed-flapping = raz są, raz ich nie ma
feed-empty = pusta lista
feed-never-read = nigdy nie odczytano

next-wait-says = Dostawca już nad tym pracuje, więc żądanie zostałoby zwrócone. Każdy jego wpis pojawia się na stronie klienta.
inform-text = Do klienta
inform-hint = Wersja robocza z aktualizacji dostawcy. Zmień dowolne słowo; nikt inny nie jest wymieniony.
inform-do = Umieść na stronie klienta

next-troubleshoot-says = Oprogramowanie, ustawienia, konfiguracja: o to dostawca zapyta najpierw.
steps-under = { $count ->
    [one] W ramach „{ $name }”, aktywna, został { $count } dzień.
    [few] W ramach „{ $name }”, aktywna, zostały { $count } dni.
    [many] W ramach „{ $name }”, aktywna, zostało { $count } dni.
   *[other] W ramach „{ $name }”, aktywna, zostało { $count } dnia.
}
steps-under-legacy = W ramach „{ $name }”, aktywna, bez końca.
steps-without = Brak aktywnej administracji delegowanej: co się da, próbuje się z klientem, przez telefon lub ekran.
steps-waived = Pominięto: { $who }, { $time }.
steps-show = Pokaż czynności
steps-solved = { $count ->
    [one] { $count } czynność, rozwiązane
    [few] { $count } czynności, rozwiązane
    [many] { $count } czynności, rozwiązane
   *[other] { $count } czynności, rozwiązane
}
steps-unsolved = { $count ->
    [one] { $count } czynność, bez skutku
    [few] { $count } czynności, bez skutku
    [many] { $count } czynności, bez skutku
   *[other] { $count } czynności, bez skutku
}
step-record = Zapisz czynność
step-do = Zapisz czynność
action-hint = Jedna czynność: co zmieniono lub porównano.
waive = Idź dalej bez diagnozowania
waive-reason = Dlaczego można je pominąć
waive-do = Pomiń

category-who = Kto ma to naprawić?
category-other = Coś innego
category-reason = Dlaczego
category-do = Ustal kategorię
category-change = Zmień decyzję
category-now = Ustal kategorię już teraz
proposal = Propozycja: <strong>{ $category }</strong>. Decyzja należy do Ciebie.
grounds-show = Pokaż uzasadnienie
ground-hint-steps = Tak, aby ktoś inny też to zobaczył.
ground-hint-seen = Co się dzieje w ostatnim kroku.
ground-hint-expected = Co obiecuje opis usługi.
ground-hint-documentation-url = Strona, która to obiecuje.
ground-hint-affected = Ilu osób i od kiedy.
ground-hint-second-observation = Inny użytkownik, inne miejsce albo sonda.
ground-hint-from = Sieć i miejsce.
ground-hint-to = Adres lub usługa.
ground-hint-trace = Tak, jak wypisuje narzędzie.
ground-hint-tenants = Po jednym w wierszu, co najmniej dwóch. Żaden klient ich nie zobaczy.

escalated-not-yet = Jeszcze niemożliwa
conditions-met = Wszystkie warunki są spełnione.
conditions-missing = { $count ->
    [one] Brakuje { $count } z { $all } warunków:
    [few] Brakuje { $count } z { $all } warunków:
    [many] Brakuje { $count } z { $all } warunków:
   *[other] Brakuje { $count } z { $all } warunków:
}
write-contact = Podaj
met-health = Kondycja sprawdzona, nic udokumentowanego nie stoi na przeszkodzie
met-troubleshooting = { $count ->
    [0] Rozwiązywanie problemów pominięto
    [one] Rozwiązywanie problemów zapisane: { $count } czynność
    [few] Rozwiązywanie problemów zapisane: { $count } czynności
    [many] Rozwiązywanie problemów zapisane: { $count } czynności
   *[other] Rozwiązywanie problemów zapisane: { $count } czynności
}
met-category = Kategoria i jej uzasadnienie
met-relationship = Relacja pozwala nam składać żądania
met-contact = Nasza osoba kontaktowa dla dostawcy

condition-health-not-checked = Kondycja usługi
condition-health-check-stale = Sprawdzenie kondycji z ostatniej godziny
condition-known-issue-open = Brak otwartego znanego problemu
condition-no-troubleshooting = Rozwiązywanie problemów
condition-category-missing = Kategoria
condition-category-stays-with-partner = Kategoria, która idzie do dostawcy
condition-grounds-missing = Uzasadnienie kategorii
condition-relationship-inactive = Aktywna relacja partnerska
condition-delegated-admin-missing = Aktywna administracja delegowana z prawem składania
condition-not-entitled = Prawo do składania
condition-contact-missing = Nasza osoba kontaktowa dla dostawcy
condition-duplicate-open-request = Brak innego otwartego żądania
condition-returned-without-new-evidence = Nowe dowody od czasu zwrotu
condition-approval-pending = Zgoda innej osoby

blocker-health-not-checked = Kondycji usługi nie sprawdzono: sprawdź ją albo spróbuj ponownie.
blocker-health-check-stale = Ostatnie sprawdzenie jest starsze niż 60 minut: sprawdź ponownie.
blocker-known-issue-open = Dostawca udokumentował to jako { $reference }: poinformuj klienta i czekaj albo odrzuć dopasowanie z podaniem powodu.
blocker-no-troubleshooting = Nie zapisano żadnej czynności: zapisz jedną albo poproś agenta administracyjnego lub administratora globalnego o pominięcie z podaniem powodu.
blocker-category-missing = Nikt jeszcze nie ustalił, czyj to problem: zrób to na szczeblu 4.
blocker-category-stays-with-partner = Kategoria mówi, że to zostaje u nas: ustal inną albo rozwiąż tutaj.
blocker-vulnerability = Luki nigdy nie zgłasza się zwykłym żądaniem. Zgłoś ją tutaj: { $contact }
blocker-grounds-missing = Brakuje: { $missing }. Uzupełnij razem z kategorią.
blocker-relationship-inactive = Relacja partnerska z tym klientem się skończyła: najpierw poproś o nową.
blocker-delegated-admin-missing = Brak aktywnej relacji z prawem składania: poproś o nią z rolą Service Support Administrator.
blocker-not-entitled = Ten partner nie może tego złożyć.
blocker-contact-missing = Brakuje: { $missing }. Ta droga tego wymaga.
blocker-duplicate-open-request = { $reference } jest otwarte z tej samej przyczyny: dołącz do niego albo napisz, po co drugie.
blocker-duplicate-out-of-reach = Z tego samego powodu otwarte jest zgłoszenie klienta, do którego nie masz dostępu: zapytaj współpracownika albo napisz, po co potrzebne jest drugie.
blocker-returned-without-new-evidence = { $reference } zwrócono i od tego czasu nie ma niczego nowego: zapisz to, o co prosił odbiorca.
blocker-approval-pending = Zgody udziela agent administracyjny lub administrator globalny, który tego nie pisał.

entitled-indirect-provider-files = Odsprzedawcy pośredni nie mogą składać żądań dotyczących platformy Azure: przekaż sprawę swojemu dostawcy pośredniemu, który ją złoży.
entitled-subscription-provider-files = Doradcy nie mogą składać żądań dotyczących platformy Azure: składa je partner, który zapewnia subskrypcję.
entitled-reseller-files = Doradcy nie mogą składać żądań dotyczących Dynamics 365: składa je odsprzedawca klienta.
entitled-publisher-is-asked = To produkt innej firmy: zapytaj jej wydawcę, nie dostawcę.
entitled-not-modelled = Tutaj nie wiadomo, kto może złożyć zgłoszenie u tego dostawcy: złóż je w konsoli samego dostawcy.
entitled-subscription-right-missing = Brakuje prawa Microsoft.Support/supportTickets/write do subskrypcji: poproś klienta o rolę Support Request Contributor.
entitled-support-plan-missing = Dynamics 365 wymaga planu Advanced Support for Partners lub wyższego: sprawdź plan na stronie klienta.

approval-says = Zasady wymagają zgody innej osoby, zanim zgłoszenie zostanie przekazane.
approval-ask = Poproś o zgodę
approval-asked = Prośba o zgodę: { $who }, { $time }.
approval-waits = Decyduje agent administracyjny lub administrator globalny.
approval-reason = Powód
approve = Wyraź zgodę
refuse = Odmów
next-escalate-says = Wszystkie warunki są spełnione. Żądanie powstaje z dowodów; widać dokładnie, co wychodzi na zewnątrz.
next-file-says = Żądanie jest napisane, ale niezłożone: nikt u dostawcy jeszcze go nie ma.
next-file-do = Złóż teraz
next-answer-says = Dostawca prosi o więcej; dopóki nie ma odpowiedzi, nic się nie dzieje.
next-answer-do = Napisz odpowiedź
look-at-request = Zobacz żądanie
next-confirm-says = Dostawca mówi, że rozwiązane. Powiadom klienta i zapytaj.
next-confirm-waits = Pytanie jest na stronie klienta. Bez odpowiedzi zgłoszenie zamknie się samo.
symptom-text = Co mówi klient
symptom-do = Problem nadal występuje
next-close-says = Klient mówi, że rozwiązane.
nothing-closed = Zgłoszenie jest zamknięte.
nothing-customer = Kolej na klienta.
nothing-provider = Odbiorca ma żądanie i nad nim pracuje.
stuck = Co stoi na przeszkodzie
join-this = Dołącz do { $request }
join-not = Napisz drugie żądanie, z uzasadnieniem
request-filed = Dotarło
request-says = Ostatnia wiadomość
next-confirm-call = Zapytaj, czy znów działa, i zapisz odpowiedź. Bez odpowiedzi zgłoszenie zamknie się samo.
