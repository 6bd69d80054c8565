## Których klientów widzi pracownik.

customer-group = Grupa
customer-groups = Grupy klientów
customer-groups-lede = Klienci pod jedną nazwą: dla list, które mówią, których klientów widzi pracownik.
customer-groups-none = Nie ma jeszcze grup
customer-groups-none-says = Dzięki grupie nie trzeba wymieniać tych samych klientów dla każdego pracownika.
customer-group-name = Nazwa grupy
customer-group-name-hint = Na przykład: Szpitale na północy.
customer-group-new = Nowa grupa
customer-group-do = Utwórz grupę
customer-group-people = Na czyich listach
customer-group-nobody = Na niczyjej liście.
customer-group-empty = Jeszcze pusta
customer-group-empty-says = Dodaj poniżej pierwszego klienta.
customer-group-rename = Zmień nazwę
customer-group-remove = Usuń grupę
customer-group-remove-says = Jej klienci pozostają bez zmian.
customer-group-remove-do = Usuń grupę
reach = Klienci
reach-of = Których klientów widzi { $name }
reach-lede = Pozostali klienci dla tej osoby nie istnieją: na żadnej stronie, liście, w liczbach i wyszukiwaniu, przez żaden token.
reach-all = Wszyscy klienci
reach-some = { $count ->
    [0] Żaden klient
    [one] { $count } klient
    [few] { $count } klientów
    [many] { $count } klientów
   *[other] { $count } klienta
}
reach-no-use = Listy nie dotyczą administratora globalnego: ktoś musi móc je zmienić. Zaczną obowiązywać, gdy straci tę rolę.
reach-allow = Tylko ci
reach-allow-says = Jeśli coś tu jest, osoba widzi tylko wymienionych. Pusto: wszyscy klienci.
reach-block = Bez tych
reach-block-says = Wymienieni tutaj są niedostępni, cokolwiek powiedziano poza tym.
reach-no-group = Bez grupy
reach-customer-hint = Klient: nazwa, domena lub dzierżawa.
reach-in = Dodaj
reach-out = Usuń
reach-out-named = Usuń: { $name }
reach-group = { $count ->
    [one] grupa, { $count } klient
    [few] grupa, { $count } klientów
    [many] grupa, { $count } klientów
   *[other] grupa, { $count } klienta
}
reach-see = Wybierz klientów
reach-person-says = Czy ta osoba widzi wszystkich klientów, czy tylko niektórych.
done-reach-saved = Zapisano. Obowiązuje od razu.
done-customer-group-saved = Grupa zapisana.
done-customer-group-removed = Grupa usunięta.
refusal-in-use = Ta grupa jest na listach osób: najpierw usuń ją stamtąd.
refusal-listed = Widzisz tylko część klientów, a tu chodzi o wszystkich: zwróć się do kogoś, kto widzi wszystkich.
fault-both = Jest już na drugiej liście.
fault-no-choice = Wybierz grupę albo podaj klienta.
