## То, что окружает каждую страницу.

skip = Перейти к содержимому
menu = Меню
nav-main = Главное
crumbs = Где вы находитесь
on-this-page = На этой странице
cloud-switch = Облако
language = Язык
theme-switch = Переключить светлую и тёмную тему
find = Поиск и переход…
find-do = Найти
shortcuts = Сочетания клавиш
account = Ваша учётная запись
account-yours = Ваша учётная запись:
tokens = Токены API
signout = Выйти
foot-zone = Время: { $zone }
foot-feed = Данные о работоспособности прочитаны в { $time }
foot-no-feed = Данные о работоспособности не читаются
foot-guidance = Как передать поставщику
foot-product = Tierline: стол поддержки облачного канала
saved-views = Сохранённые представления
filters-clear = Сбросить фильтры
any = Все
not-known-yet = Пока неизвестно
nobody-yet = не назначен
none-yet = пока нет
cancel = Отмена
save = Сохранить
print = Печать
copy = Копировать
copied = Скопировано
copy-what = Копировать: { $what }
show = Показать
look-at-it = Посмотреть
pager-shown = { $count ->
    [one] Показано: { $count }
    [few] Показано: { $count }
    [many] Показано: { $count }
   *[other] Показано: { $count }
}
pager-first = Первая страница
pager-next = Далее
count-customers = { $count ->
    [one] { $count } клиент
    [few] { $count } клиента
    [many] { $count } клиентов
   *[other] { $count } клиента
}

## Столбцы списков.

column-case = Обращение
column-request = Запрос на обслуживание
column-severity = Серьёзность
column-rung = Ступень
column-owner = Ведёт
column-age = Возраст
column-next-clock = Ближайший срок
column-clock = Срок
column-status = Состояние
column-recipient = Получатель
column-route = Путь
column-last-reply = Последний ответ

owner-anyone = Кто угодно
owner-me = Я
owner-nobody = Никто
owner-colleague = Коллега

turn-ours = Наша
turn-customer = Клиента
turn-provider = Поставщика
turn-over = Завершено

## Делегированное администрирование одной строкой.

delegated-live-days = { $count ->
    [one] Действует, остался { $count } день
    [few] Действует, осталось { $count } дня
    [many] Действует, осталось { $count } дней
   *[other] Действует, осталось { $count } дня
}
delegated-ends-today = Заканчивается сегодня
delegated-ended = Закончилось { $time }
delegated-none = Нет
delegated-ends-soon = { $count ->
    [0] <strong>Делегированное администрирование заканчивается сегодня.</strong> После этого никто не сможет устранять неполадки и подавать запросы от имени клиента.
    [one] <strong>Делегированное администрирование закончится через { $count } день.</strong> После этого никто не сможет устранять неполадки и подавать запросы от имени клиента.
    [few] <strong>Делегированное администрирование закончится через { $count } дня.</strong> После этого никто не сможет устранять неполадки и подавать запросы от имени клиента.
    [many] <strong>Делегированное администрирование закончится через { $count } дней.</strong> После этого никто не сможет устранять неполадки и подавать запросы от имени клиента.
   *[other] <strong>Делегированное администрирование закончится через { $count } дня.</strong> После этого никто не сможет устранять неполадки и подавать запросы от имени клиента.
}

## Формы.

faults-form = Не получилось
faults-fields = { $count ->
    [one] Нужно исправить { $count } поле
    [few] Нужно исправить { $count } поля
    [many] Нужно исправить { $count } полей
   *[other] Нужно исправить { $count } поля
}
fault-empty = Не заполнено, а заполнить нужно.
fault-too-long = Длиннее, чем принимает поле.
fault-too-short = Нужно не меньше { $number } знаков.
fault-forbidden-character = Содержит знак, который не виден или переворачивает текст.
fault-line-break = Принимает одну строку.
fault-unknown = Здесь такого нет.
fault-invalid = Не подходит.
fault-in-future = Это время ещё не наступило: проверьте дату и часовой пояс.
fault-too-long-ago = Это больше десяти лет назад: проверьте год.
fault-not-an-address = Это не адрес почты, например name@example.com.
fault-not-a-country = Укажите код страны из двух букв, например PL.
fault-not-a-zone = Укажите название часового пояса, например Europe/Warsaw.
fault-not-a-phone = Укажите номер с кодом страны, например +48 22 555 01 00.
fault-too-many = Больше, чем можно принять.
fault-out-of-range = Выходит за пределы возможного.
fault-taken = Уже принадлежит кому-то другому.
fault-too-large = Больше { $number } МБ, а столько принять нельзя.
fault-unreadable = Не удаётся прочитать.
fault-required = Нужно выбрать.
fault-wrong-password = Адрес и пароль не подходят друг другу.
fault-wrong-code = Это не тот код, который программа напечатала при запуске.
fault-tries-left = { $number ->
    [one] Адрес и пароль не подходят друг другу. Осталась { $number } попытка.
    [few] Адрес и пароль не подходят друг другу. Осталось { $number } попытки.
    [many] Адрес и пароль не подходят друг другу. Осталось { $number } попыток.
   *[other] Адрес и пароль не подходят друг другу. Осталось { $number } попытки.
}
fault-locked = Слишком много попыток: подождите { $number } мин.

