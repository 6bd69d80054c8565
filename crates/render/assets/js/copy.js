// Copy one prepared field; the button says so and goes back after three seconds.
(() => {
  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText((source.value ?? source.innerText).trim());
    const label = button.querySelector("span");
    const before = label.textContent;
    label.textContent = button.dataset.done;
    const region = document.getElementById("announcer");
    if (region) region.textContent = `${button.getAttribute("aria-label")}: ${button.dataset.done}`;
    setTimeout(() => { label.textContent = before; }, 3000);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) copy(button);
  });
})();
