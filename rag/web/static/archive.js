// The view "Archive" in the browser: it tells Gradio what was pressed, keeps the keyboard where it was when the list is
// drawn anew, and makes the form for a correction. It makes no element out of text.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const tell = (from, detail) => from?.dispatchEvent(new CustomEvent("footnote", { bubbles: true, detail }));
  const narrow = window.matchMedia("(max-width: 860px)");
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // -- coming and going -----------------------------------------------------------------------------------------------

  let view = null;

  // What the archive holds is looked up when a reader comes to see it, not before.
  function came() {
    const now = document.body.dataset.view ?? null;
    if (now === view) return;
    view = now;
    if (now === "fn-archive") tell(document.querySelector("#fn-holdings .fn-holdings"), { name: "look" });
    else close();
  }

  const ask = () => document.querySelector('.fn-tab[aria-controls="fn-chat"]')?.click();

  // -- an article -----------------------------------------------------------------------------------------------------

  let opened = null; // the button that opened the article in the panel
  let waiting = false; // for the article to come

  function open(button) {
    for (const old of document.querySelectorAll(".fn-open[aria-current]")) old.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    opened = button.dataset.text;
    waiting = true;
    tell(button, { name: "open", article: Number(button.dataset.text) });
  }

  // The article has come: it is read from its top. On a phone it lies over the list.
  function arrived() {
    if (!waiting || byId("fn-reader").querySelector(".fn-read")?.id !== `fn-read-${opened}`) return;
    waiting = false;
    byId("fn-reader").scrollTop = 0;
    if (narrow.matches) over();
    byId("fn-read-h")?.focus({ preventScroll: true });
  }

  function over() {
    document.body.classList.add("fn-reading");
    if (byId("fn-read-close")) return;
    const back = element("button", { id: "fn-read-close", type: "button", textContent: "Back to the list", onclick: close });
    byId("fn-reader").prepend(back);
  }

  function close() {
    if (!document.body.classList.contains("fn-reading")) return;
    document.body.classList.remove("fn-reading");
    byId("fn-read-close")?.remove();
    document.querySelector(`.fn-open[data-text="${opened}"]`)?.focus();
  }

  // -- a correction ---------------------------------------------------------------------------------------------------

  function correct(button) {
    const there = byId("fn-correction");
    if (there) return there.querySelector("input").focus();
    const outlet = field("Outlet", button.dataset.text, 120);
    const date = field("Date", button.dataset.file, 10);
    const hint = element("p", { textContent: "A date is 2020, 2020-09 or 2020-09-29. Write “unknown” where nobody knows.", className: "fn-by", id: "fn-correction-hint" });
    date.input.setAttribute("aria-describedby", hint.id);
    const cancel = () => (form.remove(), button.focus());
    const save = element("button", { type: "submit", textContent: "Save", className: "fn-action" });
    const leave = element("button", { type: "button", textContent: "Cancel", className: "fn-action", onclick: cancel });
    const form = element("form", { id: "fn-correction" }, outlet.label, date.label, hint, element("div", { className: "fn-actions" }, save, leave));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const changed = (one) => (one.input.value.trim() === one.before ? null : one.input.value.trim() || "unknown");
      const detail = { name: "correct", outlet: changed(outlet), date: changed(date) };
      if (detail.outlet === null && detail.date === null) cancel();
      else tell(form, detail);
    });
    form.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), cancel()));
    button.closest(".fn-actions").after(form);
    outlet.input.focus();
  }

  function field(words, value, longest) {
    const input = element("input", { type: "text", value, maxLength: longest, autocomplete: "off", spellcheck: false });
    return { input, before: value, label: element("label", {}, element("span", { textContent: words }), input) };
  }

  // -- what is pressed ------------------------------------------------------------------------------------------------

  let again = null; // what had the keyboard before the list was drawn anew, and what the list said
  const listed = () => document.querySelector("#fn-articles .fn-listed")?.innerHTML; // beside it, Gradio draws a loader
  const drawnAnew = (button, selector) => (again = { selector: `${selector}[data-text="${button.dataset.text}"]`, before: listed() });

  const pressed = {
    ".fn-remove": (button) => tell(button, { name: "remove", folder: button.dataset.text }),
    ".fn-put-back": (button) => tell(button, { name: "putback", folder: button.dataset.text }),
    ".fn-cancel": (button) => tell(button, { name: "cancel" }),
    ".fn-sort": (button) => (drawnAnew(button, ".fn-sort"), tell(button, { name: "sort", by: button.dataset.text })),
    ".fn-turn": (button) => (drawnAnew(button, ".fn-turn"), tell(button, { name: "turn", pages: Number(button.dataset.text) })),
    ".fn-open": open,
    ".fn-narrow": (button) => (tell(button, { name: "narrow" }), ask()),
    ".fn-unfilter": (button) => (tell(button, { name: "unfilter" }), document.querySelector("#fn-question textarea")?.focus()),
    ".fn-correct": correct,
    ".fn-uncorrect": (button) => tell(button, { name: "uncorrect" }),
  };

  document.addEventListener(
    "click",
    (event) => {
      for (const [selector, act] of Object.entries(pressed)) {
        const on = event.target.closest?.(selector);
        if (on) return void act(on);
      }
    },
    true,
  );

  document.addEventListener("keydown", (event) => event.key === "Escape" && view === "fn-archive" && close(), true);

  // At the last page "Next page" is no more: the keyboard goes to the way back.
  function keepTheKeyboard() {
    const same = [...document.querySelectorAll(again.selector)].find((one) => !one.disabled);
    again = null;
    const at = document.activeElement;
    if (at === document.body || at.disabled) (same ?? document.querySelector(".fn-turn:not(:disabled)"))?.focus({ preventScroll: true });
  }

  function redrawn() {
    came();
    arrived();
    if (again && listed() !== again.before) keepTheKeyboard();
  }

  const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["data-view"] };
  new MutationObserver(redrawn).observe(document.documentElement, watched);
})();
