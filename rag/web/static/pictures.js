// The view "Timeline" in the browser: it tells Gradio what was pressed, walks the points with the arrow keys, says in a
// tip what a point is, and brings its article into view. It makes no element out of text.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const tell = (from, detail) => from?.dispatchEvent(new CustomEvent("footnote", { bubbles: true, detail }));
  const narrow = window.matchMedia("(max-width: 860px)");
  const pictures = () => document.querySelector("#fn-pictured .fn-pictures");
  const POINT = /^fn-t(\d+)-([ec])(\d+)$/;

  // -- coming and going -----------------------------------------------------------------------------------------------

  let view = null;
  let asked = false; // for a picture of one answer: then coming to the view asks for no other

  function came() {
    const now = document.body.dataset.view ?? null;
    if (now === view) return;
    view = now;
    if (now === "fn-timeline" && !asked) tell(pictures(), { name: "come" });
    if (now !== "fn-timeline") leave();
    asked = false;
  }

  function drawn(button) {
    asked = true;
    document.querySelector('.fn-tab[aria-controls="fn-timeline"]')?.click();
    tell(pictures(), { name: "draw", exchange: Number(button.closest(".fn-exchange")?.id.slice(3)) });
    byId("fn-timeline-tab")?.focus();
  }

  function leave() {
    hideTip();
    document.body.classList.remove("fn-witnessing");
    byId("fn-witness-close")?.remove();
  }

  // -- a point --------------------------------------------------------------------------------------------------------

  let waiting = null; // id of the point whose article is to come
  let cameFrom = null; // the point or button that led to the article, to go back to

  function open(from) {
    const id = from.dataset.text ?? from.id;
    const named = POINT.exec(id);
    if (!named) return;
    for (const old of document.querySelectorAll(".fn-at")) old.classList.remove("fn-at");
    byId(id)?.classList.add("fn-at");
    cameFrom = from;
    hideTip();
    if (arrived(id)) return;
    waiting = id;
    tell(from, { name: "point", picture: Number(named[1]), line: named[2], number: Number(named[3]) });
  }

  // The article is there: its words are marked and in view. On a phone it lies over the picture. False: not there.
  function arrived(id) {
    const source = byId(`${id}-source`);
    if (!source) return false;
    if (narrow.matches) over();
    const words = source.querySelector("mark") ?? source.querySelector(".fn-article");
    for (const piece of source.querySelectorAll("mark")) piece.classList.add("fn-here");
    words?.focus({ preventScroll: true });
    words?.scrollIntoView({ block: "center", behavior: "auto" });
    return true;
  }

  function over() {
    document.body.classList.add("fn-witnessing");
    if (byId("fn-witness-close")) return;
    const back = document.createElement("button");
    Object.assign(back, { id: "fn-witness-close", type: "button", textContent: "Back to the timeline", onclick: goBack });
    byId("fn-witness").prepend(back);
  }

  function goBack() {
    leave();
    cameFrom?.isConnected && cameFrom.focus();
  }

  const points = (point) => [...point.closest("svg").querySelectorAll(".fn-point")].sort((a, b) => number(a) - number(b));
  const number = (point) => Number(POINT.exec(point.id)?.[3]);

  // One point of a line is a stop of the Tab key; the arrow keys lead to the others.
  function walk(point, key) {
    const all = points(point);
    const at = all.indexOf(point);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[key];
    const next = all[(to + all.length) % all.length];
    for (const one of all) one.setAttribute("tabindex", one === next ? "0" : "-1");
    next.focus();
  }

  // -- the tip --------------------------------------------------------------------------------------------------------

  let tipped = null; // the point that the tip is of

  function showTip(point) {
    if (tipped === point) return;
    hideTip();
    const row = byId(`${point.id}-row`);
    const frame = point.closest(".fn-drawn");
    if (!row || !frame) return;
    const [, when, words, source] = row.cells;
    const tip = Object.assign(document.createElement("div"), { id: "fn-point-tip" });
    tip.setAttribute("role", "tooltip");
    const line = (from, look = "") => from && tip.append(Object.assign(document.createElement("p"), { textContent: from.textContent, className: look, dir: "auto" }));
    line(when.querySelector(".fn-when"));
    line(when.querySelector(".fn-by"));
    line(words.querySelector(".fn-words"), "fn-words");
    line(source.querySelector(".fn-open-point"));
    line(source.querySelector(".fn-by"));
    frame.append(tip);
    place(tip, point.querySelector("text").getBoundingClientRect(), frame.getBoundingClientRect());
    tipped = point;
  }

  // Below the whole picture: it covers no other point, and the way to it leaves the picture nowhere.
  function place(tip, at, frame) {
    const most = Math.max(0, frame.width - tip.offsetWidth);
    tip.style.left = `${Math.min(most, Math.max(0, at.left + at.width / 2 - frame.left - tip.offsetWidth / 2))}px`;
    tip.style.top = `${frame.height - 18}px`;
  }

  function hideTip() {
    byId("fn-point-tip")?.remove();
    tipped = null;
  }

  // -- taking away ----------------------------------------------------------------------------------------------------

  const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor"];

  // The picture as a file that needs no style sheet: its looks as attributes, on paper of the page's colour. It is made
  // here out of what the page shows; nothing is asked of the server.
  function save(button) {
    const picture = button.closest(".fn-picture").querySelector("svg");
    const copy = picture.cloneNode(true);
    const copies = [...copy.querySelectorAll("*")];
    [...picture.querySelectorAll("*")].forEach((from, at) => plain(copies[at], getComputedStyle(from)));
    const { width, height } = picture.getBoundingClientRect();
    const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    Object.entries({ x: "-24", y: "-16", width: width + 48, height: height + 32, fill: getComputedStyle(document.body).backgroundColor }).forEach((pair) => paper.setAttribute(...pair));
    copy.prepend(paper);
    for (const name of ["class", "role", "aria-labelledby"]) copy.removeAttribute(name);
    const frame = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    Object.entries({ xmlns: "http://www.w3.org/2000/svg", width: width + 48, height: height + 32 }).forEach((pair) => frame.setAttribute(...pair));
    Object.entries({ x: "24", y: "16", width, height, overflow: "visible" }).forEach((pair) => copy.setAttribute(...pair));
    frame.append(copy);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(frame)], { type: "image/svg+xml" }));
    link.download = "timeline.svg";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function plain(element, look) {
    const gone = ["class", "id", "role", "tabindex", "aria-label", "aria-hidden"];
    if (look.display === "none") return element.remove();
    for (const name of gone) element.removeAttribute(name);
    for (const name of KEPT) element.setAttribute(name, look.getPropertyValue(name));
  }

  // -- what the reader does -------------------------------------------------------------------------------------------

  const pressed = { ".fn-picture-open": drawn, ".fn-point": open, ".fn-open-point": open, ".fn-save-picture": save };

  document.addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(pressed)) {
      const on = event.target.closest?.(selector);
      if (on) return void act(on);
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (view !== "fn-timeline") return;
    const at = event.target;
    if (event.key === "Escape") return tipped ? hideTip() : byId("fn-witness")?.contains(document.activeElement) ? goBack() : undefined;
    if (!at.matches?.(".fn-point")) return;
    const acts = event.key === "Enter" || event.key === " " ? () => open(at) : /^(Arrow|Home|End)/.test(event.key) ? () => walk(at, event.key) : null;
    if (!acts) return;
    event.preventDefault();
    acts();
  }, true);

  document.addEventListener("pointerover", (event) => {
    const on = event.target.closest?.(".fn-point");
    if (on) showTip(on);
    else if (tipped && !tipped.closest(".fn-drawn")?.contains(event.target) && document.activeElement !== tipped) hideTip();
  });
  document.addEventListener("focusin", (event) => (event.target.matches?.(".fn-point") ? showTip(event.target) : hideTip()));

  function redrawn() {
    came();
    if (tipped && !tipped.isConnected) hideTip();
    if (waiting && arrived(waiting)) waiting = null;
  }

  const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["data-view"] };
  new MutationObserver(redrawn).observe(document.documentElement, watched);
})();
