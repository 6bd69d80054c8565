# Co ktoś obserwuje i o czym jest powiadamiany.
bell = Powiadomienia
bell-unread = { $count ->
    [one] Powiadomienia, { $count } nieprzeczytane
    [few] Powiadomienia, { $count } nieprzeczytane
    [many] Powiadomienia, { $count } nieprzeczytanych
   *[other] Powiadomienia, { $count } nieprzeczytanego
}
bell-many = Powiadomienia, nieprzeczytane: 99+
notices-lede = Co się stało z tym, co obserwujesz, i z Twoimi zgłoszeniami. Wiersz jest przeczytany, gdy otworzysz to, do czego prowadzi; po { $days } dniach znika.
notices-unread = Nieprzeczytane
notices-read = Przeczytane
notices-read-all = Oznacz wszystkie jako przeczytane
notice-read-this = Oznacz jako przeczytane
notices-none = Nic nieprzeczytanego
notices-none-says = Tu pojawiają się problemy usług, regionów i klientów, których obserwujesz, odpowiedzi w Twoich zgłoszeniach oraz losy Twoich żądań.
notices-what-you-follow = Co obserwujesz
notice-issue-new = Nowy problem: { $title }
notice-issue-status = Nowy stan – „{ $status }”: { $title }
notice-issue-posted = { $count ->
    [one] { $count } nowy wpis dostawcy: { $title }
    [few] { $count } nowe wpisy dostawcy: { $title }
    [many] { $count } nowych wpisów dostawcy: { $title }
   *[other] { $count } nowego wpisu dostawcy: { $title }
}
notice-issue-ended = Koniec problemu: { $title }
notice-case-explained = { $issue } wyjaśnia Twoje zgłoszenie: { $title }
notice-request-asked = Odbiorca prosi o uzupełnienie żądania: { $title }
notice-request-returned = Odbiorca zwrócił żądanie z podaniem powodu: { $title }
notice-request-resolved = Odbiorca podaje, że rozwiązano: { $title }
notice-customer-wrote = { $count ->
    [one] Odpowiedź klienta { $customer }: { $title }
    [few] { $count } odpowiedzi klienta { $customer }: { $title }
    [many] { $count } odpowiedzi klienta { $customer }: { $title }
   *[other] { $count } odpowiedzi klienta { $customer }: { $title }
}
notice-customer-persists = Klient { $customer } podaje, że problem nadal występuje: { $title }
notice-customer-confirmed = Klient { $customer } potwierdza rozwiązanie: { $title }
notice-posts = { $count ->
    [one] { $count } nowy wpis
    [few] { $count } nowe wpisy
    [many] { $count } nowych wpisów
   *[other] { $count } nowego wpisu
}
follow = Obserwuj
following = Obserwujesz
follow-what = Obserwuj: { $what }
follow-on = Obserwujesz: { $what }. Przestań obserwować
follow-stop = Przestań obserwować: { $what }
follow-service-in = { $service }, { $region }
follows = Co obserwujesz
follows-says = Dostajesz powiadomienie, gdy dostawca udokumentuje tam problem, doda do niego wpis, zmieni jego stan albo go zakończy.
follows-none = Jeszcze niczego nie obserwujesz
follows-none-says = Usługę lub region zaczniesz obserwować tutaj, na tablicy albo na stronie problemu, a klienta na jego stronie.
follows-any-service = Wszystkie usługi
follows-any-region = Wszystkie regiony
follows-add = Obserwuj
follows-kind-service = Usługa
follows-kind-region = Region
follows-kind-customer = Klient
done-followed = Od teraz to obserwujesz.
done-unfollowed = Już tego nie obserwujesz.
done-notices-read = Wszystko oznaczono jako przeczytane.
refusal-follow-limit = Obserwujesz już tyle, ile jedna osoba może: najpierw zrezygnuj z czegoś.
following-end = Przestań obserwować
notice-case-assigned = Przydzielono Ci zgłoszenie: { $title }
notice-received-new = { $count ->
    [one] { $count } nowe żądanie w skrzynce, ostatnie od { $sender }: { $title }
    [few] { $count } nowe żądania w skrzynce, ostatnie od { $sender }: { $title }
    [many] { $count } nowych żądań w skrzynce, ostatnie od { $sender }: { $title }
   *[other] { $count } nowego żądania w skrzynce, ostatnie od { $sender }: { $title }
}
notice-received-answered = { $count ->
    [one] { $count } odpowiedź partnera { $sender }: { $title }
    [few] { $count } odpowiedzi partnera { $sender }: { $title }
    [many] { $count } odpowiedzi partnera { $sender }: { $title }
   *[other] { $count } odpowiedzi partnera { $sender }: { $title }
}
notice-received-withdrawn = Partner { $sender } wycofał żądanie: { $title }
notice-role-asked = { $sender } prosi o rolę „{ $role }” na czas: { $title }
notice-role-given = Masz na czas rolę „{ $role }”: { $title }
notice-role-refused = Odmówiono Ci roli „{ $role }”: { $title }
notice-role-ended = Rola „{ $role }” na czas się skończyła: { $title }
notices-lede-received = Co dotarło do skrzynki i co odpowiedzieli partnerzy w żądaniach, nad którymi pracujesz. Wiersz jest przeczytany, gdy otworzysz to, do czego prowadzi; po { $days } dniach znika.
notices-none-received = Tu pojawiają się nowe żądania oraz odpowiedzi i wycofania w tych, nad którymi pracujesz.
notice-keeper-left = { $keeper } już tu nie pracuje, a odpowiada za program { $title }: ktoś inny musi go przejąć
