## Что сделано: по предложению на каждое слово `?done=`.

done-case-opened = Обращение открыто. Работоспособность служб проверена.
done-reply-sent = Ответ опубликован на странице клиента.
done-provider-written = Сообщение добавлено к запросу.
done-file-attached = Файл приложен.
done-assigned = Ответственный изменён.
done-details-saved = Сведения сохранены.
done-waiting-begun = Обращение ждёт клиента. Наши сроки остановлены.
done-waiting-ended = Сроки снова идут.
done-health-checked = Работоспособность служб проверена.
done-match-confirmed = Совпадение подтверждено.
done-match-rejected = Совпадение отклонено.
done-step-recorded = Действие записано.
done-category-decided = Категория определена.
done-waived = Условие снято, ваша причина записана.
done-approval-requested = Согласование запрошено.
done-approved = Согласовано.
done-refused = Отказано.
done-customer-informed = Сообщение опубликовано на странице клиента.
done-symptom-recorded = Записано, что проблема остаётся.
done-resolved = Обращение решено. На странице клиента появился вопрос, так ли это.
done-closed = Обращение закрыто.
done-reopened = Обращение снова открыто.
done-request-prepared = Запрос написан. Теперь подайте его на портале.
done-request-sent = Запрос отправляется.
done-filed = Запрос подан, номер записан.
done-number-corrected = Номер исправлен.
done-portal-recorded = Записано то, что показывает портал.
done-withdrawn = Запрос отозван.
done-joined = Обращение присоединено к этому запросу.
done-accepted = Запрос принят. Партнёр это видит.
done-asked = Вопрос передан партнёру.
done-returned = Запрос возвращён с вашей причиной.
done-request-resolved = Запрос решён. Партнёр спросит клиента.
done-published = Проблема опубликована.
done-posted = Сообщение опубликовано.
done-customer-added = Клиент внесён.
done-customer-saved = Сведения о клиенте сохранены.
done-delegated-requested = Доступ запрошен. Решает администратор клиента.
done-delegated-approved = Доступ разрешён.
done-delegated-rejected = Доступ отклонён.
done-delegated-terminated = Доступ прекращён.
done-reported = Ваше сообщение принято.
done-answered = Ваш ответ принят.
done-account-saved = Учётная запись сохранена.
done-password-changed = Пароль изменён. Все остальные сеансы завершены.
done-token-revoked = Токен отозван.
done-user-saved = Учётная запись изменена.
done-shortcuts-saved = Ваш выбор сохранён.

## Почему в таком состоянии что-то невозможно.

refusal-cannot-be-waived = Это условие снять нельзя.
refusal-cannot-decide = Запрос ушёл дальше: такое решение уже невозможно.
refusal-cannot-follow = Такое состояние не может следовать за нынешним.
refusal-category-missing = Категория ещё не определена.
refusal-has-request = Обращение уже входит в запрос.
refusal-last-global-admin = Администрировать стало бы некому: сначала назначьте другого глобального администратора.
refusal-not-a-partner = Это может только партнёр.
refusal-not-filed = Запрос ещё не подан, исправлять нечего.
refusal-not-pending = Решение уже принято, или прошло 90 дней.
refusal-not-prepared = Запрос уже подан.
refusal-not-standing = Этот доступ уже прекращён.
refusal-other-cause = У обращения другая причина, чем у запроса.
refusal-over = Запрос завершён.
refusal-own-request = Собственный запрос согласует кто-то другой.
refusal-relationship-ended = Партнёрские отношения с этим клиентом прекращены.
refusal-request-open = Запрос на обслуживание по этому обращению ещё открыт: отзовите его или дождитесь завершения.
refusal-set-up = Первая настройка уже сделана.
refusal-works-elsewhere = Об этой учётной записи решает и другая организация.

## Что бывает не так с полем.

