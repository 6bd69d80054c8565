## Co zrobiono: po jednym zdaniu na każde słowo `?done=`.

done-case-opened = Zgłoszenie jest otwarte. Sprawdzono kondycję usług.
done-reply-sent = Odpowiedź jest na stronie klienta.
done-provider-written = Wiadomość dodano do żądania.
done-file-attached = Plik załączono.
done-assigned = Zmieniono osobę prowadzącą.
done-details-saved = Szczegóły zapisano.
done-waiting-begun = Zgłoszenie czeka na klienta. Nasze terminy stoją.
done-waiting-ended = Terminy biegną dalej.
done-health-checked = Kondycję usług sprawdzono.
done-match-confirmed = Dopasowanie potwierdzono.
done-match-rejected = Dopasowanie odrzucono.
done-step-recorded = Czynność zapisano.
done-category-decided = Kategorię ustalono.
done-waived = Warunek pominięto, z podanym powodem.
done-approval-requested = Poproszono o zgodę.
done-approved = Wyrażono zgodę.
done-refused = Odmówiono.
done-customer-informed = Wiadomość jest na stronie klienta.
done-symptom-recorded = Zapisano, że problem trwa.
done-resolved = Zgłoszenie rozwiązano. Pytanie o to jest na stronie klienta.
done-closed = Zgłoszenie zamknięto.
done-reopened = Zgłoszenie jest znów otwarte.
done-request-prepared = Żądanie jest napisane. Teraz złóż je w portalu.
done-request-sent = Żądanie jest w drodze.
done-filed = Żądanie złożono pod jego numerem.
done-number-corrected = Numer poprawiono.
done-portal-recorded = Zapisano, co pokazuje portal.
done-withdrawn = Żądanie wycofano.
done-joined = Zgłoszenie należy teraz do tego żądania.
done-accepted = Żądanie przyjęto. Partner to widzi.
done-asked = Pytanie jest u partnera.
done-returned = Żądanie zwrócono z podanym powodem.
done-request-resolved = Żądanie rozwiązano. Partner zapyta klienta.
done-published = Problem opublikowano.
done-posted = Wpis opublikowano.
done-customer-added = Klienta dodano.
done-customer-saved = Dane klienta zapisano.
done-delegated-requested = Poproszono o relację. Czeka na administratora klienta.
done-delegated-approved = Relację zatwierdzono.
done-delegated-rejected = Relację odrzucono.
done-delegated-terminated = Relację zakończono.
done-reported = Zgłoszenie dotarło.
done-answered = Odpowiedź dotarła.
done-account-saved = Konto zapisano.
done-password-changed = Hasło zmieniono. Wszystkie inne sesje zakończono.
done-token-revoked = Token unieważniono.
done-user-saved = Konto zmieniono.
done-shortcuts-saved = Wybór zapamiętano.

## Dlaczego w tym stanie coś jest niemożliwe.

refusal-cannot-be-waived = Tego warunku nie można pominąć.
refusal-cannot-decide = Żądanie poszło dalej: ta decyzja nie jest już możliwa.
refusal-cannot-follow = Ten stan nie może nastąpić po obecnym.
refusal-category-missing = Kategoria nie jest jeszcze ustalona.
refusal-has-request = Zgłoszenie należy już do żądania.
refusal-last-global-admin = Nikt nie mógłby potem administrować organizacją: najpierw ustanów innego administratora globalnego.
refusal-not-a-partner = Może to zrobić tylko partner.
refusal-not-filed = Żądania jeszcze nie złożono, nie ma więc numeru do poprawienia.
refusal-not-pending = Decyzja już zapadła albo minęło 90 dni.
refusal-not-prepared = Żądanie jest już złożone.
refusal-not-standing = Ta relacja już się zakończyła.
refusal-other-cause = Zgłoszenie ma inną przyczynę niż żądanie.
refusal-over = Żądanie jest zakończone.
refusal-own-request = Zgodę na własne żądanie wyraża ktoś inny.
refusal-relationship-ended = Relacja partnerska z tym klientem się zakończyła.
refusal-request-open = Żądanie obsługi z tego zgłoszenia jest jeszcze otwarte: wycofaj je albo poczekaj na jego koniec.
refusal-set-up = Tierline jest już uruchomiony.
refusal-works-elsewhere = O tym koncie decyduje też inna organizacja.

