## To, co otacza każdą stronę.

skip = Przejdź do treści
menu = Menu
nav-main = Główne
crumbs = Gdzie jesteś
on-this-page = Na tej stronie
cloud-switch = Chmura
language = Język
theme-switch = Przełącz jasny i ciemny
find = Szukaj lub przejdź do…
find-do = Znajdź
shortcuts = Skróty klawiaturowe
account = Twoje konto
account-yours = Twoje konto:
tokens = Tokeny API
signout = Wyloguj się
foot-zone = Czas: { $zone }
foot-feed = Dane o kondycji odczytano o { $time }
foot-no-feed = Dane o kondycji nie są odczytywane
foot-guidance = Jak eskalować
foot-product = Tierline: system wsparcia w kanale chmurowym
saved-views = Zapisane widoki
filters-clear = Wyczyść filtry
any = Wszystkie
not-known-yet = Jeszcze nie wiadomo
nobody-yet = jeszcze nikt
none-yet = jeszcze brak
cancel = Anuluj
save = Zapisz
print = Drukuj
copy = Kopiuj
copied = Skopiowano
copy-what = Kopiuj: { $what }
show = Pokaż
look-at-it = Zobacz
pager-shown = { $count ->
    [one] Pokazano { $count }
    [few] Pokazano { $count }
    [many] Pokazano { $count }
   *[other] Pokazano { $count }
}
pager-first = Pierwsza strona
pager-next = Dalej
count-customers = { $count ->
    [one] { $count } klient
    [few] { $count } klientów
    [many] { $count } klientów
   *[other] { $count } klienta
}

## Kolumny list.

column-case = Zgłoszenie
column-request = Żądanie obsługi
column-severity = Ważność
column-rung = Szczebel
column-owner = Prowadzi
column-age = Wiek
column-next-clock = Następny termin
column-clock = Termin
column-status = Stan
column-recipient = Odbiorca
column-route = Droga
column-last-reply = Ostatnia odpowiedź

owner-anyone = Ktokolwiek
owner-me = Ja
owner-nobody = Nikt
owner-colleague = Ktoś z zespołu

turn-ours = Nasza
turn-customer = Klienta
turn-provider = Dostawcy
turn-over = Zakończone

## Administracja delegowana w jednym wierszu.

delegated-live-days = { $count ->
    [one] Aktywna, został { $count } dzień
    [few] Aktywna, zostały { $count } dni
    [many] Aktywna, zostało { $count } dni
   *[other] Aktywna, zostało { $count } dnia
}
delegated-ends-today = Kończy się dzisiaj
delegated-ended = Zakończona { $time }
delegated-none = Brak
delegated-ends-soon = { $count ->
    [0] <strong>Administracja delegowana kończy się dzisiaj.</strong> Potem nikt nie będzie mógł diagnozować ani składać żądań w imieniu klienta.
    [one] <strong>Administracja delegowana kończy się za { $count } dzień.</strong> Potem nikt nie będzie mógł diagnozować ani składać żądań w imieniu klienta.
    [few] <strong>Administracja delegowana kończy się za { $count } dni.</strong> Potem nikt nie będzie mógł diagnozować ani składać żądań w imieniu klienta.
    [many] <strong>Administracja delegowana kończy się za { $count } dni.</strong> Potem nikt nie będzie mógł diagnozować ani składać żądań w imieniu klienta.
   *[other] <strong>Administracja delegowana kończy się za { $count } dnia.</strong> Potem nikt nie będzie mógł diagnozować ani składać żądań w imieniu klienta.
}

## Formularze.

