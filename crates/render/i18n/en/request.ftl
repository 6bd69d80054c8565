# What is said before a service request goes out.
request-foreign = { $written ->
    [ru] This is written in Russian.
    [pl] This is written in Polish.
   *[other] This is written in English.
} The recipient answers around the clock in these languages: { $understood }. You can send it as it is; an answer may take longer.
fault-of-customer = Belongs to a customer. The recipient talks to you: take an address of your own people.
