## Подключения к поставщикам и другим системам.

nav-connections = Подключения
connections-lede = Пути к интерфейсам поставщиков и к другим системам: по ним уходят запросы и читаются источники данных.
connections-empty = Подключений пока нет
connections-empty-says = Без них запросы идут получателям в этой же системе или подаются на портале поставщика вручную.
connection-name = Название
connection-leads-to = Куда ведёт
connection-good = Последний успех
connection-never = ещё не было
connection-tried = Последняя попытка
connection-failing = Сбои начались
connection-answer = Последний ответ
connection-new = Настроить подключение
connection-no-kinds = Эта программа пока не умеет работать через подключения.
connection-azure-support-says = Запросы по Azure создаются у поставщика через его интерфейс, ответы возвращаются.
connection-partner-center-says = По нему возвращаются состояние и заметки запросов, поданных на портале; по нему же сверяются клиенты и подписки.
connection-trouble-ticket-says = Запросы уходят в другую систему Tierline или в любую систему с TMF621, ответы возвращаются.
connection-email-says = Запросы уходят в почтовый ящик, ответы попадают в ту же переписку.
connection-graph-says = По нему читается состояние служб у ваших клиентов: один секрет на все источники; по нему же сверяется делегированное администрирование.
connection-kind-azure-support = Поддержка Azure
connection-kind-partner-center = Центр партнёров
connection-kind-trouble-ticket = Обмен заявками (TMF621)
connection-kind-email = Почтовый ящик
connection-kind-graph = Microsoft Graph
connection-condition-untried = Ещё не проверено
connection-condition-working = Работает
connection-condition-failing = Не работает
connection-condition-held = Приостановлено
connection-stopped = Остановлено
connection-lacks-secret = Нет секрета
connection-secret-ends = Секрет истекает { $time }
connection-secret-ended = Секрет истёк { $time }
connection-test = Проверить
connection-tested-good = Всё работает
connection-tested-bad = Работает не всё
connection-step-works = Работает
connection-step-fails = Не работает
connection-step-skipped = Не проверялось
connection-step-secret = Секрет удаётся расшифровать
connection-step-reach = Другая сторона отвечает
connection-step-sign-in = Вход выполнен
connection-step-permission = Чтение разрешено
connection-step-read = Ответ читается
connection-step-send = Письмо принято
connection-remedy-secret = Восстановите файл ключа или замените секрет здесь.
connection-remedy-reach = Проверьте адрес. Если он в вашей сети, оператор может разрешить его в [outbound] allow.
connection-remedy-sign-in = Проверьте приложение, тенант и секрет. Истёкший секрет обновляют на той стороне и заменяют здесь.
connection-remedy-permission = Попросите администратора той стороны выдать названное выше право и проверьте снова.
connection-remedy-read = Проверьте адрес: он должен заканчиваться там, где начинается интерфейс.
connection-remedy-sent = Проверьте, дошло ли оно: принятое сервером письмо ещё может быть отфильтровано или вернуться.
connection-sample = Отправить пробное письмо
connection-sample-says = Оно идёт тем же путём, что и запросы по этому подключению. Ответ сервера появится выше.
connection-sample-do = Отправить
connection-beside-proxy = Прокси системы — для HTTP. Почта через него не идёт: сервер почты должен быть доступен напрямую.
connection-sample-to = Адрес
mail-sample-subject = Пробное письмо: { $organization }
mail-sample = { $by } проверяет, доходят ли письма службы поддержки { $organization }. Это дошло.

    Делать ничего не нужно, ответы не читаются.
