## Книга, которая ведётся в ногу с данными поставщика.

books-title = Сверка с поставщиком
books-lede = Клиенты, подписки и делегированное администрирование: как это записано у поставщика и в вашей книге.
books-read-now = Прочитать данные поставщика
books-off = Не начато
books-asking = Ждёт подтверждения
books-failing = Прочитать не удалось
books-stopped = Остановлено
books-stopped-says = Пока подключение остановлено, ничего не читается: { $connections }. Здесь то, что было прочитано последним.
books-reading = Идёт чтение
books-waiting = Есть расхождения
books-taking = Идёт приём
books-in-step = Данные совпадают
books-progress = { $count ->
    [one] прочитаны данные { $read } из { $count } клиента
    [few] прочитаны данные { $read } из { $count } клиентов
    [many] прочитаны данные { $read } из { $count } клиентов
   *[other] прочитаны данные { $read } из { $count } клиента
}
books-customers-read = клиенты прочитаны { $time }
books-delegated-read = отношения прочитаны { $time }
books-failed = Данные поставщика не удалось прочитать целиком. Ничего из-за этого не завершено; попытка повторится.
books-no-source = Нет подключения для чтения
books-no-source-says = Подключение к Partner Center даёт клиентов, посредников и подписки, подключение к Microsoft Graph — отношения делегированного администрирования.
books-off-title = Пока ничего не прочитано
books-off-says = Чтение ничего не меняет в вашей книге. Сначала показываются расхождения, и вы решаете, что принять.
books-reading-title = Данные поставщика читаются
books-reading-says = Когда все клиенты будут прочитаны один раз, здесь появятся расхождения.
books-apart-title = Расхождения
books-apart-says = Отмеченное принимается. Остальное здесь остаётся как есть, пока поставщик не изменит его снова.
books-apart-none = Расхождений нет
books-apart-none-says = В вашей книге то же, что у поставщика. Примите данные, чтобы так и осталось.
books-left-title = Оставлено как здесь
books-left-says = Здесь в вашей книге намеренно записано другое или что-то мешает. Отмеченное всё же будет взято у поставщика.
books-left-none = Ничего не оставлено
books-left-none-says = В вашей книге всё так же, как у поставщика.
books-customer = Клиент
books-what = Что
books-ours = Ваша книга
books-theirs = Поставщик
books-take = Принять
books-nothing = ничего
books-is-there = есть
books-seats = { $count ->
    [one] { $count } место
    [few] { $count } места
    [many] { $count } мест
   *[other] { $count } места
}
books-until = до { $time }
books-groups = { $count ->
    [one] { $count } группа
    [few] { $count } группы
    [many] { $count } групп
   *[other] { $count } группы
}
books-save-choices = Сохранить отметки на этой странице
books-take-left = Принять отмеченное
books-take-over = Приём данных
books-take-over-says = { $count ->
    [one] { $count } расхождение
    [few] { $count } расхождения
    [many] { $count } расхождений
   *[other] { $count } расхождения
} у { $customers ->
    [one] { $customers } клиента.
    [few] { $customers } клиентов.
    [many] { $customers } клиентов.
   *[other] { $customers } клиента.
}
books-take-over-then = После этого книга сверяется сама: каждый час принимается то, что изменил поставщик.
books-take-over-do = Принять данные
books-changes = Изменено при сверке
books-changes-none = Пока ничего не изменено
books-changes-none-says = То, что принято у поставщика, видно здесь 90 дней.
books-sources = Откуда читается
books-reads-partner-center = Клиенты, косвенные посредники, подписки
books-reads-graph = Делегированное администрирование и группы, у которых есть его роли
books-known = Клиентов там
books-next = Следующее чтение
books-changed = Последнее изменение
books-taken-over = Данные приняты
books-asked-title = Сразу так много пропало: это завершено?
books-asked = В списках поставщика больше нет { $customers ->
    [one] { $customers } клиента
    [few] { $customers } клиентов
    [many] { $customers } клиентов
   *[other] { $customers } клиента
} и { $relationships ->
    [one] { $relationships } отношения делегированного администрирования
    [few] { $relationships } отношений делегированного администрирования
    [many] { $relationships } отношений делегированного администрирования
   *[other] { $relationships } отношения делегированного администрирования
} (из { $of } действовавших).
books-asked-says = Ничего из этого не завершено. Если список верен, подтвердите: он будет прочитан снова, и больше этого завершено не будет. Обращения в любом случае останутся.
books-asked-do = Да, это завершено
books-link = Сверять с поставщиком
books-from = от поставщика, { $time }
books-given-to-groups = Выдано группам
books-edited-here = В вашей книге записано не то, что у поставщика: это останется, пока поставщик не изменит его снова.
books-edit-hint = Название, домен, отношения и подписки приходят от поставщика. То, что вы напишете здесь, останется, пока это не изменится там.
done-books-read = Данные поставщика читаются.
done-books-chosen = Ваш выбор сохранён.
done-books-taken-over = Приём начат и продолжится сам.
done-books-allowed = Список будет прочитан снова, завершённое будет завершено.
refusal-no-connection = Нет подключения для чтения: сначала настройте его.
refusal-not-begun = Данные поставщика ещё не читались.
refusal-still-reading = Прочитаны ещё не все клиенты: подождите, пока расхождения будут полными.
refusal-taken-over = Данные уже приняты: книга сверяется сама.
refusal-nothing-asked = Подтверждать больше нечего: посмотрите ещё раз.
refusal-changed = Число уже другое: посмотрите ещё раз.
book-difference-customer-new = Новый клиент
book-difference-customer-ended = Клиента там больше нет
book-difference-customer-back = Снова клиент
book-difference-relationship = Вид отношений
book-difference-name = Название
book-difference-domain = Домен
book-difference-reseller = Косвенный посредник
book-difference-subscription-new = Новая подписка
book-difference-subscription-changed = Подписка изменилась
book-difference-subscription-ended = Подписка завершена
book-difference-delegated-admin-new = Новое делегированное администрирование
book-difference-delegated-admin-changed = Делегированное администрирование изменилось
book-difference-delegated-admin-ended = Делегированное администрирование завершено
book-difference-assignments = Группы с его ролями
book-left-person = оставлено человеком
book-left-no-domain = принять нельзя: поставщик не называет домен
book-left-no-country = принять нельзя: поставщик не называет страну
book-left-domain-taken = принять нельзя: этот домен у другого клиента
book-standing-reseller = вы ему продаёте
book-standing-advisor = вы его консультируете
book-standing-ended = не клиент
book-left-unknown-product = нельзя перенять: в каталоге нет службы с таким продуктом. Импортируйте подписку под службой, к которой она относится, с этим номером
