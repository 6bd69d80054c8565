# Dlaczego proponowana jest kategoria.
proposal-solved = Jeden z kroków diagnostyki rozwiązał problem.
proposal-says = W zgłoszeniu napisano: „{ $words }”.
proposal-in-vain = { $count ->
    [one] { $count } krok nie pomógł i nic udokumentowanego tego nie wyjaśnia.
    [few] { $count } kroki nie pomogły i nic udokumentowanego tego nie wyjaśnia.
    [many] { $count } kroków nie pomogło i nic udokumentowanego tego nie wyjaśnia.
   *[other] { $count } kroku nie pomogło i nic udokumentowanego tego nie wyjaśnia.
  }
