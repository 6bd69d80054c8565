## Drugi składnik, potwierdzenia i sesje.

second = Drugi składnik
second-says = Pierwszy krok się zgadza. Teraz kod, który pokazuje aplikacja.
second-help = Bez telefonu wpisz tutaj jeden z kodów zapasowych. Każdy działa raz.
second-other = Zaloguj się jako ktoś inny
second-set-up = Skonfiguruj drugi składnik
second-set-up-says = Twoja organizacja wymaga drugiego składnika: aplikacji w telefonie, która co pół minuty tworzy nowy kod. Konfiguruje się ją raz, teraz.
second-set-up-either-says = Twoja organizacja wymaga drugiego składnika. Konfiguruje się go raz, teraz: klucz dostępu albo aplikację do kodów.
second-new-passkey = Klucz dostępu
second-new-passkey-do = Skonfiguruj klucz dostępu i zaloguj się
second-or = albo
second-new-app = Aplikacja w telefonie, która tworzy kody
passkey-name-default = Klucz dostępu
second-do = Skonfiguruj i zaloguj się
factor-code = Kod
factor-secret = Sekret
factor-qr = Kod dla aparatu w aplikacji
factor-step-app = Otwórz w telefonie aplikację do kodów albo ją zainstaluj: wystarczy każda, która tworzy kody czasowe (TOTP).
factor-step-scan = Zeskanuj nią ten obraz.
factor-step-type = Albo wpisz do niej ten sekret:
factor-step-code = Wpisz poniżej kod, który pokaże.
factor-name = Nazwa
factor-name-default = Telefon
factor-name-hint = Żeby było wiadomo, co to jest, na przykład „Telefon” albo „Tablet w domu”.
factors = Drugie składniki
factors-empty = Nie ma jeszcze drugiego składnika
factors-empty-says = Kto pozna Twoje hasło, może się nim zalogować. Z drugim składnikiem potrzebuje też Twojego telefonu.
factors-required = Twoja organizacja wymaga drugiego składnika: ostatni musi zostać.
factor-made = Dodano
factor-used = Ostatnio użyto
factor-remove = Usuń
factor-remove-named = Usuń { $name }
factor-add = Dodaj aplikację do kodów
factor-add-says = Aplikacja w telefonie co pół minuty tworzy nowy kod. Wpisujesz go przy logowaniu i przed niebezpiecznymi czynnościami.
factor-add-do = Pokaż nowy sekret
factor-confirm = Potwierdź
codes = Kody zapasowe
codes-says = Każdy z tych kodów raz zastępuje aplikację, na dzień, w którym zabraknie telefonu. Wydrukuj je albo przechowaj w bezpiecznym miejscu: są pokazywane tylko ten jeden raz.
codes-kept = Kody są zapisane
codes-new = Utwórz nowe kody
codes-few = Zostało mało kodów: utwórz nowe. Stare przestaną wtedy działać.
codes-left = { $left ->
    [one] Został { $left } z { $made }
    [few] Zostały { $left } z { $made }
    [many] Zostało { $left } z { $made }
   *[other] Zostało { $left } z { $made }
}
again = Potwierdź, że to Ty
again-says = Ta czynność może zaszkodzić, a od zalogowania minęło trochę czasu. Potem wszystko potoczy się dalej w tym samym miejscu.
again-loses-secret = To, co wpisano, zostaje, oprócz haseł i sekretów: trzeba je potem wpisać jeszcze raz.
again-code-hint = Z aplikacji albo jeden z kodów zapasowych.
again-do = Potwierdź i kontynuuj
again-cannot = Zalogowano Cię przez Twoją organizację. Wyloguj się, zaloguj ponownie i zrób to jeszcze raz.
security = Logowanie i sesje
security-lede = Czym się logujesz oprócz hasła i gdzie trwają Twoje sesje.
sessions = Trwające sesje
sessions-end = Zakończ wszystkie inne
session-where = Przeglądarka
session-address = Adres
session-by = Sposób logowania
session-began = Początek
session-seen = Ostatnia aktywność
session-end = Zakończ
session-end-named = Zakończ sesję: { $device }
session-own = Ta sesja
session-device = { $browser }, { $system }
session-device-unknown = Nieznany program
proof-password = Hasło
proof-totp = Kod z aplikacji
proof-passkey = Klucz dostępu
proof-recovery-code = Kod zapasowy
proof-single-sign-on = Logowanie jednokrotne
proof-provider-factor = drugi składnik tam
proof-emergency-code = dostęp awaryjny
done-factor-removed = Drugi składnik jest usunięty.
done-factor-added = Drugi składnik jest skonfigurowany.
done-session-ended = Sesja jest zakończona.
done-sessions-ended = Wszystkie inne sesje są zakończone.
fault-wrong-one-time-code = Ten kod teraz nie działa. Każdy działa raz: poczekaj na następny.
field-one-time-code = Kod
field-again-code = Kod
field-again-password = Hasło
field-require-second-factor = Każdy potrzebuje drugiego składnika
rule-second-factor-says = Kto loguje się tutaj i go nie ma, najpierw go konfiguruje, także osoby od klientów. Trwające sesje działają do swojego końca.
refusal-second-factor-required = Twoja organizacja wymaga drugiego składnika: najpierw skonfiguruj inny.
refusal-emergency = Dostęp awaryjny działa jeden raz i nie dostaje własnego wejścia: nadaj komuś rolę administratora globalnego.
refusal-came-by-provider = Zalogowano Cię przez inną organizację lub chmurę: wyloguj się i zaloguj hasłem.
refusal-no-secrets-key = Ten system nie ma klucza do zapieczętowania sekretów: konfiguruje go osoba, która nim zarządza (secrets.key).
refusal-other-secrets-key = Sekrety są tu zapieczętowane innym kluczem, niż ma program: podaje go osoba, która zarządza systemem.
refusal-not-held = To połączenie nie jest wstrzymane: nic na nie nie czeka.
refusal-no-person = To połączenie nie działa w niczyim imieniu: nie ma na co się zgadzać.
refusal-second-factor-asked = Ta organizacja wymaga drugiego składnika: wyloguj się i zaloguj ponownie.
refusal-standing-changed = Twoje uprawnienia zmieniły się w trakcie tej czynności; nic nie zostało zmienione. Spróbuj ponownie.
refusal-no-second-factor = Najpierw skonfiguruj drugi składnik: kody zapasowe go zastępują.
refusal-too-many-factors = Masz już dziesięć drugich składników: najpierw usuń jeden.
refusal-set-up-expired = Pokazany sekret jest zbyt stary: zacznij od nowa z nowym.