## Co może być nie tak z polem.

fault-ambiguous = Pasuje do więcej niż jednego.
fault-cells = Wiersz ma więcej lub mniej komórek niż nagłówek.
fault-contains-name = Zawiera Twoje imię, nazwisko lub adres: łatwo je odgadnąć.
fault-does-not-fit = Nie pasuje do osoby z tej organizacji.
fault-formula = Zaczyna się jak formuła arkusza.
fault-member = Jest tu już: zmień role.
fault-no-header = Nad komórką nie ma nagłówka.
fault-no-key-column = Potrzebna jest kolumna tenant_id lub domain.
fault-no-portal = Dla tego produktu nie ma portalu.
fault-no-upstream = Nie masz tu dystrybutora.
fault-not-a-date = Podaj datę, na przykład 2026-10-08.
fault-not-a-domain = Podaj domenę, na przykład example.com.
fault-not-a-language = Podaj jedno z: en, ru, pl.
fault-not-a-link = Podaj adres, który zaczyna się od https://.
fault-not-a-number = Podaj liczbę całkowitą.
fault-not-a-partner = Takiego partnera tu nie ma.
fault-not-a-reseller = To nie jest Twój odsprzedawca.
fault-not-a-tenant = Podaj identyfikator dzierżawy tak, jak pokazuje go dostawca: 8-4-4-4-12 znaków.
fault-not-here = Nie ma tego w tym systemie.
fault-not-readable = Nie da się odczytać.
fault-not-this-format = Nie jest w wybranym formacie.
fault-repeated-column = Ma jedną kolumnę dwa razy.
fault-reused = Zostało użyte do czegoś innego.
fault-same = Jest takie samo jak dotąd.
fault-too-common = Należy do tych, które każdy sprawdza najpierw.
fault-unknown-column = Ma nieznaną kolumnę.
fault-wrong = Nie zgadza się.

## Pola.

field-business-impact = Wpływ na działalność
field-case-id = Zgłoszenie
field-contact = Osoba kontaktowa
field-contact-country = Kraj
field-contact-language = Język
field-contact-phone = Telefon
field-contact-time-zone = Strefa czasowa
field-current = Dotychczasowe hasło
field-days = Na ile dni
field-domain = Domena
field-duplicate-reason = Dlaczego potrzebne jest drugie żądanie
field-external-id = Numer
field-format = Format
field-inform = Jak dowiaduje się o znanych problemach
field-issue-kind = Rodzaj
field-new = Nowe hasło
field-occurred-at = Kiedy pokazał to portal
field-recipient = Odbiorca
field-regions = Regiony
field-roles = Role
field-status = Stan
field-support-plan = Plan wsparcia
field-support-topic = Temat pomocy
field-tenant-id = Identyfikator dzierżawy
field-title = Tytuł

## Nowe żądanie obsługi.

