// Everything in this file and its neighbours is an extra: each page reads and submits without it.

// Theme without a reload: the cookie is the one the server reads.
(() => {
  const root = document.documentElement;
  const isDark = () => root.dataset.theme === "dark"
    || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-form]")) return;
    event.preventDefault();
    root.dataset.theme = isDark() ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  });

  // Controls that need script are hidden until it is here.
  const ready = () => {
    for (const control of document.querySelectorAll("[data-copy][hidden], [data-print][hidden]")) control.hidden = false;
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready); else ready();
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
    // An open menu closes when something else is clicked.
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
})();
