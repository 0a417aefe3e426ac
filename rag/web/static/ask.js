// What a reader does to a question that stands in the chat, and the keys for all of the page.
(() => {
  "use strict";
  const LONGEST = 10_000; // characters, as the box for questions takes them
  const byId = (id) => document.getElementById(id);
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // -- wording a question anew ----------------------------------------------------------------------------------------

  // The words become a box where they stand; `alone` asks them as they are, whatever was said before.
  function reword(button) {
    const exchange = button.closest(".fn-exchange");
    const alone = button.matches(".fn-edit-alone");
    const words = (alone ? exchange.querySelector(".fn-standalone bdi") : exchange.querySelector(".fn-question")).textContent;
    exchange.querySelector(".fn-reword")?.remove();
    const box = element("textarea", { value: words, maxLength: LONGEST, rows: Math.min(6, 1 + Math.ceil(words.length / 60)) });
    box.setAttribute("aria-label", alone ? "The question as it stands alone" : "The question");
    const form = element("form", { className: "fn-reword" }, box);
    const cancel = () => (form.remove(), button.focus());
    form.append(
      element("button", { type: "submit", textContent: "Ask this", className: "fn-action" }),
      element("button", { type: "button", textContent: "Cancel", className: "fn-action", onclick: cancel }),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const question = box.value.trim();
      const detail = { name: "reword", exchange: Number(exchange.id.slice(3)), question, alone };
      if (question) exchange.dispatchEvent(new CustomEvent("footnote", { bubbles: true, detail }));
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) (event.preventDefault(), form.requestSubmit());
      if (event.key === "Escape") (event.stopPropagation(), cancel());
    });
    (alone ? button.closest(".fn-standalone") : button.closest(".fn-asked")).after(form);
    box.focus();
  }

  // -- all that was found ---------------------------------------------------------------------------------------------

  const PANEL = "#fn-panel";
  const tell = (element, detail) => element.dispatchEvent(new CustomEvent("footnote", { bubbles: true, detail }));
  let opening = false; // an article was asked for and is not in the panel yet

  function sorted(button) {
    const list = document.querySelector(`${PANEL} .fn-hits`);
    const byDate = button.matches(".fn-by-date");
    const key = (row) => (byDate ? row.dataset.date : row.dataset.score);
    const rows = [...list.children].sort((a, b) => key(b).localeCompare(key(a)) || Number(b.dataset.score) - Number(a.dataset.score));
    list.append(...rows);
    for (const one of document.querySelectorAll(`${PANEL} .fn-order button`)) one.setAttribute("aria-pressed", String(one === button));
  }

  function openHit(link) {
    opening = true;
    const number = Number(/-h(\d+)$/.exec(link.getAttribute("href"))[1]);
    tell(link, { name: "hit", exchange: Number(link.dataset.exchange), number });
  }

  function opened() {
    const place = opening && document.querySelector(`${PANEL} .fn-hit-shown mark`);
    if (!place) return;
    opening = false;
    for (const piece of document.querySelectorAll(`${PANEL} .fn-hit-shown mark`)) piece.classList.add("fn-here");
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
  }

  new MutationObserver(opened).observe(document.documentElement, { childList: true, subtree: true });

  // -- keys -----------------------------------------------------------------------------------------------------------

  const chips = () => [...document.querySelectorAll(".fn-exchange:last-child .fn-claims .fn-chip, .fn-leads .fn-chip")].filter((one) => one.checkVisibility());
  let at = null; // the citation that was shown last

  function citation(step) {
    const all = chips();
    if (!all.length) return;
    const from = all.indexOf(at);
    at = all[from < 0 ? (step > 0 ? 0 : all.length - 1) : (from + step + all.length) % all.length];
    at.click();
  }

  const ask = () => {
    document.querySelector('.fn-tab[aria-controls="fn-chat"]')?.click();
    document.querySelector("#fn-question textarea")?.focus();
  };
  // With Alt, so that no letter typed anywhere does anything (WCAG 2.1.4); by their place on the keyboard.
  const KEYS = [
    ["KeyQ", "Alt+Q", "Write a question", ask],
    ["KeyN", "Alt+N", "New chat", () => byId("fn-new")?.click()],
    ["KeyH", "Alt+H", "Chats", () => document.querySelector(".fn-chats-open")?.click()],
    ["KeyJ", "Alt+J", "Next citation", () => citation(1)],
    ["KeyK", "Alt+K", "Citation before", () => citation(-1)],
    ["KeyS", "Alt+S", "Stop", () => ["fn-stop", "fn-check-stop", "fn-draw-stop"].map(byId).find((one) => one?.checkVisibility())?.click()],
    ["Slash", "Alt+/", "This list", sheet],
  ];
  const OTHERS = [
    ["Enter", "Ask the question; in a text to check, Ctrl+Enter"],
    ["Shift+Enter", "A new line in the question"],
    ["← →", "Another view, on its tab"],
    ["Esc", "Close what is open: reason, sources, list"],
  ];

  function sheet() {
    const there = byId("fn-keys") ?? made();
    if (!there.open) there.showModal();
  }

  function made() {
    const rows = [...KEYS.map(([, key, does]) => [key, does]), ...OTHERS];
    const list = element("dl", {}, ...rows.flatMap(([key, does]) => [element("dt", {}, element("kbd", { textContent: key })), element("dd", { textContent: does })]));
    const sheet = element("dialog", { id: "fn-keys" }, element("h2", { id: "fn-keys-name", textContent: "Keys" }), list);
    sheet.append(element("button", { type: "button", textContent: "Close", className: "fn-action", onclick: () => sheet.close() }));
    sheet.setAttribute("aria-labelledby", "fn-keys-name");
    sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
    return document.querySelector(".gradio-container").appendChild(sheet);
  }

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const key = KEYS.find(([code]) => code === event.code);
    if (!key || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    key[3]();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".fn-edit-question, .fn-edit-alone");
    if (button) reword(button);
    const by = event.target.closest?.(".fn-by-score, .fn-by-date");
    if (by) sorted(by);
    const hit = event.target.closest?.(".fn-hit");
    if (hit) (event.preventDefault(), openHit(hit));
    const list = event.target.closest?.(".fn-hits-open, .fn-cited-open");
    if (list) tell(list, { name: list.matches(".fn-hits-open") ? "hits" : "cite", exchange: Number(list.dataset.exchange) });
    if (event.target.closest?.(".fn-keys-open")) sheet();
  });
})();
