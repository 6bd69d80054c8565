// Clocks tick in place, to the minute, below a day: further away a reload is soon enough.
(() => {
  const minute = 60_000;
  const words = document.body.dataset;
  if (!words.left) return;
  // The desk's clock counts, not the one of this machine.
  const ahead = Date.parse(words.now) - Date.now();
  const span = (minutes) => {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours === 0) return `${rest}\u00a0${words.minutes}`;
    if (rest === 0) return `${hours}\u00a0${words.hours}`;
    return `${hours}\u00a0${words.hours}\u00a0${String(rest).padStart(2, "0")}\u00a0${words.minutes}`;
  };
  const show = (clock, state, icon) => {
    if (clock.classList.contains(state)) return;
    clock.classList.remove("is-bad", "is-warn", "is-off");
    clock.classList.add(state);
    const use = clock.querySelector("use");
    use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
  };
  const announced = new Set();
  const tick = () => {
    const now = Date.now() + ahead;
    for (const clock of document.querySelectorAll(".clock[data-due]")) {
      const due = Date.parse(clock.dataset.due);
      const left = Math.trunc((due - now) / minute);
      if (Math.abs(left) >= 1440) continue;
      const over = due < now;
      const value = clock.querySelector(".clock-value");
      const text = (over ? words.over : words.left).replace("%", span(Math.abs(left)));
      if (value.textContent !== text) value.textContent = text;
      if (over && !clock.classList.contains("is-bad")) document.dispatchEvent(new Event("clock-ran-out"));
      if (over) show(clock, "is-bad", "warn");
      else if (due - now < 60 * minute) show(clock, "is-warn", "hourglass");
      else show(clock, "is-off", "clock");
      // Said once, at five minutes left, and only for the case that is open.
      if (left === 5 && !over && clock.closest(".clocks") && !announced.has(clock.dataset.due)) {
        announced.add(clock.dataset.due);
        const name = clock.closest("div").querySelector("dt")?.textContent ?? "";
        document.getElementById("announcer").textContent = `${name}: ${text}`;
      }
    }
  };
  setInterval(tick, minute / 4);
})();