new-request = Nowe żądanie obsługi
new-request-from = Ze zgłoszenia { $case }.
chain = Od klienta do odbiorcy
chain-you = Ty
chain-filed = jeszcze nie wysłano
chain-delegated = { $count ->
    [one] administracja delegowana, został { $count } dzień
    [few] administracja delegowana, zostały { $count } dni
    [many] administracja delegowana, zostało { $count } dni
   *[other] administracja delegowana, zostało { $count } dnia
}
chain-delegated-legacy = administracja delegowana, bezterminowa
chain-relationship = relacja partnerska
chain-arrived = dotarło { $time }
chain-not-filed = jeszcze nie złożono
request-topic = Usługa i temat
topic-hint = Wpisz słowo lub dwa, potem wybierz.
topics-found = Pasujące tematy
topic-find = Znajdź tematy
change = Zmień
category-decided = decyzja: { $who }, { $time }
business-impact-hint = Kto nie może pracować i co z tego wynika dla klienta. Od tego zależy ważność.
request-description = Tytuł i opis
request-description-hint = Ułożone z materiału zgłoszenia. Zmień dowolne słowo.
request-files = Pliki, które pójdą razem z żądaniem
request-files-none = Żadne. Idzie ten plik, który wolno czytać dostawcy.
request-contact = Kogo może zapytać odbiorca
request-contact-says = Nasza osoba kontaktowa, nigdy osoba klienta { $customer }.
request-to = Do kogo
recipient-upstream-says = Nasz dystrybutor składa je dalej albo rozwiązuje sam.
recipient-desk-says = Pracuje w tym samym systemie: żądanie dociera od razu.
recipient-provider-says = Ma własny portal.
request-by = Jaką drogą
duplicate-reason-hint = Lepiej dołączyć zgłoszenie do otwartego żądania: przycisk powyżej.
request-prepare = Przygotuj złożenie
request-send = Wyślij: { $recipient }
request-preview = Pokaż, co zostanie wysłane
request-preview-again = Pokaż jeszcze raz
back-to-case = Wróć do zgłoszenia
preview = Co dostanie odbiorca
preview-empty = Nic nie zostanie wysłane, zanim nie zobaczysz tego tutaj w całości.
not-sent = <strong>Nie zostanie wysłane:</strong> notatki wewnętrzne, wiadomości klienta, nazwy innych klientów.

## Co dostaje odbiorca.

packet = Co dostaje odbiorca
packet-title = Tytuł
packet-from = Od
packet-behalf = W imieniu
packet-under = Na podstawie
packet-follows = Kontynuuje
packet-priority = Priorytet nadawcy
packet-delegated = administracja delegowana „{ $name }”
packet-others = { $count ->
    [one] i jeszcze { $count } klient, bez nazwy
    [few] i jeszcze { $count } klientów, bez nazw
    [many] i jeszcze { $count } klientów, bez nazw
   *[other] i jeszcze { $count } klienta, bez nazw
}
packet-impact = Wpływ na działalność
packet-reported = Zgłoszono
packet-files = Pliki
packet-contact = Kontakt

## Żądania obsługi.

requests-lede = Co przekazaliśmy dalej i co wróciło.
requests-waiting = { $count ->
    [one] { $count } czeka na nas.
    [few] { $count } czekają na nas.
    [many] { $count } czeka na nas.
   *[other] { $count } czeka na nas.
}
requests-open = Otwarte
requests-attention = Wymagają uwagi
requests-prepared = Do złożenia
requests-returned = Zwrócone
requests-resolved = Rozwiązane
requests-closed = Zamknięte
requests-list = Żądania obsługi
requests-find = Znajdź żądanie
requests-find-hint = Słowa, nasz numer lub numer odbiorcy
requests-none = Żadne żądanie nie pasuje do tych filtrów
no-number-yet = jeszcze bez numeru
open-in-portal = Otwórz w portalu
new-tab = (nowa karta)
nothing-happened = Jeszcze nic się nie wydarzyło.
others-not-named = Złożone w dzierżawie jednego klienta: pozostałych podaje się jako liczbę, nigdy z nazwy.
request-unknown-says = Wysłano, ale { $recipient } tego nie potwierdza. Tierline zapyta ponownie.
request-deeds = To żądanie
portal-update = Zapisz, co pokazuje portal
portal-update-text = Co tam napisano
portal-update-do = Zapisz
status-unchanged = Bez zmian
correction = Popraw numer
correction-do = Zapisz numer
join = Dodaj zgłoszenie
join-hint = Tylko zgłoszenia o tej samej przyczynie.
join-do = Dodaj
withdraw = Wycofaj żądanie
withdraw-hint = Jeśli żądanie dotarło, przeczyta to też odbiorca.
withdraw-do = Wycofaj

