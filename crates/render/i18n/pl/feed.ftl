## Źródła danych o kondycji usług.

nav-feeds = Źródła danych
feeds-lede = Co Tierline odczytuje, aby wiedzieć o awariach. Dobrą wiadomością jest tylko to, co odczytano w całości i niedawno.
feeds-all = Wszystkie źródła
feed-new = Ustaw źródło
feed-new-lede = Źródło jest odczytywane od razu, a potem w podanych odstępach.
feed-whose = Czyje
feed-of-all = Publiczne, dla wszystkich
feed-of-each = { $count ->
    [one] Osobne dla każdego klienta, { $count } dzierżawa
    [few] Osobne dla każdego klienta, { $count } dzierżawy
    [many] Osobne dla każdego klienta, { $count } dzierżaw
   *[other] Osobne dla każdego klienta, { $count } dzierżawy
}
feed-published = Dostawcy, publikowane tutaj
feed-here = Publikowane w tym systemie
feed-by-hand = Importowane ręcznie
feed-tenants-public = Publiczne, dla wszystkich
feed-tenants-one = Jednego klienta
feed-tenants-each = Każdego klienta osobno
feed-tenants-hint = Dla każdego osobno: przez waszą aplikację, na którą pozwala administracja delegowana klienta.
feed-last = Ostatni odczyt
feed-next = Następny odczyt
feed-no-next = nie samoczynnie
feed-off = nieodczytywane
feed-partly = odczytano częściowo
feed-as-of = { $time }, { $age } temu
feed-never = nigdy nie odczytano
feed-gap-since = { $count ->
    [one] { $count } z { $total } dzierżaw nie odczytano prawidłowo od { $time }
    [few] { $count } z { $total } dzierżaw nie odczytano prawidłowo od { $time }
    [many] { $count } z { $total } dzierżaw nie odczytano prawidłowo od { $time }
   *[other] { $count } z { $total } dzierżaw nie odczytano prawidłowo od { $time }
}
feed-gap-never = { $count ->
    [one] { $count } z { $total } dzierżaw nigdy nie odczytano
    [few] { $count } z { $total } dzierżaw nigdy nie odczytano
    [many] { $count } z { $total } dzierżaw nigdy nie odczytano
   *[other] { $count } z { $total } dzierżaw nigdy nie odczytano
}
feed-untried = jeszcze nie próbowano
feed-tries = { $count ->
    [one] { $count } próba: odczytano { $read }, bez odpowiedzi { $failed }, nieczytelne { $malformed }
    [few] { $count } próby: odczytano { $read }, bez odpowiedzi { $failed }, nieczytelne { $malformed }
    [many] { $count } prób: odczytano { $read }, bez odpowiedzi { $failed }, nieczytelne { $malformed }
   *[other] { $count } próby: odczytano { $read }, bez odpowiedzi { $failed }, nieczytelne { $malformed }
}
feed-last-tries = Ostatnie próby
feed-tried = Ostatnia próba
feed-read-records = { $count ->
    [one] { $time }, { $count } rekord
    [few] { $time }, { $count } rekordy
    [many] { $time }, { $count } rekordów
   *[other] { $time }, { $count } rekordu
}
feed-troubled = Dzierżawy z kłopotami
feed-readings = Odczyty
feed-no-trouble = Dane wszystkich dzierżaw są odczytywane
feed-no-trouble-says = Tu pojawi się dzierżawa, której dane nie odpowiadają, są opóźnione lub nieczytelne, razem z przyczyną.
feed-not-yet = Jeszcze nie odczytano
feed-not-yet-says = Włączone źródło jest odczytywane kilka sekund po ustawieniu.
feed-read-now = Odczytaj teraz
feed-set-up = Ustawienia
feed-tells-of = Mówi o
feed-tells-of-none = żadnej rodzinie: wyjaśnia zgłoszenia, ale nie potwierdza sprawności
feed-every = Odstęp
feed-by = Zmienia to { $role }.
feed-name-hint = Dla Statuspage, RSS i Atom nazwa mówi, czyja to strona: jedna nazwa dla jednej strony.
feed-location-hint = Zaczyna się od https:// albo od file: i ścieżki w folderze źródeł. Puste: własny adres dostawcy. Bez haseł.
feed-families-hint = Tylko gdy nie mówi tego sam format. O czym źródło mówi, tego sprawność także potwierdza.
feed-interval-hint = Od minuty do doby.
feed-enabled-says = Bez tego źródło pozostaje ustawione, a jego dane się starzeją.
feed-credential = W czyim imieniu czytać
feed-credential-says = Tylko dla Microsoft Graph i zdarzeń Azure: aplikacja, na którą pozwala administracja delegowana klientów.
feed-secret-hint = Jego nazwa w konfiguracji: litery bez znaków diakrytycznych, cyfry, - i _. Nigdy sam sekret.
feed-add-do = Ustaw
feed-remove = Usuń źródło
feed-remove-says = To, co odczytano, zostaje. Nowych danych stąd nie będzie i źródło nie potwierdza już sprawności.
feed-remove-do = Usuń to źródło
field-families = O awariach jakich rodzin mówi
field-interval-minutes = Minuty między odczytami
field-is-enabled = Odczytuj samoczynnie
field-location = Adres
field-credential-client-id = Identyfikator aplikacji
field-credential-secret = Nazwa sekretu
done-feed-added = Źródło ustawiono; zostanie odczytane za kilka sekund.
done-feed-saved = Źródło zmieniono.
done-feed-removed = Źródło usunięto.
done-feed-hurried = Źródło zostanie odczytane za kilka sekund.
fault-not-a-location = Wymaga adresu zaczynającego się od https:// albo file: i ścieżki w folderze źródeł.
fault-has-secret = Wymaga adresu bez nazwy użytkownika i hasła.
fault-not-a-name = Wymaga nazwy sekretu, a nie samego sekretu.
fault-not-one-customers = Podaje się tylko dla źródła jednego klienta.

## The board.

board-all-regions = Wszystkie regiony
field-family = Rodzina produktów
board-all-families = Wszystkie rodziny
field-state = Stan
board-all-states = Dowolny stan
board-none = Nic nie pasuje
board-none-says = Żadna usługa waszych klientów nie spełnia tych warunków.
field-in = Region
field-customer = Klient
feed-forget = Zapomnij
feed-forget-says = To, co odczytano, zostaje. Jego wiek nie wstrzymuje już potwierdzenia sprawności.