field-action = Что сделано
field-affected = Кого затронуло и с каких пор
field-affected-users = Сколько человек затронуто
field-area = Над чем работали
field-assignee = Ведёт
field-assignee-id = Ведёт
field-category = Категория
field-contact-email = Почта контактного лица
field-contact-name = Контактное лицо
field-correlation-ids = Идентификаторы корреляции
field-customer-id = Клиент
field-feed = Имя ленты
field-description = Описание
field-documentation-url = Ссылка на описание службы
field-email = Адрес почты
field-error-text = Текст ошибки
field-expected = Что ожидалось
field-file = Файл
field-from = Откуда
field-kind = Чем является организация
field-means = Каким способом
field-name = Ваше имя
field-organization = Организация
field-outcome = Чем закончилось
field-partner-kind = Место в канале
field-password = Пароль
field-q = Поиск
field-query = Поиск
field-reason = Причина
field-region = Регион
field-result = Что увидели
field-rung = Ступень
field-second-observation = Второе наблюдение
field-seen = Что видно
field-service = Служба
field-severity = Серьёзность
field-started-at = С какого времени
field-steps = Шаги воспроизведения
field-subject = Тема
field-tenants = Тенанты
field-text = Сообщение
field-to = Куда
field-trace = Трассировка или проба
field-visibility = Кто может читать

subject-hint = Одна строка, по которой коллега узнает проблему.
description-hint = Словами клиента: что происходит, у кого и чему это мешает.
error-text-hint = Так, как на экране.
correlation-ids-hint = По одному в строке. По ним поставщик находит неудачные вызовы.
service-hint = Сначала службы этого клиента.
started-at-hint = В вашем часовом поясе, { $zone }.
password-hint = Не меньше 12 знаков. Предложение запомнить легче, чем загадку.
file-hint = Не больше 15 МБ.
file-internal = Только мы
file-customer = И клиент
file-provider = И поставщик

## Вход и первая настройка.

sign-in = Вход
sign-in-ended = Ваш сеанс закончился в { $time }. Написанное сохранено.
sign-in-help = Учётные записи и новые пароли создаёт ваш администратор.
set-up = Первая настройка
set-up-lede = Здесь пока пусто. Кто знает код и заполнит эту форму, станет первым администратором.
field-code = Код первой настройки
set-up-code-hint = Программа напечатала его при запуске. Он есть и в файле setup.code в её папке данных.
set-up-do = Начать работу
set-up-kind-hint = Партнёр поддерживает клиентов, поставщик предоставляет службы.
set-up-partner-kind-hint = От этого зависит, кто какие запросы может подавать. Для поставщика не имеет значения.

## Что может пойти не так.

