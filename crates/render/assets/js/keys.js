// Keys of one letter, never while typing; the account switches them off.
(() => {
  const main = document.getElementById("main");
  document.addEventListener("pointermove", () => document.querySelector(".hush")?.classList.remove("hush"));
  document.addEventListener("keydown", (event) => {
    // Esc also closes what lies over the page on hover.
    if (event.key === "Escape") main?.classList.add("hush");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
      event.target.form?.requestSubmit();
    }
  });
  if (!("shortcuts" in document.body.dataset)) return;

  // Where the keyboard writes other letters (Cyrillic, Greek), the key counts that has the letter on a Latin one.
  const letter = (event) => {
    if (event.key.length !== 1) return event.key;
    const other = event.key > "\u007f" && /^Key[A-Z]$/.test(event.code);
    return (other ? event.code.slice(3) : event.key).toLowerCase();
  };

  let afterG = 0;
  const moveRow = (step) => {
    const links = [...document.querySelectorAll("[data-rows] .title-link")];
    const at = links.indexOf(document.activeElement);
    links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
  };
  const write = (value) => {
    const radio = document.querySelector(`.composer input[value="${value}"]`);
    if (!radio) return;
    radio.checked = true;
    document.querySelector(".composer textarea")?.focus();
  };
  const report = () => {
    const link = document.querySelector("[data-new-case]");
    if (link) link.click();
    else if (document.body.dataset.report) location.href = document.body.dataset.report;
  };
  const show = (selector) => {
    const target = document.querySelector(selector);
    target?.closest("details")?.setAttribute("open", "");
    (target?.querySelector("input:not([type=hidden]), select, textarea, button, a") ?? target)?.focus();
  };
  const deeds = {
    "?": () => { location.href = "/shortcuts"; },
    "/": () => (document.querySelector("main input[type=search]") ?? document.querySelector("[data-find]"))?.focus(),
    c: report,
    j: () => moveRow(1),
    k: () => moveRow(-1),
    r: () => write("customer"),
    n: () => write("internal"),
    l: () => show(".rung-next"),
    s: () => show("form[action$='/steps']"),
    a: () => show("#assign"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const key = letter(event);
    if (Date.now() - afterG < 1000) {
      afterG = 0;
      const place = document.querySelector(`.side-nav a[data-go="${CSS.escape(key)}"]`);
      if (place) { event.preventDefault(); location.href = place.href; return; }
    }
    if (key === "g") { afterG = Date.now(); return; }
    if (deeds[key]) { event.preventDefault(); deeds[key](); }
  });
})();