fault-ambiguous = Подходит больше чем к одному.
fault-cells = В строке больше или меньше ячеек, чем в заголовке.
fault-contains-name = Содержит ваше имя или адрес: их легко угадать.
fault-does-not-fit = Не подходит человеку этой организации.
fault-formula = Начинается как формула электронной таблицы.
fault-member = Уже здесь: измените роли.
fault-no-header = Над ячейкой нет заголовка.
fault-no-key-column = Нужен столбец tenant_id или domain.
fault-no-portal = Для этого продукта нет портала.
fault-no-upstream = У вас здесь нет дистрибьютора.
fault-not-a-date = Укажите дату, например 2026-10-08.
fault-not-a-domain = Укажите домен, например example.com.
fault-not-a-language = Укажите одно из: en, ru, pl.
fault-not-a-link = Укажите адрес, который начинается с https://.
fault-not-a-number = Укажите целое число.
fault-not-a-partner = Такого партнёра здесь нет.
fault-not-a-reseller = Это не ваш торговый посредник.
fault-not-a-tenant = Укажите идентификатор тенанта, как его показывает поставщик: 8-4-4-4-12 знаков.
fault-not-here = Здесь такого нет.
fault-not-readable = Не удаётся прочитать.
fault-not-this-format = Файл не в выбранном формате.
fault-repeated-column = Столбец указан дважды.
fault-reused = Уже использовано для другого.
fault-same = Такое же, как прежде.
fault-too-common = Такой пароль пробуют первым.
fault-unknown-column = Есть неизвестный столбец.
fault-wrong = Неверно.

## Поля.

field-business-impact = Влияние на бизнес
field-case-id = Обращение
field-contact = Контактное лицо
field-contact-country = Страна
field-contact-language = Язык
field-contact-phone = Телефон
field-contact-time-zone = Часовой пояс
field-current = Прежний пароль
field-days = На сколько дней
field-domain = Домен
field-duplicate-reason = Зачем нужен второй запрос
field-external-id = Номер
field-format = Формат
field-inform = Как сообщать об известных проблемах
field-issue-kind = Вид
field-new = Новый пароль
field-occurred-at = Когда портал это показал
field-recipient = Получатель
field-regions = Регионы
field-roles = Роли
field-status = Состояние
field-support-plan = План поддержки
field-support-topic = Тема поддержки
field-tenant-id = Идентификатор тенанта
field-title = Заголовок

## Новый запрос на обслуживание.

new-request = Новый запрос на обслуживание
new-request-from = По обращению { $case }.
chain = От клиента к получателю
chain-you = Вы
chain-filed = ещё не отправлено
chain-delegated = { $count ->
    [one] делегированное администрирование, остался { $count } день
    [few] делегированное администрирование, осталось { $count } дня
    [many] делегированное администрирование, осталось { $count } дней
   *[other] делегированное администрирование, осталось { $count } дня
}
chain-delegated-legacy = делегированное администрирование, бессрочно
chain-relationship = партнёрские отношения
chain-arrived = получено { $time }
chain-not-filed = ещё не подано
request-topic = Служба и тема
topic-hint = Введите слово или два и выберите.
topics-found = Подходящие темы
topic-find = Найти темы
change = Изменить
category-decided = решение: { $who }, { $time }
business-impact-hint = Кто не может работать и чем это грозит клиенту. На этом держится серьёзность.
request-description = Заголовок и описание
request-description-hint = Составлено по данным обращения. Изменить можно любое слово.
request-files = Какие файлы уйдут вместе с запросом
request-files-none = Никакие. Уходит тот файл, который поставщику разрешено читать.
request-contact = Кого может спросить получатель
request-contact-says = Наше контактное лицо, а не сотрудник клиента { $customer }.
request-to = Кому
recipient-upstream-says = Наш дистрибьютор передаст его дальше или решит сам.
recipient-desk-says = Работает здесь же: запрос приходит сразу.
recipient-provider-says = У него свой портал.
request-by = Каким путём
duplicate-reason-hint = Лучше присоединить обращение к открытому запросу: кнопка выше.
request-prepare = Подготовить подачу
request-send = Отправить: { $recipient }
request-preview = Показать, что будет отправлено
request-preview-again = Показать ещё раз
back-to-case = Вернуться к обращению
preview = Что получит получатель
preview-empty = Ничего не отправляется, пока вы не увидите это здесь целиком.
not-sent = <strong>Не отправляется:</strong> внутренние заметки, письма клиента, имена других клиентов.