file-at = Złóż: { $recipient }
file-prepared = przygotowano { $time }
file-open = Otwórz portal
file-open-says = Link otwiera go dla klienta { $customer }. Ze strony głównej portalu gubi się powiązanie z klientem.
file-no-portal = Dla tego produktu nie ma portalu: zapytaj jego wydawcę.
file-copy = Skopiuj pole po polu
file-number = Wpisz otrzymany numer
file-number-hint = Tak, jak pokazuje go portal. Dopiero wtedy żądanie liczy się jako złożone.
file-do = Oznacz jako złożone

portal-issue-type = Rodzaj żądania
portal-subscription = Subskrypcja lub dzierżawa
portal-service = Usługa
portal-support-topic = Temat pomocy
portal-title = Tytuł
portal-started-at = Od kiedy
portal-description = Opis
portal-severity = Ważność
portal-business-impact = Wpływ na działalność
portal-files = Pliki
portal-contact = Kontakt
portal-contact-preferences = Strefa czasowa i język

## Skrzynka dostawcy lub dystrybutora.

inbox-lede = Co przekazali partnerzy; na górze to, czego termin jest najbliższy.
inbox-view-submitted = Nowe
inbox-view-accepted = Przyjęte
inbox-view-attention-needed = Pytanie do partnera
inbox-view-returned = Zwrócone
inbox-view-resolved = Rozwiązane
inbox-view-withdrawn = Wycofane
inbox-empty = Nic nowego nie dotarło
inbox-empty-says = Żądania partnerów pojawiają się tu w chwili wysłania.
inbox-box-empty = Tu nic nie ma
inbox-box-empty-says = W innych przegródkach może coś być.
inbox-choose = Wybierz żądanie
inbox-choose-says = Tu pojawi się to, co przysłał partner, razem z tym, czego już próbował.
inbox-note = Napisz coś jeszcze
inbox-note-partner = { $partner } zobaczy to od razu.
inbox-note-internal = Widzi to tylko Twoja strona.
inbox-over = To żądanie jest zakończone.
for-customer = { $partner } dla { $customer }
answer = Odpowiedź
answer-partner = Odpowiedź dla partnera
decision-reason = Co przeczyta partner
decision-says-accept = Zajmujesz się tym; termin pierwszej odpowiedzi się zatrzymuje.
decision-says-ask = Do czasu odpowiedzi kolej jest po stronie partnera.
decision-says-return = Nie należało tego przekazywać: z powodu partner dowie się, czego brakuje. Zwroty są liczone.
decision-says-resolve = Partner zapyta klienta, czy problem jest rozwiązany.
decision-do-accept = Przyjmij żądanie
decision-do-ask = Zapytaj partnera
decision-do-return = Zwróć z powodem
decision-do-resolve = Rozwiąż żądanie
did-first = Co partner zrobił najpierw
did-reported = Zgłoszono { $time }
did-checked = Kondycję sprawdzono { $time }: { $result }
did-not-check = Kondycji nie sprawdzono
did-steps = { $count ->
    [0] Rozwiązywanie problemów: brak czynności
    [one] Rozwiązywanie problemów, { $count } czynność: { $areas }
    [few] Rozwiązywanie problemów, { $count } czynności: { $areas }
    [many] Rozwiązywanie problemów, { $count } czynności: { $areas }
   *[other] Rozwiązywanie problemów, { $count } czynności: { $areas }
}
did-categorize = Kategoria: { $category }
partners-lede = Kto przekazuje nam żądania i ile z nich wraca.
partners-empty = Żaden partner jeszcze nic nie przysłał
partners-empty-says = Partner pojawia się tu z pierwszym żądaniem.
partners-open = Otwarte
partners-sent = Wysłane
partners-returned = Zwrócone
partners-last = Ostatnie

## Kondycja usług.

