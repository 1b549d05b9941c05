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

// A refused act shows the server's sentence, and the page stays as it was.
document.addEventListener("htmx:responseError", (event) => {
  const box = document.getElementById("messages");
  if (!box) return;
  const note = document.createElement("p");
  note.className = "notice error";
  const answer = event.detail.xhr;
  const plain = (answer.getResponseHeader("Content-Type") || "").startsWith("text/plain");
  note.textContent = plain ? answer.responseText : document.documentElement.lang.startsWith("zh") ? "没有完成，页面未作改动。请刷新后再试。" : "Not done; nothing was changed. Reload the page and try again.";
  box.replaceChildren(note);
});

document.addEventListener("htmx:sendError", () => {
  const box = document.getElementById("messages");
  if (!box) return;
  const note = document.createElement("p");
  note.className = "notice error";
  note.textContent = document.documentElement.lang.startsWith("zh") ? "服务器没有回应，未作改动。请稍后再试。" : "The server does not answer; nothing was changed. Try again in a moment.";
  box.replaceChildren(note);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
