## Połączenia z dostawcami i innymi systemami.

nav-connections = Połączenia
connections-lede = Drogi do interfejsów dostawców i do innych systemów: nimi wychodzą żądania i nimi czytane są źródła danych.
connections-empty = Nie ma jeszcze połączeń
connections-empty-says = Bez nich żądania trafiają do odbiorców w tym systemie albo są składane ręcznie w portalu dostawcy.
connection-name = Nazwa
connection-leads-to = Dokąd prowadzi
connection-good = Ostatnio działało
connection-never = jeszcze nie
connection-tried = Ostatnia próba
connection-failing = Zawodzi od
connection-answer = Ostatnia odpowiedź
connection-new = Skonfiguruj połączenie
connection-no-kinds = Ten program nie obsługuje jeszcze żadnych połączeń.
connection-azure-support-says = Żądania dotyczące Azure powstają u dostawcy przez jego interfejs, a odpowiedzi wracają.
connection-partner-center-says = Nim wracają stan i notatki żądań złożonych w portalu; nim też uzgadniani są klienci i subskrypcje.
connection-trouble-ticket-says = Żądania trafiają do innego systemu Tierline lub dowolnego systemu z TMF621, a odpowiedzi wracają.
connection-email-says = Żądania trafiają do skrzynki, a odpowiedzi wracają do tego samego wątku.
connection-graph-says = Nim czytany jest stan usług u klientów: jeden sekret dla wszystkich źródeł; nim też uzgadniana jest administracja delegowana.
connection-kind-azure-support = Pomoc techniczna Azure
connection-kind-partner-center = Centrum partnerskie
connection-kind-trouble-ticket = Wymiana zgłoszeń (TMF621)
connection-kind-email = Skrzynka pocztowa
connection-kind-graph = Microsoft Graph
connection-condition-untried = Jeszcze nie próbowano
connection-condition-working = Działa
connection-condition-failing = Zawodzi
connection-condition-held = Wstrzymane
connection-stopped = Zatrzymane
connection-lacks-secret = Brak sekretu
connection-secret-ends = Sekret wygasa { $time }
connection-secret-ended = Sekret wygasł { $time }
connection-test = Testuj
connection-tested-good = Wszystko działa
connection-tested-bad = Nie wszystko działa
connection-step-works = Działa
connection-step-fails = Nie działa
connection-step-skipped = Nie sprawdzono
connection-step-secret = Sekret daje się otworzyć
connection-step-reach = Druga strona odpowiada
connection-step-sign-in = Logowanie się udaje
connection-step-permission = Odczyt jest dozwolony
connection-step-read = Odpowiedź daje się odczytać
connection-step-send = Wiadomość przyjęta
connection-remedy-secret = Przywróć plik klucza albo wymień sekret tutaj.
connection-remedy-reach = Sprawdź adres. Jeśli leży we własnej sieci, operator może go dopuścić w [outbound] allow.
connection-remedy-sign-in = Sprawdź aplikację, dzierżawę i sekret. Wygasły sekret odnawia się po drugiej stronie i wymienia tutaj.
connection-remedy-permission = Poproś administratora drugiej strony o nadanie wymienionego uprawnienia i sprawdź ponownie.
connection-remedy-read = Sprawdź adres: ma kończyć się tam, gdzie zaczyna się interfejs.
connection-remedy-sent = Sprawdź, czy dotarła: przyjętą przez serwer wiadomość można jeszcze odfiltrować albo odesłać.
connection-sample = Wyślij wiadomość próbną
connection-sample-says = Idzie tą samą drogą co żądania tym połączeniem. Odpowiedź serwera pojawi się powyżej.
connection-sample-do = Wyślij
connection-beside-proxy = Proxy systemu służy do HTTP. Poczta z niego nie korzysta: serwer poczty musi być osiągalny bezpośrednio.
connection-sample-to = Adres
mail-sample-subject = Wiadomość próbna: { $organization }
mail-sample = { $by } sprawdza, czy docierają wiadomości wsparcia { $organization }. Ta dotarła.

    Nic nie trzeba robić, odpowiedzi nikt nie czyta.