faults-form = Nie udało się
faults-fields = { $count ->
    [one] { $count } pole wymaga poprawy
    [few] { $count } pola wymagają poprawy
    [many] { $count } pól wymaga poprawy
   *[other] { $count } pola wymaga poprawy
}
fault-empty = Jest puste, a trzeba je wypełnić.
fault-too-long = Jest dłuższe, niż pole przyjmuje.
fault-too-short = Musi mieć co najmniej { $number } znaków.
fault-forbidden-character = Zawiera znak, którego nie widać albo który odwraca tekst: usuń go.
fault-line-break = Musi się zmieścić w jednym wierszu, bez podziału.
fault-unknown = Nie jest tu znane.
fault-invalid = Nie pasuje.
fault-in-future = Leży w przyszłości: sprawdź datę i strefę.
fault-too-long-ago = To ponad dziesięć lat temu: sprawdź rok.
fault-not-an-address = Wymaga adresu e-mail, na przykład imie@example.com.
fault-not-a-country = Podaj dwuliterowy kod kraju, na przykład PL.
fault-not-a-zone = Podaj nazwę strefy czasowej, na przykład Europe/Warsaw.
fault-not-a-phone = Podaj numer z kodem kraju, na przykład +48 22 555 01 00.
fault-too-many = Zawiera więcej, niż można przyjąć.
fault-out-of-range = Wykracza poza możliwy zakres.
fault-taken = Należy już do kogoś innego.
fault-too-large = Jest większy niż { $number } MB: tyle nie można przyjąć.
fault-full = Nie ma tu już miejsca: można przyjąć { $number } MB plików albo 1000 plików. Umieść go tam, skąd czytający go pobierze, i napisz w notatce, gdzie leży.
fault-program = Jest programem albo uruchamia program po otwarciu. Wyślij to, co program pokazał, jako tekst lub obraz; jeśli trzeba przeczytać jego samego, spakuj go do archiwum.
fault-unreadable = Nie da się odczytać.
fault-required = Trzeba wybrać.
fault-wrong-password = Adres i hasło nie pasują do siebie.
fault-wrong-code = To nie jest kod, który program wypisał przy starcie.
fault-tries-left = { $number ->
    [one] Adres i hasło nie pasują do siebie. Została { $number } próba.
    [few] Adres i hasło nie pasują do siebie. Zostały { $number } próby.
    [many] Adres i hasło nie pasują do siebie. Zostało { $number } prób.
   *[other] Adres i hasło nie pasują do siebie. Zostało { $number } próby.
}
fault-locked = Za dużo prób: poczekaj { $number } min.

field-action = Co zrobiono
field-affected = Kogo dotyczy i od kiedy
field-affected-users = Ilu osób dotyczy
field-area = Nad czym pracowano
field-assignee = Prowadzi
field-assignee-id = Prowadzi
field-category = Kategoria
field-contact-email = Adres e-mail osoby kontaktowej
field-contact-name = Osoba kontaktowa
field-correlation-ids = Identyfikatory korelacji
field-customer-id = Klient
field-feed = Nazwa źródła
field-description = Opis
field-documentation-url = Link do opisu usługi
field-email = Adres e-mail
field-error-text = Treść błędu
field-expected = Czego oczekiwano
field-file = Plik
field-from = Skąd
field-kind = Czym jest organizacja
field-means = W jaki sposób
field-name = Imię i nazwisko
field-organization = Organizacja
field-outcome = Jak się skończyło
field-partner-kind = Miejsce w kanale
field-password = Hasło
field-q = Szukaj
field-query = Szukaj
field-reason = Powód
field-region = Region
field-result = Co zauważono
field-rung = Szczebel
field-second-observation = Druga obserwacja
field-seen = Co widać
field-service = Usługa
field-severity = Ważność
field-started-at = Od kiedy
field-steps = Kroki odtworzenia
field-subject = Temat
field-tenants = Dzierżawy
field-text = Wiadomość
field-to = Dokąd
field-trace = Ślad lub sonda
field-visibility = Kto może czytać

subject-hint = Jeden wiersz, po którym współpracownik rozpozna problem.
description-hint = Słowami klienta: co się dzieje, u kogo i w czym przeszkadza.
error-text-hint = Tak, jak widać na ekranie.
correlation-ids-hint = Po jednym w wierszu. Dzięki nim dostawca znajdzie nieudane wywołania.
service-hint = Najpierw usługi tego klienta.
started-at-hint = W Twojej strefie czasowej, { $zone }.
password-hint = Co najmniej 12 znaków. Zdanie łatwiej zapamiętać niż zagadkę.
file-hint = Najwyżej 15 MB.
file-internal = Tylko my
file-customer = Także klient
file-provider = Także dostawca

