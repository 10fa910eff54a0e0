/* Keeps an open page current: frames from the socket; polling where sockets are blocked; the present state after the
   page was away. A form somebody is in is never swapped. A vote that could not be sent is kept and sent later. */
(() => {
  "use strict";
  const POLL = 4000;
  const socket = document.getElementById("socket");
  const notice = document.getElementById("connection");
  let last = -1;
  let isOpen = false;
  let isRefused = false;
  let reconnect = null;
  let polling = null;
  let asked = 0;
  let held = null;
  const plain = notice?.textContent;

  htmx.config.wsReconnectDelay = (tries) => Math.random() * Math.min(1000 * 2 ** tries, 4000);

  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  const announce = (text) => { document.getElementById("announce").textContent = text; };
  const state = (element) => (element?.dataset.state ?? "").trim();

  const isTyped = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  const isBusy = (element) =>
    element.contains(document.activeElement) ||
    [...element.querySelectorAll("textarea, input:not([type=hidden])")].some(isTyped);

  const careful = {
    beforeNodeMorphed: (old) => !(old instanceof HTMLFormElement && isBusy(old)) &&
      !(old instanceof HTMLInputElement && isTyped(old)) &&
      !(old instanceof HTMLElement && "loaded" in old.dataset),
    beforeNodeRemoved: (old) => !(old instanceof Element && old.contains(document.activeElement)),
    beforeAttributeUpdated: (name, node) => !(name === "open" && node instanceof HTMLDetailsElement) &&
      !(node instanceof HTMLCanvasElement && (name === "width" || name === "height")),
  };

  function swap(old, fresh) {
    if (window.Idiomorph) {
      Idiomorph.morph(old, fresh, { morphStyle: "outerHTML", ignoreActiveValue: true, callbacks: careful });
    } else {
      old.replaceWith(fresh);
    }
    const present = document.getElementById(fresh.id || old.id);
    if (present) htmx.process(present);
  }

  /* Without morphing, a fragment somebody's focus is in waits until the focus has left. */
  function take(html) {
    held = null;
    for (const fresh of parse(html).querySelectorAll("[hx-swap-oob]")) {
      const old = document.getElementById(fresh.id);
      if (old && !window.Idiomorph && old.contains(document.activeElement)) {
        held = html;
        if (fresh.dataset.state) old.dataset.state = fresh.dataset.state;
      } else if (old) {
        swap(old, fresh);
      }
    }
    document.dispatchEvent(new CustomEvent("elicit:live"));
    document.dispatchEvent(new CustomEvent("elicit:state"));
    follow();
  }

  /* What holds buttons of one person's own is not broadcast: it is fetched again when the room's state has changed. */
  let following = null;
  function follow() {
    const stale = [...document.querySelectorAll("[data-follow]")].some(isStale);
    if (stale && !following) {
      following = setTimeout(refetch, Math.random() * (window.Idiomorph ? 200 : 2000));
    }
  }

  function isStale(element) {
    return state(element) !== state(document.getElementById(element.dataset.follow));
  }

  async function refetch() {
    try {
      const response = await fetch(location.href, { cache: "no-store", headers: { "HX-Request": "true" } });
      if (response.ok) replaceStale(parse(await response.text()));
    } catch {
      wait();
    } finally {
      following = null;
    }
  }

  function left() {
    if (held) take(held);
    else follow();
  }

  function replaceStale(page) {
    const wasAt = document.activeElement;
    for (const old of [...document.querySelectorAll("[data-follow]")].filter(isStale)) {
      const fresh = page.getElementById(old.id);
      if (fresh && state(fresh) !== state(old)) swap(old, fresh);
    }
    if (!window.Idiomorph || !wasAt.isConnected) arrive();
    document.dispatchEvent(new CustomEvent("elicit:live"));
  }

  /* the connection */
  async function resync() {
    if (Date.now() - asked < 1000) return;
    asked = Date.now();
    try {
      const response = await fetch(socket.dataset.live, { cache: "no-store" });
      if (!response.ok) return;
      take(await response.text());
      back();
    } catch {
      lost();
    }
  }

  function wait() {
    if (!polling && !isRefused) polling = setInterval(resync, POLL + Math.random() * 1000);
  }

  function lost() {
    if (!notice.hidden) return;
    notice.hidden = false;
    announce(notice.textContent);
  }

  function back() {
    if (!notice.hidden) announce(notice.dataset.back);
    notice.hidden = true;
    notice.textContent = plain;
    sendKept();
  }

  function onClose(event) {
    const code = event.detail.event.code;
    isOpen = false;
    isRefused = code === 4403 || code === 4404;
    reconnect = [1006, 1011, 1012, 1013].includes(code) ? null : event.detail.socketWrapper?.reconnect;
    setTimeout(() => { if (!isOpen) { resync(); wait(); } }, 1500);
  }

  function onOpen() {
    isOpen = true;
    last = -1;
    clearInterval(polling);
    polling = null;
    back();
  }

  function onFrame(event) {
    event.preventDefault();
    const number = Number(parse(event.detail.message).body.firstElementChild?.dataset.seq ?? NaN);
    if (number <= last) return;
    last = number;
    take(event.detail.message);
  }

  function returned() {
    if (document.visibilityState === "hidden") return;
    if (!isOpen && !isRefused && reconnect) {
      reconnect();
      reconnect = null;
    }
    resync();
  }

  if (socket) {
    document.body.addEventListener("htmx:wsBeforeMessage", onFrame);
    document.body.addEventListener("htmx:wsOpen", onOpen);
    document.body.addEventListener("htmx:wsClose", onClose);
    document.addEventListener("visibilitychange", returned);
    document.addEventListener("focusout", () => setTimeout(left, 50));
    document.addEventListener("elicit:resync", resync);
    window.addEventListener("online", returned);
    window.addEventListener("offline", lost);
    document.addEventListener("submit", unsent);
    window.addEventListener("pageshow", (event) => { if (event.persisted) returned(); });
  }

  /* votes made while the connection is away: each is sent once, in order, under its key */
  const KEPT = "elicit:kept";
  let isSending = false;

  function kept() {
    try {
      return [JSON.parse(localStorage.getItem(KEPT)) ?? []].flat();
    } catch {
      return [];
    }
  }

  function keepAll(list) {
    if (list.length) localStorage.setItem(KEPT, JSON.stringify(list));
    else localStorage.removeItem(KEPT);
  }

  function keep(event) {
    const form = event.target.closest?.("form[data-keep]");
    const sent = event.detail.requestConfig;
    if (!notice) return;
    if (!form || !sent) return lost();
    const body = new URLSearchParams(sent.formData), list = kept(), key = body.get("key");
    if (list.some((each) => each.key === key)) body.set("key", `${key}-${list.length}`);
    const more = { code: form.dataset.keep, path: sent.path, key: body.get("key"), body: body.toString() };
    keepAll([...list, more]);
    showKept(form, body);
    form.dispatchEvent(new CustomEvent("elicit:kept", { bubbles: true }));
    notice.textContent = notice.dataset.kept;
    notice.hidden = true;
    lost();
    setTimeout(resync, 3000);
    wait();
  }

  /* A page that would be gone with what was typed on it is not sent into the void. */
  function unsent(event) {
    if (navigator.onLine || event.defaultPrevented || event.target.method !== "post") return;
    event.preventDefault();
    notice.textContent = notice.dataset.unsent;
    notice.hidden = true;
    lost();
  }

  /* On the card one waits for the next; in the list of one's votes the choice is shown as it will be. */
  function showKept(form, body) {
    for (const button of form.querySelectorAll("button")) {
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", button.value === body.get("choice"));
      else button.disabled = true;
    }
  }

  async function sendKept() {
    if (isSending) return;
    isSending = true;
    let refused = null;
    const numbers = new Set();
    try {
      for (let first = kept()[0]; first; first = kept()[0]) {
        const headers = { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true" };
        const response = await fetch(first.path, { method: "POST", headers, body: first.body });
        if (response.status >= 500 || response.status === 429) {
          setTimeout(sendKept, 5000);
          return;
        }
        keepAll(kept().slice(1));
        numbers.add(new URLSearchParams(first.body).get("statement"));
        const page = parse(await response.text());
        if (!response.ok) refused = page;
        if (!kept().length) showSent(first, refused ?? page, refused ? null : numbers);
      }
    } catch {
      wait();
    } finally {
      isSending = false;
    }
  }

  /* Somebody who has gone on to another statement, or to the end, stays there: the answer is older than what they see.
     Only a refusal (numbers: null) takes the card. */
  function showSent(sent, page, numbers) {
    const fresh = page.querySelector("#card, #votes");
    const old = location.pathname.startsWith(`/d/${sent.code}/`) && document.querySelector("#card, #votes");
    const onCard = old && old.querySelector(".ballot [name=statement]")?.value;
    if (!old || (old.id === "card" && numbers && !numbers.has(onCard))) return;
    if (fresh?.id === old.id) swap(old, fresh);
    else location.reload();
    arrive();
  }

  /* after a swap the keyboard is at the new statement, and a refusal is read out */
  function arrive() {
    const refusal = document.querySelector("main [data-announce]");
    if (refusal) announce(refusal.textContent);
    if (document.activeElement !== document.body) return;
    document.querySelector("main [data-focus]")?.focus({ preventScroll: true });
  }

  document.body.addEventListener("htmx:afterSettle", () => {
    arrive();
    document.dispatchEvent(new CustomEvent("elicit:live"));
  });
  document.body.addEventListener("htmx:sendError", keep);
  document.body.addEventListener("htmx:timeout", keep);
  document.body.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });
  if (socket) sendKept();
})();

