// What every page needs: filters that apply themselves, keys, and answers of the server shown where they belong.
"use strict";

// A form marked data-auto sends itself when one of its fields changes.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});

// "/" goes to the search field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("input[type=search]");
  if (search) {
    event.preventDefault();
    search.focus();
  }
});

// A refused act shows the server's sentence, and the page stays as it was. What lies behind an open dialog cannot be
// read, so the dialog itself shows it.
function refuse(words) {
  const dialog = document.querySelector("dialog[open]");
  const box = dialog || document.getElementById("messages");
  if (!box) return;
  const note = document.createElement("p");
  note.className = "notice error";
  note.setAttribute("role", "alert");
  note.textContent = words;
  box.querySelector(":scope > .notice.error")?.remove();
  if (dialog) dialog.prepend(note);
  else box.replaceChildren(note);
  note.scrollIntoView({ block: "nearest" });
}

const chinese = document.documentElement.lang.startsWith("zh");

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  const plain = (xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain");
  if (plain) refuse(xhr.responseText);
  else refuse(chinese ? "没有完成，页面未作改动。请刷新后再试。" : "Not done; nothing was changed. Reload the page and try again.");
});

document.addEventListener("htmx:sendError", () => {
  refuse(chinese ? "服务器没有回应，未作改动。请稍后再试。" : "The server does not answer; nothing was changed. Try again in a moment.");
});

// One menu open at a time; a click elsewhere or Escape closes it.
const menus = () => [...document.querySelectorAll("details.menu[open]")];
document.addEventListener("click", (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
