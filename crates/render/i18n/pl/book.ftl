## Księga prowadzona zgodnie z danymi dostawcy.

books-title = Zgodność z dostawcą
books-lede = Klienci, subskrypcje i administracja delegowana: tak jak ma je dostawca i tak jak stoją w Twojej księdze.
books-read-now = Odczytaj dane dostawcy
books-off = Nie rozpoczęto
books-asking = Czeka na potwierdzenie
books-failing = Odczyt się nie udał
books-stopped = Zatrzymane
books-stopped-says = Nic nie jest odczytywane, dopóki połączenie jest zatrzymane: { $connections }. Tu stoi to, co odczytano ostatnio.
books-reading = Trwa odczyt
books-waiting = Są różnice do obejrzenia
books-taking = Trwa przejmowanie
books-in-step = Zgodne
books-progress = { $count ->
    [one] odczytano dane { $read } z { $count } klienta
    [few] odczytano dane { $read } z { $count } klientów
    [many] odczytano dane { $read } z { $count } klientów
   *[other] odczytano dane { $read } z { $count } klienta
}
books-customers-read = klienci odczytani { $time }
books-delegated-read = relacje odczytane { $time }
books-failed = Danych dostawcy nie udało się odczytać w całości. Niczego przez to nie zakończono; próba zostanie powtórzona.
books-no-source = Brak połączenia do odczytu
books-no-source-says = Połączenie z Partner Center daje klientów, odsprzedawców i subskrypcje, a połączenie z Microsoft Graph relacje administracji delegowanej.
books-off-title = Niczego jeszcze nie odczytano
books-off-says = Odczyt niczego nie zmienia w Twojej księdze. Najpierw widać różnice, a Ty mówisz, co przejąć.
books-reading-title = Dane dostawcy są odczytywane
books-reading-says = Gdy wszyscy klienci zostaną odczytani po raz pierwszy, różnice będą tutaj.
books-apart-title = Różnice
books-apart-says = To, co zaznaczone, zostanie przejęte. Reszta zostaje tutaj bez zmian, dopóki dostawca znów jej nie zmieni.
books-apart-none = Nie ma różnic
books-apart-none-says = Twoja księga mówi to samo co dostawca. Przejmij dane, aby tak zostało.
books-left-title = Pozostawione bez zmian
books-left-says = Tutaj w Twojej księdze celowo stoi co innego albo coś stoi na przeszkodzie. To, co zaznaczysz, zostanie jednak przejęte od dostawcy.
books-left-none = Niczego nie pozostawiono
books-left-none-says = W Twojej księdze wszystko jest tak jak u dostawcy.
books-customer = Klient
books-what = Co
books-ours = Twoja księga
books-theirs = Dostawca
books-take = Przejmij
books-nothing = nic
books-is-there = jest
books-seats = { $count ->
    [one] { $count } stanowisko
    [few] { $count } stanowiska
    [many] { $count } stanowisk
   *[other] { $count } stanowiska
}
books-until = do { $time }
books-groups = { $count ->
    [one] { $count } grupa
    [few] { $count } grupy
    [many] { $count } grup
   *[other] { $count } grupy
}
books-save-choices = Zapisz zaznaczenia na tej stronie
books-take-left = Przejmij zaznaczone
books-take-over = Przejęcie danych
books-take-over-says = { $count ->
    [one] { $count } różnica
    [few] { $count } różnice
    [many] { $count } różnic
   *[other] { $count } różnicy
} u { $customers ->
    [one] { $customers } klienta.
    [few] { $customers } klientów.
    [many] { $customers } klientów.
   *[other] { $customers } klienta.
}
books-take-over-then = Od tej chwili księga pozostaje zgodna sama: co godzinę przejmowane jest to, co zmienił dostawca.
books-take-over-do = Przejmij dane
books-changes = Zmiany dla zachowania zgodności
books-changes-none = Niczego jeszcze nie zmieniono
books-changes-none-says = To, co przejęto od dostawcy, widać tutaj przez 90 dni.
books-sources = Źródła odczytu
books-reads-partner-center = Klienci, odsprzedawcy pośredni, subskrypcje
books-reads-graph = Administracja delegowana i grupy, które mają jej role
books-known = Klienci u dostawcy
books-next = Następny odczyt
books-changed = Ostatnia zmiana
books-taken-over = Przejęto
books-asked-title = Naraz brakuje tak wiele: czy to się zakończyło?
books-asked = Listy dostawcy nie wymieniają już { $customers ->
    [one] { $customers } klienta
    [few] { $customers } klientów
    [many] { $customers } klientów
   *[other] { $customers } klienta
} i { $relationships ->
    [one] { $relationships } relacji administracji delegowanej
    [few] { $relationships } relacji administracji delegowanej
    [many] { $relationships } relacji administracji delegowanej
   *[other] { $relationships } relacji administracji delegowanej
} (z { $of } obowiązujących).
books-asked-says = Niczego z tego nie zakończono. Jeśli lista jest prawdziwa, potwierdź: zostanie odczytana ponownie i nie zakończy się nic ponad to. Zgłoszenia i tak zostają.
books-asked-do = Tak, to się zakończyło
books-link = Utrzymuj zgodność z dostawcą
books-from = od dostawcy, { $time }
books-given-to-groups = Nadane grupom
books-edited-here = W Twojej księdze stoi co innego niż u dostawcy: zostanie tak, dopóki dostawca znów tego nie zmieni.
books-edit-hint = Nazwa, domena, relacja i subskrypcje pochodzą od dostawcy. To, co tu napiszesz, zostanie, dopóki tam się nie zmieni.
done-books-read = Dane dostawcy są odczytywane.
done-books-chosen = Twój wybór zapisano.
done-books-taken-over = Przejmowanie rozpoczęte: toczy się samo.
done-books-allowed = Lista zostanie odczytana ponownie, a to, co się zakończyło, zakończone.
refusal-no-connection = Brak połączenia do odczytu: najpierw je skonfiguruj.
refusal-not-begun = Dane dostawcy nie były jeszcze odczytane.
refusal-still-reading = Nie wszyscy klienci zostali już odczytani: poczekaj, aż różnice będą kompletne.
refusal-taken-over = Dane już przejęto: księga pozostaje zgodna sama.
refusal-nothing-asked = Nic już nie czeka na potwierdzenie: spójrz jeszcze raz.
refusal-changed = Liczba jest już inna: spójrz jeszcze raz.
book-difference-customer-new = Nowy klient
book-difference-customer-ended = Klienta tam już nie ma
book-difference-customer-back = Znów klient
book-difference-relationship = Rodzaj relacji
book-difference-name = Nazwa
book-difference-domain = Domena
book-difference-reseller = Odsprzedawca pośredni
book-difference-subscription-new = Nowa subskrypcja
book-difference-subscription-changed = Zmieniona subskrypcja
book-difference-subscription-ended = Zakończona subskrypcja
book-difference-delegated-admin-new = Nowa administracja delegowana
book-difference-delegated-admin-changed = Zmieniona administracja delegowana
book-difference-delegated-admin-ended = Zakończona administracja delegowana
book-difference-assignments = Grupy, które mają jej role
book-left-person = pozostawione przez człowieka
book-left-no-domain = nie można przejąć: dostawca nie podaje domeny
book-left-no-country = nie można przejąć: dostawca nie podaje kraju
book-left-domain-taken = nie można przejąć: tę domenę ma inny klient
book-standing-reseller = sprzedajesz mu
book-standing-advisor = doradzasz mu
book-standing-ended = nie jest klientem
book-left-unknown-product = nie można przejąć: katalog nie zna usługi dla tego produktu. Zaimportuj subskrypcję pod usługą, do której należy, z tym numerem
