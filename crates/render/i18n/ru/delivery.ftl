## Доставки: что находится в пути к получателям.

nav-deliveries = Доставки
deliveries-lede = Сообщения получателям: что в пути, что ждёт и что не дошло.
deliveries-open = Не дошло
deliveries-empty = Всё дошло
deliveries-empty-says = Здесь видно, что ждёт, о чём идёт запрос и что не удалось доставить, вместе с последним ответом.
deliveries-none = В этом состоянии ничего нет
deliveries-none-says = Сбросьте фильтры, чтобы увидеть всё, что не дошло.
delivery-kind-request-submitted = Запрос на обслуживание
delivery-kind-request-noted = Заметка
delivery-kind-case-noted = Заметка из обращения
delivery-kind-request-rated = Серьёзность
delivery-kind-request-withdrawn = Отзыв
delivery-kind-request-decided = Ответ отправителю
delivery-kind-file-sent = Файл
delivery-kind-file-returned = Файл для отправителя
delivery-kind-ticket-event = Событие заявки TMF621
delivery-state-waiting = Ждёт
delivery-state-in-flight = Передаётся
delivery-state-unknown = Отправлено, не подтверждено
delivery-state-held = Приостановлено
delivery-state-refused = Отклонено
delivery-state-given-up = Прекращено
delivery-state-done = Доставлено
delivery-title = { $what }, получатель: { $recipient }
field-route = Путь
delivery-what = Что
delivery-tries = Попытки
delivery-tried = последняя { $time }
delivery-answer = Последний ответ
delivery-no-answer = пока нет
delivery-next = следующая попытка { $time }
delivery-next-try = Следующая попытка
delivery-brings = Что доставляется
delivery-brings-cases = Теперь запрос охватывает { $count ->
    [one] { $count } обращение
    [few] { $count } обращения
    [many] { $count } обращений
   *[other] { $count } обращения
}.
delivery-facts = Что известно
delivery-written = Написано
delivery-finished = Закончено
delivery-id = Идентификатор
delivery-id-says = Передаётся вместе с сообщением, чтобы получатель узнал повтор.
delivery-retry = Отправить сейчас
delivery-give-up = Прекратить
delivery-give-up-do = Прекратить доставку
delivery-give-up-request = Тогда запрос будет ждать подачи вручную на портале, со всем содержимым.
delivery-give-up-upstream = Тогда запрос будет отозван, и обращение можно передать другим путём.
delivery-give-up-other = Больше оно отправляться не будет. В запросе это отмечается.
delivery-by = Это могут: { $roles }.
delivery-unknown-says = Возможно, { $recipient } уже получил сообщение: оно отправлено, но ответа не было. Прежде чем отправить снова, Tierline спросит о нём.
delivery-in-flight-says = Сообщение передаётся прямо сейчас, получатель: { $recipient }. Если связь оборвётся, перед повтором Tierline спросит, дошло ли оно.
delivery-held-says = Подключение давно не работает. Сообщение ждёт, не расходуя попыток; время от времени одно из сообщений проверяет, доступен ли { $recipient }.
delivery-refused-says = { $recipient } не принимает сообщение. Повтор будет отклонён снова.
delivery-exhausted-says = Все попытки были напрасны. Без вашей команды новых не будет.
held-says = Подключение { $connection } не работает с { $time }: всё, что должно пройти через него, ждёт.
held-see = Что ждёт
held-release = Возобновить сейчас
done-delivery-retried = Отправка идёт.
done-delivery-given-up = Доставка прекращена.
done-connection-released = Подключение проверяется снова вместе со всем, что ждало.
request-deliveries = Доставки
wrote-provider-at = Ответ поставщика, написан: { $time }
event-request-rated = { $who }: запросу { $request } присвоена серьёзность «{ $severity }»
event-request-stray-number = Получатель назвал номер, который уже есть у другого запроса
event-request-number-unknown = У поставщика нет запроса с таким номером: исправьте его или проверьте, действуют ли ещё отношения с клиентом

## Заявки других систем, которые не относятся ни к одному запросу.

