## Каких клиентов видит сотрудник.

customer-group = Группа
customer-groups = Группы клиентов
customer-groups-lede = Клиенты под одним названием: для списков, которые говорят, каких клиентов видит сотрудник.
customer-groups-none = Групп пока нет
customer-groups-none-says = С группой не нужно называть одних и тех же клиентов для каждого сотрудника.
customer-group-name = Название группы
customer-group-name-hint = Например: Северные больницы.
customer-group-new = Новая группа
customer-group-do = Создать группу
customer-group-people = В чьих списках
customer-group-nobody = Ни в чьём списке.
customer-group-empty = Пока пусто
customer-group-empty-says = Добавьте первого клиента ниже.
customer-group-rename = Переименовать
customer-group-remove = Удалить группу
customer-group-remove-says = С её клиентами ничего не произойдёт.
customer-group-remove-do = Удалить группу
reach = Клиенты
reach-of = Каких клиентов видит { $name }
reach-lede = Остальные клиенты для этого человека не существуют: ни на страницах, ни в списках, счётчиках и поиске, ни через токены.
reach-all = Все клиенты
reach-some = { $count ->
    [0] Ни одного клиента
    [one] { $count } клиент
    [few] { $count } клиента
    [many] { $count } клиентов
   *[other] { $count } клиента
}
reach-no-use = На глобального администратора списки не действуют: кто-то должен иметь возможность их изменить. Они начнут действовать, как только этой роли не станет.
reach-allow = Только эти
reach-allow-says = Если здесь что-то есть, человек видит только названное. Пусто: все клиенты.
reach-block = Кроме этих
reach-block-says = Названное здесь недоступно, что бы ни было сказано ещё.
reach-no-group = Без группы
reach-customer-hint = Клиент: название, домен или тенант.
reach-in = Добавить
reach-out = Убрать
reach-out-named = Убрать: { $name }
reach-group = { $count ->
    [one] группа, { $count } клиент
    [few] группа, { $count } клиента
    [many] группа, { $count } клиентов
   *[other] группа, { $count } клиента
}
reach-see = Выбрать клиентов
reach-person-says = Видит ли этот человек всех клиентов или только некоторых.
done-reach-saved = Сохранено. Действует сразу.
done-customer-group-saved = Группа сохранена.
done-customer-group-removed = Группа удалена.
refusal-in-use = Группа есть в списках сотрудников: сначала уберите её оттуда.
refusal-listed = Вы видите только часть клиентов, а здесь речь обо всех: обратитесь к тому, кто видит всех.
fault-both = Уже есть в другом списке.
fault-no-choice = Выберите группу или назовите клиента.
