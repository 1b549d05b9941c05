// The review: one active card, its marks in the text, keys, and adding a promise from a selection.
import { calm, deck } from "./cards.js";

const review = document.querySelector(".review");
if (review) {
  const deciding = "deciding" in review.dataset;
  const text = document.getElementById("text");
  const list = document.getElementById("cards");
  const adding = document.getElementById("adding");
  const dialog = document.getElementById("confirm-rest");

  const { all, shown, active, activate, nextPending } = deck({
    list,
    card: ".item",
    form: ".defs",
    first: ["input:not([type=hidden]), textarea"],
    pending: (card) => !card.classList.contains("done"),
    deciding,
    dialog,
    opens: ["e", "s", "A"],
    acts: (press) => ({
      e: () => press('[data-act="edit"]'),
      s: () => press('[data-act="split"]'),
      A: () => document.querySelector('.keys [data-key="A"]') && htmx.ajax("GET", dialog.dataset.from, { target: dialog, swap: "innerHTML" }),
    }),
    activated: (card, behavior) => {
      for (const mark of text.querySelectorAll("mark.on")) mark.classList.remove("on");
      const marks = text.querySelectorAll(`mark[data-k~="${CSS.escape(card.dataset.k)}"]`);
      for (const mark of marks) mark.classList.add("on");
      if (marks.length) centre(marks[0], behavior);
    },
    decided: ({ stay }) => {
      if (stay) sort();
    },
  });

  // Brings a mark into the middle third of the text when it is outside the pane.
  function centre(mark, behavior = calm) {
    const pane = text.closest(".doc");
    const box = pane.getBoundingClientRect();
    const at = mark.getBoundingClientRect();
    if (at.top < box.top + 40 || at.bottom > box.bottom - 40) {
      pane.scrollBy({ top: at.top - box.top - box.height / 3, behavior });
    }
  }

  text.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark || !window.getSelection().isCollapsed) return;
    const keys = mark.dataset.k.split(" ");
    const now = active() ? keys.indexOf(active().dataset.k) : -1;
    activate(document.getElementById(`card-${keys[(now + 1) % keys.length]}`));
  });

  function mark(chip, current) {
    if (current) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }

  // Puts the cards in the order of the text, or those in front of which the reader is least sure.
  function sort() {
    const low = review.querySelector('.chip[data-order="low"]').hasAttribute("aria-current");
    const first = (card) => (low ? Number(card.dataset.first) : 1);
    const ordered = all().sort((one, two) => first(one) - first(two) || one.dataset.at - two.dataset.at);
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
      activate(nextPending() || shown()[0], { focus: false });
    } else if ("addOpen" in chip.dataset) {
      event.preventDefault();
      openAdder("");
    }
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

  // The dialog opens with what it was asked to show.
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.target !== dialog) return;
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("#confirm-rest-form .primary").focus();
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
}