strays-title = Неизвестные заявки
strays-lede = Об этих заявках сообщают другие системы, но ни один наш запрос нельзя уверенно с ними связать. Они ничего не изменили.
strays-empty = Все заявки известны
strays-empty-says = Здесь появляется заявка, если по подключению назван номер, которого нет ни у одного нашего запроса или который уже есть у другого.
strays-waiting = { $count ->
    [one] { $count } чужую заявку не удалось связать с нашим запросом.
    [few] { $count } чужие заявки не удалось связать с нашими запросами.
    [many] { $count } чужих заявок не удалось связать с нашими запросами.
   *[other] { $count } чужой заявки не удалось связать с нашими запросами.
}
strays-see = Разобрать
stray-ticket = Их номер
stray-named = Их заголовок
stray-from = Откуда
stray-why = Почему неизвестна
stray-last = Последнее известие
stray-times = Упоминаний
stray-first-at = Первое упоминание
stray-last-at = Последнее упоминание
stray-facts = Что пришло
stray-answered = Номер в ответе
stray-event-status = Изменилось состояние
stray-event-changed = Что-то добавлено
stray-event-asked = Задан вопрос
stray-event-resolved = Заявка решена
stray-event-filed = Заявка подана
stray-event-deleted = Заявка удалена
stray-reason-unknown-number = Такого номера нет ни у одного запроса
stray-reason-number-taken = Этот номер уже у другого запроса
stray-title = { $ticket }, { $connection }
stray-why-unknown = { $connection } сообщает о заявке { $ticket }, но ни у одного запроса, отправленного этим путём, такого номера нет. Возможно, номера перепутаны или заявку подавали не отсюда.
stray-why-taken = { $connection } отвечает номером { $ticket }, а он уже есть у запроса { $request }. Уточните, какой из двух имеется в виду: { $connection }.
stray-why-was-taken = { $connection } отвечает номером { $ticket }, который тогда был у другого запроса.
stray-changed-nothing = Ни запрос, ни обращение не изменились.
stray-attach = Это наш запрос
stray-attach-says = Запрос получит этот номер, и сведения о нём будут загружены.
stray-attach-do = Связать с запросом
stray-choose = Выберите запрос
stray-no-candidates = Открытых запросов, отправленных через { $connection }, нет.
stray-dismiss = Это не наше
stray-dismiss-says = Заявка больше не будет показана, что бы о ней ни сообщали.
stray-dismiss-do = Отклонить
field-request-id = Запрос
done-stray-attached = Теперь у запроса этот номер.
done-stray-dismissed = Отклонено.
pass-on = Передать клиенту
request-reopen = Проблема не решена
request-reopen-says = Запрос снова у получателя ({ $recipient }), вместе с вашим текстом. Если получатель тем временем закрыл запрос, передайте обращение ещё раз.
request-reopen-reason = Что происходит по-прежнему
request-reopen-do = Вернуть получателю
event-request-reopening = Не решено: возвращено получателю
done-request-reopened = Запрос снова у получателя.
request-rate = Изменить серьёзность
request-rate-do = Изменить
request-rate-says = { $recipient } получит само изменение. При отказе это будет видно в запросе, и серьёзность останется прежней.
request-rate-note = { $recipient } прочтёт об этом в заметке: отдельного поля для серьёзности там нет.
request-rate-asks = { $recipient } получит просьбу об этом в заметке и решит сам: серьёзность здесь следует за их оценкой.
request-rate-portal = Измените серьёзность и на портале: отсюда { $recipient } о ней не узнает.
event-request-severity = { $who }: запросу присвоена серьёзность «{ $severity }».
done-request-rated = Серьёзность изменена.
refusal-closed-for-good = Получатель окончательно закрыл этот запрос: передайте обращение ещё раз.
refusal-not-resolved = Получатель не считает этот запрос решённым.
refusal-in-portal = Этот запрос находится на портале: откройте его там заново и запишите, что показывает портал.
new-case-received = Для запроса { $request } ({ $sender }): проверьте присланное и при необходимости опишите своими словами. Файлы перейдут в обращение.
route-first-by-name = Из нескольких оно первое по названию.

## Письмо, которое могло дойти.

delivery-open-says = { $recipient }, возможно, уже получает это письмо: оно отправлено, но почтовый сервер не подтвердил приём. Почтовый ящик не спросишь, поэтому повторно оно не отправляется, пока кто-нибудь не выяснит.
delivery-confirm = Дошло ли письмо?
delivery-confirm-says = Спросите у получателя ({ $recipient }) или найдите в журнале почтового сервера Message-ID, указанный в последнем ответе.
delivery-confirm-arrived = Дошло
delivery-confirm-again = Отправить ещё раз
delivery-confirm-again-says = Письмо уйдёт с тем же идентификатором: многие почтовые системы узнают по нему повтор.
done-delivery-arrived = Отмечено как дошедшее.
refusal-nobody-to-ask = Спросить, дошло ли письмо, некого: выясните это и укажите, что оно дошло или что его нужно отправить ещё раз.
refusal-is-asked = Получателя спрашивает сама система: повторите попытку сейчас или прекратите доставку.

## A connection that a person has stopped.

delivery-stopped-says = Подключение { $connection } остановлено { $time }. Пока глобальный администратор его не запустит, { $recipient } через него ничего не получит, и спрашивать, дошло ли сообщение, никто не будет.
request-unknown-stopped-says = Запрос отправлен, но { $recipient } его не подтверждает, и сейчас об этом никто не спрашивает.
request-stopped-by-says = Подключение { $connection } остановлено { $time } ({ $person }). Пока глобальный администратор его не запустит, { $recipient } через него ничего не получит и ответы не придут.
request-stopped-says = Подключение { $connection } остановлено { $time }. Пока глобальный администратор его не запустит, { $recipient } через него ничего не получит и ответы не придут.
request-stopped-urgent = Если ждать нельзя, спросите сами, дошёл ли запрос. Получатель: { $recipient }.
