# What one follows, and what one is told.
bell = Notifications
bell-unread = { $count ->
    [one] Notifications, { $count } unread
   *[other] Notifications, { $count } unread
}
bell-many = Notifications, 99+ unread
notices-lede = What happened to what you follow, and to your cases. A line is read when you open what it leads to; after { $days } days it is forgotten.
notices-unread = Unread
notices-read = Read
notices-read-all = Mark all as read
notice-read-this = Mark as read
notices-none = Nothing unread
notices-none-says = You are told of issues of the services, regions and customers that you follow, of answers to your cases, and of what becomes of your requests.
notices-what-you-follow = What you follow
notice-issue-new = New issue: { $title }
notice-issue-status = Status is now “{ $status }”: { $title }
notice-issue-posted = { $count ->
    [one] A new post: { $title }
   *[other] { $count } new posts: { $title }
}
notice-issue-ended = Over: { $title }
notice-case-explained = { $issue } explains your case: { $title }
notice-request-asked = The recipient asks for more: { $title }
notice-request-returned = The recipient gave it back with a reason: { $title }
notice-request-resolved = The recipient says it is solved: { $title }
notice-customer-wrote = { $count ->
    [one] { $customer } answered: { $title }
   *[other] { $customer } answered { $count } times: { $title }
}
notice-customer-persists = { $customer } says that the problem is still there: { $title }
notice-customer-confirmed = { $customer } confirms that it is solved: { $title }
notice-posts = { $count ->
    [one] one new post
   *[other] { $count } new posts
}
follow = Follow
following = Following
follow-what = Follow { $what }
follow-on = Following: { $what }. Stop following
follow-stop = Stop following { $what }
follow-service-in = { $service } in { $region }
follows = What you follow
follows-says = You are told when the provider documents an issue there, posts to it, gives it another status, or ends it.
follows-none = You follow nothing yet
follows-none-says = Follow a service or a region here, on the board or on the page of an issue, and a customer on its page.
follows-any-service = All services
follows-any-region = All regions
follows-add = Follow
follows-kind-service = Service
follows-kind-region = Region
follows-kind-customer = Customer
done-followed = You follow it from now on.
done-unfollowed = You no longer follow it.
done-notices-read = Everything is marked as read.
refusal-follow-limit = You follow as many things as one person can: leave one of them first.
following-end = Stop following
notice-case-assigned = Given to you: { $title }
notice-received-new = { $count ->
    [one] New request from { $sender }: { $title }
   *[other] { $count } new requests in the inbox, the latest from { $sender }: { $title }
}
notice-received-answered = { $count ->
    [one] { $sender } answered: { $title }
   *[other] { $sender } answered { $count } times: { $title }
}
notice-received-withdrawn = { $sender } withdrew the request: { $title }
notice-role-asked = { $sender } asks to be { $role } for a time: { $title }
notice-role-given = You are { $role } for a time: { $title }
notice-role-refused = You were not given the role { $role }: { $title }
notice-role-ended = No longer { $role } for a time: { $title }
notices-lede-received = What arrives in the inbox, and what senders answer in requests that you work on. A line is read when you open what it leads to; after { $days } days it is forgotten.
notices-none-received = You are told when a request arrives, and when its sender answers or withdraws one that you work on.
notice-keeper-left = { $keeper } has left and answered for the program { $title }: somebody else has to take it over