## Logowanie i uruchomienie.

sign-in = Zaloguj się
sign-in-ended = Sesja zakończyła się o { $time }. To, co napisano, zostało zachowane.
sign-in-help = Konta zakłada i nowe hasła ustawia administrator.
set-up = Uruchom Tierline
set-up-lede = System jest pusty. Kto zna kod i wypełni ten formularz, zostanie pierwszym administratorem.
field-code = Kod pierwszego uruchomienia
set-up-code-hint = Program wypisał go przy starcie. Jest też w pliku setup.code w folderze danych.
set-up-do = Uruchom
set-up-kind-hint = Partner wspiera klientów; dostawca prowadzi usługi.
set-up-partner-kind-hint = Od tego zależy, kto może składać które żądania. U dostawcy nie ma znaczenia.

## Co może się nie udać.

try-again = Spróbuj ponownie
go-home = Przejdź do pierwszej strony
trouble-unreadable = Nie udało się tego odczytać
trouble-unreadable-says = Takiego adresu ani formularza Tierline nie tworzy. Wróć, odśwież stronę i wyślij jeszcze raz.
trouble-signed-out = Najpierw się zaloguj
trouble-signed-out-says = Sesja się skończyła albo ta strona jej wymaga.
trouble-forbidden = Możesz patrzeć, ale nie tego robić
trouble-forbidden-says = Mogą to role: { $roles }. Poproś kogoś, kto ma jedną z nich.
trouble-not-found = Niczego tu nie ma albo nie dla Ciebie
trouble-not-found-says = Adres jest błędny, rzecz zniknęła albo należy do innej organizacji lub chmury.
trouble-blocked = Jeszcze nie: brakuje warunków
trouble-blocked-says = Niczego nie wysłano i niczego nie zmieniono.
trouble-in-flight = To już jest przetwarzane
trouble-in-flight-says = Ten sam formularz wysłano przed chwilą. Obejrzyj stronę, zanim wyślesz następny.
trouble-refused = W tym stanie niemożliwe
trouble-refused-says = Stan tej rzeczy na to nie pozwala. Obejrzyj ją ponownie.
trouble-stale = Ktoś to w międzyczasie zmienił
trouble-stale-says = Zmieniło się od chwili otwarcia. Obejrzyj ponownie i zdecyduj. Twój tekst jest zachowany poniżej.
meanwhile-by = W międzyczasie zmieniono: { $who }, { $time }
meanwhile-says = To, co zostało wpisane, jest zachowane, ale jeszcze niezapisane. Jeśli teraz w polu jest coś innego, widać to pod polem. Ponowny zapis wstawi Twoją wersję.
meanwhile-now = Teraz: { $value }
meanwhile-nothing = Teraz: pusto
trouble-too-large = Za duże
trouble-too-large-says = Można przyjąć najwyżej { $limit }.
trouble-too-many = Za dużo prób
trouble-too-many-says = Następna będzie możliwa o { $time }.
trouble-too-often = Za często
trouble-too-often-says = { $count ->
    [one] W ciągu minuty przyszło stąd więcej, niż można przyjąć. Dalej można za { $count } sekundę. Niczego nie zmieniono.
    [few] W ciągu minuty przyszło stąd więcej, niż można przyjąć. Dalej można za { $count } sekundy. Niczego nie zmieniono.
    [many] W ciągu minuty przyszło stąd więcej, niż można przyjąć. Dalej można za { $count } sekund. Niczego nie zmieniono.
   *[other] W ciągu minuty przyszło stąd więcej, niż można przyjąć. Dalej można za { $count } sekundy. Niczego nie zmieniono.
}
trouble-internal = Tej strony nie udało się wczytać
trouble-internal-says = To nasz błąd, nie Twój. Został zapisany.
trouble-unavailable = System jest zajęty
trouble-unavailable-says = Za chwilę znów przyjmie żądania. Niczego nie zmieniono.
trouble-number = Numer
trouble-when = Kiedy
trouble-if-it-stays = Jeśli nie minie
trouble-tell = Podaj administratorowi numer. Terminy Twoich zgłoszeń tymczasem biegną dalej.
trouble-written = To, co napisano
blockers-title = Czego brakuje