try-again = Попробовать снова
go-home = На главную
trouble-unreadable = Это не удалось прочитать
trouble-unreadable-says = Таких адресов и форм здесь не бывает. Вернитесь, загрузите страницу заново и отправьте ещё раз.
trouble-signed-out = Сначала войдите
trouble-signed-out-says = Ваш сеанс закончился, или этой странице нужен вход.
trouble-forbidden = Смотреть можно, делать это нельзя
trouble-forbidden-says = Это могут роли: { $roles }. Попросите того, у кого есть одна из них.
trouble-not-found = Здесь ничего нет, или не для вас
trouble-not-found-says = Адрес неверен, записи больше нет, или она принадлежит другой организации или другому облаку.
trouble-blocked = Ещё рано: условия не выполнены
trouble-blocked-says = Ничего не отправлено и ничего не изменено.
trouble-in-flight = Это уже обрабатывается
trouble-in-flight-says = Та же форма отправлена мгновение назад. Посмотрите на страницу, прежде чем отправлять ещё одну.
trouble-refused = В таком состоянии невозможно
trouble-refused-says = Состояние записи этого не позволяет. Посмотрите на неё ещё раз.
trouble-stale = Кто-то тем временем это изменил
trouble-stale-says = Запись изменилась с тех пор, как вы её открыли. Посмотрите ещё раз и решите. Ваш текст сохранён ниже.
meanwhile-by = Пока вы писали, это изменили: { $who }, { $time }
meanwhile-says = Написанное вами не пропало, но ещё не сохранено. Если сейчас в поле стоит другое, оно показано под полем. Повторное сохранение заменит его вашим.
meanwhile-now = Сейчас: { $value }
meanwhile-nothing = Сейчас: пусто
trouble-too-large = Слишком много
trouble-too-large-says = Принимается не больше { $limit }.
trouble-too-many = Слишком много попыток
trouble-too-many-says = Следующая возможна в { $time }.
trouble-internal = Эту страницу не удалось загрузить
trouble-internal-says = Ошибка наша, а не ваша. Она записана.
trouble-unavailable = Сейчас слишком много запросов
trouble-unavailable-says = Через мгновение они снова будут приниматься. Ничего не изменено.
trouble-number = Номер
trouble-when = Когда
trouble-if-it-stays = Если повторится
trouble-tell = Сообщите номер администратору. Сроки ваших обращений тем временем идут.
trouble-written = Что вы написали
blockers-title = Чего не хватает

refusal-closed = Обращение закрыто: его можно только открыть заново.
refusal-not-closed = Обращение не завершено, открывать заново нечего.
refusal-reopen-too-late = Обращение закрыто больше 14 дней назад: создайте новое, оно будет связано с прежним.
refusal-already-resolved = Обращение уже решено.
done-note-added = Записано.
field-phone = Телефон
field-clouds = Облака, в которых вы работаете
field-country = Страна
field-time-zone = Часовой пояс
field-language = Язык

live-entries = { $count ->
    [one] { $number } новая запись: показать
    [few] { $number } новые записи: показать
    [many] { $number } новых записей: показать
   *[other] { $number } новой записи: показать
}
live-cases = { $count ->
    [one] Изменилось { $number } обращение: показать
    [few] Изменились { $number } обращения: показать
    [many] Изменилось { $number } обращений: показать
   *[other] Изменилось { $number } обращения: показать
}
live-requests = { $count ->
    [one] Изменился { $number } запрос: показать
    [few] Изменились { $number } запроса: показать
    [many] Изменилось { $number } запросов: показать
   *[other] Изменилось { $number } запроса: показать
}
live-lines = { $count ->
    [one] { $number } изменение: показать
    [few] { $number } изменения: показать
    [many] { $number } изменений: показать
   *[other] { $number } изменения: показать
}

# Вход через организацию.
sign-in-organization = Войти через свою организацию
sign-in-leads-title = Вход в вашей организации
sign-in-leads-lede = Вы войдёте на { $host } и вернётесь сюда автоматически.
sign-in-leads-go = Продолжить на { $host }
fault-no-provider = Ни одна организация здесь не входит через внешнюю службу с адресами этого домена. Войдите по паролю.
fault-unreachable = Служба входа вашей организации сейчас недоступна. Попробуйте через минуту.
fault-sign-in-lost = Вход не был начат в этом браузере за последние минуты. Начните заново.
fault-not-signed-in = Ваша организация не подтвердила вход. Попробуйте ещё раз, затем обратитесь к администратору.
fault-not-believed = Ответ службы входа вашей организации не прошёл проверку. Попробуйте ещё раз, затем обратитесь к администратору.
fault-unverified-address = Служба входа вашей организации не подтверждает, что адрес ваш. Обратитесь к администратору.
fault-foreign-domain = Домен вашего адреса не подтверждён здесь вашей организацией. Обратитесь к администратору.
fault-no-group = Вы не состоите ни в одной группе, которой разрешена работа здесь. Обратитесь к администратору.
fault-groups-withheld = Вход вашей организации не называет ваших групп: их слишком много. Обратитесь к администратору.
fault-no-request = У этого обращения нет открытого сервисного запроса, и поставщику негде это прочитать: сначала составьте запрос.
fault-not-kept = Об этом человеке здесь ничего не хранится.
fault-works-elsewhere = Вы работаете здесь и для другой организации: войдите по паролю.