health-lede = Co udokumentował dostawca i kogo to dotyczy.
health-columns = Kolumny
health-by-region = Według regionów
health-by-customer = Według klientów
health-import = Importuj kondycję usług
health-import-lede = Plik z udokumentowanymi problemami dostawcy. Ponowny import aktualizuje i nigdy nie podwaja.
health-import-file-hint = JSON w postaci, w jakiej podaje go interfejs dostawcy, lub XML kanału RSS albo Atom; najwyżej 16 MB.
board = Usługi
board-empty = Nie ma czego pokazać
board-empty-says = Usługi pojawią się tu, gdy klienci będą mieć subskrypcje.
key = Oznaczenia:
not-used = nieużywana
current-issues = Udokumentowane problemy
issues-current = Bieżące
issues-find = Znajdź problem
issues-find-hint = Słowa lub numer
issues-empty = Niczego tu nie udokumentowano
issues-empty-says = Gdzie danych się nie odczytuje, nie znaczy to, że wszystko działa.
feeds = Źródła danych
feeds-empty = W tej chmurze danych się nie odczytuje
feeds-empty-says = Sprawdzenia mówią o tym wprost i nigdy nie liczą tego jako sprawności. Administrator importuje plik albo ustawia źródło.
feed-format-graph = Microsoft Graph, problemy usług
feed-format-graph-messages = Microsoft Graph, wiadomości
feed-format-service-comms = Service communications, starsza postać
feed-format-azure-events = Zdarzenia Azure Service Health
feed-format-google-cloud = Google Cloud, incidents.json
feed-format-aws = AWS, zdarzenia publiczne
feed-format-statuspage = Statuspage
feed-format-rss = RSS lub Atom
feed-format-graph-overviews = Microsoft Graph, ogólny stan usług
import-customer-hint = Jeśli to dane z dzierżawy jednego klienta, wpisz jego nazwę, domenę albo dzierżawę. Dane publiczne są dla wszystkich: zostaw puste.
import-feed-hint = Dla Statuspage, RSS i Atom: nazwa, która się nie zmienia. Bez niej liczy się to, jak strona nazywa się sama.
import-position = Pozycja
import-id = Identyfikator
import-why = Dlaczego
import-do = Importuj
import-created = Nowe
import-updated = Zmienione
import-unchanged = Bez zmian
import-rejected = Odrzucone
import-records = { $count ->
    [one] Odczytano { $count } rekord
    [few] Odczytano { $count } rekordy
    [many] Odczytano { $count } rekordów
   *[other] Odczytano { $count } rekordu
}

issue-ended-at = zakończony { $time }
issue-planned-end = planowo do { $time }
issue-own-word = Słowo samego dostawcy: { $word }
posts = Wpisy
posts-empty = Nie ma jeszcze wpisów
posts-empty-says = Dostawca udokumentował problem bez wpisu.
post = Wpis
post-new = Nowy wpis
post-hint = Partnerzy przeczytają go od razu i przekażą klientom.
post-do = Opublikuj wpis
post-revisions = { $count ->
    [one] Źródło zmieniło go { $count } raz
    [few] Źródło zmieniło go { $count } razy
    [many] Źródło zmieniło go { $count } razy
   *[other] Źródło zmieniło go { $count } raza
}
our-customers = Nasi klienci ze zgłoszeniami
affected-empty = Nie ma naszych zgłoszeń
affected-empty-says = Pasujące zgłoszenie dopasuje się samo, także gdy przyjdzie później.
informed-at = na stronie klienta { $time }
not-informed = jeszcze nie poinformowano
unreadable-call = Nikt tam nie może tego tu przeczytać: trzeba zadzwonić
publish = Opublikuj problem
publish-lede = { $count ->
    [0] Nie zobaczy go jeszcze żaden partner.
    [one] Od razu zobaczy go { $count } partner, a jego zgłoszenia zostaną dopasowane.
    [few] Od razu zobaczy go { $count } partnerów, a ich zgłoszenia zostaną dopasowane.
    [many] Od razu zobaczy go { $count } partnerów, a ich zgłoszenia zostaną dopasowane.
   *[other] Od razu zobaczy go { $count } partnera, a ich zgłoszenia zostaną dopasowane.
}
publish-title-hint = Jednym wierszem: co zauważają ludzie.
publish-regions = Tylko w niektórych regionach
publish-text = Pierwszy wpis
publish-do = { $count ->
    [one] Opublikuj dla { $count } partnera
    [few] Opublikuj dla { $count } partnerów
    [many] Opublikuj dla { $count } partnerów
   *[other] Opublikuj dla { $count } partnera
}