refusal-closed = Zgłoszenie jest zamknięte: można je tylko otworzyć ponownie.
refusal-not-closed = Zgłoszenie nie jest zakończone, nie ma więc czego otwierać ponownie.
refusal-reopen-too-late = Zgłoszenie zamknięto ponad 14 dni temu: otwórz nowe, zostanie z nim powiązane.
refusal-already-resolved = Zgłoszenie jest już rozwiązane.
done-note-added = Zapisano.
field-phone = Telefon
field-clouds = Chmury, w których pracujecie
field-country = Kraj
field-time-zone = Strefa czasowa
field-language = Język

live-entries = { $count ->
    [one] { $number } nowy wpis: pokaż
    [few] { $number } nowe wpisy: pokaż
    [many] { $number } nowych wpisów: pokaż
   *[other] { $number } nowego wpisu: pokaż
}
live-cases = { $count ->
    [one] Zmieniło się { $number } zgłoszenie: pokaż
    [few] Zmieniły się { $number } zgłoszenia: pokaż
    [many] Zmieniło się { $number } zgłoszeń: pokaż
   *[other] Zmieniło się { $number } zgłoszenia: pokaż
}
live-requests = { $count ->
    [one] Zmieniło się { $number } żądanie: pokaż
    [few] Zmieniły się { $number } żądania: pokaż
    [many] Zmieniło się { $number } żądań: pokaż
   *[other] Zmieniło się { $number } żądania: pokaż
}
live-lines = { $count ->
    [one] { $number } zmiana: pokaż
    [few] { $number } zmiany: pokaż
    [many] { $number } zmian: pokaż
   *[other] { $number } zmiany: pokaż
}

# Logowanie przez organizację.
sign-in-organization = Zaloguj się przez swoją organizację
sign-in-leads-title = Logowanie w Twojej organizacji
sign-in-leads-lede = Zalogujesz się na { $host } i wrócisz tu automatycznie.
sign-in-leads-go = Przejdź do { $host }
fault-no-provider = Żadna organizacja nie loguje się tu zewnętrznie z adresami z tej domeny. Zaloguj się hasłem.
fault-unreachable = Logowanie Twojej organizacji jest teraz niedostępne. Spróbuj za minutę.
fault-sign-in-lost = Logowanie nie zostało rozpoczęte w tej przeglądarce w ciągu ostatnich minut. Zacznij od nowa.
fault-not-signed-in = Twoja organizacja nie potwierdziła logowania. Spróbuj ponownie, a potem zapytaj administratora.
fault-not-believed = Odpowiedź logowania Twojej organizacji nie przeszła kontroli. Spróbuj ponownie, a potem zapytaj administratora.
fault-unverified-address = Logowanie Twojej organizacji nie potwierdza, że adres należy do Ciebie. Zapytaj administratora.
fault-foreign-domain = Domena Twojego adresu nie jest tu potwierdzona przez Twoją organizację. Zapytaj administratora.
fault-no-group = Nie należysz do żadnej grupy, która może tu pracować. Zapytaj administratora.
fault-groups-withheld = Logowanie Twojej organizacji nie podaje Twoich grup: jest ich zbyt wiele. Zwróć się do administratora.
fault-no-request = To zgłoszenie nie ma otwartego żądania obsługi, więc dostawca nie ma gdzie tego przeczytać: najpierw napisz żądanie.
fault-not-kept = O tej osobie nic tu nie jest przechowywane.
fault-works-elsewhere = Pracujesz tu także dla innej organizacji: zaloguj się hasłem.
