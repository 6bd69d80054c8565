## Passwords that are guessed soon.

fault-guessable = Is guessed soon: add a word or two that have nothing to do with it.
fault-substituted = Signs in the place of letters help little: add words that have nothing to do with each other.
fault-reversed = A word backwards is guessed as soon as forwards: add words that have nothing to do with it.
fault-keyboard-row = Keys beside each other are tried early: take a few words instead.
fault-repeated = What is said twice counts about once: take different words.
fault-sequence = Letters or figures in their order are tried early: take a few words instead.
fault-date = Years and dates are tried early: leave them out, and add a word or two.
fault-single-word = One word is guessed soon: add two or three that have nothing to do with it.
fault-common-name = Names are tried early: add words that have nothing to do with them.
fault-leaked = Is in a list of leaked passwords, which is tried everywhere: take another.
