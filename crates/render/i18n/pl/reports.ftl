# Raporty: co stało się z tym, co zaproponował system.
nav-reports = Raporty
reports-lede = Co stało się z udokumentowanymi problemami, które zaproponowano do spraw.
reports-period = Okres
reports-days = { $days ->
    [one] Ostatni dzień
    [few] Ostatnie { $days } dni
    [many] Ostatnie { $days } dni
   *[other] Ostatnie { $days } dnia
}
reports-matching = Dopasowanie
reports-finding = { $proposals ->
    [one] Problem zaproponowano { $proposals } raz;
    [few] Problem zaproponowano { $proposals } razy;
    [many] Problem zaproponowano { $proposals } razy;
   *[other] Problem zaproponowano { $proposals } razu;
} potwierdzone: { $confirmed }, odrzucone: { $rejected }.
reports-precision-finding = Spośród pewnych propozycji, które ktoś ocenił, trafnych było { $precision } %.
reports-not-judged-says = Nikt jeszcze nie ocenił żadnej pewnej propozycji.
reports-source = Źródło
reports-proposals = Zaproponowane
reports-certain = Pewne
reports-confirmed = Potwierdzone
reports-rejected = Odrzucone
reports-precision = Trafne
reports-percent = { $percent } %
reports-not-judged = bez oceny
reports-how = Pewne są propozycje, które osiągają próg z Waszych zasad. „Trafne” obejmuje tylko pewne propozycje, które ktoś potwierdził lub odrzucił; nieocenione nie liczą się po żadnej stronie.
reports-none = W tym okresie niczego nie zaproponowano
reports-none-says = Gdy udokumentowany problem może wyjaśniać sprawę, jest tu liczony razem z oceną Waszych współpracowników.
