## Состояние служб в календаре и программе новостей.

readers = Календарь и новости
readers-lede = Состояние служб в программе, в которой нельзя войти. Ключ показывает то, что видно вам, каждый раз заново, всякому, у кого есть его адрес; изменить он ничего не может.
reader-keys = Ваши ключи
reader-keys-empty = Ключей пока нет
reader-keys-empty-says = Создайте отдельный ключ для каждой программы, чтобы отзывать их по одному.
reader-once = Адреса показаны один раз
reader-once-says = Скопируйте нужный сейчас: в адресе есть ключ, он не хранится, и показать его снова нельзя.
reader-calendar = Календарь (iCalendar)
reader-news = Новости (Atom)
reader-new = Новый ключ
reader-name-hint = Программа и устройство, например «Календарь в телефоне».
reader-narrow-says = Ключ может показывать меньше, чем видно вам:
reader-service-hint = Пусто: все службы.
reader-region-hint = Пусто: все регионы. То, что происходит повсюду, видно всегда.
reader-customer-hint = Пусто: все клиенты. Введите название, домен или тенант.
reader-shows-all = Всё, что видно вам
reader-do = Создать ключ
reader-title = { $name }: состояние служб, { $organization }
reader-issue-title = { $status }: { $title }
reader-issue-kind = { $kind }, { $number }
reader-post-title = Новое сообщение: { $title }
done-reader-key-revoked = Ключ отозван.
refusal-too-many-keys = У вас 20 действующих ключей: отзовите тот, который больше не нужен.
audited-reader-key-add = Создание ключа для календаря или новостей
audited-reader-key-revoke = Отзыв ключа для календаря или новостей

## Один клиент из многих.

customers-found = Какой клиент?
fault-choose-customer = Выберите одного из найденных или уточните название.
fault-no-such-customer = Клиента с таким названием у вас нет.
feed-customer-hint = Только для источника одного клиента. Введите название, домен или тенант.
