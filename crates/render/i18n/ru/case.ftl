## Сегодня.

home = Сегодня
home-now = { $day }, { $time }.
home-overdue = { $count ->
    [one] <strong>Просрочен { $count } срок.</strong>
    [few] <strong>Истекли { $count } срока.</strong>
    [many] <strong>Истекло { $count } сроков.</strong>
   *[other] <strong>Истекли { $count } срока.</strong>
}
home-soon = { $count ->
    [one] В течение часа истекает { $count } срок.
    [few] В течение часа истекают { $count } срока.
    [many] В течение часа истекает { $count } сроков.
   *[other] В течение часа истекает { $count } срока.
}
home-quiet = В течение часа сроки не истекают.
home-no-feed = <strong>В этом облаке данные о работоспособности не читаются.</strong> На ступени 2 нужно заглянуть в центр администрирования клиента и записать увиденное; передаче это не мешает.
queue = Моя очередь
queue-order = { $count ->
    [one] { $count } обращение
    [few] { $count } обращения, ближайший срок сверху
    [many] { $count } обращений, ближайший срок сверху
   *[other] { $count } обращения, ближайший срок сверху
}
queue-empty = Вас не ждёт ни одно обращение
queue-empty-says = { $count ->
    [0] Здесь появляются ваши обращения, ближайший срок сверху.
    [one] Здесь появляются ваши обращения, ближайший срок сверху. { $count } обращение пока никто не ведёт.
    [few] Здесь появляются ваши обращения, ближайший срок сверху. { $count } обращения пока никто не ведёт.
    [many] Здесь появляются ваши обращения, ближайший срок сверху. { $count } обращений пока никто не ведёт.
   *[other] Здесь появляются ваши обращения, ближайший срок сверху. { $count } обращения пока никто не ведёт.
}
queue-empty-do = Посмотреть ничьи обращения
all-cases = Все обращения
waits = Ждут поставщика
waits-empty = Ничего не передано
waits-empty-says = Запросы на обслуживание появятся здесь, когда обращение поднимется на ступень 5.
all-requests = Все запросы на обслуживание
assignee-out-of-reach = больше не работает с этим клиентом
request-cases-out-of-reach = { $count ->
    [one] И ещё { $count } обращение клиента, с которым вы не работаете.
    [few] И ещё { $count } обращения клиентов, с которыми вы не работаете.
    [many] И ещё { $count } обращений клиентов, с которыми вы не работаете.
   *[other] И ещё { $count } обращения клиентов, с которыми вы не работаете.
}
request-cases = { $count ->
    [one] { $count } обращение
    [few] { $count } обращения
    [many] { $count } обращений
   *[other] { $count } обращения
}
ending = Делегированное администрирование заканчивается
ending-empty = В ближайшие 30 дней ничего не заканчивается
ending-empty-says = Заканчивается право устранять неполадки и подавать запросы; подписки остаются.
ending-cases = { $count ->
    [one] Оно нужно { $count } открытому обращению.
    [few] Оно нужно { $count } открытым обращениям.
    [many] Оно нужно { $count } открытым обращениям.
   *[other] Оно нужно { $count } открытого обращения.
}
ending-foot = Подписки остаются. Заканчивается право устранять неполадки и подавать запросы.

## Список обращений и новое обращение.

case-view-open = Открытые
case-view-mine = Мои
case-view-nobody = Ничьи
case-view-waiting-on-customer = Ждут клиента
case-view-waiting-on-provider = Ждут поставщика
case-view-resolved = Решённые
case-view-closed = Закрытые
cases-lede = По порядку сроков, ближайший сверху.
cases-of = Только клиента { $customer }.
cases-list = Список обращений
cases-find = Найти обращение
cases-find-hint = Слова, номер или клиент
cases-none = Под эти фильтры ничего не подходит
cases-none-says = Без одного из фильтров что-то может найтись.
cases-empty = Здесь нет обращений
cases-empty-says = Обращение начинается с сообщения: по почте, по телефону, на странице клиента или через API.

new-case = Новое обращение
new-case-lede = Работоспособность проверяется сразу, и начинается первый срок.
new-case-for = Клиент: { $customer }.
new-case-choose = Чья это проблема?
new-case-what = Что происходит
new-case-where = Где и с каких пор
new-case-who = Кого можно спросить
new-case-do = Создать обращение
new-case-after = При создании проверяется работоспособность службы; никому ничего не отправляется.
customers-find = Найти клиента
customers-none = Клиент не найден
customers-none-says = Ищите часть названия или домен.

## Обращение.

