# Co stoi na przeszkodzie, gdy sam kod nie wystarcza.
blocker-own-request = Żądanie { $reference } z tego zgłoszenia jest nadal otwarte: prowadź je dalej albo napisz, po co potrzebne jest drugie.
