// Promise and outcome: cards that are decided by keys.
import { deck } from "./cards.js";

const page = document.querySelector(".pairing");
if (page) {
  const dialog = document.getElementById("confirm-all");
  deck({
    list: page,
    card: ".pair",
    form: ".said",
    first: [".sentences a", "select, input:not([type=hidden])"],
    pending: (card) => card.dataset.state === "pending",
    deciding: "deciding" in page.dataset,
    dialog,
    opens: ["e", "A"],
    acts: (press) => ({
      e: () => press('[data-act="open"]'),
      A: () => document.querySelector('.keys [data-key="A"]') && dialog.showModal(),
    }),
    elsewhere: (key) => {
      const address = new URL(window.location);
      address.searchParams.set("active", key);
      address.hash = `card-${key}`;
      window.location.assign(address);
      if (address.search === window.location.search) window.location.reload();
    },
    beyond: () => {
      const link = document.getElementById("next-pending");
      if (link) link.click();
      return Boolean(link);
    },
  });
  if (!window.location.hash) window.scrollTo(0, 0);
}