## Что получает получатель.

packet = Что получает получатель
packet-title = Заголовок
packet-from = От кого
packet-behalf = От имени
packet-under = На основании
packet-follows = Продолжает
packet-priority = Приоритет у отправителя
packet-delegated = делегированное администрирование «{ $name }»
packet-others = { $count ->
    [one] и ещё { $count } клиент, без имени
    [few] и ещё { $count } клиента, без имён
    [many] и ещё { $count } клиентов, без имён
   *[other] и ещё { $count } клиента, без имён
}
packet-impact = Влияние на бизнес
packet-reported = Сообщено
packet-files = Файлы
packet-contact = Контакт

## Запросы на обслуживание.

requests-lede = Что мы передали и что вернулось.
requests-waiting = { $count ->
    [one] { $count } ждёт нас.
    [few] { $count } ждут нас.
    [many] { $count } ждут нас.
   *[other] { $count } ждут нас.
}
requests-open = Открытые
requests-attention = Требуют внимания
requests-prepared = К подаче
requests-returned = Возвращённые
requests-resolved = Решённые
requests-closed = Закрытые
requests-list = Запросы на обслуживание
requests-find = Найти запрос
requests-find-hint = Слова, наш номер или номер получателя
requests-none = Под эти фильтры не подходит ни один запрос
no-number-yet = номера ещё нет
open-in-portal = Открыть на портале
new-tab = (новая вкладка)
nothing-happened = Пока ничего не произошло.
others-not-named = Запрос подан от имени одного клиента: остальные указаны числом, без имён.
request-unknown-says = Запрос отправлен, но { $recipient } его не подтверждает. Tierline спросит снова.
request-deeds = Этот запрос
portal-update = Записать, что показывает портал
portal-update-text = Что там написано
portal-update-do = Записать
status-unchanged = Без изменений
correction = Исправить номер
correction-do = Сохранить номер
join = Добавить обращение
join-hint = Только обращения с той же причиной.
join-do = Добавить
withdraw = Отозвать запрос
withdraw-hint = Если запрос дошёл, получатель это тоже прочитает.
withdraw-do = Отозвать

file-at = Подать: { $recipient }
file-prepared = подготовлено { $time }
file-open = Откройте портал
file-open-says = Ссылка открывает его для клиента { $customer }. С главной страницы портала связь с клиентом теряется.
file-no-portal = Для этого продукта портала нет: обратитесь к его издателю.
file-copy = Скопируйте поле за полем
file-number = Впишите полученный номер
file-number-hint = Так, как его показывает портал. Только тогда запрос считается поданным.
file-do = Отметить как поданный

portal-issue-type = Вид запроса
portal-subscription = Подписка или клиент
portal-service = Служба
portal-support-topic = Тема поддержки
portal-title = Заголовок
portal-started-at = С какого времени
portal-description = Описание
portal-severity = Серьёзность
portal-business-impact = Влияние на бизнес
portal-files = Файлы
portal-contact = Контакт
portal-contact-preferences = Часовой пояс и язык

## Входящие у поставщика или дистрибьютора.

