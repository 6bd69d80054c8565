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
  const follow = (selector) => document.querySelector(selector)?.click();
  const show = (selector) => {
    const target = document.querySelector(selector);
    target?.closest("details")?.setAttribute("open", "");
    (target?.querySelector("input:not([type=hidden]), select, textarea, button, a") ?? target)?.focus();
  };
  const deeds = {
    "?": () => { location.href = "/shortcuts"; },
    "/": () => (document.querySelector("main input[type=search]") ?? document.querySelector("[data-find]"))?.focus(),
    c: () => follow("[data-new-case]"),
    j: () => moveRow(1),
    k: () => moveRow(-1),
    r: () => write("customer"),
    n: () => write("internal"),
    l: () => show(".rung-next"),
    s: () => show("#step"),
    a: () => show("#assign"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (Date.now() - afterG < 1000) {
      afterG = 0;
      const place = document.querySelector(`.side-nav a[data-go="${CSS.escape(key)}"]`);
      if (place) { event.preventDefault(); location.href = place.href; return; }
    }
    if (key === "g") { afterG = Date.now(); return; }
    if (deeds[key]) { event.preventDefault(); deeds[key](); }
  });
})();
