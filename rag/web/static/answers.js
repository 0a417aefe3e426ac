// What stands under an answer: the ways to take it away, and the reader's word on whether it is right. No element is
// made out of text; nothing is asked of any address.
(() => {
  "use strict";
  const LONGEST_COMMENT = 2_000; // characters, as the server takes them
  const byId = (id) => document.getElementById(id);
  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const tell = (at, detail) => at.dispatchEvent(new CustomEvent("footnote", { bubbles: true, detail }));
  const exchangeOf = (part) => part.closest(".fn-exchange");
  const serial = (exchange) => Number(exchange.id.slice(3));

  // -- taking away ----------------------------------------------------------------------------------------------------

  let ticket = 0;
  let asked = null; // the button that was pressed last

  function take(button) {
    asked = button;
    ticket += 1;
    tell(button, { name: "take", exchange: serial(exchangeOf(button)), form: button.dataset.take, ticket });
  }

  // What was asked for is there: it is copied or saved as page.js does it, and the button that was pressed says so.
  function takeUp() {
    const made = byId(`fn-taken-${ticket}`);
    if (!made || !asked) return;
    const button = asked;
    asked = null;
    made.click();
    const label = button.textContent;
    const done = made.dataset.file ? "Saved" : "Copied";
    button.textContent = done;
    setTimeout(() => button.textContent === done && (button.textContent = label), 1500);
  }

  // The forms lie over what is below, and go as any menu goes: with Escape, or with a press elsewhere.
  const menus = () => document.querySelectorAll(".fn-take[open]");
  const inView = (part) => part?.scrollIntoView({ block: "nearest" });

  document.addEventListener("toggle", ({ target }) => target.matches?.(".fn-take[open]") && inView(target.querySelector(".fn-forms")), true);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.(".fn-take[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // -- why a sentence has its mark ------------------------------------------------------------------------------------

  // A reason that would end below what can be seen stands above its sentence, if there is room.
  function turn({ target, type }) {
    const tip = target.closest?.(".fn-mark")?.nextElementSibling;
    if (!tip) return;
    tip.classList.remove("fn-above");
    const [reason, claim, seen] = [tip, tip.parentElement, byId("fn-conversation")].map((part) => part.getBoundingClientRect());
    tip.classList.toggle("fn-above", reason.bottom > seen.bottom && claim.top - reason.height > seen.top);
    if (type === "focusin") inView(tip);
  }
  document.addEventListener("mouseover", turn);
  document.addEventListener("focusin", turn);

  // -- saying whether it is right -------------------------------------------------------------------------------------

  const KEPT = "Kept on this machine, sent nowhere.";
  let awaited = null; // the exchange whose line the reader goes on at once it is redrawn, and what will stand there

  function open(button) {
    const judge = button.closest(".fn-judge");
    judge.querySelector("form")?.remove();
    for (const other of judge.querySelectorAll(".fn-say")) other.setAttribute("aria-pressed", String(other === button));
    const box = element("textarea", { rows: 2, maxLength: LONGEST_COMMENT, placeholder: "A comment, if you like" });
    box.setAttribute("aria-label", `${button.textContent}: a comment, if you like`);
    const close = () => {
      form.remove();
      button.setAttribute("aria-pressed", "false");
      button.focus();
    };
    const form = element("form", {}, ...(button.dataset.kind === "wrong_citation" ? [which(judge)] : []), box);
    form.append(
      element("button", { type: "submit", textContent: "Keep", className: "fn-action" }),
      element("button", { type: "button", textContent: "Cancel", className: "fn-action", onclick: close }),
      element("span", { className: "fn-by", textContent: KEPT }),
    );
    form.addEventListener("submit", (event) => (event.preventDefault(), keep(button, form)));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) (event.preventDefault(), form.requestSubmit());
      if (event.key === "Escape") (event.stopPropagation(), close());
    });
    judge.append(form);
    inView(form);
    (form.querySelector("input") ?? box).focus();
  }

  // Which of the answer's citations are wrong; none ticked means all.
  function which(judge) {
    const chips = [...exchangeOf(judge).querySelectorAll(".fn-answer .fn-chip")];
    const numbers = [...new Set(chips.map((chip) => Number(chip.textContent)))].sort((a, b) => a - b);
    const boxes = numbers.map((n) => element("label", {}, element("input", { type: "checkbox", value: n }), ` ${n}`));
    return element("fieldset", {}, element("legend", { textContent: "Which? None ticked means all." }), ...boxes);
  }

  function keep(button, form) {
    const exchange = exchangeOf(button);
    const citations = [...form.querySelectorAll("input:checked")].map((box) => Number(box.value));
    const comment = form.querySelector("textarea").value;
    awaited = { id: exchange.id, wanted: ".fn-refused, .fn-judged p" };
    tell(exchange, { name: "judge", exchange: serial(exchange), kind: button.dataset.kind, comment, citations });
  }

  function withdraw(button) {
    const exchange = exchangeOf(button);
    awaited = { id: exchange.id, wanted: ".fn-refused, .fn-say" };
    tell(exchange, { name: "withdraw", exchange: serial(exchange) });
  }

  // The chat was redrawn, and the form has gone with that: the reader goes on where the new line stands.
  function goOn() {
    const exchange = awaited && byId(awaited.id);
    const line = exchange && !exchange.querySelector(".fn-judge form") && exchange.querySelector(awaited.wanted);
    if (!line) return;
    awaited = null;
    line.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
    const pressed = (selector) => event.target.closest?.(selector);
    const [form, say, back] = [pressed("[data-take]"), pressed(".fn-say"), pressed(".fn-withdraw")];
    if (form) take(form);
    if (say) open(say);
    if (back) withdraw(back);
  });

  new MutationObserver(() => (takeUp(), goOn())).observe(document.documentElement, { childList: true, subtree: true });
})();
