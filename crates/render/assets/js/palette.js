// The palette is the search page laid over the current one: the same address, the same list.
(() => {
  const opener = document.querySelector("[data-find]");
  if (!opener || !("showModal" in HTMLDialogElement.prototype)) return;
  let dialog;
  let asked = 0;

  const links = () => [...dialog.querySelectorAll("#palette-found a")];
  const load = async (query) => {
    const mine = ++asked;
    const answer = await fetch(`/search?${new URLSearchParams({ q: query })}`, { headers: { Accept: "text/html" } });
    if (!answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("found");
    const place = dialog.querySelector("#palette-found");
    place.replaceChildren(...(found ? [...found.childNodes] : []));
  };
  const build = async () => {
    const answer = await fetch("/search", { headers: { Accept: "text/html" } });
    if (!answer.ok) { location.href = opener.href; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("form[data-search]");
    if (!form) { location.href = opener.href; return; }
    dialog = document.createElement("dialog");
    dialog.className = "palette";
    dialog.setAttribute("aria-label", opener.textContent.trim());
    const place = document.createElement("div");
    place.id = "palette-found";
    for (const field of form.querySelectorAll("[id]")) field.id = `palette-${field.id}`;
    for (const label of form.querySelectorAll("[for]")) label.htmlFor = `palette-${label.htmlFor}`;
    form.className = "palette-input";
    dialog.append(form, place);
    document.body.append(dialog);
    const input = form.querySelector("input[name=q]");
    let timer;
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => load(input.value), 150); });
    dialog.addEventListener("close", () => opener.focus());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", (event) => {
      // A search field would take the first Esc to empty itself.
      if (event.key === "Escape") { event.preventDefault(); dialog.close(); return; }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      const all = [input, ...links()];
      const step = event.key === "ArrowDown" ? 1 : -1;
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    });
    form.addEventListener("submit", (event) => {
      const first = links()[0];
      if (first && input.value) { event.preventDefault(); location.href = first.href; }
    });
  };
  const open = async () => {
    if (!dialog) await build();
    if (!dialog) return;
    dialog.showModal();
    dialog.querySelector("input[name=q]").select();
  };
  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    // On a keyboard of other letters the key counts that has the K on a Latin one.
    const isK = event.key.toLowerCase() === "k" || (event.key > "\u007f" && event.code === "KeyK");
    if ((event.ctrlKey || event.metaKey) && isK) { event.preventDefault(); open(); }
  });
})();
