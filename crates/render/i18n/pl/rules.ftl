# Zasady, które organizacja ustala sama dla siebie.
nav-rules = Zasady
rules-lede = Co Twoja organizacja ustaliła dla siebie — we wszystkich swoich chmurach.
rules-changed = Ostatnia zmiana: { $time }.
rules-who = Kto i co zmienił
rules-by = Te zasady zmienia: { $role }.
rules-people = Kto co może
rules-targets = Terminy
rules-recipient = Odbiorca
rules-do = Zapisz zasady
rule-yes = Tak
rule-no = Nie
rule-nothing = Brak
rule-percent = { $number } %
rule-hours = od { $from } do { $to }
rule-target = { $severity }: { $clock }
rule-working-hours = Godziny pracy
field-approval-required = Do przekazania potrzebna jest druga osoba
rule-approval-says = Zanim zgłoszenie zostanie przekazane wyżej, zatwierdza je agent administracyjny albo administrator globalny — inny niż ten, kto o to prosi; krytyczne zatwierdza się po przekazaniu. Obowiązuje od razu, także dla otwartych zgłoszeń, które jeszcze nie zostały przekazane.
field-sales-agents-work-cases = Agenci sprzedaży pracują nad zgłoszeniami
rule-sales-says = Mogą otwierać zgłoszenia, pisać notatki, odpowiadać i oceniać dopasowania, ale nie przekazywać wyżej. Obowiązuje od razu, dla wszystkich zalogowanych.
field-pass-on-answers = Klient od razu czyta notatki odbiorcy
rule-pass-on-says = To, co dostawca lub dystrybutor napisze do żądania, klient czyta bez zmian, w języku odbiorcy. W przeciwnym razie pozostaje to wewnętrzne, dopóki agent nie przekaże tego dalej. Pytania, decyzje i pliki nigdy nie są przekazywane automatycznie. Obowiązuje dla nowych notatek.
field-match-threshold = Od jakiej pewności problem uznaje się za przyczynę, w procentach
rule-threshold-says = Udokumentowany problem znaleziony co najmniej z taką pewnością wstrzymuje zgłoszenie, dopóki ktoś go nie odrzuci. Obowiązuje dla nowych sprawdzeń; wcześniejsze zostają bez zmian.
field-feed-fresh-minutes = Przez ile minut kanał uznaje się za świeży
rule-fresh-says = Odczytane wcześniej uznaje się za nieaktualne, a nigdy za znak, że wszystko działa. Obowiązuje dla nowych sprawdzeń.
rule-hours-says = W tych godzinach biegną terminy wszystkich ważności oprócz krytycznej. Biegnące terminy są od razu liczone na nowo; to, co już minęło, zostaje zapisane.
rule-closes-says = 24:00 to północ.
rule-holidays-says = Jeden dzień w wierszu, na przykład 2026-12-25. W te dni terminy stoją.
rule-targets-says = W minutach czasu, w którym biegnie termin; krytyczne biegną całą dobę. Biegnące terminy są od razu liczone na nowo; żądania już otrzymane zachowują swój termin.
rule-languages-says = W tych językach odbiorca odpowiada całą dobę. Przy żądaniu w innym języku pojawia się ostrzeżenie, od następnego żądania.
rule-security-says = Link albo adres e-mail. Pokazywany, gdy zgłoszenie dotyczy luki; system nigdy tam nie pisze. Obowiązuje od razu.
field-calendar-opens = Początek
field-calendar-closes = Koniec
field-calendar-time-zone = Strefa czasowa
field-calendar-days = Dni robocze
field-calendar-holidays = Święta
field-recipient-languages = Języki odbiorcy
field-security-contact = Kontakt w sprawie luk
weekday-monday = Poniedziałek
weekday-tuesday = Wtorek
weekday-wednesday = Środa
weekday-thursday = Czwartek
weekday-friday = Piątek
weekday-saturday = Sobota
weekday-sunday = Niedziela
fault-not-a-contact = Wymaga linku zaczynającego się od https:// albo adresu e-mail.
fault-not-a-time-of-day = Wymaga godziny od 00:00 do 24:00, na przykład 08:30.
fault-before-opening = Musi być później niż początek.
done-rules-saved = Zasady zapisano i obowiązują od tej chwili.
guide-rules = Zasady Twojej organizacji
field-audit-days = Ile dni przechowywać dziennik inspekcji
rule-audit-says = Rok (365) albo dłużej; puste pole oznacza bezterminowo. Potem treść wpisów jest usuwana, a pieczęcie nadal dowodzą, że niczego nie wyjęto. Obowiązuje w ciągu godziny.
rule-for-ever = bezterminowo
rule-days = { $count ->
    [one] { $count } dzień
    [few] { $count } dni
    [many] { $count } dni
   *[other] { $count } dnia
}
