## Which customers somebody reaches.

customer-group = Group
customer-groups = Customer groups
customer-groups-lede = Customers under one name, for the lists that say which customers a colleague reaches.
customer-groups-none = No groups yet
customer-groups-none-says = A group saves naming the same customers for each colleague.
customer-group-name = Name of the group
customer-group-name-hint = For instance Northern hospitals.
customer-group-new = New group
customer-group-do = Make the group
customer-group-people = On whose lists
customer-group-nobody = On nobody's list.
customer-group-empty = Nobody in it yet
customer-group-empty-says = Add its first customer below.
customer-group-rename = Rename
customer-group-remove = Remove the group
customer-group-remove-says = Its customers stay as they are.
customer-group-remove-do = Remove the group
reach = Customers
reach-of = Which customers { $name } reaches
reach-lede = What is out of reach does not exist for this person: on no page, in no list, count or search, through no token.
reach-all = All customers
reach-some = { $count ->
    [0] No customer
    [one] { $count } customer
   *[other] { $count } customers
}
reach-no-use = The lists hold for nobody who is a Global admin: somebody has to be able to change them. They hold from the moment that the role is gone.
reach-allow = Only these
reach-allow-says = With something here, the person reaches only what is named. Empty: all customers.
reach-block = Not these
reach-block-says = What is named here is out of reach, whatever else is said.
reach-no-group = No group
reach-customer-hint = A customer, by name, domain or tenant.
reach-in = Add
reach-out = Take out
reach-out-named = Take { $name } out
reach-group = { $count ->
    [one] group of { $count } customer
   *[other] group of { $count } customers
}
reach-see = Choose which customers
reach-person-says = Whether this person reaches all customers, or only some.
done-reach-saved = Saved. It holds at once.
done-customer-group-saved = The group is saved.
done-customer-group-removed = The group is removed.
refusal-in-use = Lists of people name this group: take it off them first.
refusal-listed = You reach only some of the customers, and this speaks of all of them: ask a colleague who reaches them all.
fault-both = Stands on the other list already.
fault-no-choice = Choose a group or name a customer.
