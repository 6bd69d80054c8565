## Люди: список, приглашение, один человек.

people-beside = Что ещё есть о людях
people-find = Имя или адрес
people-none = Никого нет
people-none-says = Под эти условия никто не подходит.
person-last = Последний вход
person-everybody = Все
whose-people-own = Наша организация
whose-people-customers = Наши клиенты
person-state-open = Открыта
person-state-invited = Приглашение отправлено
person-state-shut = Закрыта
person-invited-until = Приглашение действует до { $time }
person-invited-over = Срок приглашения истёк
person-invite = Пригласить человека
person-invite-mail = Человек получит письмо со ссылкой и сам выберет пароль. Ссылка срабатывает один раз и действует 7 дней.
person-invite-hand = Эта система не отправляет писем: вы получите ссылку и передадите её сами. Она срабатывает один раз и действует 7 дней.
person-invite-do = Отправить приглашение
person-customer-hint = Только для человека клиента. Для своих людей оставьте пустым.
person-language-own = Язык браузера
person-language-hint = На нём будет написано и письмо.
person-facts = Учётная запись
person-roles-legend = Что этому человеку здесь разрешено
person-no-tokens = От имени этого человека не действует ни один токен.
person-tokens-stay = При смене пароля токены остаются: отзовите те, что не нужны.
person-tokens-see = Все токены
person-link = Ссылка
person-link-do = Создать ссылку
person-link-mail-do = Отправить ссылку
person-link-once = Ссылка, показанная один раз
person-link-once-says = Скопируйте её сейчас и передайте надёжным способом. Кому: { $name }. Пароль выберет тот, у кого ссылка. Она не хранится, и показать её снова нельзя.
person-invite-again = Пригласить ещё раз
person-invite-again-mail = Отправит новую ссылку, по которой человек выберет пароль. Она срабатывает один раз и действует 7 дней.
person-invite-again-hand = Создаст новую ссылку, которую вы передадите сами. Она срабатывает один раз и действует 7 дней.
person-reset = Забытый пароль
person-reset-mail = Отправит ссылку, по которой человек выберет новый пароль. Она срабатывает один раз и действует час. Второй фактор она не заменяет.
person-reset-hand = Создаст ссылку, по которой человек выберет новый пароль; передайте её сами. Она срабатывает один раз и действует час. Второй фактор она не заменяет.
person-out = Закрыть доступ или исключить
person-shut-says = Сразу завершает все сеансы и никого не пускает, пока вы снова не откроете учётную запись. Роли и история остаются.
person-open-says = Учётная запись закрыта. После открытия роли будут прежними.
person-open-do = Открыть учётную запись
person-remove-says = Исключает человека из этой организации и этого облака: сеансы завершаются, токены отзываются. Написанное остаётся.
person-remove-do = Исключить

## Что разрешено каждой роли.

roles-title = Роли
roles-lede = Что разрешено каждой роли. Если ролей несколько, разрешено всё, что позволяет хотя бы одна. Этой таблицей руководствуется сама система.
roles-see = Что разрешено каждой роли
roles-ours = Наши люди
roles-customers = Люди клиентов
roles-may = Действие
role-may = Да
role-may-not = Нет
role-may-by-rule = Да, по вашим правилам
role-may-not-by-rule = Нет, но ваши правила могут разрешить

## Токены и учётные записи программ.

field-scopes = Для чего он
field-role = Роль
field-keeper-id = Кто отвечает
field-of = Чьи люди
field-user-id = От чьего имени
token-all = Всё, что разрешено человеку
token-of-program = Программа
token-from = с адреса { $address }
token-of-hint = Вы или программа.
token-scopes-says = Токену разрешено только отмеченное здесь, и только в пределах прав его владельца.
token-scope-read = Чтение
token-scope-work = Работа с обращениями
token-scope-customers = Клиенты
token-scope-health = Работоспособность служб
token-scope-audit = Журнал аудита
token-scope-administer = Администрирование
token-scope-trouble-ticket = Обмен заявками
token-scope-partner-center = Partner Center
token-scope-graph = Microsoft Graph
token-scope-azure-support = Azure Support
token-scope-scim = Учётные записи из каталога
token-scope-says-read = Видеть клиентов, работоспособность служб, обращения и запросы. Ничего не меняет.
token-scope-says-work = Обращения, запросы, доставка.
token-scope-says-customers = Добавление, изменение, делегированное администрирование.
token-scope-says-health = Источники и проблемы.
token-scope-says-audit = Читать. Ничего не меняет.
token-scope-says-administer = Люди, токены, правила, подключения. У кого он есть, тот может выдать любое право.
token-scope-says-trouble-ticket = Обмен с другими системами поддержки (TMF621).
token-scope-says-partner-center = Скрипты, написанные для Partner Center.
token-scope-says-graph = Скрипты, написанные для Microsoft Graph.
token-scope-says-azure-support = Скрипты, написанные для Azure Support.
token-scope-says-scim = Ваш каталог добавляет и убирает людей (SCIM).
service-accounts = Учётные записи программ
service-accounts-says = Программе не нужна учётная запись человека. Она действует по токенам, войти с ней нельзя, и за неё отвечает кто-то из ваших людей.
service-keeper = Кто отвечает
service-keeper-left = { $name } здесь больше не работает: выберите другого
service-keeper-stays = { $name }, как сейчас
service-keeper-hint = К этому человеку обратятся, если программа поведёт себя странно.
service-keeperless = { $name } здесь больше не работает, а за программу { $program } отвечает по-прежнему.
service-keeperless-do = Выбрать другого
service-tokens = { $count ->
    [0] Нет токенов
    [one] { $count } токен
    [few] { $count } токена
    [many] { $count } токенов
   *[other] { $count } токена
}
service-shut-says = Её токены сразу перестают действовать.
service-new = Новая учётная запись программы
service-name = Название
service-name-hint = Программа и что она делает, например «Ночной импорт».
service-do = Создать учётную запись

