# Ending a delegated admin relationship from the partner's side.
delegated-end = End this relationship
delegated-end-named = End the relationship { $name }
delegated-end-says = This ends { $name } with { $customer } at once, for: { $people }. What it gives: { $roles }.
delegated-end-cases = { $count ->
    [one] { $count } open case of this customer then goes on without it.
   *[other] { $count } open cases of this customer then go on without it.
  }
delegated-end-stays = The partner relationship and the subscriptions stay. To have it again, you ask and the customer approves.
delegated-end-do = End it now
delegated-all-roles = all rights
