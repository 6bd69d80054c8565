## Dostęp awaryjny.

emergency = Dostęp awaryjny
emergency-lede = Na dzień, w którym nie może wejść żaden administrator globalny: konto samej organizacji, do którego wchodzi się tylko kodem z sejfu.
emergency-none = Nie ustawiono
emergency-open = Użyty i jeszcze nie zapieczętowany
emergency-sealed = Zapieczętowany { $time }, { $name }
emergency-seal = Zapieczętuj
emergency-seal-says = Zobaczysz kod ten jeden raz: wydrukuj go i włóż do sejfu, który może otworzyć kilka osób. Działa raz i wpuszcza na { $hours ->
    [one] { $hours } godzinę
    [few] { $hours } godziny
    [many] { $hours } godzin
   *[other] { $hours } godziny
} ze wszystkimi prawami administratora globalnego, bez hasła i drugiego składnika. Wszyscy administratorzy globalni dowiedzą się od razu.
emergency-seal-again-says = Poprzedni kod już niczego nie otworzy, a kto wszedł nim, zostanie wylogowany.
emergency-seal-do = Utwórz nowy kod
emergency-once = Kod, pokazany tylko raz
emergency-once-says = Wydrukuj go i włóż do sejfu. Nie jest przechowywany i nie da się go pokazać ponownie.
emergency-remove = Usuń
emergency-remove-says = Kod już niczego nie otworzy, a kto wszedł nim, zostanie wylogowany.
emergency-remove-do = Usuń dostęp awaryjny
emergency-last = Ostatnie użycie
emergency-never = Nie było.
emergency-when = Kiedy
emergency-from = Skąd
emergency-audit-says = Co zrobiono, jest w dzienniku.
emergency-code = Kod
emergency-name = Kim jesteś
emergency-reason = Po co
emergency-reason-hint = Przeczytają to od razu wszyscy administratorzy globalni.
emergency-door-says = Na dzień, w którym nikt inny nie może wejść. Kod działa raz; wszyscy administratorzy globalni od razu dowiedzą się, kto wszedł i po co.
emergency-door-do = Wejdź i powiadom wszystkich
emergency-here = Korzystasz z dostępu awaryjnego do { $time }. Wiedzą o tym wszyscy administratorzy globalni. To, co robisz, jest zapisywane.
emergency-unsealed = Użyto dostępu awaryjnego, { $time }: { $name }. Nie jest jeszcze zapieczętowany.
emergency-unsealed-do = Zajmij się tym
done-emergency-removed = Dostęp awaryjny usunięty.
notice-emergency-opened = Użyto dostępu awaryjnego, { $sender }: { $title }
mail-emergency-subject = Użyto dostępu awaryjnego: { $organization }
mail-emergency =
    Ktoś skorzystał z dostępu awaryjnego ze wszystkimi prawami administratora globalnego. Organizacja: { $organization }.

    Kto: { $name }
    Po co: { $reason }
    Kiedy: { $time }
    Skąd: { $address }

    Jeśli nic o tym nie wiesz, zapieczętuj dostęp awaryjny od nowa: to zakończy tę sesję.
    { $link }