refusal-no-test-message = Wiadomość próbną można wysłać tylko przez połączenie ze skrzynką.
connection-facts = Jak działa
connection-secret-said = podany { $time }
connection-secret-until = wygasa { $time }
connection-secret-missing = jeszcze nie podany
connection-secret-says = Sekrety są szyfrowane przy zapisie i nigdy więcej nie są pokazywane.
connection-replace = Wymiana sekretu
connection-replace-says = Nowy obowiązuje od następnego użycia. Potem przetestuj połączenie.
connection-replace-do = Wymień
connection-consent-says = Partner Center wpuszcza aplikację działającą w imieniu osoby z rolą agenta administracyjnego lub agenta pomocy technicznej, zalogowanej z drugim składnikiem. Zgoda odnawia się tu sama; na 14 dni przed jej końcem i gdy ta osoba odejdzie, pojawi się ostrzeżenie. Jej miejsce może w każdej chwili zająć ktoś inny: w tym czasie nic nie ginie.
connection-consent = Zgoda osoby
connection-consent-do = Zaloguj się i wyraź zgodę
connection-consent-by = Zgoda: { $person }, konto { $account }, { $time }.
connection-consent-left = Zgoda: { $person } (już tu nie pracuje), konto { $account }, { $time }. Wyraź zgodę samodzielnie, zanim dostawca zamknie to konto.
connection-consent-secret-first = Najpierw podaj sekret aplikacji: bez niego nie da się przyjąć zgody.
connection-consent-pasted = Zamiast logowania można wkleić token odświeżania uzyskany gdzie indziej, jako „Zgoda osoby”. Nie będzie tu wtedy wiadomo, czyj on jest.
connection-consent-lede = U dostawcy wszystko będzie się działo w imieniu osoby, która się teraz zaloguje, w granicach jej uprawnień.
connection-consent-step-who = Przygotuj konto, w imieniu którego mają iść działania: z rolą agenta administracyjnego lub agenta pomocy technicznej u dostawcy i z drugim składnikiem.
connection-consent-step-redirect = Aplikacja u dostawcy musi mieć tę stronę jako adres powrotu (typ „Web”):
connection-consent-step-go = Zaloguj się na { $host } i wyraź zgodę na to, o co prosi aplikacja.
connection-consent-step-back = Wrócisz tutaj. Potem przetestuj połączenie.
connection-consent-go = Przejdź do { $host }
connection-consent-until = Wróć do { $time }. Później zacznij tu od nowa.
connection-person-left = Osoba, która wyraziła zgodę, odeszła
secret-person-left = Połączenie { $connection } działa w imieniu osoby, która już tu nie pracuje ({ $person }): zgodę musi wyrazić ktoś inny.
done-connection-consented = Zgoda jest zachowana. Przetestuj połączenie.
connection-stop-or-remove = Zatrzymanie lub usunięcie
connection-stop-says = Dopóki jest zatrzymane, nic przez nie nie przechodzi i nie idą nim nowe żądania.
connection-stop-do = Zatrzymaj
connection-start-says = To, co czeka, znów przez nie pójdzie.
connection-start-do = Wznów
connection-remove-says = Znika razem z sekretami. Wysłane żądania zostają; to, co jeszcze czeka, nie będzie mogło wyjść.
connection-remove-do = Usuń to połączenie
connection-set-up = Konfiguracja
connection-name-hint = Tak nazywacie je u siebie.
connection-address-hint = Zaczyna się od https:// i kończy tam, gdzie zaczyna się interfejs.
connection-recipient-hint = Czyje żądania idą tą drogą: do dostawcy czy do partnera nad wami.
connection-families = Produkty, których żądania przenosi
connection-families-hint = Bez wyboru: wszystkie.
connection-sign-in = Co daje dostęp
connection-sign-in-hint = Czego wymaga druga strona. Pola, których to nie dotyczy, zostają puste.
connection-client-id-hint = Identyfikator aplikacji, tak jak pokazuje go usługa logowania.
connection-tenant-hint = Własna dzierżawa, w której zarejestrowano aplikację: identyfikator lub domena.
connection-authority-hint = Puste: usługa logowania tej chmury.
connection-token-address = Adres wydawania tokenów
connection-token-address-hint = Tylko dla aplikacji: podaje go druga strona.
connection-scope-hint = Tylko jeśli druga strona go wymaga.
connection-certificate-hint = Tylko dla certyfikatu: w PEM, tak jak jest zarejestrowany. Klucz prywatny podaj niżej jako sekret.
connection-secret-hint = Token, sekret aplikacji lub klucz prywatny w PEM. Nigdy więcej nie zostanie pokazany.
connection-secret-stays = Puste: zostaje dotychczasowy. Dla innego hosta trzeba podać go ponownie.
connection-secret-ends-hint = Jeśli wiadomo: ostrzeżenie pojawi się 14 dni wcześniej.
connection-add-do = Skonfiguruj
connection-add-says = Nic jeszcze nie wychodzi: przetestuj połączenie na następnej stronie.
secret-ends-says = Sekret połączenia { $connection } wygasa { $time }.
secret-ended-says = Sekret połączenia { $connection } wygasł { $time }: nic przez nie nie przechodzi.
secret-exchange = Wymień
field-address = Adres
field-sign-in = Sposób logowania
field-tenant = Dzierżawa
field-client-id = Identyfikator aplikacji
field-authority = Usługa logowania
field-scope = Zakres
field-certificate = Certyfikat
field-secret = Sekret
field-secret-field = Który sekret
field-secret-ends-at = Sekret wygasa
field-mailbox = Skrzynka, do której idą żądania
field-sender = Skrzynka, z której są wysyłane
sign-in-by-nobody = Nic nie jest wymagane
sign-in-by-token = Token wydany przez drugą stronę
sign-in-by-client-secret = Aplikacja z sekretem
sign-in-by-certificate = Aplikacja z certyfikatem
sign-in-by-person = Aplikacja w imieniu osoby
sign-in-by-password = Nazwa i hasło
secret-field-token = Token
secret-field-client-secret = Sekret aplikacji
secret-field-private-key = Klucz prywatny
secret-field-refresh-token = Zgoda osoby
secret-field-password = Hasło
fault-not-a-url = Przyjmuje adres zaczynający się od https://, bez ? i #.
fault-not-upstream = Prowadzi tylko do dostawcy.
fault-not-accepted = Ten rodzaj połączenia tego nie przyjmuje: wybierz inny sposób.
fault-not-carried = Ten rodzaj połączenia tych żądań nie przenosi: usuń zaznaczenie.
fault-not-a-tenant-name = Przyjmuje identyfikator lub domenę dzierżawy: litery, cyfry, łączniki i kropki.
fault-not-a-certificate = Przyjmuje certyfikat w PEM: zaczyna się od -----BEGIN CERTIFICATE-----.
fault-not-a-secret = Przyjmuje sekret tak, jak go wydano: litery, cyfry i znaki, żadnych innych.
fault-said-elsewhere = Trzeba podać ponownie: dotychczasowy trafiłby w inne miejsce niż dotąd.
fault-over = Przyjmuje czas, który dopiero nadejdzie.
fault-not-in-this-program = Ten program jeszcze tego nie obsługuje: wybierz coś innego.
done-connection-added = Połączenie jest skonfigurowane. Przetestuj je teraz.
done-connection-saved = Połączenie zostało zmienione. Przetestuj je teraz.
done-connection-secret-replaced = Sekret został wymieniony. Przetestuj połączenie.
done-connection-paused = Połączenie jest zatrzymane.
done-connection-resumed = Połączenie znów działa.
done-connection-removed = Połączenie zostało usunięte.

