# За чем человек следит и о чём ему сообщают.
bell = Уведомления
bell-unread = { $count ->
    [one] Уведомления, { $count } непрочитанное
    [few] Уведомления, { $count } непрочитанных
    [many] Уведомления, { $count } непрочитанных
   *[other] Уведомления, { $count } непрочитанного
}
bell-many = Уведомления, непрочитанных: 99+
notices-lede = Что произошло с тем, за чем вы следите, и с вашими обращениями. Строка прочитана, когда вы открыли то, куда она ведёт; через { $days } дней она удаляется.
notices-unread = Непрочитанные
notices-read = Прочитанные
notices-read-all = Отметить всё как прочитанное
notice-read-this = Прочитано
notices-none = Непрочитанных нет
notices-none-says = Здесь сообщается о проблемах служб, регионов и клиентов, за которыми вы следите, об ответах в ваших обращениях и о судьбе ваших запросов.
notices-what-you-follow = За чем вы следите
notice-issue-new = Новая проблема: { $title }
notice-issue-status = Новое состояние — «{ $status }»: { $title }
notice-issue-posted = { $count ->
    [one] { $count } новое сообщение поставщика: { $title }
    [few] { $count } новых сообщения поставщика: { $title }
    [many] { $count } новых сообщений поставщика: { $title }
   *[other] { $count } нового сообщения поставщика: { $title }
}
notice-issue-ended = Закончилась: { $title }
notice-case-explained = { $issue } объясняет ваше обращение: { $title }
notice-request-asked = Получатель просит дополнить запрос: { $title }
notice-request-returned = Получатель вернул запрос с указанием причины: { $title }
notice-request-resolved = Получатель сообщает, что всё решено: { $title }
notice-customer-wrote = { $count ->
    [one] Ответ клиента { $customer }: { $title }
    [few] { $count } ответа клиента { $customer }: { $title }
    [many] { $count } ответов клиента { $customer }: { $title }
   *[other] { $count } ответа клиента { $customer }: { $title }
}
notice-customer-persists = Клиент { $customer } сообщает, что проблема осталась: { $title }
notice-customer-confirmed = Клиент { $customer } подтверждает решение: { $title }
notice-posts = { $count ->
    [one] { $count } новое сообщение
    [few] { $count } новых сообщения
    [many] { $count } новых сообщений
   *[other] { $count } нового сообщения
}
follow = Следить
following = Вы следите
follow-what = Следить: { $what }
follow-on = Вы следите: { $what }. Больше не следить
follow-stop = Больше не следить: { $what }
follow-service-in = { $service }, { $region }
follows = За чем вы следите
follows-says = Вам сообщают, когда поставщик документирует там проблему, пишет о ней, меняет её состояние или завершает её.
follows-none = Вы пока ни за чем не следите
follows-none-says = За службой или регионом можно следить отсюда, с табло или со страницы проблемы, за клиентом — с его страницы.
follows-any-service = Все службы
follows-any-region = Все регионы
follows-add = Следить
follows-kind-service = Служба
follows-kind-region = Регион
follows-kind-customer = Клиент
done-followed = Теперь вы за этим следите.
done-unfollowed = Вы больше за этим не следите.
done-notices-read = Всё отмечено как прочитанное.
refusal-follow-limit = Вы следите за наибольшим возможным числом вещей: сначала откажитесь от одной из них.
following-end = Больше не следить
notice-case-assigned = Обращение передано вам: { $title }
notice-received-new = { $count ->
    [one] { $count } новый запрос во входящих, последний от { $sender }: { $title }
    [few] { $count } новых запроса во входящих, последний от { $sender }: { $title }
    [many] { $count } новых запросов во входящих, последний от { $sender }: { $title }
   *[other] { $count } нового запроса во входящих, последний от { $sender }: { $title }
}
notice-received-answered = { $count ->
    [one] { $count } ответ партнёра { $sender }: { $title }
    [few] { $count } ответа партнёра { $sender }: { $title }
    [many] { $count } ответов партнёра { $sender }: { $title }
   *[other] { $count } ответа партнёра { $sender }: { $title }
}
notice-received-withdrawn = Партнёр { $sender } отозвал запрос: { $title }
notice-role-asked = { $sender } просит роль «{ $role }» на время: { $title }
notice-role-given = Вам на время выдана роль «{ $role }»: { $title }
notice-role-refused = В роли «{ $role }» вам отказано: { $title }
notice-role-ended = Роль «{ $role }» на время закончилась: { $title }
notices-lede-received = Что пришло во входящие и что ответили партнёры в запросах, над которыми вы работаете. Строка прочитана, когда вы открыли то, куда она ведёт; через { $days } дней она удаляется.
notices-none-received = Здесь сообщается о новых запросах, а также об ответах и отзывах в тех, над которыми вы работаете.
notice-keeper-left = { $keeper } больше не работает здесь и отвечает за программу { $title }: её должен принять кто-то другой