## O czym osoba dowiaduje się pocztą, bo otwiera to jej konto.

mail-security-subject = Zmiana na twoim koncie: { $organization }
mail-security = { $what } Organizacja: { $organization }.

    Kiedy: { $time }
    Skąd: { $address }

    Jeśli to ty, nie musisz nic robić. Jeśli nie, od razu wybierz inne hasło: zakończy to wszystkie twoje sesje.
    { $link }
    Potem powiadom administratora globalnego organizacji { $organization }: usunie to, co skonfigurował ktoś obcy.
mail-security-by = { $what } Organizacja: { $organization }.

    Kiedy: { $time }
    Kto: { $by }
    Skąd: { $address }

    Jeśli to na twoją prośbę, nie musisz nic robić. Jeśli nic o tym nie wiesz, zapytaj innego administratora globalnego organizacji { $organization } i wybierz inne hasło:
    { $link }
security-change-password-changed = Zmieniono hasło twojego konta.
security-change-password-by-link = Wybrano nowe hasło przez wysłany do ciebie link.
security-change-app-added = Do twojego konta dodano aplikację z kodami.
security-change-passkey-added = Do twojego konta dodano klucz dostępu.
security-change-codes-made = Utworzono nowe kody zapasowe; poprzednie już nie działają.
security-change-factor-removed = Usunięto drugi składnik twojego konta.
security-change-factors-reset = Usunięto wszystkie twoje drugie składniki i kody zapasowe, a sesje się zakończyły.
security-change-sessions-ended = Zakończono twoje sesje.