## Klienci.

customers-lede = Klienci w chmurze „{ $cloud }”.
customers-other-cloud = Klienci drugiej chmury są oddzieleni: aby ich zobaczyć, przełącz chmurę u góry.
customers-list = Lista klientów
customers-find-hint = Nazwa, domena lub identyfikator
customers-empty = Nie ma jeszcze klientów
customers-empty-says = Dodaj jednego albo zaimportuj wszystkich z pliku.
customers-import = Importuj klientów
customers-import-lede = Klienci, ich subskrypcje i administracja delegowana z jednego pliku. Ponowny import aktualizuje i nigdy nie podwaja.
customers-import-file-hint = CSV w UTF-8, najwyżej 10 MB.
new-customer = Nowy klient
new-customer-lede = Jeden klient. Dla wielu jest plik:
new-customer-do = Dodaj klienta
customer-name = Nazwa klienta
domain-hint = Po której zna go dostawca, na przykład example.com.
tenant-hint = Jak pokazuje dostawca: 8-4-4-4-12 znaków.
country-hint = Dwie litery, na przykład PL.
customer-language-hint = W nim pisze się to, co czyta klient.
column-relationship = Relacja
column-health = Kondycja teraz
open-cases = Otwarte zgłoszenia
relationship-through = przez { $name }
relationship-ended = Relacja zakończona
no-subscriptions = nieznane
services-more = { $count ->
    [one] { $services } i jeszcze { $count }
    [few] { $services } i jeszcze { $count }
    [many] { $services } i jeszcze { $count }
   *[other] { $services } i jeszcze { $count }
}
services = Usługi
services-empty = Subskrypcje nie są znane
services-empty-says = Zaimportuj je albo zajrzyj do portalu dostawcy.
service-management = Zarządzanie usługami
administer = Administrowanie usługami
portal-health = Kondycja usług
as-delegated = Działaj jako administrator delegowany
support-right = z prawem składania żądań
seats = Licencje
now = Teraz
history = Ostatnie 90 dni
history-title = Ostatnie 90 dni, o ile udokumentowano
history-key = Im wyższy słupek, tym gorszy dzień:
history-label = { $service }, ostatnie 90 dni: przerwa { $interrupted }, pogorszenie { $degraded }, porady { $advisory }, brak danych { $unknown }
not-recorded = Brak danych
tenant = Dzierżawa
customer-details = Szczegóły
delegated = Administracja delegowana
delegated-kind = Rodzaj
delegated-starts = Początek
delegated-ends = Koniec
delegated-roles = Przyznane role
delegated-files = Pozwala składać żądania obsługi
delegated-given = Przypisano
delegated-everyone = wszystkim agentom
delegated-empty = Brak administracji delegowanej
delegated-empty-says = Bez niej nikt nie może diagnozować w dzierżawie klienta ani składać żądań dla Microsoft 365.
delegated-request = Poproś o administrację delegowaną
delegated-name = Nazwa relacji
delegated-days-hint = Najwyżej 730, czyli dwa lata.
delegated-request-says = Administrator klienta decyduje w ciągu 90 dni, na własnej stronie.
delegated-request-do = Poproś klienta
delegated-who = Poprosić mogą role: agent administracyjny i administrator globalny.
customer-cases-empty = Brak otwartych zgłoszeń
customer-requests-empty = Brak otwartych żądań obsługi
contacts = Kontakty
contacts-empty = Brak znanych kontaktów
contacts-empty-says = Osoby pojawiają się tu, gdy coś zgłoszą albo dostaną konto.

