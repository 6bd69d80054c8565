## Klucze dostępu.

passkey-sign-in = Zaloguj się kluczem dostępu
passkey-no-script = Kluczem dostępu też można się tu zalogować, w przeglądarce, która wykonuje skrypty.
passkey-no-browser = Ta przeglądarka nie udostępnia kluczy dostępu pod tym adresem.
passkey-nothing = Przeglądarka nie podała klucza dostępu: przerwano to albo trwało za długo. Spróbuj jeszcze raz.
passkey-had = Ten klucz dostępu jest już skonfigurowany. Weź inne urządzenie albo inny klucz.
passkey-add = Dodaj klucz dostępu
passkey-add-says = Klucz dostępu jest w telefonie, w komputerze albo przy kluczach, a otwiera się go palcem, twarzą albo kodem. Wystarcza do zalogowania, bez adresu i hasła, i nikt go od Ciebie nie wyłudzi.
passkey-add-do = Utwórz klucz dostępu
passkey-name-hint = Żeby było wiadomo, co to jest, na przykład „Laptop” albo „Klucz przy kluczach”.
factor-kind-totp = Aplikacja do kodów
factor-kind-passkey = Klucz dostępu
second-passkey-says = Pierwszy krok się zgadza. Teraz klucz dostępu, a bez niego jeden z kodów zapasowych.
second-either-says = Pierwszy krok się zgadza. Teraz klucz dostępu albo kod, który pokazuje aplikacja.
second-passkey-do = Dalej z kluczem dostępu
again-passkey-do = Potwierdź kluczem dostępu
again-recovery-hint = Jeden z kodów zachowanych na taki dzień. Każdy działa raz.
fault-wrong-passkey = Ten klucz dostępu niczego tu nie otwiera albo trwało to dłużej niż pięć minut. Spróbuj jeszcze raz albo wybierz inny sposób.
fault-no-passkey = Klucz dostępu nie powstał: naciśnij przycisk i postępuj zgodnie ze wskazówkami przeglądarki.
refusal-passkey-known = Ten klucz dostępu jest już skonfigurowany: weź inny.
