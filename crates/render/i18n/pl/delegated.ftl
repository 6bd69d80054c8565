# Zakończenie administracji delegowanej przez partnera.
delegated-end = Zakończ tę relację
delegated-end-named = Zakończ relację { $name }
delegated-end-says = Relacja { $name } z klientem { $customer } zakończy się od razu. Komu przypisano: { $people }. Co daje: { $roles }.
delegated-end-cases = { $count ->
    [one] { $count } otwarte zgłoszenie tego klienta będzie prowadzone dalej bez niej.
    [few] { $count } otwarte zgłoszenia tego klienta będą prowadzone dalej bez niej.
    [many] { $count } otwartych zgłoszeń tego klienta będzie prowadzonych dalej bez niej.
   *[other] { $count } otwartego zgłoszenia tego klienta będzie prowadzone dalej bez niej.
  }
delegated-end-stays = Relacja partnerska i subskrypcje zostają. Żeby ją odzyskać, trzeba o nią poprosić, a klient musi ją zatwierdzić.
delegated-end-do = Zakończ teraz
delegated-all-roles = wszystkie prawa

# Żądania obsługi: czyja kolej, gdy nie biegnie żaden termin.
request-waits-us = Czeka na nas
request-waits-recipient = Czeka na odbiorcę
request-over = Zakończone
# Delegowana administracja, która już wygasła.
as-delegated-none = Tylko gdy jest aktywna
delegated-ended-on = Zakończona

# Słowa stron samego klienta, gdzie inni mówią o kliencie.
clock-own-next-update = Następna wiadomość do Państwa
clock-own-first-response = Pierwsza odpowiedź do Państwa
channel-own-portal = na tej stronie
channel-own-agent = spisane przez Państwa wsparcie
# Termin dotrzymany już pierwszą wiadomością.
clock-met-at-once = W terminie, od razu
# Oś czasu samego żądania i to, co zrobiliśmy z nim my.
event-request-began = { $who }: napisano żądanie. Nowy status: { $status }.
event-request-withdrawn = { $who }: wycofano żądanie obsługi { $request }.
# Pakiet po stronie odbiorcy.
packet-received = Co przysłał partner
# Gdzie potrzebna jest rola organizacji innego rodzaju.
trouble-forbidden-nobody = Nie pozwala na to żadna rola w Twojej organizacji.
# Nagłówek nad usługami, które klient ma.
services-subscribed = W subskrypcji
