// Support topics while typing. Without it: type, "Find", choose from the list.
(() => {
  const input = document.querySelector("input[data-topics]");
  if (!input) return;
  const list = document.createElement("ul");
  list.className = "suggest";
  list.id = "topic-options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"], ["autocomplete", "off"]]) {
    input.setAttribute(name, value);
  }

  let options = [];
  let at = -1;
  let asked = 0;
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) { at = -1; input.removeAttribute("aria-activedescendant"); }
  };
  const mark = (step) => {
    if (list.hidden || options.length === 0) return;
    at = (at + step + options.length) % options.length;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const take = (index) => { input.value = options[index].name; show(false); };
  const draw = () => {
    list.replaceChildren(...options.map((option, index) => {
      const item = document.createElement("li");
      item.id = `topic-option-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = option.name;
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(index); });
      return item;
    }));
    show(options.length > 0);
  };
  const ask = async () => {
    const mine = ++asked;
    const query = new URLSearchParams({ query: input.value, product_family: input.dataset.topics });
    const answer = await fetch(`/support-topics.json?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    const found = await answer.json();
    options = (found.items ?? found).slice(0, 8);
    draw();
  };
  let timer;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); mark(1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(-1); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(at); }
    else if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); show(false); }
  });
})();
