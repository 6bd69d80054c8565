## История службы.

history-title-of = { $service }, последние 90 дней
history-of-all = По опубликованным данным, для всех ваших клиентов
history-of-customer = По опубликованным данным, для клиента { $customer }
history-not-only = Не только { $customer }
history-days = Дни, о которых есть что сказать
history-healthy = { $count ->
    [one] { $count } день без происшествий
    [few] { $count } дня без происшествий
    [many] { $count } дней без происшествий
   *[other] { $count } дня без происшествий
}
history-day = День
history-worst = Худшее состояние
history-issues = Проблемы
history-unread = Неизвестно
history-empty = Ничего не опубликовано
history-empty-says = Все девяносто дней источник, который сообщил бы о сбое, читался.
history-all-days = История: { $service }, 90 дней

## Доска: сколько чего.

board-all-services = Все службы
count-issues = { $count ->
    [one] { $count } проблема
    [few] { $count } проблемы
    [many] { $count } проблем
   *[other] { $count } проблемы
}
feeds-all-count = Все источники: { $count }
board-customers-order = Сначала клиенты, у которых неполадки, затем остальные по имени.
history-not-recorded-says = «Нет данных» значит: о сбое ничего не опубликовано, но больше часа в этот день ни один источник, который сообщил бы о нём, не читался.
