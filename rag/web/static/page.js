// What the page does in the browser: follows chips to the cited words, copies, and tells Gradio which button was
// pressed. It makes no element out of text and asks no address but Gradio's own (through Gradio).
(() => {
  "use strict";
  const narrow = window.matchMedia("(max-width: 860px)");
  let wanted = null; // id of a source that was asked for and is not in the panel yet
  let cameFrom = null; // the chip that led to the sources, to go back to
  let newest = 0; // serial of the newest exchange seen

  const panel = () => document.getElementById("fn-panel");
  const serial = (element) => Number(element.closest(".fn-exchange")?.id.slice(3));
  const tell = (element, detail) => element.dispatchEvent(new CustomEvent("footnote", { bubbles: true, detail }));

  function follow(link) {
    const id = link.getAttribute("href").slice(1);
    if (!/^fn-\d+-[cs]\d+$/.test(id)) return;
    if (!panel().contains(link)) cameFrom = link;
    if (!reveal(id)) {
      wanted = id;
      tell(link, { name: "cite", exchange: Number(id.split("-")[1]) });
    }
  }

  // Shows the article that holds the place, marks the place, and brings it into view. False when it is not there.
  function reveal(id) {
    const place = document.getElementById(id);
    if (!place || !panel().contains(place)) return false;
    const article = place.closest(".fn-article");
    for (const other of panel().querySelectorAll(".fn-article")) other.hidden = other !== article;
    for (const link of panel().querySelectorAll(".fn-source")) {
      if (link.getAttribute("href") === `#${article.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const old of panel().querySelectorAll(".fn-here")) old.classList.remove("fn-here");
    const number = /-c(\d+)$/.exec(id);
    if (number) for (const piece of article.querySelectorAll(`.fn-c${number[1]}`)) piece.classList.add("fn-here");
    if (narrow.matches) openSheet();
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: number ? "center" : "start", behavior: calm() ? "auto" : "smooth" });
    return true;
  }

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // On a phone the sources are a sheet over the chat.
  function openSheet() {
    document.body.classList.add("fn-sheet");
    if (document.getElementById("fn-close")) return;
    const close = document.createElement("button");
    close.id = "fn-close";
    close.type = "button";
    close.textContent = "Back to the answer";
    close.addEventListener("click", closeSheet);
    panel().prepend(close);
  }

  function closeSheet() {
    document.body.classList.remove("fn-sheet");
    document.getElementById("fn-close")?.remove();
    cameFrom?.isConnected && cameFrom.focus();
  }

  // Feedback before the server has been heard. Only the first redraw of the chat takes it away.
  function sending() {
    if (!document.querySelector(".fn-working")) document.body.classList.add("fn-sending");
  }

  const typed = () => document.querySelector("#fn-question textarea")?.value.trim();

  async function copy(button) {
    const words = button.dataset.text;
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      copyByHand(words);
    }
    const label = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => button.isConnected && button.textContent === "Copied" && (button.textContent = label), 1500);
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

  document.addEventListener(
    "click",
    (event) => {
      const on = (selector) => event.target.closest?.(selector);
      const link = on(".fn-chip, .fn-source");
      if (link) {
        event.preventDefault();
        follow(link);
      } else if (on(".fn-copy")) copy(on(".fn-copy"));
      else if (on(".fn-again")) {
        sending();
        tell(event.target, { name: "again", exchange: serial(event.target) });
      } else if (on(".fn-any-time")) {
        sending();
        tell(event.target, { name: "anytime", exchange: serial(event.target) });
      } else if (on(".fn-example")) {
        sending();
        tell(event.target, { name: "example", number: Number(on(".fn-example").dataset.example) });
      } else if (on("#fn-send") && typed()) sending();
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && event.target.matches("#fn-question textarea") && typed()) sending();
    if (event.key !== "Escape") return;
    const mark = document.activeElement;
    if (mark?.classList.contains("fn-mark")) mark.blur();
    else if (document.body.classList.contains("fn-sheet") || panel()?.contains(mark)) closeSheet();
  }, true);

  let shown = null; // id of the first source in the panel

  // The sources of another answer are read from their top, not from where the last ones were left.
  function fromTheTop() {
    const first = panel()?.querySelector(".fn-article")?.id ?? null;
    if (first !== shown && panel()) panel().scrollTop = 0;
    shown = first;
  }

  // Gradio redraws the two columns; what was waited for may be there now.
  function redrawn(changes) {
    const chat = document.querySelector("#fn-conversation .html-container"); // beside it, Gradio draws a loader
    if (changes.some((change) => chat?.contains(change.target))) document.body.classList.remove("fn-sending");
    fromTheTop();
    if (wanted && reveal(wanted)) wanted = null;
    const exchanges = document.querySelectorAll(".fn-exchange");
    const last = exchanges[exchanges.length - 1];
    const number = last ? Number(last.id.slice(3)) : 0;
    if (number > newest) last.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    newest = number;
  }

  new MutationObserver(redrawn).observe(document.documentElement, { childList: true, subtree: true });
})();
