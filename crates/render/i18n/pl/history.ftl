## Historia usługi.

history-title-of = { $service }, ostatnie 90 dni
history-of-all = Na podstawie opublikowanych informacji, dla wszystkich waszych klientów
history-of-customer = Na podstawie opublikowanych informacji, dla klienta { $customer }
history-not-only = Nie tylko { $customer }
history-days = Dni, o których jest co powiedzieć
history-healthy = { $count ->
    [one] { $count } dzień bez zakłóceń
    [few] { $count } dni bez zakłóceń
    [many] { $count } dni bez zakłóceń
   *[other] { $count } dnia bez zakłóceń
}
history-day = Dzień
history-worst = Najgorszy stan
history-issues = Problemy
history-unread = Nieznane przez
history-empty = Nic nie opublikowano
history-empty-says = Przez wszystkie dziewięćdziesiąt dni odczytywano źródło, które by o tym powiedziało.
history-all-days = Historia: { $service }, 90 dni

## Tablica: ile czego jest.

board-all-services = Wszystkie usługi
count-issues = { $count ->
    [one] { $count } problem
    [few] { $count } problemy
    [many] { $count } problemów
   *[other] { $count } problemu
}
feeds-all-count = Wszystkie źródła: { $count }
board-customers-order = Najpierw klienci, u których coś nie działa, potem pozostali według nazwy.
history-not-recorded-says = „Brak danych” znaczy: o awarii nic nie opublikowano, ale przez ponad godzinę tego dnia nie odczytywano żadnego źródła, które by o niej powiedziało.