state-known-issue = Известная проблема: ждать и извещать
state-escalated = Передано: { $status }
service-unknown = Служба пока неизвестна
assign = Назначить
conversation = Переписка
ladder = Лестница
ladder-of = { $rung } из 5
ladder-of-waiting = { $rung } из 5, ждёт
rung-number = Ступень { $rung }:
whose-turn = Чья очередь
customer-wrote = клиент написал { $time }
clock-since = с { $time }
show-all = Все
show-customer = Клиент
show-internal = Внутреннее
show-provider = Поставщик
the-report = Сообщение о проблеме, { $channel }
by = { $who }, { $time }
issue-over = Закончилась, как сообщает поставщик.

write = Написать
write-note = Внутренняя заметка
wrote-customer = Клиент
wrote-you = Ваша сторона
wrote-support = Ваша поддержка
wrote-provider = Ответ поставщика
wrote-partner = Партнёр
wrote-reply = Ответ клиенту
wrote-to-provider = Сообщение поставщику
wrote-to-partner = Ответ партнёру
wrote-note = Внутренняя заметка, клиент её не увидит
wrote-internal = Внутренняя заметка, её видит только ваша сторона
wrote-issue = Сообщение поставщика по { $issue }
wrote-informed = Клиенту, по сообщению поставщика
wrote-portal = Прочитано на портале: { $who }
answer-solved = Решено.
answer-persists = Проблема осталась.

composer-customer-page = Клиент увидит это на своей странице.
unreadable-contact = У клиента { $customer } никто не может прочитать это здесь: позвоните. { $contact }
unreadable-nobody = У клиента { $customer } никто не может прочитать это здесь: позвоните. Контакт в обращении не указан.
composer-internal = Остаётся у нас. Клиент и поставщик этого не увидят.
composer-provider = Добавится к запросу { $request }; { $recipient } увидит это сразу.
composer-provider-portal = Добавится к запросу { $request }. У { $recipient } здесь нет для этого канала: скопируйте на портал.
send-reply = Отправить ответ
save-note = Сохранить заметку
send-provider = Отправить поставщику
attach = Вложить файл
attach-do = Вложить
attach-other-side = Файл получит { $recipient } вместе с запросом.
attach-portal = У { $recipient } здесь нет для этого канала: загрузите файл и на портал. Здесь он останется при запросе.

deeds = Это обращение
change-details = Изменить сведения
waiting-begin = Ждать клиента
waiting-begin-says = Задан вопрос, и без ответа дальше нельзя. Наши сроки стоят.
waiting-end = Больше не ждать
waiting-end-says = Сроки идут дальше.
resolve = Отметить решённым
resolve-do = Сообщить клиенту о решении
resolution-text = Что помогло
resolution-hint = Клиент прочитает это, и его спросят, решена ли проблема.
close-case = Закрыть обращение
closure-text = Заключение
closure-hint = Клиент это прочитает. В течение 14 дней обращение можно открыть заново.
reopen = Открыть заново
reopen-reason = Что повторилось
continue-case = Создать новое обращение в продолжение этого
customer-confirmed = Клиент говорит, что решено
same-issue = { $count ->
    [one] Та же проблема, ещё { $count } обращение
    [few] Та же проблема, ещё { $count } обращения
    [many] Та же проблема, ещё { $count } обращений
   *[other] Та же проблема, ещё { $count } обращения
}
same-issue-customers = { $count ->
    [one] Затронут { $count } наш клиент. Известить всех сразу можно на странице проблемы.
    [few] Затронуто { $count } наших клиента. Известить всех сразу можно на странице проблемы.
    [many] Затронуто { $count } наших клиентов. Известить всех сразу можно на странице проблемы.
   *[other] Затронуто { $count } нашего клиента. Известить всех сразу можно на странице проблемы.
}

## Ступень за ступенью.

reported-how = Как получено: { $channel }.
reported-service-unknown = Служба пока неизвестна: её нужно определить до передачи поставщику.
reported-details = Что сообщили
reported-contact = Контактное лицо

