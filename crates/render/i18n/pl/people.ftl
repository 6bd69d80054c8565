## Ludzie: lista, zaproszenie, jedna osoba.

people-beside = Więcej o osobach
people-find = Imię, nazwisko lub adres
people-none = Nikogo tu nie ma
people-none-says = Nikt nie pasuje do tych filtrów.
person-last = Ostatnie logowanie
person-everybody = Wszyscy
whose-people-own = Nasza organizacja
whose-people-customers = Nasi klienci
person-state-open = Otwarte
person-state-invited = Zaproszenie wysłane
person-state-shut = Zamknięte
person-invited-until = Zaproszenie ważne do { $time }
person-invited-over = Zaproszenie wygasło
person-invite = Zaproś osobę
person-invite-mail = Osoba dostanie wiadomość z linkiem i sama wybierze hasło. Link działa raz i przez 7 dni.
person-invite-hand = Ten system nie wysyła poczty: dostaniesz link i przekażesz go osobiście. Działa raz i przez 7 dni.
person-invite-do = Wyślij zaproszenie
person-customer-hint = Tylko dla osoby od klienta. Dla swoich ludzi zostaw puste.
person-language-own = Język przeglądarki
person-language-hint = W nim napisana będzie też wiadomość.
person-facts = Konto
person-roles-legend = Co ta osoba może tu robić
person-no-tokens = W imieniu tej osoby nie działa żaden token.
person-tokens-stay = Przy zmianie hasła tokeny zostają: unieważnij te, które są zbędne.
person-tokens-see = Wszystkie tokeny
person-link = Link
person-link-do = Utwórz link
person-link-mail-do = Wyślij link
person-link-once = Link, pokazany tylko raz
person-link-once-says = Skopiuj go teraz i przekaż bezpieczną drogą. Dla kogo: { $name }. Hasło wybierze ten, kto ma link. Nie jest przechowywany i nie można go pokazać ponownie.
person-invite-again = Zaproś ponownie
person-invite-again-mail = Wysyła kolejny link, którym osoba wybierze hasło. Działa raz i przez 7 dni.
person-invite-again-hand = Tworzy kolejny link, który przekażesz osobiście. Działa raz i przez 7 dni.
person-reset = Zapomniane hasło
person-reset-mail = Wysyła link, którym osoba wybierze nowe hasło. Działa raz i przez godzinę. Nie zastępuje drugiego składnika.
person-reset-hand = Tworzy link, którym osoba wybierze nowe hasło; przekażesz go osobiście. Działa raz i przez godzinę. Nie zastępuje drugiego składnika.
person-out = Zamknij dostęp lub usuń
person-shut-says = Od razu kończy wszystkie sesje i nikogo nie wpuszcza, dopóki ponownie nie otworzysz konta. Role i historia zostają.
person-open-says = Konto jest zamknięte. Po otwarciu będzie miało te same role.
person-open-do = Otwórz konto
person-remove-says = Usuwa osobę z tej organizacji i tej chmury: sesje się kończą, tokeny są unieważniane. To, co napisała, zostaje.
person-remove-do = Usuń

## Co może każda rola.

roles-title = Role
roles-lede = Co może każda rola. Kto ma kilka ról, może wszystko, na co pozwala którakolwiek z nich. Tą tabelą kieruje się sam system.
roles-see = Co może każda rola
roles-ours = Nasi ludzie
roles-customers = Ludzie klientów
roles-may = Czynność
role-may = Tak
role-may-not = Nie
role-may-by-rule = Tak, według waszych zasad
role-may-not-by-rule = Nie, ale wasze zasady mogą na to pozwolić

## Tokeny i konta programów.

field-scopes = Do czego służy
field-role = Rola
field-keeper-id = Kto odpowiada
field-of = Czyi ludzie
field-user-id = W czyim imieniu
token-all = Wszystko, co może właściciel
token-of-program = Program
token-from = z adresu { $address }
token-of-hint = Ty albo program.
token-scopes-says = Token może tylko to, co tu zaznaczono, i tylko w granicach praw swojego właściciela.
token-scope-read = Odczyt
token-scope-work = Praca nad zgłoszeniami
token-scope-customers = Klienci
token-scope-health = Kondycja usług
token-scope-audit = Dziennik inspekcji
token-scope-administer = Administrowanie
token-scope-trouble-ticket = Wymiana zgłoszeń
token-scope-partner-center = Partner Center
token-scope-graph = Microsoft Graph
token-scope-azure-support = Azure Support
token-scope-scim = Konta z katalogu
token-scope-says-read = Widzi klientów, kondycję usług, zgłoszenia i żądania. Niczego nie zmienia.
token-scope-says-work = Zgłoszenia, żądania, dostarczanie.
token-scope-says-customers = Dodawanie, zmiany, administracja delegowana.
token-scope-says-health = Źródła i problemy.
token-scope-says-audit = Czyta. Niczego nie zmienia.
token-scope-says-administer = Ludzie, tokeny, zasady, połączenia. Kto go ma, może nadać każde prawo.
token-scope-says-trouble-ticket = Wymiana z innymi systemami wsparcia (TMF621).
token-scope-says-partner-center = Skrypty napisane dla Partner Center.
token-scope-says-graph = Skrypty napisane dla Microsoft Graph.
token-scope-says-azure-support = Skrypty napisane dla Azure Support.
token-scope-says-scim = Wasz katalog dodaje i usuwa ludzi (SCIM).
service-accounts = Konta programów
service-accounts-says = Program nie potrzebuje konta osoby. Działa za pomocą tokenów, nikt się na nie nie zaloguje, a odpowiada za nie ktoś od was.
service-keeper = Kto odpowiada
service-keeper-left = { $name } już tu nie pracuje: wybierz kogoś innego
service-keeper-stays = { $name }, jak teraz
service-keeper-hint = Do tej osoby zwrócą się inni, gdy program zrobi coś dziwnego.
service-keeperless = { $name } już tu nie pracuje, a odpowiada za program { $program }.
service-keeperless-do = Wybierz kogoś innego
service-tokens = { $count ->
    [0] Brak tokenów
    [one] { $count } token
    [few] { $count } tokeny
    [many] { $count } tokenów
   *[other] { $count } tokenu
}
service-shut-says = Jego tokeny od razu przestają działać.
service-new = Nowe konto programu
service-name = Nazwa
service-name-hint = Program i to, co robi, na przykład „Nocny import”.
service-do = Utwórz konto

