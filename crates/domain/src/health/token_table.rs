//! Words that every text has, in the three languages, and words by which a Polish text is known. Sorted by bytes: they are searched.

/// Words that say nothing when two texts share them: those of the language, and those of every problem report.
#[rustfmt::skip]
pub(super) const STOP_WORDS: &[&str] = &[
    "365", "a", "about", "above", "aby", "across", "active", "affect", "affected", "affecting", "affects", "after",
    "again", "ale", "all", "already", "also", "although", "always", "am", "an", "and", "ani", "another", "any",
    "anybody", "anyone", "anything", "are", "aren", "around", "as", "ask", "asking", "asks", "at", "azure", "bardzo",
    "be", "because", "been", "before", "being", "below", "between", "bez", "bo", "both", "but", "by", "być", "był",
    "była", "było", "były", "będzie", "będą", "can", "cannot", "case", "cases", "chce", "ci", "co", "colleague",
    "colleagues", "come", "company", "could", "couldn", "coś", "current", "currently", "customer", "customers", "czy",
    "day", "days", "dear", "did", "didn", "dla", "do", "dobry", "does", "doesn", "doing", "don", "done", "during",
    "dwa", "dzień", "dzisiaj", "dziękuję", "dziś", "each", "earlier", "either", "else", "employee", "employees",
    "even", "every", "everyone", "everything", "experience", "experienced", "experiences", "experiencing", "few",
    "firma", "firmie", "firmy", "first", "for", "from", "further", "gdy", "gdzie", "get", "gets", "getting", "go",
    "had", "has", "hasn", "have", "haven", "having", "he", "hello", "help", "her", "here", "hi", "him", "his", "hour",
    "hours", "how", "however", "i", "ich", "if", "ile", "im", "impact", "impacted", "impacting", "impacts", "in",
    "incident", "information", "inne", "innych", "into", "investigate", "investigating", "is", "isn", "issue",
    "issues", "it", "its", "iż", "ja", "jak", "jaki", "jako", "je", "jeden", "jednak", "jednego", "jest", "jestem",
    "jeszcze", "jeśli", "just", "już", "każdy", "keep", "keeps", "kept", "kiedy", "kilka", "kilku", "klienci",
    "klient", "koledzy", "kolega", "kto", "ktoś", "która", "które", "którego", "której", "który", "których", "którzy",
    "last", "later", "let", "like", "ll", "lub", "ludzie", "m365", "ma", "made", "mają", "make", "mam", "mamy",
    "many", "may", "me", "member", "members", "mi", "microsoft", "might", "minute", "minutes", "mitigated", "między",
    "mnie", "more", "morning", "most", "może", "można", "much", "musi", "must", "my", "na", "nad", "nam", "nas",
    "nasi", "nasz", "nasza", "nasze", "naszej", "nawet", "need", "needs", "never", "new", "next", "nic", "nich",
    "nie", "niektóre", "niektórych", "niektórzy", "niż", "no", "nobody", "non", "none", "nor", "not", "nothing",
    "now", "o", "o365", "occur", "oclock", "od", "of", "off", "office", "often", "on", "ona", "once", "one", "oni",
    "online", "only", "ono", "onto", "or", "oraz", "organizacja", "organization", "osoby", "osób", "other", "our",
    "out", "over", "own", "people", "per", "person", "pilne", "pir", "please", "pm", "po", "pod", "podczas", "pomoc",
    "pomocy", "ponieważ", "post", "potem", "potential", "potentially", "pracownicy", "pracownik", "pracownikom",
    "pracowników", "problem", "problems", "problemu", "problemy", "proszę", "przed", "przez", "przy", "question",
    "quite", "rana", "rano", "re", "really", "recently", "regards", "reported", "resolved", "result", "results",
    "review", "said", "same", "say", "says", "scope", "see", "seeing", "seem", "seems", "seen", "service", "services",
    "several", "shall", "she", "should", "since", "się", "so", "sobie", "some", "somebody", "someone", "something",
    "specific", "staff", "status", "still", "subset", "such", "suddenly", "są", "t", "ta", "tak", "take", "takie",
    "także", "tam", "te", "team", "tego", "tej", "tell", "tells", "ten", "tenant", "tenants", "teraz", "też", "than",
    "thank", "thanks", "that", "the", "their", "them", "then", "there", "therefore", "these", "they", "this", "those",
    "though", "through", "time", "times", "title", "to", "today", "tomorrow", "too", "try", "trying", "tu", "tych",
    "tylko", "tym", "u", "unable", "under", "until", "up", "upon", "urgent", "us", "use", "used", "user", "users",
    "using", "usługa", "usługi", "utc", "użytkownicy", "użytkownik", "użytkownika", "użytkownikom", "użytkowników",
    "ve", "very", "via", "w", "want", "was", "wasn", "way", "wczoraj", "we", "week", "weeks", "well", "went", "were",
    "what", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "wiele", "will", "witam",
    "with", "within", "without", "więc", "won", "would", "wszyscy", "wszystkich", "wszystkie", "wszystko",
    "yesterday", "yet", "you", "your", "z", "za", "zawsze", "ze", "znowu", "że", "а", "без", "более", "больше",
    "будет", "будто", "бы", "был", "была", "были", "было", "быть", "в", "вам", "вас", "вдруг", "ведь", "весь", "во",
    "вопрос", "вот", "все", "всегда", "всего", "всех", "всю", "всё", "вчера", "вы", "где", "да", "даже", "два",
    "день", "для", "дня", "до", "добрый", "другой", "его", "ее", "ему", "если", "есть", "еще", "ещё", "её", "же",
    "за", "здесь", "здравствуйте", "и", "из", "или", "им", "иногда", "их", "к", "как", "какая", "какой", "клиент",
    "клиентов", "клиенты", "когда", "коллег", "коллеги", "компании", "компания", "которая", "которые", "который",
    "кто", "куда", "ли", "людей", "люди", "майкрософт", "между", "меня", "мне", "много", "может", "можно", "мой",
    "моя", "мы", "на", "над", "надо", "наконец", "нам", "нас", "наш", "наша", "нашего", "наши", "наших", "не", "него",
    "нее", "ней", "некоторые", "некоторых", "нельзя", "нескольких", "несколько", "нет", "ни", "нибудь", "никогда",
    "ним", "них", "но", "ну", "о", "об", "один", "однако", "около", "он", "она", "они", "оно", "организации",
    "организация", "от", "очень", "перед", "по", "под", "пожалуйста", "пользователей", "пользователи", "пользователь",
    "пользователя", "пользователям", "помогите", "после", "потом", "потому", "почти", "при", "про", "проблем",
    "проблема", "проблему", "проблемы", "раз", "с", "сам", "себе", "себя", "сегодня", "сейчас", "сервис", "сервиса",
    "служба", "службы", "со", "совсем", "сотрудник", "сотрудникам", "сотрудники", "сотрудников", "срочно", "так",
    "также", "такой", "там", "тебя", "тем", "теперь", "то", "тогда", "того", "тоже", "только", "том", "тот", "три",
    "ту", "тут", "ты", "у", "уже", "утра", "утром", "хорошо", "хоть", "чего", "чем", "через", "что", "чтобы", "чуть",
    "эта", "эти", "это", "этого", "этой", "этом", "этот", "эту", "я",
];

