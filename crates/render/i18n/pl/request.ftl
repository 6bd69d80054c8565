# Co mówimy, zanim żądanie wyjdzie.
request-foreign-en = Żądanie jest napisane po angielsku. Odbiorca odpowiada przez całą dobę w tych językach: { $understood }. Można je wysłać tak, jak jest, ale odpowiedź może przyjść później.
request-foreign-ru = Żądanie jest napisane po rosyjsku. Odbiorca odpowiada przez całą dobę w tych językach: { $understood }. Można je wysłać tak, jak jest, ale odpowiedź może przyjść później.
request-foreign-pl = Żądanie jest napisane po polsku. Odbiorca odpowiada przez całą dobę w tych językach: { $understood }. Można je wysłać tak, jak jest, ale odpowiedź może przyjść później.
fault-of-customer = To adres klienta. Odbiorca rozmawia z wami: podaj adres kogoś od siebie.

# Co stało się z żądaniem, gdy nikt niczego nie napisał.
event-request-join-case = { $who }: do żądania dodano zgłoszenie { $case }.
event-request-cases = { $who }: dodano zgłoszenie z tą samą przyczyną, łącznie { $count ->
    [one] { $count } zgłoszenie
    [few] { $count } zgłoszenia
    [many] { $count } zgłoszeń
   *[other] { $count } zgłoszenia
}.
event-request-edit = { $who }: zmieniono { $fields }.

# Czym jest plik, gdy wybrano inny format.
fault-is-graph = Jest w innym formacie: { feed-format-graph }. Wybierz go.
fault-is-graph-messages = Jest w innym formacie: { feed-format-graph-messages }. Wybierz go.
fault-is-service-comms = Jest w innym formacie: { feed-format-service-comms }. Wybierz go.
fault-is-azure-events = Jest w innym formacie: { feed-format-azure-events }. Wybierz go.
fault-is-google-cloud = Jest w innym formacie: { feed-format-google-cloud }. Wybierz go.
fault-is-aws = Jest w innym formacie: { feed-format-aws }. Wybierz go.
fault-is-statuspage = Jest w innym formacie: { feed-format-statuspage }. Wybierz go.
fault-is-rss = Jest w innym formacie: { feed-format-rss }. Wybierz go.
fault-is-graph-overviews = Jest w innym formacie: { feed-format-graph-overviews }. Wybierz go.

## Wiadomości do odbiorcy.

mail-intro = { $partner } przekazuje zgłoszenie serwisowe { $number }. Odbiorca: { $recipient }.
mail-answer = Odpowiedz na tę wiadomość, a Twoje słowa znajdą się w { $number }. Nie zmieniaj adresu: służy tylko temu zgłoszeniu.
mail-ticket = To samo jest w załączniku { $number }.json (TM Forum TMF621).
mail-note-by = { $who }, { $partner }
mail-about = Dotyczy zgłoszenia serwisowego { $number }: { $title }
mail-withdrawn = { $partner } wycofuje zgłoszenie serwisowe { $number }. Nic więcej nie trzeba robić.
mail-file = { $file } należy do zgłoszenia serwisowego { $number }: { $title }
mail-reopened = { $number } nie jest rozwiązane. Co nadal się dzieje:
mail-rated = { $author }: zmieniono ważność { $number }. Teraz: { $severity }.
mail-cases = { $count ->
    [one] { $number } dotyczy teraz { $count } sprawy.
    [few] { $number } dotyczy teraz { $count } spraw.
    [many] { $number } dotyczy teraz { $count } spraw.
   *[other] { $number } dotyczy teraz { $count } sprawy.
}
mail-update = Zapisz, co odpowiedział odbiorca
mail-number = Wpisz numer odbiorcy
event-request-mail = Z wiadomości, w oryginale:
event-request-automatic = Napisane przez automat: niczego nie zmienia
event-request-unverified = Nadawca spoza domeny skrzynki: sprawdź, zanim na tym polegniesz
event-request-came-back = Nasza wiadomość wróciła
event-request-file-left = Nie udało się pobrać pliku odbiorcy: poproś o przesłanie go inną drogą
event-request-mail-full = Zgłoszenie pomieściło tyle poczty, ile może: dalsze wiadomości są odrzucane. Poproś odbiorcę o inną drogę
mail-occurred-at = Kiedy to napisano

# Co dodaje do żądania interfejs pomocy technicznej dostawcy.
chain-subscription = w subskrypcji { $id }
recipient-due = Termin ich odpowiedzi
recipient-due-in = za { $span }
recipient-due-over = { $span } temu
recipient-due-says = { $time } — tak podaje { $recipient }
route-no-subscription = W księdze nie ma identyfikatora subskrypcji tej usługi: najpierw go dodaj.
route-subscription = W subskrypcji klienta { $id }.
