// What the page does in the browser: changes views, follows chips and sentences to the cited words, copies, saves, and
// tells Gradio which button was pressed. It makes no element out of text and asks no address but Gradio's own
// (through Gradio).
(() => {
  "use strict";
  const narrow = window.matchMedia("(max-width: 860px)");
  let wanted = null; // id of a source or a finding that was asked for and is not in its panel yet
  let cameFrom = null; // the chip or sentence that led to the sources, to go back to
  let newest = 0; // serial of the newest exchange seen

  const byId = (id) => document.getElementById(id);
  const PANELS = { "fn-chat": "fn-panel", "fn-checker": "fn-evidence" }; // the views that have sources beside them
  const view = () => document.body.dataset.view ?? "fn-chat";
  const checking = () => view() === "fn-checker";
  const panel = () => byId(PANELS[view()]);
  const panelOf = (id) => byId(id.startsWith("fn-k") ? "fn-evidence" : "fn-panel");
  const serial = (element) => Number(element.closest(".fn-exchange")?.id.slice(3));
  const tell = (element, detail) => element.dispatchEvent(new CustomEvent("footnote", { bubbles: true, detail }));
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const smoothly = () => (calm() ? "auto" : "smooth");

  // -- the views ------------------------------------------------------------------------------------------------------

  function show(tab) {
    const wanted = tab.getAttribute("aria-controls");
    if (wanted !== view()) closeSheet();
    document.body.dataset.view = wanted;
    nameTabs();
  }

  // Gradio redraws the masthead, and its columns have no roles of their own.
  function nameTabs() {
    for (const tab of document.querySelectorAll(".fn-tab")) {
      const column = byId(tab.getAttribute("aria-controls"));
      const front = column?.id === view();
      tab.setAttribute("aria-selected", String(front));
      tab.tabIndex = front ? 0 : -1;
      column?.setAttribute("role", "tabpanel");
      column?.setAttribute("aria-labelledby", tab.id);
    }
  }

  function otherTab(tab, key) {
    const forward = key === "ArrowRight";
    const { firstElementChild: first, lastElementChild: last } = tab.parentElement;
    const next = forward ? (tab.nextElementSibling ?? first) : (tab.previousElementSibling ?? last);
    show(next);
    next.focus();
  }

  // -- sources --------------------------------------------------------------------------------------------------------

  function follow(link) {
    const id = link.getAttribute("href").slice(1);
    if (!/^fn-(\d+|k\d+-\d+)-[cs]\d+$/.test(id)) return;
    if (!panel().contains(link)) cameFrom = link;
    if (!reveal(id)) {
      wanted = id;
      tell(link, { name: "cite", exchange: Number(id.split("-")[1]) });
    }
  }

  // Shows the article that holds the place, marks the place, and brings it into view. False when it is not there.
  function reveal(id) {
    if (/^fn-k\d+-\d+$/.test(id)) return present(id);
    const place = byId(id);
    if (!place || !panelOf(id).contains(place)) return false;
    const number = mark(place);
    if (narrow.matches) openSheet();
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: number ? "center" : "start", behavior: smoothly() });
    return true;
  }

  // The article of a place is the one shown, and the cited words are the ones marked. Gives the citation's number.
  function mark(place) {
    const here = panelOf(place.id);
    const article = place.closest(".fn-article");
    for (const other of here.querySelectorAll(".fn-article")) other.hidden = other !== article;
    for (const link of here.querySelectorAll(".fn-source")) {
      if (link.getAttribute("href") === `#${article.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const old of here.querySelectorAll(".fn-here")) old.classList.remove("fn-here");
    const number = /-c(\d+)$/.exec(place.id)?.[1];
    if (number) for (const piece of article.querySelectorAll(`.fn-c${number}`)) piece.classList.add("fn-here");
    return number;
  }

  // On a phone the sources are a sheet over the chat or the text.
  function openSheet() {
    document.body.classList.add("fn-sheet");
    if (byId("fn-close")) return;
    const close = document.createElement("button");
    close.id = "fn-close";
    close.type = "button";
    close.textContent = checking() ? "Back to the text" : "Back to the answer";
    close.addEventListener("click", closeSheet);
    panel().prepend(close);
  }

  function closeSheet() {
    document.body.classList.remove("fn-sheet");
    byId("fn-close")?.remove();
    cameFrom?.isConnected && cameFrom.focus();
  }

  // -- a checked text -------------------------------------------------------------------------------------------------

  let found = null; // id of the findings in the panel
  let told = null; // id of the line on the text being checked
  let result = null; // id of the checked text that is shown
  let reached = null; // the sentence that was last jumped to or opened

  function open(sentence) {
    const id = sentence.getAttribute("href").slice(1);
    const numbers = /^fn-k(\d+)-(\d+)$/.exec(id);
    if (!numbers) return;
    cameFrom = reached = sentence;
    if (present(id)) return;
    wanted = id;
    tell(sentence, { name: "evidence", check: Number(numbers[1]), sentence: Number(numbers[2]) });
  }

  // Brings what was found on a sentence to the reader. False when it is not in the panel.
  function present(id) {
    const heading = byId(`${id}-h`);
    if (!heading || !byId("fn-evidence").contains(heading)) return false;
    if (narrow.matches) openSheet();
    markFirst(id);
    heading.focus({ preventScroll: true });
    return true;
  }

  // The first cited words of these findings, marked and in view; nothing is focused.
  function markFirst(id) {
    const first = byId(id)?.querySelector(".fn-leads .fn-chip")?.getAttribute("href").slice(1);
    const place = first && byId(first);
    if (!place?.closest(".fn-article")) return;
    mark(place);
    place.scrollIntoView({ block: "center", behavior: "auto" });
  }

  function jump(button) {
    const look = button.dataset.jump;
    if (!/^fn-v-[a-z-]+$/.test(look)) return;
    const all = [...button.closest(".fn-result").querySelectorAll(`.fn-sentence.${look}`)];
    const after = (one) => reached?.isConnected && reached.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    reached = all.find(after) ?? all[0];
    reached?.focus({ preventScroll: true });
    reached?.scrollIntoView({ block: "center", behavior: smoothly() });
  }

  function edit(on) {
    document.body.classList.toggle("fn-editing", on);
    const heading = document.querySelector(".fn-result h2");
    (on || !heading ? document.querySelector("#fn-text textarea") : heading)?.focus();
  }

  // Gradio has redrawn something of the view: a new result is read, not edited; its findings are marked in the text.
  function checkedAgain(changes) {
    const status = document.querySelector("#fn-status p")?.id ?? null;
    if (status !== told) document.body.classList.remove("fn-handing");
    told = status;
    const shown = document.querySelector(".fn-result")?.id ?? null;
    if (shown !== result) {
      result = shown;
      reached = null;
      edit(false);
    }
    const findings = document.querySelector("#fn-evidence .fn-findings")?.id ?? null;
    if (findings === found && !changes.some((change) => byId("fn-checked")?.contains(change.target))) return;
    found = findings;
    for (const old of document.querySelectorAll(".fn-sentence[aria-current]")) old.removeAttribute("aria-current");
    document.querySelector(`.fn-sentence[href="#${findings}"]`)?.setAttribute("aria-current", "true");
    if (findings) markFirst(findings);
  }

  // -- taking away ----------------------------------------------------------------------------------------------------

  async function copy(button) {
    const words = button.dataset.text;
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      copyByHand(words);
    }
    said(button, "Copied");
  }

  // Where the clipboard is not to be had (an address that is not this machine's name, an old browser).
  function copyByHand(words) {
    const area = document.createElement("textarea");
    area.value = words;
    area.className = "fn-unseen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  // A file made here out of what the page holds: nothing is asked of the server.
  function save(button) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([button.dataset.text], { type: "application/octet-stream" }));
    link.download = button.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    said(button, "Saved");
  }

  function said(button, word) {
    const label = button.textContent;
    button.textContent = word;
    setTimeout(() => button.isConnected && button.textContent === word && (button.textContent = label), 1500);
  }

  // -- what the reader does -------------------------------------------------------------------------------------------

  // Feedback before the server has been heard. Only the first redraw takes it away.
  function sending() {
    if (!document.querySelector("#fn-chat .fn-working")) document.body.classList.add("fn-sending");
  }

  const typed = () => document.querySelector("#fn-question textarea")?.value.trim();

  const pressed = {
    ".fn-chip, .fn-source": follow,
    ".fn-sentence[href]": open,
    ".fn-jump": jump,
    ".fn-tab": show,
    ".fn-copy": copy,
    ".fn-save": save,
    ".fn-again": (button) => {
      sending();
      tell(button, { name: "again", exchange: serial(button) });
    },
    ".fn-any-time": (button) => {
      sending();
      tell(button, { name: "anytime", exchange: serial(button) });
    },
    ".fn-example": (button) => {
      sending();
      tell(button, { name: "example", number: Number(button.dataset.example) });
    },
    ".fn-sample": (button) => tell(button, { name: "sample" }),
    "#fn-send": () => typed() && sending(),
    "#fn-check": () => document.body.classList.add("fn-handing"),
    "#fn-edit": () => edit(true),
    "#fn-back": () => edit(false),
  };

  document.addEventListener(
    "click",
    (event) => {
      for (const [selector, act] of Object.entries(pressed)) {
        const on = event.target.closest?.(selector);
        if (!on) continue;
        if (on.matches("a")) event.preventDefault();
        act(on);
        return;
      }
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key === "Enter" && !event.shiftKey && at.matches("#fn-question textarea") && typed()) sending();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at.matches("#fn-text textarea")) byId("fn-check").click();
    if (/^Arrow(Left|Right)$/.test(event.key) && at.matches(".fn-tab")) otherTab(at, event.key);
    if (event.key !== "Escape") return;
    const here = document.activeElement;
    if (here?.matches(".fn-mark, .fn-v-nothing")) here.blur();
    else if (document.body.classList.contains("fn-sheet") || panel()?.contains(here)) closeSheet();
  }, true);

  let shown = null; // id of the first source in the panel

  // The sources of another answer are read from their top, not from where the last ones were left.
  function fromTheTop() {
    const sources = byId("fn-panel");
    const first = sources?.querySelector(".fn-article")?.id ?? null;
    if (first !== shown && sources) sources.scrollTop = 0;
    shown = first;
  }

  // Gradio redraws the columns; what was waited for may be there now.
  function redrawn(changes) {
    const chat = document.querySelector("#fn-conversation .html-container"); // beside it, Gradio draws a loader
    if (changes.some((change) => chat?.contains(change.target))) document.body.classList.remove("fn-sending");
    nameTabs();
    fromTheTop();
    checkedAgain(changes);
    if (wanted && reveal(wanted)) wanted = null;
    const exchanges = document.querySelectorAll(".fn-exchange");
    const last = exchanges[exchanges.length - 1];
    const number = last ? Number(last.id.slice(3)) : 0;
    if (number > newest) last.scrollIntoView({ block: "start", behavior: smoothly() });
    newest = number;
  }

  // The letters that English lacks are fetched while nobody waits for them: a text with them does not change its face.
  const styles = ["", "italic ", "bold "];
  const letters = () => styles.forEach((style) => document.fonts.load(`${style}1em "Footnote Serif"`, "ğЖΩ"));
  window.addEventListener("load", () => setTimeout(letters, 1000));

  new MutationObserver(redrawn).observe(document.documentElement, { childList: true, subtree: true });
})();
