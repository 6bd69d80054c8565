# Lista klientów: widoki, filtry i kolejność.
customers-view-all = Wszyscy
customers-view-open-cases = Z otwartymi zgłoszeniami
customers-view-expiring = Administracja wygasa w ciągu 30 dni
customers-view-none = Bez administracji delegowanej
customers-none-fit = Żaden klient nie pasuje do tych filtrów
delegated-state-live = Obowiązuje
delegated-state-expiring = Wygasa w ciągu 30 dni
delegated-state-none = Nie obowiązuje
open-requests = Otwarte żądania

# Lista żądań obsługi.
requests-mine = Napisane przeze mnie
requests-all = Wszystkie
request-choice-open = Niezakończone
request-choice-all = Wszystkie
requests-new = Nowe żądanie
requests-new-says = Żądanie obsługi zaczyna się od zgłoszenia. { $count ->
    [0] Teraz żadne zgłoszenie nie jest na to gotowe.
    [one] Gotowe jest { $count } zgłoszenie.
    [few] Gotowe są { $count } zgłoszenia.
    [many] Gotowych jest { $count } zgłoszeń.
   *[other] Gotowe jest { $count } zgłoszenia.
}
requests-new-many = Żądanie obsługi zaczyna się od zgłoszenia. Gotowych jest ponad 99 zgłoszeń.

# Brakujące uprawnienie: kogo zapytać i które role je mają.
trouble-forbidden-ask-one = Może to zrobić { $first }.
trouble-forbidden-ask-two = Może to zrobić { $first } lub { $second }.
trouble-forbidden-ask-three = Może to zrobić { $first }, { $second } lub { $third }.
trouble-forbidden-roles = { $count ->
    [one] Potrzebna jest rola { $roles }.
    [few] Potrzebna jest jedna z ról: { $roles }.
    [many] Potrzebna jest jedna z ról: { $roles }.
   *[other] Potrzebna jest jedna z ról: { $roles }.
}
trouble-forbidden-not-one = { $count ->
    [one] Potrzebna jest rola { $roles }, a w Twojej organizacji nikt jej teraz nie ma.
    [few] Potrzebna jest jedna z ról: { $roles }. W Twojej organizacji nikt nie ma teraz żadnej z nich.
    [many] Potrzebna jest jedna z ról: { $roles }. W Twojej organizacji nikt nie ma teraz żadnej z nich.
   *[other] Potrzebna jest jedna z ról: { $roles }. W Twojej organizacji nikt nie ma teraz żadnej z nich.
}

# Administracja delegowana: kto zdecydował.
delegated-approved-by = Zatwierdzenie
delegated-ended-by = Zakończenie
delegated-decided = { $who }, { $time }
delegated-decided-of = { $who } ({ $organization }), { $time }

# Nowe żądanie: co obiecuje odbiorca, które pliki idą z nim, i zapisany szkic.
severity-answer = Pierwsza odpowiedź w { $span }, całą dobę
severity-answer-business = Pierwsza odpowiedź w { $span } czasu pracy
severity-answers-of = Czas do pierwszej odpowiedzi obiecuje { $recipient }.
request-files-choose = Pliki oznaczone dla dostawcy. Z żądaniem idzie to, co jest zaznaczone.
request-file-open = Otwórz
request-kept = Dla tego zgłoszenia jest szkic: { $who }, { $time }. Widzą go wszyscy agenci.
request-save = Zapisz szkic
request-discard = Odrzuć szkic
done-draft-saved = Szkic jest zapisany przy tym zgłoszeniu.
done-draft-discarded = Szkic jest odrzucony.
fault-not-for-provider = Z żądaniem idą tylko pliki tego zgłoszenia oznaczone dla dostawcy.
field-files = Pliki
audited-case-draft-save = Zapisanie szkicu żądania
audited-case-draft-discard = Odrzucenie szkicu żądania

# Dlaczego żądanie zwrócono.
return-reason = Powód zwrotu
return-reason-hint = Partner czyta go w swoim języku, a Twój tekst tak, jak go napiszesz. Według niego liczone są zwroty.
choose = Wybierz
field-return-reason = Powód zwrotu
return-reason-not-escalation-worthy = Partner może to rozwiązać sam
return-reason-insufficient-evidence = Za mało danych
return-reason-wrong-recipient = Niewłaściwy odbiorca
return-reason-known-issue = Znany problem
return-reason-duplicate = Duplikat
return-reason-other = Inny powód
returns = Zwrócone żądania według powodów
returns-count = Żądania
returns-none = W tym okresie niczego nie zwrócono
returns-none-says = Zwrócone żądania są tu liczone według powodu, który wybrał odbiorca.

# Dystrybutor prowadzi otrzymane żądanie dalej.
received-carry = Otwórz własne zgłoszenie
received-carry-says = Z tym, co mówi żądanie. Nadawca pozostaje tu kontaktem.
received-carried = Dalej prowadzi to żądanie nasze zgłoszenie { $case }.
received-no-customer = Klienta { $customer } nie ma na Twojej liście. Dodaj go, aby otworzyć własne zgłoszenie.
received-answer = { $recipient } o naszym żądaniu { $request }: { $status }
received-pass-down = Przekaż odpowiedź
case-received = Prowadzi dalej { $request }, nadawca: { $sender }.
audited-received-carry = Otwarcie zgłoszenia dla otrzymanego żądania
refusal-carried = To żądanie ma już zgłoszenie. Kontynuuj w nim.
refusal-customer-missing = Tego klienta nie ma na Twojej liście. Najpierw dodaj go z dzierżawą, którą podaje żądanie.

# Kondycja: jak sklasyfikowano problem i co odczytano przed chwilą.
issue-as-service-issue = Opublikowano jako problem z usługą
issue-as-advisory = Opublikowano jako poradę
issue-as-planned-maintenance = Opublikowano jako planowaną konserwację
issue-as-announcement = Opublikowano jako komunikat
feed-as-of-now = { $time }, przed chwilą

field-delegated-admin = Administracja delegowana
field-relationship-status = Relacja
