// The review: one active card, its marks in the text, keys, and adding a promise from a selection.
"use strict";

(() => {
  const review = document.querySelector(".review");
  if (!review) return;
  const deciding = "deciding" in review.dataset;
  const text = document.getElementById("text");
  const list = document.getElementById("cards");
  const note = document.getElementById("note");
  const adding = document.getElementById("adding");
  const dialog = document.getElementById("confirm-rest");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  const cards = () => [...list.querySelectorAll(".item")];
  const visible = () => cards().filter((card) => card.offsetParent !== null);
  const active = () => list.querySelector(".item.on");
  const marksOf = (key) => text.querySelectorAll(`mark[data-k~="${CSS.escape(key)}"]`);

  // Moves a scrolling pane only as far as needed, and never the page on a wide screen.
  function reveal(element, behavior = calm) {
    if (element) element.scrollIntoView({ block: "nearest", behavior });
  }

  function activate(card, { focus = true, behavior = calm } = {}) {
    if (!card) return;
    for (const other of list.querySelectorAll(".item.on")) if (other !== card) other.classList.remove("on");
    for (const mark of text.querySelectorAll("mark.on")) mark.classList.remove("on");
    card.classList.add("on");
    const marks = marksOf(card.dataset.k);
    for (const mark of marks) mark.classList.add("on");
    if (focus) card.focus({ preventScroll: true });
    reveal(card, behavior);
    if (marks.length) centre(marks[0], behavior);
  }

  // Brings a mark into the middle third of the text when it is outside the pane.
  function centre(mark, behavior) {
    const pane = text.closest(".doc");
    const box = pane.getBoundingClientRect();
    const at = mark.getBoundingClientRect();
    if (at.top < box.top + 40 || at.bottom > box.bottom - 40) {
      pane.scrollBy({ top: at.top - box.top - box.height / 3, behavior });
    }
  }

  function step(by) {
    const shown = visible();
    const at = shown.indexOf(active());
    activate(shown[Math.min(Math.max(at + by, 0), shown.length - 1)] || shown[0]);
  }

  function nextPending(after) {
    const all = cards();
    const from = after ? all.indexOf(after) + 1 : 0;
    const waits = (card) => !card.classList.contains("done");
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
    e: () => press('.acts [data-act="edit"]'),
    x: () => press('.acts [value="reject"]'),
    s: () => press('.acts [data-act="split"]'),
    z: () => document.querySelector('.keys [data-key="z"]').form.requestSubmit(),
    A: () => document.querySelector('.keys [data-key="A"]') && htmx.ajax("GET", dialog.dataset.from, { target: dialog, swap: "innerHTML" }),
  };
  const own = new Set(["a", "e", "x", "s", "z", "A"]);
  const waiting = [];
  let running = false;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || (dialog && dialog.open)) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.shiftKey && event.key.toLowerCase() === "a" ? "A" : event.key.toLowerCase();
    if (!acts[key] || (event.shiftKey && key !== "A") || (own.has(key) && !deciding) || event.repeat && own.has(key)) return;
    event.preventDefault();
    if (running && own.has(key)) waiting.push(key);
    else acts[key]();
  });

  // Keys typed while an act is under way wait for it: each then falls on the card that the reviewer means.
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
    const form = event.target.closest(".slot .defs, #adder .defs") || list.querySelector(".item.on .slot .defs");
    if (!form) return;
    event.preventDefault();
    const card = form.closest(".item[data-k]");
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
    const mark = target.closest("#text mark");
    if (mark && window.getSelection().isCollapsed) {
      const keys = mark.dataset.k.split(" ");
      const now = active() ? keys.indexOf(active().dataset.k) : -1;
      activate(document.getElementById(`card-${keys[(now + 1) % keys.length]}`));
      return;
    }
    const card = target.closest("#cards .item");
    if (card && !card.classList.contains("on")) activate(card, { focus: !target.closest("a, button, input, select, textarea") });
  });

  function mark(chip, current) {
    if (current) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }

  // Puts the cards in the order of the text, or those in front of which the reader is least sure.
  function sort() {
    const low = review.querySelector('.chip[data-order="low"]').hasAttribute("aria-current");
    const first = (card) => (low ? Number(card.dataset.first) : 1);
    const ordered = cards().sort((one, two) => first(one) - first(two) || one.dataset.at - two.dataset.at);
    list.append(...ordered);
    return ordered;
  }

  // What is shown and in which order stands in the address: it survives a reload, and the server answers in that order.
  function remember(name, value) {
    const address = new URL(window.location);
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
    address.searchParams.delete("active");
    window.history.replaceState(window.history.state, "", address);
  }

  // Filters work on the list as it stands; the links behind them do the same without scripts.
  review.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (!chip) return;
    if (chip.dataset.show) {
      event.preventDefault();
      list.dataset.show = chip.dataset.show;
      for (const other of review.querySelectorAll(".chip[data-show]")) mark(other, other === chip);
      remember("show", chip.dataset.show === "pending" ? "pending" : "");
    } else if (chip.dataset.order) {
      event.preventDefault();
      for (const other of review.querySelectorAll(".chip[data-order]")) mark(other, other === chip);
      remember("order", chip.dataset.order === "text" ? "text" : "");
      sort();
      activate(nextPending() || visible()[0], { focus: false });
    } else if ("addOpen" in chip.dataset) {
      event.preventDefault();
      openAdder("");
    }
  });

  // What the server says has happened: go on to the next card, or stay at the one that came back.
  document.body.addEventListener("jinxiu:decided", (event) => {
    const { key, stay, added } = event.detail;
    const card = key ? document.getElementById(`card-${key}`) : null;
    if (stay) sort();
    if (stay || added) activate(card);
    else if (card) activate(nextPending(card) || card);
    if (note.textContent) window.setTimeout(() => note.replaceChildren(), 5000);
    next();
  });

  // Only the answer to its own question shuts the dialog: an earlier act may still be under way when it opens.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!dialog || !dialog.open || event.target.id !== "confirm-rest-form" || !event.detail.successful) return;
    if (!event.detail.xhr.getResponseHeader("HX-Retarget")) dialog.close(); // else others decided in between: look again
  });

  // The slider and the number are one threshold; the number is what is sent.
  document.addEventListener("input", (event) => {
    const other = event.target.dataset.for ? document.getElementById(event.target.dataset.for) : null;
    if (other) {
      other.value = Number(event.target.value).toFixed(2);
      other.dispatchEvent(new Event("input"));
    } else if (event.target.id === "rest-at") dialog.querySelector("[data-for=rest-at]").value = event.target.value;
  });

  // A form that opens takes the focus to its first field.
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.target === dialog) {
      running = false;
      if (!dialog.open) dialog.showModal();
      dialog.querySelector("#confirm-rest-form .primary").focus();
    }
    const form = event.target.matches && event.target.matches(".slot, #adder") && event.target.querySelector(".defs");
    if (!form) return;
    running = false; // the answer to what was sent is a form with its faults
    const wrong = form.querySelector(".errors");
    const first = wrong ? wrong.parentElement.querySelector("input, select, textarea") : form.querySelector("input:not([type=hidden]), textarea");
    if (first) first.focus({ preventScroll: true });
    reveal(form);
  });

  // Selections become promises. Offsets count code points, as the server does.
  const points = (words) => [...words].length;

  function offset(node, at) {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-s]");
    if (!piece || !text.contains(piece)) return null;
    const words = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, at) : "";
    return Number(piece.dataset.s) + points(words);
  }

  function selected() {
    const choice = window.getSelection();
    if (!deciding || choice.isCollapsed || !choice.rangeCount) return null;
    const range = choice.getRangeAt(0);
    const start = offset(range.startContainer, range.startOffset);
    const end = offset(range.endContainer, range.endOffset);
    return start !== null && end !== null && end > start ? { start, end, box: range.getBoundingClientRect() } : null;
  }

  document.addEventListener("selectionchange", () => {
    const found = selected();
    adding.hidden = !found;
    if (!found) return;
    adding.dataset.query = `?start=${found.start}&end=${found.end}`;
    adding.style.setProperty("left", `${Math.max(8, Math.min(found.box.left, window.innerWidth - 160))}px`);
    adding.style.setProperty("top", `${Math.max(8, Math.min(found.box.bottom + 6, window.innerHeight - 44))}px`);
  });
  text.closest(".doc").addEventListener("scroll", () => { adding.hidden = true; }, { passive: true });

  // The press must not take the selection away before it is read.
  adding.addEventListener("mousedown", (event) => event.preventDefault());
  adding.addEventListener("click", () => {
    openAdder(adding.dataset.query);
    window.getSelection().removeAllRanges();
    adding.hidden = true;
  });

  function openAdder(query) {
    htmx.ajax("GET", review.dataset.add + query, { target: "#adder", swap: "innerHTML" });
  }

  const first = active() || nextPending();
  if (first) activate(first, { focus: false, behavior: "auto" });
})();