## Którą drogą idzie żądanie i dlaczego.

routes-others = Dlaczego nie innymi
route-standing-chosen = Ta droga
route-standing-open = Możliwa
route-standing-closed = Niemożliwa
route-reason-same-desk = Odbiorca pracuje w tym systemie: dociera od razu.
route-reason-connected = Prowadzi tam połączenie i nim wracają odpowiedzi.
route-reason-providers-portal = Dostawca przyjmuje je w portalu: wszystko zostanie przygotowane, a złożyć trzeba je ręcznie.
route-reason-not-on-this-desk = Odbiorca nie pracuje w tym systemie.
route-reason-no-connection = Nie skonfigurowano takiego połączenia.
route-reason-other-recipient = Połączenie prowadzi do kogoś innego.
route-reason-other-products = Połączenie przenosi żądania innych produktów.
route-reason-stopped = Administrator globalny zatrzymał połączenie.
route-reason-not-working = Połączenie od dawna nie działa: to, co nim wyślesz, poczeka.
route-reason-no-secret = Połączeniu brakuje sekretu.
route-reason-reads-only = Dostawca nie przyjmuje już tą drogą nowych żądań; można nią śledzić te złożone w portalu.
route-reason-not-for-this-product = Tą drogą dostawca przyjmuje żądania innych produktów.
route-reason-not-entitled = Partner tego rodzaju nie może złożyć tego u dostawcy.
route-reason-provider-only = Tą drogą osiągalny jest tylko dostawca.
route-reason-no-portal = Dystrybutor nie ma portalu do składania żądań.
route-reason-not-in-this-program = Ten program jeszcze tego nie obsługuje.
connection-waiting = { $count ->
    [one] Czeka na nie { $count } wiadomość, która nie zostanie wysłana.
    [few] Czekają na nie { $count } wiadomości, które nie zostaną wysłane.
    [many] Czeka na nie { $count } wiadomości, które nie zostaną wysłane.
   *[other] Czeka na nie { $count } wiadomości, które nie zostaną wysłane.
}
connection-followed = { $count ->
    [one] Wysłano przez nie { $count } otwarte żądanie: wiadomości o nim nie będą już pobierane.
    [few] Wysłano przez nie { $count } otwarte żądania: wiadomości o nich nie będą już pobierane.
    [many] Wysłano przez nie { $count } otwartych żądań: wiadomości o nich nie będą już pobierane.
   *[other] Wysłano przez nie { $count } otwartego żądania: wiadomości o nich nie będą już pobierane.
}
connection-abandon = Usuń mimo to
field-abandon = Usuń mimo to
fault-still-needed = Połączenie jest jeszcze potrzebne: poczekaj na wysłanie albo potwierdź, że nie trzeba.