/// Words of the titles of status pages that say nothing of what is wrong, as terms.
#[rustfmt::skip]
pub(super) const BOILERPLATE: &[&str] = &[
    "activ", "advisori", "announc", "elev", "emerg", "end", "extend", "follow", "high", "import", "inform", "increas", "level",
    "long", "notic", "plan", "preliminari", "progress", "rate", "remind", "resolv", "routin", "schedul", "servic", "start",
    "state", "termin", "upcom", "warn",
];

/// Words that Polish has and English has not.
#[rustfmt::skip]
pub(super) const POLISH_MARKERS: &[&str] = &[
    "aby", "brak", "być", "czy", "dla", "działa", "działają", "dzisiaj", "dziś", "jak", "jako", "jest", "jeszcze",
    "jeśli", "już", "kiedy", "kilka", "kilku", "która", "które", "który", "lub", "mają", "mamy", "mogą", "może",
    "można", "nad", "nasz", "nasze", "nie", "niektórzy", "od", "oraz", "otwiera", "otwierają", "pliki", "poczta",
    "poczty", "podczas", "proszę", "przed", "przez", "przy", "się", "są", "tak", "także", "tego", "teraz", "też",
    "tylko", "tym", "użytkownicy", "witam", "wszyscy", "wszystkie", "wysyłają", "że",
];
