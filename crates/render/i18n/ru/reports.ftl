# Отчёты: что стало с тем, что предложила система.
nav-reports = Отчёты
reports-lede = Что стало с документированными проблемами, которые были предложены для обращений.
reports-period = Период
reports-days = { $days ->
    [one] Последний { $days } день
    [few] Последние { $days } дня
    [many] Последние { $days } дней
   *[other] Последние { $days } дня
}
reports-matching = Сопоставление
reports-finding = { $proposals ->
    [one] Проблема предложена { $proposals } раз;
    [few] Проблема предложена { $proposals } раза;
    [many] Проблема предложена { $proposals } раз;
   *[other] Проблема предложена { $proposals } раза;
} подтверждено { $confirmed }, отклонено { $rejected }.
reports-precision-finding = Из уверенных предложений, о которых есть решение, верны { $precision } %.
reports-not-judged-says = Ни об одном уверенном предложении решения пока нет.
reports-source = Источник
reports-proposals = Предложено
reports-certain = Уверенно
reports-confirmed = Подтверждено
reports-rejected = Отклонено
reports-precision = Верно
reports-percent = { $percent } %
reports-not-judged = нет решений
reports-how = Уверенные предложения — те, что достигают порога из ваших правил. «Верно» считает только уверенные предложения, которые кто-то подтвердил или отклонил; остальные не учитываются ни как верные, ни как ошибочные.
reports-none = За этот период ничего не предложено
reports-none-says = Когда документированная проблема может объяснить обращение, это учитывается здесь вместе с решением ваших коллег.