inbox-lede = Что передали партнёры; сверху то, у чего срок ближе.
inbox-view-submitted = Новые
inbox-view-accepted = Принятые
inbox-view-attention-needed = Ждут партнёра
inbox-view-returned = Возвращённые
inbox-view-resolved = Решённые
inbox-view-withdrawn = Отозванные
inbox-empty = Нового нет
inbox-empty-says = Запросы партнёров появляются здесь сразу после отправки.
inbox-box-empty = Здесь пусто
inbox-box-empty-says = В других разделах что-то может быть.
inbox-choose = Выберите запрос
inbox-choose-says = Здесь будет то, что прислал партнёр, и то, что он уже испробовал.
inbox-note = Написать ещё
inbox-note-partner = { $partner } увидит это сразу.
inbox-note-internal = Это видит только ваша сторона.
inbox-over = Этот запрос завершён.
for-customer = { $partner } для { $customer }
answer = Ответ
answer-partner = Ответ партнёру
decision-reason = Что прочитает партнёр
decision-says-accept = Вы берётесь за запрос; срок первого ответа останавливается.
decision-says-ask = Пока ответа нет, очередь партнёра.
decision-says-return = Передавать это не следовало: из причины партнёр узнает, чего не хватает. Возвраты учитываются.
decision-says-resolve = Партнёр спросит клиента, решена ли проблема.
decision-do-accept = Принять запрос
decision-do-ask = Спросить партнёра
decision-do-return = Вернуть с причиной
decision-do-resolve = Сообщить о решении
did-first = Что партнёр сделал сначала
did-reported = Сообщено { $time }
did-checked = Работоспособность проверена { $time }: { $result }
did-not-check = Работоспособность не проверена
did-steps = { $count ->
    [0] Устранение неполадок: ни одного действия
    [one] Устранение неполадок, { $count } действие: { $areas }
    [few] Устранение неполадок, { $count } действия: { $areas }
    [many] Устранение неполадок, { $count } действий: { $areas }
   *[other] Устранение неполадок, { $count } действия: { $areas }
}
did-categorize = Категория: { $category }
partners-lede = Кто передаёт нам запросы и сколько из них возвращается.
partners-empty = Партнёры ещё ничего не присылали
partners-empty-says = Партнёр появляется здесь с первым запросом.
partners-open = Открыто
partners-sent = Прислано
partners-returned = Возвращено
partners-last = Последний

## Работоспособность служб.

health-lede = Что задокументировал поставщик и кого это касается.
health-columns = Столбцы
health-by-region = По регионам
health-by-customer = По клиентам
health-import = Импорт данных о работоспособности
health-import-lede = Файл с задокументированными проблемами поставщика. Повторный импорт обновляет и никогда не удваивает.
health-import-file-hint = JSON, как его отдаёт интерфейс поставщика, или XML ленты RSS либо Atom; не больше 16 МБ.
board = Службы
board-empty = Показывать нечего
board-empty-says = Службы появятся здесь, когда у клиентов будут подписки.
key = Обозначения:
not-used = не используется
current-issues = Задокументированные проблемы
issues-current = Текущие
issues-find = Найти проблему
issues-find-hint = Слова или номер
issues-empty = Ничего не задокументировано
issues-empty-says = Если данные не читаются, это не значит, что всё исправно.
feeds = Источники данных
feeds-empty = В этом облаке данные не читаются
feeds-empty-says = Проверки так и говорят и никогда не считают это исправностью. Администратор импортирует файл или настраивает источник.
feed-format-graph = Microsoft Graph, проблемы служб
feed-format-graph-messages = Microsoft Graph, сообщения
feed-format-service-comms = Service communications, прежний вид
feed-format-azure-events = События Azure Service Health
feed-format-google-cloud = Google Cloud, incidents.json
feed-format-aws = AWS, общедоступные события
feed-format-statuspage = Statuspage
feed-format-rss = RSS или Atom
feed-format-graph-overviews = Microsoft Graph, общее состояние служб
import-customer-hint = Если это данные одного клиента, введите его название, домен или тенант. Для общих данных оставьте пустым.
import-feed-hint = Для Statuspage, RSS и Atom: имя, которое не меняется. Если его нет, берётся то, как страница называет себя сама.
import-position = Место
import-id = Идентификатор
import-why = Почему
import-do = Импортировать
import-created = Новые
import-updated = Изменённые
import-unchanged = Без изменений
import-rejected = Отклонённые
import-records = { $count ->
    [one] Прочитана { $count } запись
    [few] Прочитано { $count } записи
    [many] Прочитано { $count } записей
   *[other] Прочитано { $count } записи
}

