## Słowa dziedziny, według <prefiks>-<stałe słowo>.

nav-today = Dzisiaj
nav-cases = Zgłoszenia
nav-customers = Klienci
nav-requests = Żądania obsługi
nav-inbox = Skrzynka odbiorcza
nav-health = Kondycja usługi
nav-users = Osoby
nav-audit = Dziennik inspekcji
nav-partners = Partnerzy
nav-issues = Problemy z kondycją
nav-my-cases = Moje zgłoszenia
nav-report = Zgłoś problem
nav-my-access = Kto może administrować
nav-guidance = Jak eskalować

cloud-public = Publiczna
cloud-us-government = US Government

severity-critical = Krytyczna
severity-moderate = Średnia
severity-minimal = Minimalna
severity-none = Bez awarii
severity-hint-critical = Znaczna strata: usługi produkcyjne nie działają.
severity-hint-moderate = Umiarkowana strata: problem dotyczy części produkcji.
severity-hint-minimal = Usługi są nadal dostępne albo nie chodzi o produkcję.
severity-hint-none = Pytanie albo sprawa konta.

case-status-open = Otwarte
case-status-waiting-on-customer = Czeka na klienta
case-status-waiting-on-provider = Czeka na dostawcę
case-status-resolved = Rozwiązane
case-status-closed = Zamknięte

request-status-prepared = Przygotowane, niezłożone
request-status-sending = Wysyłane
request-status-unknown = Wysłane? Brak potwierdzenia
request-status-submitted = Otwarte
request-status-accepted = Otwarte, przyjęte
request-status-attention-needed = Wymaga uwagi
request-status-returned = Zwrócone
request-status-resolved = Rozwiązane
request-status-closed = Zamknięte
request-status-withdrawn = Wycofane

route-local = Przez Tierline
route-assisted = Składanie z pomocą
route-azure-support = Pomoc techniczna Azure
route-partner-center = Centrum partnerskie
route-trouble-ticket = Wymiana zgłoszeń (TMF621)
route-email = E-mail

recipient-kind-provider = Dostawca
recipient-kind-upstream = Nasz dystrybutor

decision-accept = Przyjmij
decision-ask = Poproś o więcej
decision-return = Zwróć
decision-resolve = Rozwiąż

role-global-admin = Administrator globalny
role-admin-agent = Agent administracyjny
role-helpdesk-agent = Agent pomocy technicznej
role-sales-agent = Agent sprzedaży
role-customer-contact = Osoba kontaktowa klienta
role-customer-admin = Administrator klienta
role-engineer = Inżynier
role-service-owner = Właściciel usługi

rung-reported = Zgłoszono
rung-health-checked = Sprawdzono kondycję usługi
rung-troubleshot = Rozwiązywanie problemów
rung-categorized = Kategoria
rung-escalated = Eskalacja

rung-state-done = Gotowe
rung-state-due = Teraz
rung-state-open = Jeszcze nie
rung-state-waived = Pominięto
rung-state-not-needed = Na razie zbędne
rung-state-reopened = Do ponownego sprawdzenia

next-check-health = Sprawdź kondycję usługi
next-wait-for-known-issue = Czekaj i informuj klienta
next-troubleshoot = Zapisz czynność diagnostyczną
next-categorize = Ustal kategorię
next-add-grounds = Uzupełnij uzasadnienie
next-request-approval = Uzyskaj zgodę
next-escalate = Napisz żądanie obsługi
next-file-in-portal = Złóż w portalu i wpisz numer
next-answer-provider = Odpowiedz dostawcy
next-confirm-with-customer = Zapytaj klienta, czy problem rozwiązano
next-close = Zamknij zgłoszenie
next-none = Na razie nic do zrobienia

# Listy pokazują numer szczebla i jedno z tych określeń.
standing-check-health = Kondycja do sprawdzenia
standing-wait-for-known-issue = Znany problem: czekać
standing-troubleshoot = Rozwiązywanie problemów
standing-categorize = Kategoria do ustalenia
standing-add-grounds = Brak uzasadnienia
standing-request-approval = Czeka na zgodę
standing-escalate = Gotowe do eskalacji
standing-file-in-portal = Do złożenia
standing-answer-provider = Dostawca pyta
standing-confirm-with-customer = Rozwiązane? Zapytać
standing-close = Do zamknięcia

category-undocumented-problem = Problem nieudokumentowany
category-service-unavailable = Usługa niedostępna
category-bug-or-irregularity = Usterka lub inna niezgodność
category-large-scale-network-disruption = Zakłócenie sieci na dużą skalę
category-regional-multi-tenant = Problem regionalny, wielu dzierżawców
category-account-request = Sprawa konta
category-vulnerability = Luka w zabezpieczeniach
category-partner-scope = Zostaje u nas
category-hint-undocumented-problem = Usługa nie działa zgodnie z opisem
category-hint-service-unavailable = Nikt nie może z niej korzystać
category-hint-bug-or-irregularity = Wpływa na wygląd lub działanie usługi
category-hint-large-scale-network-disruption = Na drodze do usługi
category-hint-regional-multi-tenant = Co najmniej dwóch dzierżawców
category-hint-account-request = Rozliczenia, limity, subskrypcje
category-hint-vulnerability = Osobna droga, nie żądanie
category-hint-partner-scope = Możemy rozwiązać sami

area-software = Oprogramowanie
area-settings = Ustawienia
area-configuration = Konfiguracja

