# Co mówimy, zanim żądanie wyjdzie.
request-foreign = { $written ->
    [ru] Żądanie jest napisane po rosyjsku.
    [pl] Żądanie jest napisane po polsku.
   *[other] Żądanie jest napisane po angielsku.
} Odbiorca odpowiada przez całą dobę w tych językach: { $understood }. Można je wysłać tak, jak jest, ale odpowiedź może przyjść później.
fault-of-customer = To adres klienta. Odbiorca rozmawia z wami: podaj adres kogoś od siebie.