issue-ended-at = завершена { $time }
issue-planned-end = запланировано до { $time }
issue-own-word = Слово самого поставщика: { $word }
posts = Сообщения
posts-empty = Сообщений ещё нет
posts-empty-says = Поставщик задокументировал проблему без сообщения.
post = Сообщение
post-new = Новое сообщение
post-hint = Партнёры прочитают его сразу и передадут своим клиентам.
post-do = Опубликовать сообщение
post-revisions = { $count ->
    [one] Источник изменил его { $count } раз
    [few] Источник изменил его { $count } раза
    [many] Источник изменил его { $count } раз
   *[other] Источник изменил его { $count } раза
}
our-customers = Наши клиенты с обращениями
affected-empty = Наших обращений нет
affected-empty-says = Подходящее обращение находится само, даже если придёт позже.
informed-at = на странице клиента { $time }
not-informed = ещё не сообщено
unreadable-call = Там никто не может прочитать это здесь: позвоните
publish = Опубликовать проблему
publish-lede = { $count ->
    [0] Пока её не увидит ни один партнёр.
    [one] Её сразу увидит { $count } партнёр, и его обращения будут сопоставлены.
    [few] Её сразу увидят { $count } партнёра, и их обращения будут сопоставлены.
    [many] Её сразу увидят { $count } партнёров, и их обращения будут сопоставлены.
   *[other] Её сразу увидят { $count } партнёра, и их обращения будут сопоставлены.
}
publish-title-hint = Одной строкой: что замечают люди.
publish-regions = Только в некоторых регионах
publish-text = Первое сообщение
publish-do = { $count ->
    [one] Опубликовать для { $count } партнёра
    [few] Опубликовать для { $count } партнёров
    [many] Опубликовать для { $count } партнёров
   *[other] Опубликовать для { $count } партнёра
}

## Клиенты.

customers-lede = Клиенты в облаке «{ $cloud }».
customers-other-cloud = Клиенты другого облака отделены: чтобы их увидеть, переключите облако вверху.
customers-list = Список клиентов
customers-find-hint = Название, домен или идентификатор
customers-empty = Клиентов пока нет
customers-empty-says = Внесите одного или импортируйте всех из файла.
customers-import = Импорт клиентов
customers-import-lede = Клиенты, их подписки и делегированное администрирование из одного файла. Повторный импорт обновляет и никогда не удваивает.
customers-import-file-hint = CSV в UTF-8, не больше 10 МБ.
new-customer = Новый клиент
new-customer-lede = Один клиент. Для многих есть файл:
new-customer-do = Внести клиента
customer-name = Название клиента
domain-hint = По которому клиента знает поставщик, например example.com.
tenant-hint = Как показывает поставщик: 8-4-4-4-12 знаков.
country-hint = Две буквы, например PL.
customer-language-hint = На нём пишется то, что читает клиент.
column-relationship = Отношения
column-health = Сейчас
open-cases = Открытые обращения
relationship-through = через { $name }
relationship-ended = Отношения прекращены
no-subscriptions = неизвестны
services-more = { $count ->
    [one] { $services } и ещё { $count }
    [few] { $services } и ещё { $count }
    [many] { $services } и ещё { $count }
   *[other] { $services } и ещё { $count }
}
services = Службы
services-empty = Подписки неизвестны
services-empty-says = Импортируйте их или посмотрите на портале поставщика.
service-management = Управление службами
administer = Администрирование служб
portal-health = Работоспособность
as-delegated = Как делегированный администратор
support-right = с правом подавать запросы
seats = Места
now = Сейчас
history = Последние 90 дней
history-title = Последние 90 дней, насколько задокументировано
history-key = Чем выше столбец, тем хуже день:
history-label = { $service }, последние 90 дней: прервано { $interrupted }, ухудшено { $degraded }, рекомендации { $advisory }, нет данных { $unknown }
not-recorded = Нет данных
tenant = Идентификатор тенанта
customer-details = Сведения
delegated = Делегированное администрирование
delegated-kind = Вид
delegated-starts = Начало
delegated-ends = Окончание
delegated-roles = Предоставленные роли
delegated-files = Можно подавать запросы на обслуживание
delegated-given = Кому назначено
delegated-everyone = всем агентам
delegated-empty = Делегированного администрирования нет
delegated-empty-says = Без него нельзя ни устранять неполадки у клиента, ни подавать запросы по Microsoft 365.
delegated-request = Запросить делегированное администрирование
delegated-name = Название отношений
delegated-days-hint = Не больше 730, то есть двух лет.
delegated-request-says = Администратор клиента решает в течение 90 дней, на своей странице.
delegated-request-do = Запросить у клиента
delegated-who = Запросить могут роли «Агент администратора» и «Глобальный администратор».
customer-cases-empty = Открытых обращений нет
customer-requests-empty = Открытых запросов на обслуживание нет
contacts = Контакты
contacts-empty = Контакты неизвестны
contacts-empty-says = Люди появляются здесь, когда что-то сообщат или получат учётную запись.