## Вход.

sign-in-forgotten = Забыли пароль?
forgotten = Забытый пароль
forgotten-says = Если учётная запись с таким адресом есть, туда уйдёт письмо со ссылкой.
forgotten-do = Запросить ссылку
forgotten-sent = Если учётная запись с таким адресом есть, письмо уже в пути.
forgotten-sent-says = Ссылка в нём срабатывает один раз и действует час. Ничего не пришло? Проверьте нежелательную почту или обратитесь к одному из глобальных администраторов.
forgotten-no-mail = Эта система не отправляет писем. Обратитесь к одному из глобальных администраторов: он даст вам ссылку, по которой вы выберете новый пароль.
forgotten-back = Назад ко входу
welcome = Добро пожаловать, { $name }
welcome-says = Выберите пароль, затем войдите с ним.
choose-title = Выбор пароля
choose-anew = Выберите новый пароль
choose-anew-says = Все ваши сеансы завершатся. Затем войдите с новым паролем.
choose-new = Новый пароль
choose-do = Сохранить пароль
link-gone = Эта ссылка больше не действует
link-gone-says = Её уже использовали, или её срок истёк. Запросите новую; если это было приглашение, обратитесь к тому, кто вас пригласил.

## Письма людям.

mail-invitation-subject = Ваша учётная запись: { $organization }
mail-invitation = { $by } приглашает вас в систему поддержки. Организация: { $organization }.

    Выберите пароль здесь:
    { $link }

    Ссылка срабатывает один раз, до { $time }. Если вы не знаете, о чём речь, ничего не делайте: без ссылки никто не войдёт.
mail-reset-subject = Ваш пароль: { $organization }
mail-reset = Кто-то, надеемся, что вы, запросил новый пароль для вашей учётной записи. Организация: { $organization }.

    Выберите его здесь:
    { $link }

    Ссылка срабатывает один раз, до { $time }. Если это были не вы, ничего не делайте: ваш пароль останется прежним.
mail-reset-by = { $by } отправляет вам эту ссылку, чтобы вы выбрали новый пароль для своей учётной записи. Организация: { $organization }.

    Выберите его здесь:
    { $link }

    Ссылка срабатывает один раз, до { $time }.

## Что сделано и что мешает.

done-person-invited = Приглашение отправляется.
done-person-known = У этого человека уже есть учётная запись, и он входит с ней, как прежде.
done-person-link-sent = Письмо отправляется.
done-person-shut = Учётная запись закрыта. Все её сеансы завершены.
done-person-opened = Учётная запись снова открыта.
done-person-removed = Человек исключён.
done-service-account-added = Учётная запись создана. Создайте для неё токен.
done-service-account-saved = Учётная запись изменена.
done-password-chosen = Пароль сохранён. Войдите с ним.
refusal-shut = Эта учётная запись закрыта: сначала откройте её.
refusal-program = Это учётная запись программы: у неё есть токены и нет пароля.
refusal-not-here = Этот человек работает и в облаке, которое вы не администрируете: ссылку даст тот, кто администрирует оба.
refusal-link-gone = Эта ссылка больше не действует: её уже использовали, или её срок истёк.
audited-user-invite = Приглашение человека
audited-user-link = Выдача человеку ссылки на новый пароль
audited-account-reset-ask = Запрос ссылки на новый пароль
audited-account-password-by-link = Выбор пароля по ссылке
audited-service-account-add = Создание учётной записи программы
audited-service-account-edit = Изменение учётной записи программы

person-sessions-says = Человек выйдет везде, где действует от имени этой организации, и сможет войти снова.
person-sessions-do = Завершить все сеансы
done-person-sessions-ended = Сеансы этого человека здесь завершены.