means-delegated-admin = W ramach administracji delegowanej
means-azure-rbac = Z prawami do subskrypcji platformy Azure
means-with-customer = Z klientem, przez telefon lub ekran
means-own-tenant = We własnej dzierżawie

outcome-solved = Rozwiązane
outcome-improved = Lepiej, ale nierozwiązane
outcome-no-change = Bez zmian

channel-agent = spisane przez agenta
channel-portal = na stronie klienta
channel-api = przez API
channel-mail = pocztą e-mail
channel-command-line = z wiersza polecenia

plan-included = W ramach programu
plan-asfp = Advanced Support for Partners
plan-premier = Premier Support

inform-draft = Wersja robocza czeka na agenta
inform-at-once = Wiadomość od razu pojawia się na stronie klienta

relationship-reseller = Odsprzedawca
relationship-advisor = Doradca
relationship-status-active = Aktywna
relationship-status-ended = Zakończona

delegated-kind-granular = Szczegółowa
delegated-kind-legacy = Dawna, bez końca
delegated-status-created = Jeszcze nie wysłano prośby
delegated-status-approval-pending = Wysłano prośbę, brak zgody
delegated-status-approved = Zatwierdzona
delegated-status-activating = W przygotowaniu
delegated-status-active = Aktywna
delegated-status-expiring = Aktywna, wkrótce się kończy
delegated-status-expired = Zakończona
delegated-status-termination-requested = Zażądano zakończenia
delegated-status-terminating = W trakcie kończenia
delegated-status-terminated = Zakończona albo odrzucona

check-known-issue = Znany problem
check-possible-issue = Możliwy problem, do potwierdzenia
check-post-outage = Awaria minęła, problem pozostał
check-all-clear = Bez zastrzeżeń
check-feed-unavailable = Brak danych

issue-kind-service-issue = Problem z usługą
issue-kind-advisory = Porada
issue-kind-planned-maintenance = Planowana konserwacja
issue-kind-announcement = Komunikat

issue-status-investigating = Badanie
issue-status-degraded = Pogorszona
issue-status-interrupted = Przerwana
issue-status-recovering = Przywracanie
issue-status-resolved = Rozwiązany
issue-status-false-positive = Fałszywy alarm
issue-status-informational = Do wiadomości

service-health-healthy = W dobrej kondycji
service-health-advisory = Porada
service-health-recovering = Przywracanie
service-health-degraded = Pogorszona
service-health-unavailable = Przerwana
service-health-unknown = Brak danych

family-microsoft-365 = Microsoft 365
family-enterprise-mobility = Enterprise Mobility
family-azure = Azure
family-dynamics-365 = Dynamics 365
family-marketplace = Produkty z platformy handlowej
family-google-cloud = Google Cloud
family-aws = AWS

partner-kind-direct-bill = Partner rozliczany bezpośrednio
partner-kind-indirect-provider = Dostawca pośredni
partner-kind-indirect-reseller = Odsprzedawca pośredni
partner-kind-advisor = Doradca
organization-kind-provider = Dostawca
organization-kind-partner = Partner

language-en = angielski
language-ru = rosyjski
language-pl = polski

theme-system = Jak w systemie
theme-light = Jasny
theme-dark = Ciemny

## Zegary: jako nagłówek i jako nazwa w wierszu.

clock-first-response = Pierwsza odpowiedź
clock-next-update = Następna wiadomość do klienta
clock-provider-first-response = Pierwsza odpowiedź dostawcy
clock-resolution = Rozwiązanie
clock-auto-close = Zamknie się samo
clock-filing = Złożenie w portalu
clock-answer-provider = Dostawca czeka na nas

clock-name-first-response = pierwsza odpowiedź
clock-name-next-update = następna wiadomość
clock-name-provider-first-response = pierwsza odpowiedź dostawcy
clock-name-resolution = rozwiązanie
clock-name-auto-close = zamknie się samo
clock-name-filing = do złożenia
clock-name-answer-provider = odpowiedź dla dostawcy

clock-left = Zostało { $span }
clock-over = { $span } po terminie
clock-due = termin { $time }
clock-was-due = termin minął { $time }
clock-named-due = { $clock }, { $time }
clock-named-was-due = { $clock }, termin minął { $time }
clock-met = W terminie, { $span }
clock-late = Po terminie, { $span }
clock-target = cel { $span }
clock-paused = Wstrzymany
clock-paused-left = zostało { $span }
clock-waits-customer = czeka na klienta
clock-waits-provider = czeka na dostawcę

duration-minutes = { $count } min
duration-hours = { $count } godz.
duration-days = { $count ->
    [one] { $count } dzień
    [few] { $count } dni
    [many] { $count } dni
   *[other] { $count } dnia
}
unit-hours = godz.
unit-minutes = min
time-today = Dzisiaj

# Dlaczego źródła nic nie mówią.
gap-no-feed = Nie podłączono źródła, które informowałoby o tej usłudze, kliencie i chmurze.
gap-never-read = Podłączonego źródła jeszcze nigdy nie odczytano.
gap-stale = Dane źródła odczytano zbyt dawno.
gap-down = Źródło nie odpowiada.
gap-malformed = Odpowiedzi źródła nie da się odczytać.
gap-empty = Źródło zwróciło pustą listę, co nie powinno się zdarzyć.
gap-behind = Źródło zwróciło kopię starszą od poprzedniej.
gap-shifted = Czasy podawane przez źródło nie mogą być prawdziwe.
gap-flapping = Źródło raz odpowiada, raz nie.