refusal-no-test-message = Пробное письмо можно отправить только через подключение к почте.
connection-facts = Как работает
connection-secret-said = задан { $time }
connection-secret-until = истекает { $time }
connection-secret-missing = ещё не задан
connection-secret-says = Секреты шифруются при сохранении и больше не показываются.
connection-replace = Заменить секрет
connection-replace-says = Новый начнёт действовать со следующего использования. Затем проверьте подключение.
connection-replace-do = Заменить
connection-consent-says = Partner Center пускает приложение, которое действует от имени человека с ролью «Агент администратора» или «Агент службы технической поддержки», вошедшего со вторым фактором. Согласие обновляется здесь само; за 14 дней до конца срока и когда этот человек уходит, появится предупреждение. Его место в любой момент может занять другой: за это время ничего не потеряется.
connection-consent = Согласие человека
connection-consent-do = Войти и дать согласие
connection-consent-by = Согласие: { $person }, учётная запись { $account }, { $time }.
connection-consent-left = Согласие: { $person } (больше здесь не работает), учётная запись { $account }, { $time }. Дайте согласие сами, пока поставщик не закрыл эту учётную запись.
connection-consent-secret-first = Сначала задайте секрет приложения: без него согласие не получить.
connection-consent-pasted = Вместо входа можно вставить токен обновления, полученный в другом месте, как «Согласие человека». Чей он, здесь тогда неизвестно.
connection-consent-lede = У поставщика система будет действовать от имени того, кто сейчас войдёт, в пределах его прав.
connection-consent-step-who = Подготовьте учётную запись, от имени которой будут действия: у поставщика у неё есть роль «Агент администратора» или «Агент службы технической поддержки» и второй фактор.
connection-consent-step-redirect = В приложении у поставщика эта страница должна быть указана как адрес возврата (тип «Web»):
connection-consent-step-go = Войдите на { $host } и дайте согласие на то, что запрашивает приложение.
connection-consent-step-back = Вы вернётесь сюда. Затем проверьте подключение.
connection-consent-go = Перейти на { $host }
connection-consent-until = Вернитесь до { $time }. Позже начните здесь заново.
connection-person-left = Давший согласие ушёл
secret-person-left = Подключение { $connection } действует от имени сотрудника, который больше здесь не работает ({ $person }): согласие должен дать другой.
done-connection-consented = Согласие сохранено. Проверьте подключение.
connection-stop-or-remove = Остановить или удалить
connection-stop-says = Пока подключение остановлено, по нему ничего не идёт и новые запросы по нему не отправляются.
connection-stop-do = Остановить
connection-start-says = Ожидающее снова пойдёт по нему.
connection-start-do = Возобновить
connection-remove-says = Оно удаляется вместе с секретами. Отправленные запросы остаются; то, что ещё ждёт, уйти не сможет.
connection-remove-do = Удалить это подключение
connection-set-up = Как настроено
connection-name-hint = Как его называют у вас.
connection-address-hint = Начинается с https:// и заканчивается там, где начинается интерфейс.
connection-recipient-hint = Какие запросы идут этим путём: поставщику или партнёру над вами.
connection-families = Продукты, запросы по которым оно передаёт
connection-families-hint = Ничего не выбрано: все.
connection-sign-in = Чем подтверждается доступ
connection-sign-in-hint = То, чего требует другая сторона. Ненужные для этого поля ниже остаются пустыми.
connection-client-id-hint = Идентификатор приложения, как его показывает служба входа.
connection-tenant-hint = Ваш собственный тенант, где зарегистрировано приложение: идентификатор или домен.
connection-authority-hint = Пусто: служба входа этого облака.
connection-token-address = Адрес выдачи токенов
connection-token-address-hint = Только для приложения: его называет другая сторона.
connection-scope-hint = Только если другая сторона её требует.
connection-certificate-hint = Только для сертификата: в PEM, как он зарегистрирован. Закрытый ключ укажите ниже как секрет.
connection-secret-hint = Токен, секрет приложения или закрытый ключ в PEM. Больше не показывается.
connection-secret-stays = Пусто: остаётся прежний. Для другого узла секрет нужно указать заново.
connection-secret-ends-hint = Если известно: предупреждение придёт за 14 дней.
connection-add-do = Настроить
connection-add-says = Пока ничего не отправляется: проверьте подключение на следующей странице.
secret-ends-says = Секрет подключения { $connection } истекает { $time }.
secret-ended-says = Секрет подключения { $connection } истёк { $time }: по нему ничего не идёт.
secret-exchange = Заменить
field-address = Адрес
field-sign-in = Способ входа
field-tenant = Тенант
field-client-id = Идентификатор приложения
field-authority = Служба входа
field-scope = Область доступа
field-certificate = Сертификат
field-secret = Секрет
field-secret-field = Какой секрет
field-secret-ends-at = Секрет истекает
field-mailbox = Ящик, куда отправляются запросы
field-sender = Ящик, откуда они отправляются
sign-in-by-nobody = Ничего не требуется
sign-in-by-token = Токен, выданный другой стороной
sign-in-by-client-secret = Приложение с секретом
sign-in-by-certificate = Приложение с сертификатом
sign-in-by-person = Приложение от имени человека
sign-in-by-password = Имя и пароль
secret-field-token = Токен
secret-field-client-secret = Секрет приложения
secret-field-private-key = Закрытый ключ
secret-field-refresh-token = Согласие человека
secret-field-password = Пароль
fault-not-a-url = Нужен адрес, который начинается с https://, без ? и #.
fault-not-upstream = Ведёт только к поставщику.
fault-not-accepted = Этот вид подключения такого не принимает: выберите другое.
fault-not-carried = Этот вид подключения такие запросы не передаёт: снимите отметку.
fault-not-a-tenant-name = Нужен идентификатор или домен тенанта: латинские буквы, цифры, дефисы и точки.
fault-not-a-certificate = Нужен сертификат в PEM: он начинается с -----BEGIN CERTIFICATE-----.
fault-not-a-secret = Нужен секрет в том виде, в каком его выдали: латинские буквы, цифры и знаки.
fault-said-elsewhere = Нужно указать заново: прежний ушёл бы на другой адрес.
fault-over = Нужно время в будущем: это уже прошло.
fault-not-in-this-program = Эта программа пока с этим не работает: выберите другое.
done-connection-added = Подключение настроено. Проверьте его.
done-connection-saved = Подключение изменено. Проверьте его.
done-connection-secret-replaced = Секрет заменён. Проверьте подключение.
done-connection-paused = Подключение остановлено.
done-connection-resumed = Подключение снова действует.
done-connection-removed = Подключение удалено.

