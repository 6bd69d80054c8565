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
