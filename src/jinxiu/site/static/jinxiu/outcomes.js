// Promise and outcome: one active card, and keys that do what the buttons of the card do.
"use strict";

(() => {
  const page = document.querySelector(".pairing");
  if (!page) return;
  const deciding = "deciding" in page.dataset;
  const note = document.getElementById("note");
  const dialog = document.getElementById("confirm-all");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  const cards = () => [...page.querySelectorAll(".pair")];
  const active = () => page.querySelector(".pair.on");

  function activate(card, { focus = true, behavior = calm } = {}) {
    if (!card) return;
    for (const other of page.querySelectorAll(".pair.on")) if (other !== card) other.classList.remove("on");
    card.classList.add("on");
    if (focus) card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", behavior });
  }

  function step(by) {
    const all = cards();
    const at = all.indexOf(active());
    activate(all[Math.min(Math.max(at + by, 0), all.length - 1)] || all[0]);
  }

  function nextPending(after) {
    const all = cards();
    const waits = (card) => card.dataset.state === "pending";
    const from = after ? all.indexOf(after) + 1 : 0;
    return all.slice(from).find(waits) || all.find(waits);
  }

  // What a key does. Every one of them has a button.
  const press = (selector) => {
    const button = active() && active().querySelector(selector);
    if (button) button.click();
  };
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    a: () => press('.acts [value="confirm"]'),
    e: () => press('.acts [data-act="open"]'),
    x: () => press('.acts [value="reject"]'),
    z: () => document.querySelector('.keys [data-key="z"]').form.requestSubmit(),
    A: () => document.querySelector('.keys [data-key="A"]') && dialog.showModal(),
  };
  const own = new Set(["a", "e", "x", "z", "A"]);
  const waiting = [];
  let running = false;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || (dialog && dialog.open)) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.shiftKey && event.key.toLowerCase() === "a" ? "A" : event.key.toLowerCase();
    if (!acts[key] || (event.shiftKey && key !== "A") || (own.has(key) && !deciding) || (event.repeat && own.has(key))) return;
    event.preventDefault();
    if (running && own.has(key)) waiting.push(key);
    else acts[key]();
  });

  // Keys typed while an act is under way wait for it: each then falls on the card that the reader means.
  function next() {
    running = false;
    const key = waiting.shift();
    if (key) acts[key]();
  }

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.verb === "post") running = true;
  });
  for (const end of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(end, () => {
      waiting.length = 0;
      running = false;
    });
  }

  // Shuts an open form and gives its card the keys back.
  function close(event) {
    const form = event.target.closest(".slot .said") || page.querySelector(".pair.on .slot .said");
    if (!form) return;
    event.preventDefault();
    const card = form.closest(".pair");
    form.parentElement.replaceChildren();
    if (card) card.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    const key = target.closest(".keys [data-key]");
    if (key && key.dataset.key !== "z") {
      event.preventDefault();
      acts[key.dataset.key]();
      return;
    }
    if (target.closest("[data-close]")) {
      if (dialog && dialog.contains(target)) {
        event.preventDefault();
        dialog.close();
      } else close(event);
      return;
    }
    const card = target.closest(".pair");
    if (card && !card.classList.contains("on")) activate(card, { focus: !target.closest("a, button, input, select, textarea"), behavior: "auto" });
  });

  // What the server says has happened: go on to the next card, or stay at the one that came back.
  document.body.addEventListener("jinxiu:judged", (event) => {
    const { key, stay } = event.detail;
    const card = key ? document.getElementById(`card-${key}`) : null;
    if (stay) activate(card);
    else if (card) activate(nextPending(card) || card);
    if (note.textContent) window.setTimeout(() => note.replaceChildren(), 5000);
    next();
  });

  // A form that opens takes the focus to its first field; the answer to what was sent may be a form with its faults.
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const slot = event.target;
    if (slot.id === "confirm-all-form") running = false;
    const form = slot.matches && slot.matches(".slot") && slot.querySelector(".said");
    if (!form) return;
    running = false;
    const wrong = form.querySelector(".errors");
    const first = wrong ? wrong.parentElement.querySelector("input, select") : form.querySelector(".sentences a") || form.querySelector("select, input:not([type=hidden])");
    if (first) first.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest", behavior: calm });
  });

  const first = active() || nextPending();
  if (first) activate(first, { focus: false, behavior: "auto" });
  if (!window.location.hash) window.scrollTo(0, 0);
})();
