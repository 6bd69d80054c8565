# Reports: what became of what the desk proposed.
nav-reports = Reports
reports-lede = What became of the documented issues that the desk proposed for cases.
reports-period = Period
reports-days = { $days ->
    [one] Last day
   *[other] Last { $days } days
}
reports-matching = Matching
reports-finding = { $proposals ->
    [one] One issue was proposed for a case;
   *[other] { $proposals } times an issue was proposed for a case;
} { $confirmed } confirmed, { $rejected } rejected.
reports-precision-finding = Of the certain proposals that somebody judged, { $precision } % were right.
reports-not-judged-says = Nobody has judged a certain proposal yet.
reports-source = Source
reports-proposals = Proposed
reports-certain = Certain
reports-confirmed = Confirmed
reports-rejected = Rejected
reports-precision = Right
reports-percent = { $percent } %
reports-not-judged = not judged
reports-how = Certain are proposals at or above the threshold of your rules. “Right” counts only certain proposals that somebody confirmed or rejected; what nobody judged counts on neither side.
reports-none = Nothing was proposed in this period
reports-none-says = When a documented issue could explain a case, it is counted here, with what your colleagues said of it.