import-would = Что из этого выйдет
import-did = Что из этого вышло
import-nothing-changed = Ничего не изменено. Чтобы импортировать, выберите файл ещё раз.
import-lines = Строки файла
import-line = Строка
import-subject = Клиент
import-outcome = Итог
import-outcome-created = Новое
import-outcome-updated = Изменено
import-outcome-unchanged = Без изменений
import-outcome-rejected = Отклонено
import-check = Только проверить
import-again = Строка принимается целиком или отклоняется целиком; отклонённая не задерживает остальные.
import-columns = Как выглядит файл

## Собственные страницы клиента.

my-cases-lede = Над чем { $partner } работает для вас.
my-cases-empty = Открытых обращений нет
my-cases-empty-says = Сообщите о проблеме, дальше ею займётся { $partner }.
column-opened = Сообщено
column-changed = Последнее изменение
my-state-open = В работе
my-state-yours = Ждёт вас
my-state-provider = У поставщика
my-state-resolved = Решено? Ответьте
my-state-closed = Завершено
my-facts = Сведения
my-write = Написать в поддержку
my-write-says = Это прочитает { $partner }.
my-send = Отправить
my-asked = Проблема решена?
my-asked-says = Без ответа обращение закроется через 7 дней.
my-answer-text = Если хотите что-то добавить
my-solved = Решена
my-closed = Это обращение завершено.
my-closed-says = Проблема вернулась? Напишите, что вы видите: { $partner } продолжит работу со всей историей.
my-closed-late = Оно завершилось больше 14 дней назад. Если проблема вернётся, сообщите о ней заново.
my-reopen = Проблема вернулась
my-symptom-says = Если поставщик считает проблему решённой, а у вас она осталась, скажите об этом: { $partner } продолжит работу.
my-attach-says = Файл сможет открыть { $partner }. Снимок экрана или файл с сообщением об ошибке часто избавляет от лишнего вопроса.
report-lede = Сообщение получит { $partner }. Известные проблемы службы ищутся сразу.
report-subject = О чём речь?
report-description = Что происходит?
report-description-hint = Что вы делали, чего ожидали, что вышло и кому это мешает работать.
report-how-bad = Насколько это серьёзно?
report-do = Отправить сообщение
my-access-lede = Что { $partner } может делать в ваших службах. Решаете вы.
my-access-empty = Администрировать ваши службы не может никто
my-access-empty-says = Когда партнёр об этом попросит, вопрос появится здесь.
my-access-end = Прекратить
my-access-end-says = После этого { $partner } не сможет ни заглянуть в ваши службы, ни подавать за вас запросы. Подписки останутся.

## Поиск, учётная запись, люди, токены, журнал.