## Каким путём идёт запрос и почему.

routes-others = Почему не другими
route-standing-chosen = Этот путь
route-standing-open = Возможно
route-standing-closed = Невозможно
route-reason-same-desk = Получатель работает здесь же: запрос приходит сразу.
route-reason-connected = Туда ведёт подключение, по нему возвращаются и ответы.
route-reason-providers-portal = Поставщик принимает его на портале: всё будет подготовлено, подаёте вы.
route-reason-not-on-this-desk = Получатель не работает в этой системе.
route-reason-no-connection = Такое подключение не настроено.
route-reason-other-recipient = Подключение ведёт к другому получателю.
route-reason-other-products = Подключение передаёт запросы по другим продуктам.
route-reason-stopped = Глобальный администратор остановил подключение.
route-reason-not-working = Подключение давно не работает: отправленное по нему ждёт.
route-reason-no-secret = У подключения нет секрета.
route-reason-reads-only = Новые запросы поставщик этим путём больше не принимает; по нему видно, что стало с поданными на портале.
route-reason-not-for-this-product = Этим путём поставщик принимает запросы по другим продуктам.
route-reason-not-entitled = Партнёр вашего вида не может подавать это поставщику.
route-reason-provider-only = Этим путём доступен только поставщик.
route-reason-no-portal = У дистрибьютора нет портала для подачи.
route-reason-not-in-this-program = Эта программа пока с этим не работает.
connection-waiting = { $count ->
    [one] Его ждёт { $count } сообщение, оно не будет отправлено.
    [few] Его ждут { $count } сообщения, они не будут отправлены.
    [many] Его ждут { $count } сообщений, они не будут отправлены.
   *[other] Его ждут { $count } сообщения, они не будут отправлены.
}
connection-followed = { $count ->
    [one] Через него ушёл { $count } открытый запрос: сведения о нём больше не будут загружаться.
    [few] Через него ушли { $count } открытых запроса: сведения о них больше не будут загружаться.
    [many] Через него ушли { $count } открытых запросов: сведения о них больше не будут загружаться.
   *[other] Через него ушло { $count } открытого запроса: сведения о них больше не будут загружаться.
}
connection-abandon = Всё равно удалить
field-abandon = Всё равно удалить
fault-still-needed = Подключение ещё нужно: дождитесь отправки или подтвердите, что она не нужна.

## Подключения к почтовому ящику.

connection-mail-server = Почтовый сервер для отправки
connection-mail-server-hint = smtps://mail.example.com использует TLS с самого начала, smtp://mail.example.com переходит на него. Без TLS ничего не отправляется, если только оператор не назвал этот хост.
connection-sender-hint = Указывается отправителем письма. Ответы приходят на подписанный адрес системы, если оператор его настроил.
connection-user-name = Имя пользователя на почтовом сервере
connection-user-name-hint = Только если сервер требует имя и пароль.
connection-password-hint = Пароль, если почтовый сервер его требует. Больше не показывается.
fault-not-a-mail-server = Принимает почтовый сервер: smtps:// и его имя либо smtp://, если он сам переходит на TLS.

## Кому сообщается о заявках (TMF621).

subscriptions-title = Кому сообщается о ваших заявках
subscriptions-says = Адреса, подписанные на события ваших заявок (TMF621). Каждый вызов передаёт заявку целиком: клиента, контакт, заметки, файлы. Подписка заканчивается вместе с правом того, кто её оформил, и с токеном, по которому она оформлена.
subscriptions-empty = Никому не сообщается
subscriptions-empty-says = Когда программа подписывается через интерфейс обмена заявками, её адрес появляется здесь.
subscription-address = Адрес
subscription-told = О чём сообщается
subscription-everything = Обо всём
subscription-by = Кто оформил
subscription-by-token = по токену { $token }
subscription-by-unknown = неизвестно
subscription-since = С какого времени
subscription-stands = Действует
subscription-over = Больше ничего не сообщается
subscription-end = Прекратить
subscription-end-named = Прекратить подписку: { $address }
done-subscription-ended = Подписка прекращена: по этому адресу больше ничего не сообщается.