next-not-yours = Это могут роли: { $roles }.
next-check-health-says = Для служб клиента ищутся документированные проблемы поставщика, которые могли бы это объяснить.
check-now = Проверить сейчас
check-again = Проверить ещё раз
why-it-fits = Почему подходит
match-certain = Уверенно, { $certainty } %. Найдено автоматически.
match-possible = Возможно, { $certainty } %. Ничего не задерживает, пока кто-нибудь не подтвердит.
match-confirmed-by = Подтверждение: { $who }, { $time }
match-judge = Причина в этой неполадке?
match-reason = Почему
match-confirm = Да, в этой
match-reject = Причина в другом
match-different = Нет, причина в другом
match-what-differs = Что не подходит?
match-what-differs-example = Например: в приложении тоже не работает
match-undo = Отменить совпадение и идти дальше
post-outage-says = { $issue } подходила и закончилась, а симптом остался. Это основание передать поставщику.
outage-over = Сбой устранён: спросите клиента
no-feed-says = Данные здесь ничего не говорят: это не значит, что всё в порядке. Загляните в центр администрирования клиента и запишите увиденное внутренней заметкой. Передаче это не мешает.
feed-read = { $feed }: { $state }, прочитано { $time }
feed-unread = { $feed }: { $state }
feed-fresh = свежие
feed-stale = слишком старые
feed-down = нет ответа
feed-malformed = не удаётся прочитать
feed-behind = отстают: пришла более старая копия
feed-shifted = времени в них нельзя верить
feed-flapping = то есть, то нет
feed-empty = пустой список
feed-never-read = ни разу не прочитаны

next-wait-says = Поставщик уже работает над этим, поэтому запрос был бы возвращён. Каждое его сообщение появляется на странице клиента.
inform-text = Клиенту
inform-hint = Черновик по сообщению поставщика. Измените любое слово; другие клиенты не упоминаются.
inform-do = Опубликовать на странице клиента

next-troubleshoot-says = Программы, параметры, конфигурация: об этом поставщик спросит первым делом.
steps-under = { $count ->
    [one] По «{ $name }», действует ещё { $count } день.
    [few] По «{ $name }», действует ещё { $count } дня.
    [many] По «{ $name }», действует ещё { $count } дней.
   *[other] По «{ $name }», действует ещё { $count } дня.
}
steps-under-legacy = По «{ $name }», действует бессрочно.
steps-without = Нет действующего делегированного администрирования: что возможно, пробуют вместе с клиентом, по телефону или на экране.
steps-waived = Пропущено: { $who }, { $time }.
steps-show = Показать действия
steps-solved = { $count ->
    [one] { $count } действие, решено
    [few] { $count } действия, решено
    [many] { $count } действий, решено
   *[other] { $count } действия, решено
}
steps-unsolved = { $count ->
    [one] { $count } действие, не решено
    [few] { $count } действия, не решено
    [many] { $count } действий, не решено
   *[other] { $count } действия, не решено
}
step-record = Записать действие
step-do = Записать действие
action-hint = Одно действие: что изменили или сравнили.
waive = Дальше без устранения неполадок
waive-reason = Почему можно пропустить
waive-do = Пропустить

category-who = Кто должен это исправить?
category-other = Другое
category-reason = Почему
category-do = Определить категорию
category-change = Изменить решение
category-now = Определить категорию сейчас
proposal = Предлагается: <strong>{ $category }</strong>. Решаете вы.
grounds-show = Показать обоснование
ground-hint-steps = Чтобы это увидел и кто-то другой.
ground-hint-seen = Что происходит на последнем шаге.
ground-hint-expected = Что обещает описание службы.
ground-hint-documentation-url = Страница, которая это обещает.
ground-hint-affected = Сколько человек и с каких пор.
ground-hint-second-observation = Другой пользователь, другое место или проба.
ground-hint-from = Сеть и место.
ground-hint-to = Адрес или служба.
ground-hint-trace = Так, как печатает программа.
ground-hint-tenants = По одному в строке, не меньше двух. Клиентам они не называются.

escalated-not-yet = Пока невозможно
conditions-met = Все условия выполнены.
conditions-missing = { $count ->
    [one] Не выполнено { $count } условие из { $all }:
    [few] Не выполнены { $count } условия из { $all }:
    [many] Не выполнено { $count } условий из { $all }:
   *[other] Не выполнено { $count } условия из { $all }:
}
write-contact = Указать
met-health = Работоспособность проверена, документированных помех нет
met-troubleshooting = { $count ->
    [0] Устранение неполадок пропущено
    [one] Устранение неполадок записано: { $count } действие
    [few] Устранение неполадок записано: { $count } действия
    [many] Устранение неполадок записано: { $count } действий
   *[other] Устранение неполадок записано: { $count } действия
}
met-category = Категория и её обоснование
met-relationship = Отношения дают нам право подать запрос
met-contact = Наше контактное лицо для поставщика

