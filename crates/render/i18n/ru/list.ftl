# Список клиентов: представления, фильтры и порядок.
customers-view-all = Все
customers-view-open-cases = С открытыми обращениями
customers-view-expiring = Администрирование истекает за 30 дней
customers-view-none = Без делегированного администрирования
customers-none-fit = Под эти фильтры не подходит ни один клиент
delegated-state-live = Действует
delegated-state-expiring = Истекает в ближайшие 30 дней
delegated-state-none = Не действует
open-requests = Открытые запросы

# Список запросов на обслуживание.
requests-mine = Составлены мной
requests-all = Все
request-choice-open = Не завершённые
request-choice-all = Все
requests-new = Новый запрос
requests-new-says = Запрос на обслуживание начинается с обращения. { $count ->
    [0] Сейчас ни одно обращение к этому не готово.
    [one] Готово { $count } обращение.
    [few] Готовы { $count } обращения.
    [many] Готово { $count } обращений.
   *[other] Готово { $count } обращения.
}
requests-new-many = Запрос на обслуживание начинается с обращения. Готово больше 99 обращений.

# Недостающее право: кого спросить и у каких ролей оно есть.
trouble-forbidden-ask-one = Это может сделать { $first }.
trouble-forbidden-ask-two = Это может сделать { $first } или { $second }.
trouble-forbidden-ask-three = Это может сделать { $first }, { $second } или { $third }.
trouble-forbidden-roles = { $count ->
    [1] Нужна роль: { $roles }.
    [one] Нужна одна из ролей: { $roles }.
    [few] Нужна одна из ролей: { $roles }.
    [many] Нужна одна из ролей: { $roles }.
   *[other] Нужна одна из ролей: { $roles }.
}
trouble-forbidden-not-one = { $count ->
    [1] Нужна роль: { $roles }. Сейчас её нет ни у кого в вашей организации.
    [one] Нужна одна из ролей: { $roles }. Сейчас ни одной из них нет ни у кого в вашей организации.
    [few] Нужна одна из ролей: { $roles }. Сейчас ни одной из них нет ни у кого в вашей организации.
    [many] Нужна одна из ролей: { $roles }. Сейчас ни одной из них нет ни у кого в вашей организации.
   *[other] Нужна одна из ролей: { $roles }. Сейчас ни одной из них нет ни у кого в вашей организации.
}

# Делегированное администрирование: кто решил.
delegated-approved-by = Подтверждение
delegated-ended-by = Завершение
delegated-decided = { $who }, { $time }
delegated-decided-of = { $who } ({ $organization }), { $time }

# Новый запрос: что обещает получатель, какие файлы идут с ним, и сохранённый черновик.
severity-answer = Первый ответ за { $span }, круглосуточно
severity-answer-business = Первый ответ за { $span } рабочего времени
severity-answers-of = Сроки первого ответа обещает { $recipient }.
request-files-choose = Файлы, отмеченные для поставщика. С запросом уходит то, что выбрано.
request-file-open = Открыть
request-kept = Для этого обращения есть черновик: { $who }, { $time }. Его видят все агенты.
request-save = Сохранить черновик
request-discard = Удалить черновик
done-draft-saved = Черновик сохранён для этого обращения.
done-draft-discarded = Черновик удалён.
fault-not-for-provider = С запросом уходят только файлы этого обращения, отмеченные для поставщика.
field-files = Файлы
audited-case-draft-save = Сохранение черновика запроса
audited-case-draft-discard = Удаление черновика запроса

# Почему запрос возвращён.
return-reason = Причина возврата
return-reason-hint = Партнёр читает её на своём языке, а ваш текст — как вы его написали. По ней считаются возвраты.
choose = Выберите
field-return-reason = Причина возврата
return-reason-not-escalation-worthy = Партнёр может решить сам
return-reason-insufficient-evidence = Недостаточно данных
return-reason-wrong-recipient = Не тот получатель
return-reason-known-issue = Известная проблема
return-reason-duplicate = Дубликат
return-reason-other = Другая причина
returns = Возвращённые запросы по причинам
returns-count = Запросы
returns-none = За этот период ничего не возвращено
returns-none-says = Здесь возвращённые запросы считаются по причине, которую выбрал получатель.

# Дистрибьютор передаёт полученный запрос дальше.
received-carry = Открыть своё обращение
received-carry-says = С тем, что сказано в запросе. Отправитель остаётся контактом здесь.
received-carried = Дальше этот запрос ведёт наше обращение { $case }.
received-no-customer = Клиента { $customer } в вашем списке нет. Внесите его, чтобы открыть своё обращение.
received-answer = { $recipient } по нашему запросу { $request }: { $status }
received-pass-down = Передать ответ
case-received = Ведёт дальше { $request }, отправитель: { $sender }.
audited-received-carry = Открытие обращения по полученному запросу
refusal-carried = По этому запросу уже есть обращение. Продолжайте в нём.
refusal-customer-missing = Этого клиента в вашем списке нет. Сначала внесите его с тенантом, который назван в запросе.

# Работоспособность: как классифицирована проблема и что прочитано только что.
issue-as-service-issue = Опубликовано как проблема службы
issue-as-advisory = Опубликовано как рекомендация
issue-as-planned-maintenance = Опубликовано как плановое обслуживание
issue-as-announcement = Опубликовано как объявление
feed-as-of-now = { $time }, только что

field-delegated-admin = Делегированное администрирование
field-relationship-status = Отношения
