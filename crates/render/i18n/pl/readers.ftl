## Stan usług w kalendarzu i czytniku wiadomości.

readers = Kalendarz i czytniki wiadomości
readers-lede = Stan usług w programie, w którym nie można się zalogować. Klucz pokazuje to, co widzisz, za każdym razem na nowo, każdemu, kto ma jego adres; niczego nie zmienia.
reader-keys = Twoje klucze
reader-keys-empty = Nie ma jeszcze kluczy
reader-keys-empty-says = Utwórz osobny klucz dla każdego programu, aby móc unieważnić jeden bez pozostałych.
reader-once = Adresy, pokazane ten jeden raz
reader-once-says = Skopiuj potrzebny teraz: zawierają klucz, który nie jest przechowywany i nie da się go pokazać ponownie.
reader-calendar = Kalendarz (iCalendar)
reader-news = Wiadomości (Atom)
reader-new = Nowy klucz
reader-name-hint = Program i urządzenie, na przykład: kalendarz w telefonie.
reader-narrow-says = Klucz może pokazywać mniej, niż widzisz:
reader-service-hint = Puste: wszystkie usługi.
reader-region-hint = Puste: wszystkie regiony. To, co dzieje się wszędzie, też jest widoczne.
reader-customer-hint = Puste: wszyscy klienci. Wpisz nazwę, domenę albo dzierżawę.
reader-shows-all = Wszystko, co widzisz
reader-do = Utwórz klucz
reader-title = { $name }: stan usług, { $organization }
reader-issue-title = { $status }: { $title }
reader-issue-kind = { $kind }, { $number }
reader-post-title = Nowy wpis: { $title }
done-reader-key-revoked = Klucz unieważniono.
refusal-too-many-keys = Masz 20 ważnych kluczy: unieważnij ten, którego już nie potrzebujesz.
audited-reader-key-add = Utworzenie klucza do kalendarza lub czytnika
audited-reader-key-revoke = Unieważnienie klucza do kalendarza lub czytnika

## Jeden klient z wielu.

customers-found = Który klient?
fault-choose-customer = Wybierz jednego ze znalezionych albo wpisz więcej z nazwy.
fault-no-such-customer = Nie masz klienta o tej nazwie.