import-would = Co z tego wyniknie
import-did = Co z tego wynikło
import-nothing-changed = Niczego nie zmieniono. Aby zaimportować, wybierz plik jeszcze raz.
import-lines = Wiersze pliku
import-line = Wiersz
import-subject = Klient
import-outcome = Wynik
import-outcome-created = Nowe
import-outcome-updated = Zmienione
import-outcome-unchanged = Bez zmian
import-outcome-rejected = Odrzucone
import-check = Tylko sprawdź
import-again = Wiersz jest przyjmowany w całości albo odrzucany w całości; odrzucony nie wstrzymuje innych.
import-columns = Jak wygląda plik

## Własne strony klienta.

my-cases-lede = Nad czym { $partner } dla Państwa pracuje.
my-cases-empty = Nic nie jest otwarte
my-cases-empty-says = Wystarczy zgłosić problem, a dalej zajmie się nim { $partner }.
column-opened = Zgłoszono
column-changed = Ostatnia zmiana
my-state-open = W toku
my-state-yours = Czeka na Państwa
my-state-provider = U dostawcy
my-state-resolved = Rozwiązane? Do potwierdzenia
my-state-closed = Zakończone
my-facts = Szczegóły
my-write = Wiadomość do wsparcia
my-write-says = Przeczyta to { $partner }.
my-send = Wyślij
my-asked = Czy problem jest rozwiązany?
my-asked-says = Bez odpowiedzi zgłoszenie zamknie się po 7 dniach.
my-answer-text = Jeśli chcą Państwo coś dodać
my-solved = Rozwiązany
my-closed = To zgłoszenie jest zakończone.
my-closed-says = Problem wrócił? Wystarczy napisać, co się dzieje: { $partner } podejmie sprawę z całą historią.
my-closed-late = Zakończyło się ponad 14 dni temu. Jeśli problem wróci, prosimy zgłosić go na nowo.
my-reopen = Problem wrócił
my-symptom-says = Jeśli dostawca uznaje problem za rozwiązany, a u Państwa nadal występuje, prosimy o tym napisać: { $partner } zajmie się tym dalej.
my-attach-says = Plik będzie mógł otworzyć { $partner }. Zrzut ekranu lub plik z komunikatem o błędzie często oszczędza dodatkowego pytania.
report-lede = Zajmie się tym { $partner }. Znane problemy usługi są sprawdzane od razu.
report-subject = Czego to dotyczy?
report-description = Co się dzieje?
report-description-hint = Co było robione, czego oczekiwano, co z tego wyszło i komu to przeszkadza w pracy.
report-how-bad = Jak poważny jest problem?
report-do = Wyślij zgłoszenie
my-access-lede = Co { $partner } może robić w Państwa usługach. Decyzja należy do Państwa.
my-access-empty = Nikt nie może administrować Państwa usługami
my-access-empty-says = Gdy partner o to poprosi, pytanie pojawi się tutaj.
my-access-end = Zakończ
my-access-end-says = Potem { $partner } nie zajrzy do Państwa usług ani nie złoży żądań w Państwa imieniu. Subskrypcje zostają.

## Wyszukiwanie, konto, osoby, tokeny, dziennik.