## Wejście.

sign-in-forgotten = Nie pamiętasz hasła?
forgotten = Zapomniane hasło
forgotten-says = Jeśli istnieje konto z tym adresem, wyślemy tam wiadomość z linkiem.
forgotten-do = Poproś o link
forgotten-sent = Jeśli istnieje konto z tym adresem, wiadomość jest w drodze.
forgotten-sent-says = Link w niej działa raz i przez godzinę. Nic nie przyszło? Sprawdź niechcianą pocztę albo zwróć się do jednego z administratorów globalnych.
forgotten-no-mail = Ten system nie wysyła poczty. Zwróć się do jednego z administratorów globalnych: da ci link, którym wybierzesz nowe hasło.
forgotten-back = Wróć do logowania
welcome = Witaj, { $name }
welcome-says = Wybierz hasło, a potem zaloguj się nim.
choose-title = Wybór hasła
choose-anew = Wybierz nowe hasło
choose-anew-says = Wszystkie twoje sesje się zakończą. Potem zaloguj się nowym hasłem.
choose-new = Nowe hasło
choose-do = Zachowaj to hasło
link-gone = Ten link już nie działa
link-gone-says = Został użyty albo wygasł. Poproś o kolejny; jeśli to było zaproszenie, zwróć się do osoby, która je wysłała.

## Wiadomości do ludzi.

mail-invitation-subject = Twoje konto: { $organization }
mail-invitation = { $by } zaprasza cię do systemu wsparcia. Organizacja: { $organization }.

    Wybierz hasło tutaj:
    { $link }

    Link działa raz, do { $time }. Jeśli nie wiesz, o co chodzi, nie rób nic: bez linku nikt nie wejdzie.
mail-reset-subject = Twoje hasło: { $organization }
mail-reset = Ktoś, mamy nadzieję, że ty, poprosił o nowe hasło do twojego konta. Organizacja: { $organization }.

    Wybierz je tutaj:
    { $link }

    Link działa raz, do { $time }. Jeśli prośba nie wyszła od ciebie, nie rób nic: hasło się nie zmieni.
mail-reset-by = { $by } wysyła ci ten link, do wyboru nowego hasła do twojego konta. Organizacja: { $organization }.

    Wybierz je tutaj:
    { $link }

    Link działa raz, do { $time }.

## Co zrobiono i co stoi na przeszkodzie.

done-person-invited = Zaproszenie jest w drodze.
done-person-known = Ta osoba ma już konto i loguje się nim jak dotąd.
done-person-link-sent = Wiadomość jest w drodze.
done-person-shut = Konto jest zamknięte. Wszystkie jego sesje się zakończyły.
done-person-opened = Konto jest znowu otwarte.
done-person-removed = Osoba została usunięta.
done-service-account-added = Konto istnieje. Utwórz dla niego token.
done-service-account-saved = Konto zmieniono.
done-password-chosen = Hasło zachowano. Zaloguj się nim.
refusal-shut = To konto jest zamknięte: najpierw je otwórz.
refusal-program = To konto programu: ma tokeny i nie ma hasła.
refusal-not-here = Ta osoba pracuje też w chmurze, którą nie administrujesz: link da jej ktoś, kto administruje obiema.
refusal-link-gone = Ten link już nie działa: został użyty albo wygasł. Poproś o kolejny.
audited-user-invite = Zaproszenie osoby
audited-user-link = Wydanie osobie linku do nowego hasła
audited-account-reset-ask = Prośba o link do nowego hasła
audited-account-password-by-link = Wybór hasła przez link
audited-service-account-add = Utworzenie konta programu
audited-service-account-edit = Zmiana konta programu

person-sessions-says = Osoba zostanie wylogowana wszędzie, gdzie działa w imieniu tej organizacji, i może zalogować się ponownie.
person-sessions-do = Zakończ wszystkie sesje
done-person-sessions-ended = Sesje tej osoby tutaj są zakończone.
person-no-factors = Nie ma drugiego składnika.
person-factors-says = Na wypadek, gdy nie ma ani telefonu, ani kodów. Drugie składniki i kody zapasowe tej osoby zostaną usunięte, a wszystkie jej sesje zakończone. Przy następnym logowaniu skonfiguruje drugi składnik od nowa, jeśli wymagają go zasady. Najpierw upewnij się, że prosi o to naprawdę ta osoba.
person-factors-do = Usuń drugie składniki tej osoby
done-person-factors-removed = Drugie składniki tej osoby są usunięte, a jej sesje zakończone.
refusal-own-account = To Twoje własne konto: usuń drugie składniki w ustawieniach logowania albo poproś innego administratora globalnego.
refusal-works-in-other-cloud = Ta osoba pracuje też w chmurze, którą nie administrujesz: może to zrobić ktoś, kto administruje obiema.
person-sessions = Sesje tutaj
person-no-sessions = Ta osoba nigdzie tu nie jest zalogowana.
done-person-session-ended = Sesja tej osoby jest zakończona.
