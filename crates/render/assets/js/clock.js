// Clocks tick in place, to the minute, below a day: further away a reload is soon enough.
(() => {
  const minute = 60_000;
  const words = document.body.dataset;
  const span = (minutes) => {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours === 0) return `${rest}\u00a0${words.minutes}`;
    if (rest === 0) return `${hours}\u00a0${words.hours}`;
    return `${hours}\u00a0${words.hours} ${String(rest).padStart(2, "0")}\u00a0${words.minutes}`;
  };
  const announced = new Set();
  const tick = () => {
    for (const clock of document.querySelectorAll(".clock[data-due]")) {
      const left = Math.trunc((Date.parse(clock.dataset.due) - Date.now()) / minute);
      if (Math.abs(left) >= 1440) continue;
      const over = Date.parse(clock.dataset.due) < Date.now();
      clock.querySelector(".clock-value").textContent = (over ? words.over : words.left).replace("%", span(Math.abs(left)));
      clock.classList.toggle("is-bad", over);
      clock.classList.toggle("is-warn", !over && left < 60);
      clock.classList.toggle("is-off", !over && left >= 60);
      // Said once, at five minutes left, and only for the case that is open.
      if (left === 5 && clock.closest(".clocks") && !announced.has(clock.dataset.due)) {
        announced.add(clock.dataset.due);
        const name = clock.closest("div").querySelector("dt")?.textContent ?? "";
        document.getElementById("announcer").textContent = `${name}: ${clock.querySelector(".clock-value").textContent}`;
      }
    }
  };
  if (words.left) setInterval(tick, minute / 2);
})();