search = Wyszukiwanie
search-lede = Klienci, zgłoszenia, żądania obsługi i udokumentowane problemy, po słowach lub numerach.
found = Znaleziono
search-empty = Wpisz słowo, nazwę lub numer.
search-none = Do { $query } nic nie pasuje albo nie jest to dla Ciebie.
profile = Profil
language-of-browser = Jak prosi przeglądarka
zone-of-organization = Jak w organizacji
contact-data = Dla dostawców, którzy o to pytają
contact-data-says = Są podawane jako kontakt w żądaniach, które piszesz.
password-change = Zmiana hasła
password-change-says = Wszystkie inne Twoje sesje się przy tym zakończą.
password-change-do = Zmień
users-lede = Kto może się zalogować i co komu wolno.
user-name = Imię i nazwisko
user-open = Otwarte
user-shut = Zamknięte od { $time }
user-change-named = Zmień: { $name }
user-shut-do = Zamknij konto
user-belongs = Należy do
tokens-lede = Dla programów. Token może to, co dla niego zaznaczono, i nigdy więcej niż jego właściciel.
token-once = Token, pokazany ten jeden raz
token-once-says = Skopiuj go teraz: nie jest przechowywany i nie da się go pokazać ponownie.
tokens-empty = Nie ma jeszcze tokenów
tokens-empty-says = Program potrzebuje tokenu, aby korzystać z API.
token-name = Do czego służy
token-name-hint = Żeby ktoś inny wiedział to później.
token-of = W czyim imieniu
token-made = Utworzono
token-used = Ostatnio użyto
token-until = Do { $time }
token-forever = Bezterminowo
token-expired = Zakończony { $time }
token-revoked = Unieważniony { $time }
token-revoke = Unieważnij
token-revoke-named = Unieważnij: { $name }
token-new = Nowy token
token-days-hint = Od 1 do 366 dni.
token-do = Utwórz token
never = nigdy
audit-lede = Każda zmiana z autorem i czasem, opieczętowana: niczego nie da się niepostrzeżenie usunąć.
audit-at = Kiedy
audit-actor = Kto
audit-action = Co
audit-subject = Z czym
audit-seal = Pieczęć
audit-sealed = Pieczęć { $seal }
audit-unsealed = jeszcze bez pieczęci
audit-erased = usunięto
audit-empty = Nic nie pasuje
audit-empty-says = Bez jednego z filtrów coś może się znaleźć.

## Przewodnik i klawisze.

guide-lede = Od zgłoszenia do żądania, które dostawca przyjmie: pięć szczebli, w tej kolejności.
guide-ladder = Drabina
guide-reported = Zapisz, co się dzieje, u kogo, od kiedy i jak jest to poważne. Usługa na początku może być nieznana.
guide-health-checked = To, co udokumentował dostawca, jest sprawdzane samo. Znany problem: poinformuj klienta i czekaj. Nic nie udokumentowano: idź dalej. Brak danych: zajrzyj do centrum administracyjnego klienta.
guide-troubleshot = Zapisz, czego próbowano w oprogramowaniu, ustawieniach i konfiguracji oraz w jaki sposób. W dzierżawie klienta wymaga to aktywnej administracji delegowanej.
guide-categorized = Zdecyduj, czyj to problem. Wyżej idzie tylko to, co należy do dostawcy, a każda kategoria ma własne uzasadnienie.
guide-escalated = Napisz żądanie z zebranego materiału, obejrzyj dokładnie, co wyjdzie na zewnątrz, i wyślij. Powiązanie klienta z nami zostaje.
guide-categories = Kategorie i ich uzasadnienie
guide-means = Znaczy
guide-carries = Żądanie zawiera
guide-nothing = nic więcej
guide-vulnerability = Luki w zabezpieczeniach nigdy nie zgłasza się zwykłym żądaniem. Zgłoś ją tutaj:
guide-severities = Ważność
guide-conditions = Co musi być spełnione, zanim żądanie pójdzie wyżej
guide-who = Przekazywać wyżej mogą role: { $roles }.
guide-condition = Warunek
guide-met-by = Kto go spełnia
keys-lede = Wszystko działa też bez nich.
keys-everywhere = Wszędzie
keys-case = W zgłoszeniu
keys-list = Na liście
keys-next = Przejdź do następnego działania na drabinie
keys-send = Wyślij to, co napisano
keys-rows = Następny wiersz, poprzedni wiersz
keys-open = Otwórz wiersz
keys-search = Przejdź do pola wyszukiwania
keys-single = Pojedyncze litery
keys-use = Używaj klawiszy jednoliterowych
keys-use-says = Wyłącz, jeśli dyktujesz lub używasz przełącznika. Ctrl K działa dalej.
files-archive = Wszystkie pliki w jednym archiwum
file-all = Wszystkie pola
file-all-says = Z nazwami, w kolejności portalu.
