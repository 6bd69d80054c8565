## Dostarczanie: co jest w drodze do odbiorców.

nav-deliveries = Dostarczanie
deliveries-lede = Wiadomości do odbiorców: co jest w drodze, co czeka i co nie dotarło.
deliveries-open = Nie dotarło
deliveries-empty = Wszystko dotarło
deliveries-empty-says = Tu widać, co czeka, o co trwa zapytanie i czego nie udało się dostarczyć, wraz z ostatnią odpowiedzią.
deliveries-none = W tym stanie nie ma niczego
deliveries-none-says = Wyczyść filtry, aby zobaczyć wszystko, co nie dotarło.
delivery-kind-request-submitted = Żądanie obsługi
delivery-kind-request-noted = Notatka
delivery-kind-case-noted = Notatka ze zgłoszenia
delivery-kind-request-rated = Ważność
delivery-kind-request-withdrawn = Wycofanie
delivery-kind-request-decided = Odpowiedź dla nadawcy
delivery-kind-file-sent = Plik
delivery-kind-file-returned = Plik dla nadawcy
delivery-kind-ticket-event = Zdarzenie zgłoszenia TMF621
delivery-state-waiting = Czeka
delivery-state-in-flight = W trakcie wysyłki
delivery-state-unknown = Wysłano, bez potwierdzenia
delivery-state-held = Wstrzymano
delivery-state-refused = Odrzucono
delivery-state-given-up = Zaniechano
delivery-state-done = Dostarczono
delivery-title = { $what }, odbiorca: { $recipient }
field-route = Droga
delivery-what = Co
delivery-tries = Próby
delivery-tried = ostatnia { $time }
delivery-answer = Ostatnia odpowiedź
delivery-no-answer = jeszcze brak
delivery-next = następna próba { $time }
delivery-next-try = Następna próba
delivery-brings = Co jest dostarczane
delivery-brings-cases = Żądanie obejmuje teraz { $count ->
    [one] { $count } zgłoszenie
    [few] { $count } zgłoszenia
    [many] { $count } zgłoszeń
   *[other] { $count } zgłoszenia
}.
delivery-facts = Co wiadomo
delivery-written = Napisano
delivery-finished = Zakończono
delivery-id = Identyfikator
delivery-id-says = Idzie razem z wiadomością, aby odbiorca rozpoznał powtórzenie.
delivery-retry = Wyślij teraz
delivery-give-up = Zaniechaj
delivery-give-up-do = Zaniechaj dostarczenia
delivery-give-up-request = Żądanie będzie wtedy czekać na ręczne złożenie w portalu, z całą treścią.
delivery-give-up-upstream = Żądanie zostanie wtedy wycofane, a zgłoszenie można przekazać inną drogą.
delivery-give-up-other = Nie będzie już wysyłane. Żądanie to pokaże.
delivery-by = Mogą to zrobić: { $roles }.
delivery-unknown-says = { $recipient } może już to mieć: wysłano, lecz odpowiedź nie przyszła. Przed ponownym wysłaniem Tierline o to zapyta.
delivery-in-flight-says = Trwa wysyłka, odbiorca: { $recipient }. Gdyby się urwała, przed powtórzeniem Tierline zapyta, czy wiadomość dotarła.
delivery-held-says = Połączenie od dawna zawodzi. Wiadomość czeka, nie zużywając prób; co pewien czas jedna z nich sprawdza, czy { $recipient } jest osiągalny.
delivery-refused-says = { $recipient } tego nie przyjmuje. Kolejna próba też zostanie odrzucona.
delivery-exhausted-says = Wszystkie próby zawiodły. Bez polecenia nie będzie następnych.
held-says = Połączenie { $connection } nie działa od { $time }: wszystko, co ma przez nie przejść, czeka.
held-see = Zobacz, co czeka
held-release = Wznów teraz
done-delivery-retried = Trwa wysyłka.
done-delivery-given-up = Zaniechano.
done-connection-released = Połączenie jest znów sprawdzane, razem ze wszystkim, co czekało.
request-deliveries = Dostarczanie
wrote-provider-at = Odpowiedź dostawcy, napisana: { $time }
event-request-rated = { $who }: żądanie { $request } otrzymuje ważność „{ $severity }”
event-request-stray-number = Odbiorca podał numer, który ma już inne żądanie
event-request-number-unknown = Dostawca nie ma żądania o tym numerze: popraw go albo sprawdź, czy relacja z klientem nadal istnieje

## Zgłoszenia z innych miejsc, których nie zna żadne żądanie.

