# Why a category is proposed.
proposal-solved = A troubleshooting step solved it.
proposal-says = The report says “{ $words }”.
proposal-in-vain = { $count ->
    [one] { $count } step did not solve it, and nothing documented explains it.
   *[other] { $count } steps did not solve it, and nothing documented explains it.
  }
