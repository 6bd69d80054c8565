# Что говорится перед отправкой запроса на обслуживание.
request-foreign-en = Запрос написан по-английски. Получатель круглосуточно отвечает на этих языках: { $understood }. Отправить можно и так, но ответ может прийти позже.
request-foreign-ru = Запрос написан по-русски. Получатель круглосуточно отвечает на этих языках: { $understood }. Отправить можно и так, но ответ может прийти позже.
request-foreign-pl = Запрос написан по-польски. Получатель круглосуточно отвечает на этих языках: { $understood }. Отправить можно и так, но ответ может прийти позже.
fault-of-customer = Это адрес клиента. Получатель разговаривает с вами: укажите адрес своего сотрудника.

# Что случилось с запросом, где никто ничего не писал.
event-request-join-case = { $who }: к запросу добавлено обращение { $case }.
event-request-cases = { $who }: добавлено обращение с той же причиной, всего { $count ->
    [one] { $count } обращение
    [few] { $count } обращения
    [many] { $count } обращений
   *[other] { $count } обращения
}.
event-request-edit = { $who }: изменено { $fields }.

# Чем оказался файл, когда выбран другой формат.
fault-is-graph = Файл в другом формате: { feed-format-graph }. Выберите его.
fault-is-graph-messages = Файл в другом формате: { feed-format-graph-messages }. Выберите его.
fault-is-service-comms = Файл в другом формате: { feed-format-service-comms }. Выберите его.
fault-is-azure-events = Файл в другом формате: { feed-format-azure-events }. Выберите его.
fault-is-google-cloud = Файл в другом формате: { feed-format-google-cloud }. Выберите его.
fault-is-aws = Файл в другом формате: { feed-format-aws }. Выберите его.
fault-is-statuspage = Файл в другом формате: { feed-format-statuspage }. Выберите его.
fault-is-rss = Файл в другом формате: { feed-format-rss }. Выберите его.
fault-is-graph-overviews = Файл в другом формате: { feed-format-graph-overviews }. Выберите его.

## Письма получателю.

mail-intro = { $partner } передаёт сервисный запрос { $number }. Получатель: { $recipient }.
mail-answer = Ответьте на это письмо, и ваш ответ появится в { $number }. Не меняйте адрес: он действует только для этого запроса.
mail-ticket = То же приложено файлом { $number }.json (TM Forum TMF621).
mail-note-by = { $who }, { $partner }
mail-about = О сервисном запросе { $number }: { $title }
mail-withdrawn = { $partner } отзывает сервисный запрос { $number }. От вас больше ничего не требуется.
mail-file = { $file } относится к сервисному запросу { $number }: { $title }
mail-reopened = { $number } не решён. Что ещё происходит:
mail-rated = { $author }: серьёзность { $number } изменена. Теперь: { $severity }.
mail-cases = { $count ->
    [one] Теперь { $number } касается { $count } обращения.
    [few] Теперь { $number } касается { $count } обращений.
    [many] Теперь { $number } касается { $count } обращений.
   *[other] Теперь { $number } касается { $count } обращения.
}
mail-update = Запишите, что ответил получатель
mail-number = Введите номер получателя
event-request-mail = Из письма, в исходном виде:
event-request-automatic = Написано автоматически: ничего не меняет
event-request-unverified = Отправитель не из домена этого почтового ящика: проверьте, прежде чем полагаться на письмо
event-request-came-back = Наше письмо вернулось
event-request-file-left = Файл получателя не удалось получить: попросите прислать его иначе
event-request-mail-full = Запрос вместил столько писем, сколько может: новые письма не принимаются. Попросите получателя ответить иначе
mail-occurred-at = Когда это было сказано

# Что добавляет к запросу интерфейс поддержки поставщика.
chain-subscription = по подписке { $id }
recipient-due = Их ответ ожидается
recipient-due-in = через { $span }
recipient-due-over = { $span } назад
recipient-due-says = { $time } — срок, который называет { $recipient }
route-no-subscription = В книге нет идентификатора подписки на эту службу: сначала добавьте его.
route-subscription = По подписке клиента { $id }.