/* Counts down to the moment the server named, by the server's clock. What a page is told may be a while old, so the
   latest time it ever heard of is the truest; after this clock jumped or slept everything is asked anew.
   What lasts for days stays in words. */
(() => {
  "use strict";
  const JUMP = 2000;
  let ahead = -Infinity; // milliseconds by which the server's clock is ahead of this one
  let between = Date.now() - performance.now();

  function listen() {
    for (const { dataset } of document.querySelectorAll("[data-now]")) {
      ahead = Math.max(ahead, Number(dataset.now) * 1000 - Date.now());
    }
    tick();
  }

  function jumped() {
    const now = Date.now() - performance.now();
    if (Math.abs(now - between) < JUMP) return;
    between = now;
    ahead = -Infinity;
    document.dispatchEvent(new CustomEvent("elicit:resync"));
  }

  function tick() {
    jumped();
    for (const element of document.querySelectorAll("[data-until]")) {
      const server = Date.now() + (ahead > -Infinity ? ahead : Number(element.dataset.now) * 1000 - Date.now());
      const left = Math.max(0, Math.round(Number(element.dataset.until) - server / 1000));
      if (left > 86400) continue;
      const hours = Math.floor(left / 3600);
      const minutes = String(Math.floor((left % 3600) / 60)).padStart(2, "0");
      const text = `${hours ? `${hours}:` : ""}${minutes}:${String(left % 60).padStart(2, "0")}`;
      if (element.textContent !== text) element.textContent = text;
    }
  }

  document.addEventListener("elicit:live", listen);
  setInterval(tick, 250);
  listen();
})();

