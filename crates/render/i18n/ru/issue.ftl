# Неполадка: записи на двух языках, кого она затрагивает, сообщение всем клиентам и то, что остаётся после сбоя.
show-text-as = Показывать текст
show-translation = Перевод
show-both = Рядом
show-source = Оригинал
translated-machine = Машинный перевод, не проверен. Обязательную силу имеет текст поставщика: { $language }
translated-provider = Перевод поставщика. Обязательную силу имеет его собственный текст: { $language }
machine-unchecked = Машинный перевод, не проверен.
source-text = Текст самого поставщика
also-in = Также на другом языке: { $language }
language-other = язык { $tag }
language-source = язык источника
text-replaced-at = Этот текст стоял здесь до { $time }
text-replaced = Этот текст стоял здесь раньше
next-update-by = следующее обновление до { $time }
next-update = Следующее обновление
next-update-unsaid = Поставщик не говорит когда
known-says = Поставщик пишет
known-state = Состояние
known-since = С какого времени
known-told = Наш клиент
known-told-at = знает с { $time }
known-told-not = ещё не знает
reach-confirmed = Подтверждено
reach-certain = Точно, { $certainty } %
reach-possible = Возможно, { $certainty } %
reach-over = Обращения завершены
reach-open-cases = { $count ->
    [one] { $count } открытое обращение
    [few] { $count } открытых обращения
    [many] { $count } открытых обращений
   *[other] { $count } открытого обращения
  }
told = Кому и когда сообщено
told-empty = Пока никому не сообщено
told-empty-says = Здесь появится каждое сообщение об этой неполадке: с обращением, языком и автором.
told-draft = черновик, { $time }
told-by = { $who }, { $language }
told-last = последнее сообщение { $time }
inform-all = Сообщить всем затронутым клиентам о { $issue }
inform-all-here = Сообщить всем
inform-all-look = Сообщить всем затронутым
inform-all-messages = Сообщение на каждом языке
inform-all-says = Каждый клиент увидит его в своих обращениях, на своём языке и от нашего имени. Ни один клиент не будет назван другому.
inform-all-gets = { $count ->
    [one] Его получит { $count } обращение.
    [few] Его получат { $count } обращения.
    [many] Его получат { $count } обращений.
   *[other] Его получат { $count } обращения.
  }
inform-all-do = { $count ->
    [one] Поместить в { $count } обращение
    [few] Поместить в { $count } обращения
    [many] Поместить в { $count } обращений
   *[other] Поместить в { $count } обращения
  }
inform-all-who = Кому сообщается
inform-all-nobody = Никому.
inform-all-none = Сообщать некому
inform-all-none-says = Кому не сообщается и почему, указано рядом.
inform-all-out = Кому не сообщается
inform-all-out-nobody = Таких нет.
inform-all-changed = Тем временем поставщик добавил запись или изменил состояние. Ничего не отправлено: посмотрите, как сообщение выглядит теперь.
inform-all-written = Что вы написали
and-more = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
    [many] и ещё { $count }
   *[other] и ещё { $count }
  }
left-out-already-told = Уже сообщено
left-out-says-already-told = Они уже узнали это от нас.
left-out-unreadable = Прочитать здесь некому
left-out-says-unreadable = У этих клиентов никто не может войти: позвоните им.
left-out-uncertain = Не точно
left-out-says-uncertain = Подтвердите в обращении, что дело в этой неполадке, и клиенту тоже сообщат.
left-out-rejected = Другая проблема
left-out-says-rejected = Кто-то из наших сотрудников указал, что дело в другом.
left-out-case-over = Обращение завершено
left-out-says-case-over = Оно решено или закрыто.
left-out-no-case = Нет обращения
left-out-no-case-says = Клиенты, которые пользуются службой или в чьей ленте есть эта неполадка, но которые ни о чём не сообщали.
left-out-names = Их названия
field-text-en = На английском
field-text-ru = На русском
field-text-pl = На польском
field-translations = Переводы
field-translation-en = На английском
field-translation-ru = На русском
field-translation-pl = На польском
fault-same-language = Один текст на каждый язык: без повторов и не на языке самого текста.
post-languages = Язык и переводы
post-language = Язык текста
post-language-unsaid = Не указан
post-language-hint = Обязательную силу имеет этот текст.
post-machine = Машинный перевод
done-customers-informed = Клиентам сообщается. Каждое сообщение появится ниже в течение нескольких секунд.
audited-health-inform = Всем затронутым клиентам сообщено о неполадке
after = Проблема осталась после сбоя
after-lede = Поставщик считает неполадку устранённой, а эти клиенты говорят, что проблема осталась. Это основание передать обращение выше.
after-here = Проблема осталась
after-ground = Неполадка устранена, а проблема осталась: это основание передать обращения выше.
after-all = Все, у кого проблема осталась
after-do = Передать
after-empty = Таких нет
after-empty-says = Когда неполадка устранена, клиентов спрашивают, исчезла ли проблема. Кто ответит «нет», появится здесь.
after-notice = { $count ->
    [one] <a href="/health/after">В { $count } обращении проблема осталась после устранённой неполадки</a>. Выше его ещё никто не передал.
    [few] <a href="/health/after">В { $count } обращениях проблема осталась после устранённых неполадок</a>. Выше их ещё никто не передал.
    [many] <a href="/health/after">В { $count } обращениях проблема осталась после устранённых неполадок</a>. Выше их ещё никто не передал.
   *[other] <a href="/health/after">В { $count } обращения проблема осталась после устранённых неполадок</a>. Выше их ещё никто не передал.
  }
field-starts-at = Начало
publish-starts-hint = В вашем часовом поясе, { $zone }; сейчас, если не указано.
field-ends-at = Плановое окончание
publish-ends-hint = Только для плановых работ.