strays-title = Nieznane zgłoszenia
strays-lede = O tych zgłoszeniach informują inne systemy, ale z żadnym naszym żądaniem nie da się ich powiązać z całą pewnością. Niczego nie zmieniły.
strays-empty = Wszystkie zgłoszenia są znane
strays-empty-says = Zgłoszenie pojawia się tutaj, gdy połączenie podaje numer, którego nie ma żadne nasze żądanie albo który ma już inne.
strays-waiting = { $count ->
    [one] { $count } obcego zgłoszenia nie udało się powiązać z naszym żądaniem.
    [few] { $count } obcych zgłoszeń nie udało się powiązać z naszymi żądaniami.
    [many] { $count } obcych zgłoszeń nie udało się powiązać z naszymi żądaniami.
   *[other] { $count } obcego zgłoszenia nie udało się powiązać z naszymi żądaniami.
}
strays-see = Wyjaśnij
stray-ticket = Ich numer
stray-named = Ich tytuł
stray-from = Skąd
stray-why = Dlaczego nieznane
stray-last = Ostatnia wiadomość
stray-times = Wzmianki
stray-first-at = Pierwsza wzmianka
stray-last-at = Ostatnia wzmianka
stray-facts = Co przyszło
stray-answered = Numer w odpowiedzi
stray-event-status = Zmienił się stan
stray-event-changed = Coś dodano
stray-event-asked = Zadano pytanie
stray-event-resolved = Rozwiązano
stray-event-filed = Złożono zgłoszenie
stray-event-deleted = Usunięto zgłoszenie
stray-reason-unknown-number = Żadne żądanie nie ma tego numeru
stray-reason-number-taken = Ten numer ma już inne żądanie
stray-title = { $ticket }, { $connection }
stray-why-unknown = { $connection } informuje o zgłoszeniu { $ticket }, a żadne żądanie wysłane tą drogą nie ma tego numeru. Być może pomylono numery albo zgłoszenie złożono gdzie indziej.
stray-why-taken = { $connection } odpowiada numerem { $ticket }, który ma już żądanie { $request }. Trzeba zapytać, o które z nich chodzi: { $connection }.
stray-why-was-taken = { $connection } odpowiada numerem { $ticket }, który miało wtedy inne żądanie.
stray-changed-nothing = Nie zmieniło to żadnego żądania ani zgłoszenia.
stray-attach = To nasze żądanie
stray-attach-says = Żądanie otrzyma ten numer, a wiadomości o nim zostaną pobrane.
stray-attach-do = Powiąż z żądaniem
stray-choose = Wybierz żądanie
stray-no-candidates = Nie ma otwartych żądań wysłanych przez { $connection }.
stray-dismiss = To nie nasze
stray-dismiss-says = Zgłoszenie nie będzie już pokazywane, cokolwiek jeszcze o nim przyjdzie.
stray-dismiss-do = Odrzuć
field-request-id = Żądanie
done-stray-attached = Żądanie ma teraz ten numer.
done-stray-dismissed = Odrzucono.
pass-on = Przekaż klientowi
request-reopen = Problem nie jest rozwiązany
request-reopen-says = Żądanie wraca do odbiorcy ({ $recipient }) razem z tym tekstem. Jeśli odbiorca tymczasem je zamknął, trzeba przekazać zgłoszenie ponownie.
request-reopen-reason = Co nadal się dzieje
request-reopen-do = Zwróć odbiorcy
event-request-reopening = Nierozwiązane: z powrotem u odbiorcy
done-request-reopened = Żądanie jest znowu u odbiorcy.
request-rate = Zmień ważność
request-rate-do = Zmień
request-rate-says = { $recipient } otrzyma samą zmianę. Jeśli ją odrzuci, żądanie to pokaże i zachowa poprzednią ważność.
request-rate-note = { $recipient } przeczyta o tym w notatce: nie ma tam osobnego pola.
request-rate-asks = { $recipient } dostanie prośbę w notatce i zdecyduje: ważność tutaj odpowiada ich ocenie.
request-rate-portal = Zmień ją też w portalu: { $recipient } nie dowie się o niej stąd.
event-request-severity = { $who }: żądanie otrzymało ważność „{ $severity }”.
done-request-rated = Ważność zmieniono.
refusal-closed-for-good = Odbiorca ostatecznie zamknął to żądanie: przekaż zgłoszenie ponownie.
refusal-not-resolved = Odbiorca nie uznaje tego żądania za rozwiązane.
refusal-in-portal = To żądanie jest w portalu: otwórz je tam ponownie, a potem zapisz, co pokazuje portal.
new-case-received = Do żądania { $request } ({ $sender }): sprawdź, co przysłano, i w razie potrzeby opisz to własnymi słowami. Pliki przejdą do zgłoszenia.
route-first-by-name = Z kilku jest pierwsze według nazwy.

## Wiadomość, która mogła dotrzeć.

delivery-open-says = { $recipient } być może już ją ma: została wysłana, lecz serwer poczty nie potwierdził przyjęcia. Skrzynki nie można zapytać, więc nie zostanie wysłana ponownie, dopóki ktoś tego nie ustali.
delivery-confirm = Czy dotarła?
delivery-confirm-says = Zapytaj odbiorcę ({ $recipient }) albo odszukaj w dzienniku serwera poczty Message-ID podany w ostatniej odpowiedzi.
delivery-confirm-arrived = Dotarła
delivery-confirm-again = Wyślij ponownie
delivery-confirm-again-says = Wyjdzie pod tym samym identyfikatorem, po którym wiele systemów poczty rozpoznaje powtórzenie.
done-delivery-arrived = Oznaczono jako dostarczoną.
refusal-nobody-to-ask = Nie ma kogo zapytać, czy dotarła: ustal to, a potem podaj, że dotarła albo że ma zostać wysłana ponownie.
refusal-is-asked = O to pyta odbiorcę sam system: ponów próbę teraz albo zaniechaj dostarczenia.

## A connection that a person has stopped.

delivery-stopped-says = Połączenie { $connection } zatrzymano { $time }. Dopóki administrator globalny go nie wznowi, { $recipient } nic przez nie nie otrzyma i nikt nie zapyta, czy wiadomość dotarła.
request-unknown-stopped-says = Wysłano, ale { $recipient } tego nie potwierdza i teraz nikt o to nie pyta.
request-stopped-by-says = Połączenie { $connection } zatrzymano { $time } ({ $person }). Dopóki administrator globalny go nie wznowi, { $recipient } nic przez nie nie otrzyma i odpowiedzi nie przyjdą.
request-stopped-says = Połączenie { $connection } zatrzymano { $time }. Dopóki administrator globalny go nie wznowi, { $recipient } nic przez nie nie otrzyma i odpowiedzi nie przyjdą.
request-stopped-urgent = Jeśli nie można czekać, zapytaj odbiorcę ({ $recipient }), czy żądanie dotarło.