## Połączenia ze skrzynką pocztową.

connection-mail-server = Serwer poczty wychodzącej
connection-mail-server-hint = smtps://mail.example.com używa TLS od początku, smtp://mail.example.com przechodzi na TLS. Bez TLS nic nie jest wysyłane, chyba że operator wskaże ten host.
connection-sender-hint = Widnieje jako nadawca wiadomości. Odpowiedzi wracają na podpisany adres systemu, o ile operator go skonfigurował.
connection-user-name = Nazwa użytkownika na serwerze poczty
connection-user-name-hint = Tylko jeśli serwer wymaga nazwy i hasła.
connection-password-hint = Hasło, jeśli serwer poczty go wymaga. Nie będzie już pokazane.
fault-not-a-mail-server = Przyjmuje serwer poczty: smtps:// i jego nazwę albo smtp://, jeśli sam przechodzi na TLS.

## Kogo powiadamia się o zgłoszeniach (TMF621).

subscriptions-title = Kto dowiaduje się o waszych zgłoszeniach
subscriptions-says = Adresy, które subskrybują zdarzenia waszych zgłoszeń (TMF621). Każde wywołanie przekazuje całe zgłoszenie: klienta, kontakt, notatki, pliki. Subskrypcja kończy się razem z uprawnieniem osoby, która ją założyła, i z tokenem, którym ją założono.
subscriptions-empty = Nikt nie jest powiadamiany
subscriptions-empty-says = Gdy program zasubskrybuje zdarzenia przez interfejs zgłoszeń, jego adres pojawi się tutaj.
subscription-address = Adres
subscription-told = O czym powiadamia
subscription-everything = O wszystkim
subscription-by = Kto założył
subscription-by-token = tokenem { $token }
subscription-by-unknown = nie wiadomo
subscription-since = Od kiedy
subscription-stands = Działa
subscription-over = Niczego już nie przekazuje
subscription-end = Zakończ
subscription-end-named = Zakończ subskrypcję: { $address }
done-subscription-ended = Subskrypcja jest zakończona: nic więcej tam nie trafi.