condition-health-not-checked = Работоспособность службы
condition-health-check-stale = Проверка работоспособности за последний час
condition-known-issue-open = Нет открытой известной проблемы
condition-no-troubleshooting = Устранение неполадок
condition-category-missing = Категория
condition-category-stays-with-partner = Категория, которая передаётся поставщику
condition-grounds-missing = Обоснование категории
condition-relationship-inactive = Действующие партнёрские отношения
condition-delegated-admin-missing = Действующее делегированное администрирование с правом подачи
condition-not-entitled = Право подать запрос
condition-contact-missing = Наше контактное лицо для поставщика
condition-duplicate-open-request = Нет другого открытого запроса
condition-returned-without-new-evidence = Новые сведения после возврата
condition-approval-pending = Согласование с другим человеком

blocker-health-not-checked = Работоспособность не проверена: проверьте её или попробуйте снова.
blocker-health-check-stale = Последней проверке больше 60 минут: проверьте снова.
blocker-known-issue-open = У поставщика это документировано как { $reference }: известите клиента и ждите или отклоните совпадение с указанием причины.
blocker-no-troubleshooting = Не записано ни одного действия: запишите хотя бы одно, или пусть агент администратора либо глобальный администратор пропустит его с указанием причины.
blocker-category-missing = Никто ещё не решил, чья это проблема: решите на ступени 4.
blocker-category-stays-with-partner = По категории это остаётся у нас: выберите другую или решите проблему здесь.
blocker-vulnerability = Об уязвимости никогда не сообщают обычным запросом. Сообщите здесь: { $contact }
blocker-grounds-missing = Не хватает: { $missing }. Допишите вместе с категорией.
blocker-relationship-inactive = Партнёрские отношения с этим клиентом прекращены: сначала запросите новые.
blocker-delegated-admin-missing = Нет действующих отношений с правом подачи: запросите их с ролью Service Support Administrator.
blocker-not-entitled = Этот партнёр не может подать такой запрос.
blocker-contact-missing = Не хватает: { $missing }. Этот путь требует их.
blocker-duplicate-open-request = По той же причине открыт { $reference }: присоединитесь к нему или напишите, зачем нужен второй.
blocker-duplicate-out-of-reach = По этой же причине открыт запрос клиента, к которому у вас нет доступа: спросите коллегу или напишите, зачем нужен ещё один.
blocker-returned-without-new-evidence = { $reference } вернули, и с тех пор ничего нового: запишите то, о чём просил получатель.
blocker-approval-pending = Согласует агент администратора или глобальный администратор, который этого не писал.

entitled-indirect-provider-files = Непрямые торговые посредники не могут подавать запросы по Azure: передайте своему непрямому поставщику, он подаст.
entitled-subscription-provider-files = Консультанты не могут подавать запросы по Azure: подаёт партнёр, который предоставляет подписку.
entitled-reseller-files = Консультанты не могут подавать запросы по Dynamics 365: подаёт торговый посредник клиента.
entitled-publisher-is-asked = Это продукт другой компании: обратитесь к её издателю, а не к поставщику.
entitled-not-modelled = Здесь неизвестно, кто может подать запрос этому поставщику: подайте его в консоли самого поставщика.
entitled-subscription-right-missing = Нет права Microsoft.Support/supportTickets/write на подписку: попросите у клиента роль Support Request Contributor.
entitled-support-plan-missing = Для Dynamics 365 нужен план Advanced Support for Partners или выше: проверьте план поддержки на странице клиента.

approval-says = По правилам передачу должен согласовать другой человек.
approval-ask = Запросить согласование
approval-asked = Согласование запрошено: { $who }, { $time }.
approval-waits = Решает агент администратора или глобальный администратор.
approval-reason = Причина
approve = Согласовать
refuse = Отказать
next-escalate-says = Все условия выполнены. Запрос составляется из собранных сведений; видно точно, что уйдёт наружу.
next-file-says = Запрос написан, но не подан: у поставщика его ещё ни у кого нет.
next-file-do = Подать сейчас
next-answer-says = Поставщик просит дополнить; пока ответа нет, ничего не происходит.
next-answer-do = Написать ответ
look-at-request = Посмотреть запрос
next-confirm-says = Поставщик говорит, что решено. Сообщите клиенту и спросите.
next-confirm-waits = Вопрос стоит на странице клиента. Без ответа обращение закроется само.
symptom-text = Что говорит клиент
symptom-do = Проблема осталась
next-close-says = Клиент говорит, что решено.
nothing-closed = Обращение закрыто.
nothing-customer = Очередь клиента.
nothing-provider = Запрос у получателя, он над ним работает.
stuck = Что мешает
join-this = Присоединить к { $request }
join-not = Написать второй запрос, с обоснованием
request-filed = Получен
request-says = Последнее сообщение
next-confirm-call = Спросите, работает ли снова, и запишите ответ. Без ответа обращение закроется само.
