// Cards that are decided one by one: one is active, keys do what its buttons do, a form opens inside it. What the
// review and the comparison have in common; each says in `options` what its cards are and what else its keys do.

export const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

// Moves a scrolling pane only as far as needed.
export function reveal(element, behavior = calm) {
  if (element) element.scrollIntoView({ block: "nearest", behavior });
}

// options: list (element), card and form (selectors), pending (card → whether it waits), first (selectors, the
// first of which that finds a field of the form gives it the focus), deciding (whether keys may decide), dialog (or null), acts (key → what it does),
// opens (keys that open a form or the dialog), activated(card, behavior), decided(event),
// elsewhere(key of a card of another page) and beyond() (goes on where the page has nothing left) as needed.
export function deck(options) {
  const { list, card: selector, form: forms, pending, deciding, dialog } = options;
  const note = document.getElementById("note");
  const all = () => [...list.querySelectorAll(selector)];
  const shown = () => all().filter((card) => card.offsetParent !== null);
  const active = () => list.querySelector(`${selector}.on`);
  const inDialog = () => Boolean(dialog && dialog.open);

  function activate(card, { focus = true, behavior = calm } = {}) {
    if (!card) return;
    for (const other of list.querySelectorAll(`${selector}.on`)) if (other !== card) other.classList.remove("on");
    card.classList.add("on");
    if (focus) card.focus({ preventScroll: true });
    reveal(card, behavior);
    options.activated?.(card, behavior);
  }

  // Beyond the last card and the first one the next page and the one before begin.
  function step(by) {
    const cards = shown();
    const at = active() ? cards.indexOf(active()) + by : 0;
    if (cards[at]) activate(cards[at]);
    else document.querySelector(`.pages [rel=${by > 0 ? "next" : "prev"}]`)?.click();
  }

  function nextPending(after) {
    const cards = all();
    const from = after ? cards.indexOf(after) + 1 : 0;
    return cards.slice(from).find(pending) || cards.find(pending);
  }

  const press = (button) => active()?.querySelector(`.acts ${button}`)?.click();
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    a: () => press('[value="confirm"]'),
    x: () => press('[value="reject"]'),
    z: () => document.querySelector('.keys [data-key="z"]').form.requestSubmit(),
    ...options.acts(press),
  };
  const opens = new Set(options.opens);
  const free = new Set(["j", "k"]); // the others decide, or lead to deciding
  const waiting = [];
  let running = false;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !inDialog()) close(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || inDialog()) return;
    if (event.key === " " && event.target.matches('a[role="button"]')) {
      event.preventDefault();
      event.target.click();
    }
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.shiftKey && event.key.toLowerCase() === "a" ? "A" : event.key.toLowerCase();
    if (!Object.hasOwn(acts, key) || (event.shiftKey && key !== "A")) return;
    if (!free.has(key) && (!deciding || event.repeat)) return;
    event.preventDefault();
    if (running && !free.has(key)) waiting.push(key);
    else acts[key]();
  });

  // Keys typed while an act is under way wait for it: each then falls on the card that is meant. Those typed after a
  // key that opens a form were meant for the form, and are dropped.
  function next() {
    running = false;
    while (waiting.length && !running) {
      const key = waiting.shift();
      if (opens.has(key)) waiting.length = 0;
      acts[key]();
    }
  }

  function settle() {
    waiting.length = 0;
    running = false;
  }

  document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const { verb } = detail.requestConfig;
    if (verb === "post" || detail.target === dialog || detail.target?.matches(".slot, #adder")) running = true;
  });
  for (const end of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.body.addEventListener(end, settle);

  // Shuts an open form and gives its card the keys back.
  function close(event) {
    const form = event.target.closest(`.slot ${forms}, #adder ${forms}`) || active()?.querySelector(`.slot ${forms}`);
    if (!form) return;
    event.preventDefault();
    const card = form.closest("[data-k]");
    form.parentElement.replaceChildren();
    card?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const { target } = event;
    const key = target.closest(".keys [data-key]")?.dataset.key;
    if (key && key !== "z") {
      event.preventDefault();
      acts[key]();
    } else if (target.closest("[data-close]")) {
      if (dialog?.contains(target)) {
        event.preventDefault();
        dialog.close();
      } else close(event);
    } else {
      const card = target.closest(selector);
      const chosen = card && list.contains(card) && !card.classList.contains("on");
      if (chosen) activate(card, { focus: !target.closest("a, button, input, select, textarea"), behavior: "auto" });
    }
  });

  // What the server says has happened: go on to the next card, or stay at the one that came back.
  let fading = 0;
  document.body.addEventListener("jinxiu:decided", ({ detail }) => {
    const { key, stay, added } = detail;
    const card = key ? document.getElementById(`card-${key}`) : null;
    options.decided?.(detail);
    if (key && !card) options.elsewhere?.(key);
    else if (stay || added) activate(card);
    else if (card) {
      const following = nextPending(card);
      if (following || !options.beyond?.()) activate(following || card);
    }
    window.clearTimeout(fading);
    if (note.textContent) fading = window.setTimeout(() => note.replaceChildren(), 5000);
    next();
  });

  // A form that opens takes the focus to its first field; the answer to what was sent may be the form with its faults.
  document.body.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target === dialog || (inDialog() && dialog.contains(target))) settle();
    if (!target.matches?.(".slot, #adder")) return;
    settle(); // even where the form was shut again before it came to rest
    const form = target.querySelector(forms);
    if (!form) return;
    const wrong = form.querySelector(".errors");
    const field = wrong ? wrong.parentElement.querySelector("input, select, textarea") : options.first.map((one) => form.querySelector(one)).find(Boolean);
    field?.focus({ preventScroll: true });
    reveal(form);
  });

  const first = active() || nextPending();
  if (first) activate(first, { focus: false, behavior: "auto" });
  return { all, shown, active, activate, nextPending };
}
