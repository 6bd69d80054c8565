## Источники данных о работоспособности.

nav-feeds = Источники данных
feeds-lede = Что система читает, чтобы знать о сбоях. Хорошей новостью считается только прочитанное целиком и недавно.
feeds-all = Все источники
feed-new = Настроить источник
feed-new-lede = Источник читается сразу, а затем с заданным промежутком.
feed-whose = Чей
feed-of-all = Общий, для всех
feed-of-each = { $count ->
    [one] Отдельный у каждого, { $count } клиент службы
    [few] Отдельный у каждого, { $count } клиента службы
    [many] Отдельный у каждого, { $count } клиентов службы
   *[other] Отдельный у каждого, { $count } клиента службы
}
feed-published = Поставщика, публикуется здесь
feed-here = Публикуется в этой системе
feed-by-hand = Импортируется вручную
feed-tenants-public = Общий, для всех
feed-tenants-one = Одного клиента
feed-tenants-each = Каждого клиента в отдельности
feed-tenants-hint = Для каждого в отдельности: через ваше приложение, которому это разрешает делегированное администрирование клиента.
feed-last = Прочитано
feed-next = Следующее чтение
feed-no-next = само не читается
feed-off = не читается
feed-partly = прочитано не у всех
feed-as-of = { $time }, { $age } назад
feed-never = ни разу не прочитано
feed-gap-since = { $count ->
    [one] { $count } из { $total } не читается как следует с { $time }
    [few] { $count } из { $total } не читаются как следует с { $time }
    [many] { $count } из { $total } не читаются как следует с { $time }
   *[other] { $count } из { $total } не читаются как следует с { $time }
}
feed-gap-never = { $count ->
    [one] { $count } из { $total } ни разу не прочитан
    [few] { $count } из { $total } ни разу не прочитаны
    [many] { $count } из { $total } ни разу не прочитаны
   *[other] { $count } из { $total } ни разу не прочитаны
}
feed-untried = попыток ещё не было
feed-tries = { $count ->
    [one] { $count } попытка: прочитано { $read }, без ответа { $failed }, не разобрано { $malformed }
    [few] { $count } попытки: прочитано { $read }, без ответа { $failed }, не разобрано { $malformed }
    [many] { $count } попыток: прочитано { $read }, без ответа { $failed }, не разобрано { $malformed }
   *[other] { $count } попытки: прочитано { $read }, без ответа { $failed }, не разобрано { $malformed }
}
feed-last-tries = Последние попытки
feed-tried = Последняя попытка
feed-read-records = { $count ->
    [one] { $time }, { $count } запись
    [few] { $time }, { $count } записи
    [many] { $time }, { $count } записей
   *[other] { $time }, { $count } записи
}
feed-troubled = Чьи данные не читаются
feed-readings = Чтение
feed-no-trouble = Данные всех клиентов читаются
feed-no-trouble-says = Здесь появится клиент, чьи данные не отвечают, отстают или не разбираются, и что именно не так.
feed-not-yet = Ещё не читали
feed-not-yet-says = Включённый источник читается через несколько секунд после настройки.
feed-read-now = Прочитать сейчас
feed-set-up = Настройка
feed-tells-of = Сообщает о
feed-tells-of-none = ни об одном семействе: объясняет обращения, но исправности не подтверждает
feed-every = Промежуток
feed-by = Это меняет { $role }.
feed-name-hint = Для Statuspage, RSS и Atom имя говорит, чья это страница: одной странице — одно имя.
feed-location-hint = Начинается с https:// или с file: и пути в папке источников. Пусто: собственный адрес поставщика. Паролей здесь не пишут.
feed-families-hint = Только если этого не говорит сам формат. О чём источник сообщает, исправность того он и подтверждает.
feed-interval-hint = От минуты до суток.
feed-enabled-says = Если снять отметку, источник останется настроенным, а данные будут стареть.
feed-credential = От чьего имени читать
feed-credential-says = Только для Microsoft Graph и событий Azure: приложение, которому это разрешает делегированное администрирование клиентов.
feed-secret-hint = Его имя в конфигурации: латинские буквы, цифры, - и _. Сам секрет сюда не пишут.
feed-add-do = Настроить
feed-remove = Убрать источник
feed-remove-says = Прочитанное останется. Новых данных из него не будет, и исправности он больше не подтверждает.
feed-remove-do = Убрать этот источник
field-families = О сбоях каких семейств сообщает
field-interval-minutes = Минут между чтениями
field-is-enabled = Читать автоматически
field-location = Адрес
field-credential-client-id = Идентификатор приложения
field-credential-secret = Имя секрета
done-feed-added = Источник настроен и будет прочитан через несколько секунд.
done-feed-saved = Источник изменён.
done-feed-removed = Источник убран.
done-feed-hurried = Источник будет прочитан через несколько секунд.
fault-not-a-location = Нужен адрес, который начинается с https://, или file: и путь в папке источников.
fault-has-secret = Нужен адрес без имени пользователя и пароля.
fault-not-a-name = Нужно имя секрета, а не сам секрет.
fault-not-one-customers = Указывают только для источника одного клиента.

## The board.

board-all-regions = Все регионы
field-family = Семейство продуктов
board-all-families = Все семейства
field-state = Состояние
board-all-states = Любое состояние
board-none = Ничего не подходит
board-none-says = Ни одна служба ваших клиентов не подходит под эти условия.
field-in = Регион
field-customer = Клиент
feed-forget = Забыть
feed-forget-says = Прочитанное останется. Его возраст больше не мешает подтвердить исправность.
