// Chats kept in this browser, and nowhere else: named, searched, deleted; they outlive a reload and a restart. What is
// kept bears the server's seal (rag/web/kept.py) and is handed back to it as it was. No element is made out of text.
(() => {
  "use strict";
  const STORE = "chats";
  const MOST_SENT = 700_000; // bytes of a chat that are handed back; the guard lets a million through
  const LONGEST_NAME = 80;
  const byId = (id) => document.getElementById(id);
  const tab = { // of this tab of the browser
    get chat() {
      let id = sessionStorage.getItem("fn-chat");
      if (!id) sessionStorage.setItem("fn-chat", (id = crypto.randomUUID()));
      return id;
    },
    set chat(id) {
      sessionStorage.setItem("fn-chat", id);
    },
  };
  let taken = null; // what was last read from the page, so that nothing is kept twice
  let asked = false; // whether the chat of before the reload was handed back
  let gone = null; // the chat deleted last, to be brought back

  // -- the store ------------------------------------------------------------------------------------------------------

  const ready = new Promise((done) => {
    const request = indexedDB.open("footnote", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => done(null); // a private window: chats live as long as the page
  });

  async function inStore(mode, act) {
    const store = await ready;
    if (!store) return undefined;
    return new Promise((done) => {
      const work = store.transaction(STORE, mode);
      const request = act(work.objectStore(STORE));
      work.oncomplete = () => done(request.result);
      work.onerror = work.onabort = () => {
        if (mode === "readwrite") say("This browser could not keep the chat. Delete some under Chats.");
        done(undefined);
      };
    });
  }

  const find = (id) => inStore("readonly", (store) => store.get(id));
  const keep = (chat) => inStore("readwrite", (store) => store.put(chat));
  const remove = (id) => inStore("readwrite", (store) => store.delete(id));
  const all = async () => ((await inStore("readonly", (store) => store.getAll())) ?? []).sort((a, b) => b.at - a.at);

  // -- keeping --------------------------------------------------------------------------------------------------------

  // The page holds what is to be kept: the answers that the chat has, and the newest of them, sealed.
  async function take() {
    const words = document.querySelector("#fn-kept [data-kept]")?.dataset.kept;
    if (!words || words === taken) return;
    taken = words;
    const { ids, newest, refused } = JSON.parse(words);
    if (refused) say(`${refused} of this chat's answers had been changed outside Footnote and ${refused > 1 ? "are" : "is"} not shown.`);
    if (!newest) return;
    const id = tab.chat;
    const chat = (await find(id)) ?? { id, name: "", named: false, exchanges: [] };
    chat.exchanges = [...chat.exchanges.filter((one) => ids.includes(one.id) && one.id !== newest.id), newest];
    if (!chat.named) chat.name = firstQuestion(chat);
    chat.at = Date.now();
    await keep(chat);
  }

  function firstQuestion(chat) {
    const question = JSON.parse(chat.exchanges[0].body).question.replace(/\s+/g, " ");
    return question.length > LONGEST_NAME ? `${question.slice(0, LONGEST_NAME - 1)}…` : question;
  }

  async function handBack(id) {
    const chat = await find(id);
    const conversation = document.querySelector("#fn-conversation .fn-log");
    if (!chat || !conversation) return;
    const kept = [];
    let room = MOST_SENT;
    for (const { body, seal } of [...chat.exchanges].reverse()) {
      room -= new TextEncoder().encode(JSON.stringify(body)).length;
      if (room < 0 && kept.length) break;
      kept.unshift({ body, seal });
    }
    conversation.dispatchEvent(new CustomEvent("footnote", { bubbles: true, detail: { name: "restore", kept } }));
  }

  // -- the list -------------------------------------------------------------------------------------------------------

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const button = (words, act, properties = {}) => element("button", { type: "button", textContent: words, onclick: act, ...properties });

  function dialog() {
    const there = byId("fn-chats");
    if (there) return there;
    const search = element("input", { type: "search", id: "fn-chats-search", placeholder: "Search", oninput: fill });
    search.setAttribute("aria-label", "Search your chats");
    const made = element(
      "dialog",
      { id: "fn-chats" },
      element("h2", { id: "fn-chats-name", textContent: "Chats" }),
      element("p", { className: "fn-by", textContent: "Kept in this browser only." }),
      search,
      element("ul", { id: "fn-chats-list" }),
      element("p", { id: "fn-chats-gone", role: "status" }),
      element("div", { className: "fn-actions" }, button("New chat", fresh, { className: "fn-action" }), button("Close", () => made.close(), { className: "fn-action" })),
    );
    made.setAttribute("aria-labelledby", "fn-chats-name");
    made.addEventListener("click", (event) => event.target === made && made.close());
    document.querySelector(".gradio-container").append(made);
    return made;
  }

  async function show() {
    const list = dialog();
    byId("fn-chats-search").value = "";
    await fill();
    list.showModal();
  }

  async function fill() {
    const words = byId("fn-chats-search").value.trim().toLowerCase();
    const found = (await all()).filter((chat) => !words || textOf(chat).includes(words));
    byId("fn-chats-list").replaceChildren(...found.map(row));
    const none = words ? "No chat holds these words." : "No chat is kept yet.";
    if (!found.length) byId("fn-chats-list").append(element("li", { className: "fn-none", textContent: none }));
    byId("fn-chats-gone").replaceChildren(...(gone ? [`Deleted “${gone.name}”. `, button("Undo", undo, { className: "fn-action" })] : []));
  }

  function textOf(chat) {
    const said = ({ question, answer }) => [question, answer.notice ?? "", ...answer.claims.map((claim) => claim.text)];
    return [chat.name, ...chat.exchanges.flatMap((one) => said(JSON.parse(one.body)))].join("\n").toLowerCase();
  }

  function row(chat) {
    const when = new Date(chat.at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    const count = `${chat.exchanges.length} ${chat.exchanges.length === 1 ? "question" : "questions"}`;
    const open = button(chat.name, () => choose(chat.id), { className: "fn-chat-open" });
    if (chat.id === tab.chat) open.setAttribute("aria-current", "true");
    const label = (made, words) => (made.setAttribute("aria-label", `${words} “${chat.name}”`), made);
    const item = element(
      "li",
      {},
      open,
      element("span", { className: "fn-by", textContent: `${when} · ${count}` }),
      label(button("Rename", () => rename(chat, item), { className: "fn-action" }), "Rename"),
      label(button("Delete", () => discard(chat), { className: "fn-action" }), "Delete"),
    );
    return item;
  }

  async function choose(id) {
    byId("fn-chats").close();
    tab.chat = id;
    taken = null;
    await handBack(id);
  }

  function fresh() {
    byId("fn-chats").close();
    byId("fn-new")?.click();
    document.querySelector("#fn-question textarea")?.focus();
  }

  function rename(chat, item) {
    const name = element("input", { value: chat.name, maxLength: LONGEST_NAME, className: "fn-chat-name" });
    name.setAttribute("aria-label", "New name");
    const done = async () => {
      if (name.value.trim()) await keep({ ...chat, name: name.value.trim(), named: true });
      await fill();
    };
    name.addEventListener("keydown", (event) => {
      if (event.key === "Enter") done();
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      fill();
    });
    item.replaceChildren(name, button("Save", done, { className: "fn-action" }));
    name.select();
  }

  async function discard(chat) {
    gone = chat;
    await remove(chat.id);
    if (chat.id === tab.chat) byId("fn-new")?.click();
    await fill();
    byId("fn-chats-gone").querySelector("button")?.focus();
  }

  async function undo() {
    await keep(gone);
    gone = null;
    await fill();
    byId("fn-chats-search").focus();
  }

  // A word to the reader that needs no answer.
  function say(words) {
    const there = byId("fn-said") ?? document.body.appendChild(element("p", { id: "fn-said", role: "status" }));
    there.textContent = words;
    setTimeout(() => there.textContent === words && (there.textContent = ""), 8_000);
  }

  // -- what the reader and Gradio do ----------------------------------------------------------------------------------

  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest?.(".fn-chats-open")) show();
      if (event.target.closest?.("#fn-new")) tab.chat = crypto.randomUUID();
    },
    true,
  );

  new MutationObserver(() => {
    take();
    if (asked || !document.querySelector("#fn-kept [data-kept]")) return; // the page listens from here on
    asked = true;
    handBack(tab.chat);
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-kept"] });
})();
