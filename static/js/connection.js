/* Keeps an open page current. It opens the socket, and opens it again after a random pause when it was lost; where
   sockets are blocked it asks every few seconds; what comes takes the place of what is there, but a form somebody is in
   is never replaced. It also helps htmx: a token for what it sends, the focus after what it replaces.

   What it says, as events on the document:
     elicit:live       something on this page is new
     elicit:state      the present state of the room has come
     elicit:frame      the socket brought a frame
     elicit:contact    the server can be reached, perhaps again
   What it does when others say it there:
     elicit:resync     asks for the present state
     elicit:reconnect  opens the socket anew
     elicit:loss       asks until the server answers; detail: a sentence that is shown until then, if there is one
     elicit:fragment   puts an element, the detail, in the place of the one with its id */
(() => {
  "use strict";
  const POLL = 4000; // milliseconds between two questions where there is no socket, at least
  const LONGEST_PAUSE = 4000; // milliseconds between two tries to open the socket
  const RETRY_CODES = [1006, 1011, 1012, 1013]; // lost on the way, or the server says: try again (elicit/consumers.py)
  const REFUSAL_CODES = [4403, 4404];
  const addresses = document.getElementById("socket")?.dataset; // socket; live: the present state
  const notice = document.getElementById("connection");
  const defaultNotice = notice?.textContent;
  let socket = null;
  let sequence = -1; // number of the newest frame of this socket
  let tries = 0; // to open it again, in vain
  let isRefused = false;
  let retryTimer = null;
  let pollTimer = null;
  let fetchTimer = null;
  let requestTime = 0;
  let pendingHtml = null; // a frame that waits for the focus to leave

  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  const announce = (text) => { document.getElementById("announce").textContent = text; };
  const emit = (name) => document.dispatchEvent(new CustomEvent(name));
  const readState = (element) => (element?.dataset.state ?? "").trim();

  /* what comes in the place of what is there */
  const isTyped = (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  const isBusy = (element) =>
    element.contains(document.activeElement) ||
    [...element.querySelectorAll("textarea, input:not([type=hidden])")].some(isTyped);

  const morphRules = {
    beforeNodeMorphed: (old) => !(old instanceof HTMLFormElement && isBusy(old)) &&
      !(old instanceof HTMLInputElement && isTyped(old)) &&
      !(old instanceof HTMLElement && "loaded" in old.dataset),
    beforeNodeRemoved: (old) => !(old instanceof Element && old.contains(document.activeElement)),
    beforeAttributeUpdated: (name, node) => !(name === "open" && node instanceof HTMLDetailsElement) &&
      !(node instanceof HTMLCanvasElement && (name === "width" || name === "height")),
  };

  function replace(old, fresh) {
    if (window.Idiomorph) {
      Idiomorph.morph(old, fresh, { morphStyle: "outerHTML", ignoreActiveValue: true, callbacks: morphRules });
    } else {
      old.replaceWith(fresh);
    }
    const present = document.getElementById(fresh.id || old.id);
    if (present) window.htmx?.process(present);
  }

  /* Without morphing, a fragment somebody's focus is in waits until the focus has left. */
  function applyFrame(html) {
    pendingHtml = null;
    for (const fresh of parse(html).querySelectorAll("[hx-swap-oob]")) {
      const old = document.getElementById(fresh.id);
      if (old && !window.Idiomorph && old.contains(document.activeElement)) {
        pendingHtml = html;
        if (fresh.dataset.state) old.dataset.state = fresh.dataset.state;
      } else if (old) {
        replace(old, fresh);
      }
    }
    emit("elicit:live");
    emit("elicit:state");
    followState();
  }

  function applyPending() {
    if (pendingHtml) applyFrame(pendingHtml);
    else followState();
  }

  /* What holds buttons of one person's own is not broadcast: it is fetched again when the room's state has changed. */
  function followState() {
    const isAnyStale = [...document.querySelectorAll("[data-follow]")].some(isStale);
    if (isAnyStale && !fetchTimer) {
      fetchTimer = setTimeout(fetchStale, Math.random() * (window.Idiomorph ? 200 : 2000));
    }
  }

  function isStale(element) {
    return readState(element) !== readState(document.getElementById(element.dataset.follow));
  }

  async function fetchStale() {
    try {
      const response = await fetch(location.href, { cache: "no-store", headers: { "HX-Request": "true" } });
      if (response.ok) replaceStale(parse(await response.text()));
    } catch {
      poll();
    } finally {
      fetchTimer = null;
    }
  }

  function replaceStale(page) {
    const focus = document.activeElement;
    for (const old of [...document.querySelectorAll("[data-follow]")].filter(isStale)) {
      const fresh = page.getElementById(old.id);
      if (fresh && readState(fresh) !== readState(old)) replace(old, fresh);
    }
    if (!window.Idiomorph || !focus.isConnected) placeFocus();
    emit("elicit:live");
  }

  /* After something was replaced the keyboard is at the new statement, and a refusal is read out. */
  function placeFocus() {
    const refusal = document.querySelector("main [data-announce]");
    if (refusal) announce(refusal.textContent);
    if (document.activeElement !== document.body) return;
    document.querySelector("main [data-focus]")?.focus({ preventScroll: true });
  }

  /* the present state, asked for */
  async function resync() {
    if (Date.now() - requestTime < 1000) return;
    requestTime = Date.now();
    try {
      const response = await fetch(addresses.live, { cache: "no-store" });
      if (!response.ok) return;
      applyFrame(await response.text());
      endLoss();
    } catch {
      showLoss();
    }
  }

  function poll() {
    if (!pollTimer && !isRefused) pollTimer = setInterval(resync, POLL + Math.random() * 1000);
  }

  /* what is said about the connection; text: another sentence than the usual one */
  function showLoss(text) {
    if (text) notice.textContent = text;
    else if (!notice.hidden) return;
    notice.hidden = false;
    announce(notice.textContent);
  }

  function endLoss() {
    if (!notice.hidden) announce(notice.dataset.returnNotice);
    notice.hidden = true;
    notice.textContent = defaultNotice;
    emit("elicit:contact");
  }

  /* A page that would be lost with what was typed on it is not sent while the network is away. */
  function stopSubmit(event) {
    if (navigator.onLine || event.defaultPrevented || event.target.method !== "post") return;
    event.preventDefault();
    showLoss(notice.dataset.textNotice);
  }

  /* The socket: what an earlier one still says is not heard. */
  function connect() {
    clearTimeout(retryTimer);
    retryTimer = null;
    socket?.close();
    socket = new WebSocket(location.origin.replace("http", "ws") + addresses.socket);
    for (const [name, handler] of Object.entries({ open: onOpen, message: onFrame, close: onClose })) {
      socket.addEventListener(name, (event) => { if (event.target === socket) handler(event); });
    }
  }

  function onOpen() {
    tries = 0;
    sequence = -1;
    clearInterval(pollTimer);
    pollTimer = null;
    endLoss();
  }

  function onFrame({ data }) {
    emit("elicit:frame");
    const number = Number(parse(data).body.firstElementChild?.dataset.seq ?? NaN);
    if (number <= sequence) return;
    sequence = number;
    applyFrame(data);
  }

  function onClose({ code }) {
    isRefused = REFUSAL_CODES.includes(code);
    if (RETRY_CODES.includes(code)) {
      retryTimer = setTimeout(connect, Math.random() * Math.min(1000 * 2 ** tries, LONGEST_PAUSE));
      tries += 1;
    }
    setTimeout(pollIfClosed, 1500);
  }

  function pollIfClosed() {
    if (socket.readyState === WebSocket.OPEN) return;
    resync();
    poll();
  }

  function resume() {
    if (document.visibilityState === "hidden") return;
    if (socket?.readyState === WebSocket.CLOSED && !isRefused && !retryTimer) connect();
    resync();
  }

  if (addresses) {
    document.addEventListener("DOMContentLoaded", connect);
    document.body.addEventListener("htmx:sendError", () => showLoss());
    document.body.addEventListener("htmx:timeout", () => showLoss());
    document.addEventListener("visibilitychange", resume);
    document.addEventListener("focusout", () => setTimeout(applyPending, 50));
    document.addEventListener("submit", stopSubmit);
    document.addEventListener("elicit:resync", resync);
    document.addEventListener("elicit:reconnect", connect);
    document.addEventListener("elicit:loss", ({ detail }) => {
      if (detail) showLoss(detail);
      poll();
    });
    window.addEventListener("online", resume);
    window.addEventListener("offline", () => showLoss());
    window.addEventListener("pageshow", (event) => { if (event.persisted) resume(); });
  }

  document.addEventListener("elicit:fragment", ({ detail }) => {
    replace(document.getElementById(detail.id), detail);
    placeFocus();
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    placeFocus();
    emit("elicit:live");
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });
})();
