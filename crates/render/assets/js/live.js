// An open page hears when something it shows has changed, and looks again. Nothing that is being read moves: a bar says what
// is new, states and clocks change in their places.
(() => {
  const { liveAt, livePage, news, newsEntries } = document.body.dataset;
  if (!liveAt || !("EventSource" in window)) return;
  const language = document.documentElement.lang;
  const plural = new Intl.PluralRules(language);
  const say = (forms, count) => forms.split("|")[["one", "few", "many", "other"].indexOf(plural.select(count))]
    .replace("%", new Intl.NumberFormat(language).format(count));

  let fresh;
  // When what the page shows was read.
  let read = Date.now() - performance.now();

  const bar = (kind, text, press) => {
    const place = document.querySelector(`[data-bar="${kind}"]`) ?? document.querySelector("[data-bar='']");
    if (!place) return;
    if (!text) { place.replaceChildren(); return; }
    let link = place.querySelector("a");
    if (!link) {
      link = document.createElement("a");
      link.className = "live-bar";
      place.replaceChildren(link);
    }
    link.href = livePage;
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (press) { event.preventDefault(); press(); }
    };
    if (link.textContent === text) return;
    link.textContent = text;
    // Only what is new on the open case is spoken.
    if (kind === "entries") document.getElementById("announcer").textContent = text;
  };

  // Lists: how many lines are new, changed or gone.
  const lines = (page) => new Map([...page.querySelectorAll("[data-line]")].map((line) => [line.dataset.line, line]));
  const compareLines = () => {
    const before = lines(document);
    const after = lines(fresh);
    let count = 0;
    for (const [id, line] of after) {
      const shown = before.get(id);
      if (shown?.dataset.at !== line.dataset.at) count += 1;
      if (shown) replaceStates(shown, line);
    }
    for (const id of before.keys()) if (!after.has(id)) count += 1;
    bar("lines", count > 0 ? say(news, count) : "");
  };
  const replaceStates = (shown, line) => {
    const cells = shown.querySelectorAll("[data-state]");
    const after = line.querySelectorAll("[data-state]");
    if (cells.length !== after.length) return;
    cells.forEach((cell, index) => { if (cell.innerHTML !== after[index].innerHTML) cell.replaceChildren(...clones(after[index])); });
  };
  const clones = (place) => [...place.childNodes].map((node) => document.importNode(node, true));

  // A timeline: which entries are new.
  const compareEntries = () => {
    const timeline = document.querySelector(".timeline");
    const after = fresh.querySelector(".timeline");
    if (!timeline || !after) return;
    const added = [...after.querySelectorAll(".entry[id]")].filter((entry) => !document.getElementById(entry.id));
    bar("entries", added.length > 0 ? say(newsEntries, added.length) : "", () => {
      timeline.replaceChildren(...clones(after));
      showLadder();
      bar("entries", "");
      const first = document.getElementById(added[0].id);
      first.tabIndex = -1;
      first.focus({ preventScroll: true });
      first.scrollIntoView({ block: "nearest" });
    });
  };
  // The ladder follows what was shown, unless somebody is at work in it.
  const showLadder = () => {
    const ladder = document.getElementById("ladder");
    const after = fresh.getElementById("ladder");
    if (!ladder || !after || ladder.contains(document.activeElement) || isTouched(ladder)) return;
    ladder.replaceChildren(...clones(after));
  };
  const isTouched = (place) => [...place.querySelectorAll("input, textarea, select")].some((field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.defaultSelected) && !field.selectedOptions[0]?.defaultSelected;
    return field.value !== field.defaultValue;
  });

  // What may change under the reader's eyes without moving anything: states, clocks, counts.
  const refreshPlaces = () => {
    for (const place of document.querySelectorAll("[data-live]")) {
      const after = fresh.querySelector(`[data-live="${place.dataset.live}"]`);
      if (after && after.innerHTML !== place.innerHTML && !place.contains(document.activeElement)) place.replaceChildren(...clones(after));
    }
    for (const link of document.querySelectorAll(".side-nav a[href]")) {
      const after = fresh.querySelector(`.side-nav a[href="${CSS.escape(link.getAttribute("href"))}"] .count`);
      const count = link.querySelector(".count");
      if (!after) { count?.remove(); continue; }
      if (count) count.textContent = after.textContent; else link.append(document.importNode(after, true));
    }
  };

  let looking = false;
  const look = async () => {
    if (looking) { soon(); return; }
    looking = true;
    try {
      const began = Date.now();
      const answer = await fetch(livePage, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      read = began;
      refreshPlaces();
      compareLines();
      if (newsEntries) compareEntries();
    } catch {
      // The next hint, or the next visit, tries again.
    } finally {
      looking = false;
    }
  };
  // Not all pages of a desk at the same moment: some wait a little longer than others.
  let timer;
  const soon = () => {
    if (timer) return;
    timer = setTimeout(() => { timer = undefined; look(); }, 200 + Math.random() * (newsEntries ? 300 : 1500));
  };
  document.addEventListener("clock-ran-out", soon);

  // A page that nobody sees keeps no stream: browsers allow few at a time.
  let source;
  let again;
  const close = () => { source?.close(); source = undefined; clearTimeout(again); };
  const open = () => {
    close();
    source = new EventSource(`${liveAt}&age=${Date.now() - read}`);
    source.addEventListener("changed", soon);
    source.addEventListener("over", close);
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, 60_000);
    });
  };
  const follow = () => { if (document.hidden) close(); else if (!source) open(); };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", close);
  addEventListener("pageshow", follow);
})();
