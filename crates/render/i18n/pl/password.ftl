## Hasła, które łatwo odgadnąć.

fault-guessable = Łatwo je odgadnąć: dodaj jedno lub dwa słowa, które nie mają z nim nic wspólnego.
fault-substituted = Znaki w miejscu liter niewiele pomagają: dodaj słowa, które nie mają ze sobą nic wspólnego.
fault-reversed = Słowo od tyłu odgaduje się równie szybko: dodaj słowa, które nie mają z nim nic wspólnego.
fault-keyboard-row = Sąsiednie klawisze sprawdza się na początku: weź raczej kilka słów.
fault-repeated = Powtórzenie prawie nic nie daje: weź różne słowa.
fault-sequence = Litery i cyfry po kolei sprawdza się na początku: weź raczej kilka słów.
fault-date = Lata i daty sprawdza się na początku: pomiń je i dodaj jedno lub dwa słowa.
fault-single-word = Jedno słowo łatwo odgadnąć: dodaj dwa lub trzy, które nie mają z nim nic wspólnego.
fault-common-name = Imiona i nazwiska sprawdza się na początku: dodaj słowa, które nie mają z nimi nic wspólnego.
fault-leaked = Jest na liście haseł, które wyciekły i które sprawdza się wszędzie: weź inne.