search = Поиск
search-lede = Клиенты, обращения, запросы на обслуживание и задокументированные проблемы, по словам или номерам.
found = Найдено
search-empty = Введите слово, название или номер.
search-none = По запросу { $query } ничего нет, или это не для вас.
profile = Профиль
language-of-browser = Как просит браузер
zone-of-organization = Как у организации
contact-data = Для поставщиков, которые об этом спрашивают
contact-data-says = Указываются как контакт в запросах, которые вы пишете.
password-change = Смена пароля
password-change-says = Все остальные ваши сеансы при этом завершатся.
password-change-do = Сменить
users-lede = Кто может войти и что каждому можно.
user-name = Имя
user-open = Открыта
user-shut = Закрыта с { $time }
user-change-named = Изменить: { $name }
user-shut-do = Закрыть учётную запись
user-belongs = К кому относится
tokens-lede = Для программ. Токену разрешено то, что для него отмечено, и никогда не больше, чем его владельцу.
token-once = Токен показан один раз
token-once-says = Скопируйте сейчас: он не хранится, и показать его снова нельзя.
tokens-empty = Токенов пока нет
tokens-empty-says = Токен нужен программе, чтобы обращаться к API.
token-name = Для чего
token-name-hint = Чтобы потом это понял кто-то другой.
token-of = От чьего имени
token-made = Создан
token-used = Использован
token-until = До { $time }
token-forever = Бессрочный
token-expired = Закончился { $time }
token-revoked = Отозван { $time }
token-revoke = Отозвать
token-revoke-named = Отозвать: { $name }
token-new = Новый токен
token-days-hint = От 1 до 366 дней.
token-do = Создать токен
never = никогда
audit-lede = Каждое изменение с автором и временем, под печатью: незаметно убрать ничего нельзя.
audit-at = Когда
audit-actor = Кто
audit-action = Что
audit-subject = С чем
audit-seal = Печать
audit-sealed = Печать { $seal }
audit-unsealed = ещё без печати
audit-erased = удалено
audit-empty = Ничего не подходит
audit-empty-says = Без одного из фильтров что-то может найтись.

## Руководство и клавиши.

guide-lede = От сообщения до запроса, который примет поставщик: пять ступеней, в этом порядке.
guide-ladder = Лестница
guide-reported = Запишите, что происходит, у кого, с каких пор и насколько это серьёзно. Служба сначала может быть неизвестна.
guide-health-checked = То, что задокументировал поставщик, ищется само. Известная проблема: сообщите клиенту и ждите. Ничего нет: идите дальше. Данных нет: посмотрите в центр администрирования клиента.
guide-troubleshot = Запишите, что испробовано: программы, параметры, конфигурация, и каким способом. У самого клиента для этого нужно действующее делегированное администрирование.
guide-categorized = Решите, чья это проблема. Наверх идёт только то, что относится к поставщику, и у каждой категории свои основания.
guide-escalated = Составьте запрос из собранного, посмотрите, что именно уйдёт, и отправьте. Связь клиента с нами сохраняется.
guide-categories = Категории и их основания
guide-means = Значит
guide-carries = Запрос содержит
guide-nothing = больше ничего
guide-vulnerability = Об уязвимости обычным запросом не сообщают. Для неё есть свой адрес:
guide-severities = Серьёзность
guide-conditions = Что должно быть выполнено, прежде чем запрос уйдёт
guide-who = Передавать поставщику могут роли: { $roles }.
guide-condition = Условие
guide-met-by = Кто выполняет
keys-lede = Всё работает и без них.
keys-everywhere = Везде
keys-case = В обращении
keys-list = В списке
keys-next = К следующему действию на лестнице
keys-send = Отправить написанное
keys-rows = Следующая строка, предыдущая строка
keys-open = Открыть строку
keys-search = К полю поиска
keys-single = Одиночные буквы
keys-use = Использовать клавиши из одной буквы
keys-use-says = Отключите, если вы диктуете или пользуетесь переключателем. Ctrl K продолжит работать.
files-archive = Все файлы одним архивом
file-all = Все поля
file-all-says = С названиями, в порядке портала.