/* Going on while the connection is away. The page carries the statement it shows and a few that would come next:
   after a vote that was kept (above), the first of them that was not on the card yet takes its place. */
(() => {
  "use strict";
  const FEW = 3;
  const FULL = 12; // what a page carries at most (views/participate.py)
  const card = () => document.getElementById("card");
  const onCard = () => card()?.querySelector("[name=statement]")?.value;
  const read = (page) => JSON.parse(page.getElementById("ahead")?.dataset.statements || "[]");
  const seen = new Set();
  let ahead = read(document);
  let isAsking = false;

  function left() {
    return ahead.filter((each) => !seen.has(String(each.number)));
  }

  /* After many votes the page gets new ones, unless it was given all there were. */
  async function look() {
    if (onCard()) seen.add(onCard());
    if (isAsking || left().length > FEW || ahead.length < FULL) return;
    isAsking = true;
    try {
      const response = await fetch(location.pathname, { cache: "no-store" });
      if (response.ok) ahead = read(new DOMParser().parseFromString(await response.text(), "text/html"));
    } catch {
      // away: what there is has to do, and the next vote asks again
    } finally {
      isAsking = false;
    }
  }

  function put(element, said) {
    element.textContent = said.text;
    element.lang = said.lang;
  }

  function show(next) {
    const form = card().querySelector("form.ballot");
    const heading = form.querySelector("h1.statement");
    const inside = form.querySelector(".card");
    form.dataset.ahead = next.number;
    form.elements.statement.value = next.number;
    form.elements.edition.value = next.edition;
    form.elements.key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    form.elements.important.checked = false;
    const origins = document.getElementById("ahead").dataset;
    document.getElementById("origin").textContent = next.seed ? origins.seed : origins.own;
    for (const other of [...inside.children]) {
      if (other !== heading && other.id !== "origin" && !other.matches(".tick")) other.remove();
    }
    for (const mark of form.querySelectorAll(".as-before")) mark.remove();
    put(heading, next);
    if (next.beside) {
      const translated = Object.assign(document.createElement("p"), { className: "statement translated", dir: "auto" });
      put(translated, next.beside);
      heading.after(translated);
    }
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    for (const undo of card().querySelectorAll(".links form")) undo.hidden = true;
    seen.add(String(next.number));
    heading.focus({ preventScroll: true });
  }

  document.addEventListener("elicit:kept", (event) => {
    seen.add(onCard());
    const [next] = left();
    if (next && event.target.matches("#card form.ballot")) show(next);
  });
  document.addEventListener("elicit:live", look);
  look();
})();
