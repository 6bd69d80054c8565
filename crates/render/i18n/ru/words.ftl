## Слова предметной области: <префикс>-<постоянное слово>.

nav-today = Сегодня
nav-cases = Обращения
nav-customers = Клиенты
nav-requests = Запросы на обслуживание
nav-inbox = Входящие
nav-health = Работоспособность служб
nav-users = Люди
nav-audit = Журнал аудита
nav-partners = Партнёры
nav-issues = Проблемы служб
nav-my-cases = Мои обращения
nav-report = Сообщить о проблеме
nav-my-access = Кто может администрировать
nav-guidance = Как передать поставщику

cloud-public = Общедоступное
cloud-us-government = Для US Government

severity-critical = Критическая
severity-moderate = Средняя
severity-minimal = Минимальная
severity-none = Не сбой
severity-hint-critical = Значительные потери: рабочие службы не действуют.
severity-hint-moderate = Умеренные потери: затронута часть рабочих служб.
severity-hint-minimal = Службы доступны, или это не рабочая среда.
severity-hint-none = Вопрос или запрос по учётной записи.

case-status-open = Открыто
case-status-waiting-on-customer = Ждёт клиента
case-status-waiting-on-provider = Ждёт поставщика
case-status-resolved = Решено
case-status-closed = Закрыто

request-status-prepared = Подготовлен, не подан
request-status-sending = Отправляется
request-status-unknown = Отправлен? Не подтверждено
request-status-submitted = Открыт
request-status-accepted = Открыт, принят
request-status-attention-needed = Требует внимания
request-status-returned = Возвращён
request-status-resolved = Решён
request-status-closed = Закрыт
request-status-withdrawn = Отозван

route-local = Через Tierline
route-assisted = Подача с подсказками
route-azure-support = Поддержка Azure
route-partner-center = Центр партнёров
route-trouble-ticket = Обмен заявками (TMF621)
route-email = Электронная почта

recipient-kind-provider = Поставщик
recipient-kind-upstream = Наш дистрибьютор

decision-accept = Принять
decision-ask = Запросить сведения
decision-return = Вернуть
decision-resolve = Сообщить о решении

role-global-admin = Глобальный администратор
role-admin-agent = Агент администратора
role-helpdesk-agent = Агент службы технической поддержки
role-sales-agent = Агент по продажам
role-customer-contact = Контактное лицо клиента
role-customer-admin = Администратор клиента
role-engineer = Инженер
role-service-owner = Владелец службы

rung-reported = Обращение получено
rung-health-checked = Работоспособность службы проверена
rung-troubleshot = Устранение неполадок
rung-categorized = Категория
rung-escalated = Передано поставщику

rung-state-done = Готово
rung-state-due = Сейчас
rung-state-open = Ещё не время
rung-state-waived = Пропущено
rung-state-not-needed = Пока не нужно
rung-state-reopened = Проверить снова

next-check-health = Проверить работоспособность служб
next-wait-for-known-issue = Ждать и извещать клиента
next-troubleshoot = Записать действие по устранению неполадок
next-categorize = Определить категорию
next-add-grounds = Дописать обоснование
next-request-approval = Получить согласование
next-escalate = Написать запрос на обслуживание
next-file-in-portal = Подать на портале и ввести номер
next-answer-provider = Ответить поставщику
next-confirm-with-customer = Спросить клиента, решена ли проблема
next-close = Закрыть обращение
next-none = Сейчас делать нечего

# В списках стоит номер ступени и одно из этих слов.
standing-check-health = Проверить службы
standing-wait-for-known-issue = Известная проблема: ждать
standing-troubleshoot = Устранение неполадок
standing-categorize = Определить категорию
standing-add-grounds = Нет обоснования
standing-request-approval = Ждёт согласования
standing-escalate = Можно передавать
standing-file-in-portal = Подать на портале
standing-answer-provider = Поставщик спрашивает
standing-confirm-with-customer = Решено? Спросить
standing-close = Пора закрыть

category-undocumented-problem = Недокументированная проблема
category-service-unavailable = Служба недоступна
category-bug-or-irregularity = Ошибка или другое отклонение
category-large-scale-network-disruption = Крупномасштабный перебой в сети
category-regional-multi-tenant = Региональная проблема, влияющая на многих клиентов
category-account-request = Запрос по учётной записи
category-vulnerability = Уязвимость
category-partner-scope = Остаётся у нас
category-hint-undocumented-problem = Служба работает не так, как описано
category-hint-service-unavailable = Никто не может ею пользоваться
category-hint-bug-or-irregularity = Влияет на внешний вид или работу службы
category-hint-large-scale-network-disruption = На пути к службе
category-hint-regional-multi-tenant = Не меньше двух клиентов
category-hint-account-request = Счета, квоты, подписки
category-hint-vulnerability = Отдельный путь, не запрос
category-hint-partner-scope = Можем решить сами

area-software = Программы
area-settings = Параметры
area-configuration = Конфигурация

