# What stands in the way, where the code alone does not say it.
blocker-own-request = { $reference } of this case is still open: go on with it, or write why a second one is needed.