means-delegated-admin = По делегированному администрированию
means-azure-rbac = С правами на подписку Azure
means-with-customer = Вместе с клиентом, по телефону или на экране
means-own-tenant = В собственном тенанте

outcome-solved = Решено
outcome-improved = Лучше, но не решено
outcome-no-change = Без изменений

channel-agent = записал агент
channel-portal = на странице клиента
channel-api = через API
channel-mail = по почте
channel-command-line = из командной строки

plan-included = Входит в программу
plan-asfp = Advanced Support for Partners
plan-premier = Premier Support

inform-draft = Черновик ждёт агента
inform-at-once = Сообщение сразу появляется на странице клиента

relationship-reseller = Торговый посредник
relationship-advisor = Консультант
relationship-status-active = Действуют
relationship-status-ended = Прекращены

delegated-kind-granular = Детальное
delegated-kind-legacy = Прежнее, бессрочное
delegated-status-created = Ещё не запрошено
delegated-status-approval-pending = Запрошено, не одобрено
delegated-status-approved = Одобрено
delegated-status-activating = Подключается
delegated-status-active = Действует
delegated-status-expiring = Действует, скоро закончится
delegated-status-expired = Закончилось
delegated-status-termination-requested = Запрошено прекращение
delegated-status-terminating = Прекращается
delegated-status-terminated = Прекращено или отклонено

check-known-issue = Известная проблема
check-possible-issue = Возможная проблема, нужно подтвердить
check-post-outage = Сбой устранён, проблема осталась
check-all-clear = Всё в порядке
check-feed-unavailable = Нет данных

issue-kind-service-issue = Проблема службы
issue-kind-advisory = Рекомендация
issue-kind-planned-maintenance = Плановое обслуживание
issue-kind-announcement = Объявление

issue-status-investigating = Изучается
issue-status-degraded = Работает хуже
issue-status-interrupted = Прервана
issue-status-recovering = Восстанавливается
issue-status-resolved = Устранена
issue-status-false-positive = Ложная тревога
issue-status-informational = К сведению

service-health-healthy = Исправна
service-health-advisory = Рекомендация
service-health-recovering = Восстанавливается
service-health-degraded = Работает хуже
service-health-unavailable = Прервана
service-health-unknown = Нет данных

family-microsoft-365 = Microsoft 365
family-enterprise-mobility = Enterprise Mobility
family-azure = Azure
family-dynamics-365 = Dynamics 365
family-marketplace = Продукты с торговой площадки
family-google-cloud = Google Cloud
family-aws = AWS

partner-kind-direct-bill = Партнёр с прямым выставлением счетов
partner-kind-indirect-provider = Непрямой поставщик
partner-kind-indirect-reseller = Непрямой торговый посредник
partner-kind-advisor = Консультант
organization-kind-provider = Поставщик
organization-kind-partner = Партнёр

language-en = английский
language-ru = русский
language-pl = польский

theme-system = Как в системе
theme-light = Светлая
theme-dark = Тёмная

## Сроки: заголовком и названием внутри строки.

clock-first-response = Первый ответ
clock-next-update = Следующее сообщение клиенту
clock-provider-first-response = Первый ответ поставщика
clock-resolution = Решение
clock-auto-close = Закроется само
clock-filing = Подача на портале
clock-answer-provider = Поставщик ждёт нас

clock-name-first-response = первый ответ
clock-name-next-update = следующее сообщение
clock-name-provider-first-response = первый ответ поставщика
clock-name-resolution = решение
clock-name-auto-close = закроется само
clock-name-filing = подать на портале
clock-name-answer-provider = ответ поставщику

clock-left = Осталось { $span }
clock-over = Просрочено на { $span }
clock-due = срок { $time }
clock-was-due = срок истёк { $time }
clock-named-due = { $clock }, { $time }
clock-named-was-due = { $clock }, срок истёк { $time }
clock-met = В срок, за { $span }
clock-late = С опозданием, за { $span }
clock-target = срок { $span }
clock-paused = Приостановлено
clock-paused-left = осталось { $span }
clock-waits-customer = ждёт клиента
clock-waits-provider = ждёт поставщика

duration-minutes = { $count } мин
duration-hours = { $count } ч
duration-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
    [many] { $count } дней
   *[other] { $count } дня
}
unit-hours = ч
unit-minutes = мин
time-today = Сегодня

# Почему источники ничего не говорят.
gap-no-feed = Не подключён источник, который сообщал бы об этой службе, клиенте и облаке.
gap-never-read = Подключённый источник ещё ни разу не прочитан.
gap-stale = Данные источника прочитаны слишком давно.
gap-down = Источник не отвечает.
gap-malformed = Ответ источника не удаётся прочитать.
gap-empty = Источник прислал пустой список, чего быть не должно.
gap-behind = Источник прислал копию старше предыдущей.
gap-shifted = Времени, которое указывает источник, нельзя верить.
gap-flapping = Источник то отвечает, то нет.
