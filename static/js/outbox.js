/* Votes made while the network is away: each is kept on this phone and sent once, in order, under its key, as soon as
   the server can be reached. The page carries the statement it shows and a few that would come next, so that voting
   goes on: the first of them that was not on the card yet takes its place.
   In the page: data-outbox on a form whose votes are kept, the code of the deliberation (data-keep is the same, for
   pages that were open before 0.2.0); #ahead, the statements.
   Events: hears elicit:contact and elicit:live, says elicit:loss, elicit:resync and elicit:fragment (connection.js). */
(() => {
  "use strict";
  const STORE = "elicit:kept"; // the key under which earlier versions left votes, which are sent all the same
  const PAUSE = 5000; // milliseconds before a vote the server put off is sent again
  const FEW = 3;
  const FULL = 12; // what a page carries at most (views/participate.py)
  const cardNumbers = new Set(); // numbers of the statements that were on the card
  let statements = readStatements(document);
  let isFetching = false;
  let isSending = false;

  const emit = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  const findCard = () => document.getElementById("card");
  const readNumber = () => findCard()?.querySelector("[name=statement]")?.value;

  /* The votes that wait, oldest first: the deliberation's code, the path and the body to send, and the key in it. */
  function readVotes() {
    try {
      return [JSON.parse(localStorage.getItem(STORE)) ?? []].flat();
    } catch {
      return [];
    }
  }

  function storeVotes(votes) {
    if (votes.length) localStorage.setItem(STORE, JSON.stringify(votes));
    else localStorage.removeItem(STORE);
  }

  /* A vote changed twice on one page has one key: the server would take the second for the first, sent again. */
  function storeVote(code, { path, formData }) {
    const body = new URLSearchParams(formData), votes = readVotes(), key = body.get("key");
    if (votes.some((vote) => vote.key === key)) body.set("key", `${key}-${votes.length}`);
    storeVotes([...votes, { code, path, key: body.get("key"), body: body.toString() }]);
    return body.get("choice");
  }

  function keepVote(event) {
    const form = event.target.closest?.("form[data-outbox]");
    const request = event.detail.requestConfig;
    if (!form || !request) return;
    markChoice(form, storeVote(form.dataset.outbox, request));
    if (form.matches("#card form.ballot")) showNext(form);
    emit("elicit:loss", document.getElementById("connection").dataset.voteNotice);
    setTimeout(emit, 3000, "elicit:resync");
  }

  /* On the card one waits for the next; in the list of one's votes the choice is shown as it will be. */
  function markChoice(form, choice) {
    for (const button of form.querySelectorAll("button")) {
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", button.value === choice);
      else button.disabled = true;
    }
  }

  async function sendVotes() {
    if (isSending) return;
    isSending = true;
    const numbers = new Set();
    let refusal = null;
    try {
      for (let [vote] = readVotes(); vote; [vote] = readVotes()) {
        const response = await post(vote);
        if (response.status >= 500 || response.status === 429) {
          setTimeout(sendVotes, PAUSE);
          return;
        }
        storeVotes(readVotes().filter(({ key }) => key !== vote.key)); // another page may have sent it, too
        numbers.add(new URLSearchParams(vote.body).get("statement"));
        const page = parse(await response.text());
        if (!response.ok) refusal = page;
        if (!readVotes().length) showAnswer(vote.code, refusal ?? page, refusal ? null : numbers);
      }
    } catch {
      emit("elicit:loss");
    } finally {
      isSending = false;
    }
  }

  function post({ path, body }) {
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true" };
    return fetch(path, { method: "POST", headers, body });
  }

  /* Somebody who has gone on to another statement, or to the end, stays there: the answer is older than what they see.
     numbers: of the statements that were voted on; only a refusal (null) takes the card. */
  function showAnswer(code, page, numbers) {
    const fresh = page.querySelector("#card, #votes");
    const old = location.pathname.startsWith(`/d/${code}/`) && document.querySelector("#card, #votes");
    const number = old && old.querySelector(".ballot [name=statement]")?.value;
    if (!old || (old.id === "card" && numbers && !numbers.has(number))) return;
    if (fresh?.id === old.id) emit("elicit:fragment", fresh);
    else location.reload();
  }

  /* the statements that the page carries */
  function readStatements(page) {
    return JSON.parse(page.getElementById("ahead")?.dataset.statements || "[]");
  }

  function listNext() {
    return statements.filter(({ number }) => !cardNumbers.has(String(number)));
  }

  /* After many votes the page gets new ones, unless it was given all there were. */
  async function fetchMore() {
    if (readNumber()) cardNumbers.add(readNumber());
    if (isFetching || listNext().length > FEW || statements.length < FULL) return;
    isFetching = true;
    try {
      const response = await fetch(location.pathname, { cache: "no-store" });
      if (response.ok) statements = readStatements(parse(await response.text()));
    } catch {
      // the network is away: what there is has to do, and the next vote asks again
    } finally {
      isFetching = false;
    }
  }

  function showNext(form) {
    cardNumbers.add(readNumber());
    const [statement] = listNext();
    if (!statement) return;
    cardNumbers.add(String(statement.number));
    fillFields(form.elements, statement);
    showWords(form, statement);
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    for (const undo of findCard().querySelectorAll(".links form")) undo.hidden = true;
    form.querySelector("h1.statement").focus({ preventScroll: true });
  }

  function fillFields(fields, { number, edition }) {
    fields.statement.value = number;
    fields.edition.value = edition;
    fields.key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    fields.important.checked = false;
  }

  function showWords(form, statement) {
    const heading = form.querySelector("h1.statement");
    const origins = document.getElementById("ahead").dataset;
    document.getElementById("origin").textContent = statement.seed ? origins.seed : origins.own;
    for (const other of [...form.querySelector(".card").children]) {
      if (other !== heading && other.id !== "origin" && !other.matches(".tick")) other.remove();
    }
    for (const mark of form.querySelectorAll(".as-before")) mark.remove();
    setWords(heading, statement);
    if (!statement.beside) return;
    const translation = Object.assign(document.createElement("p"), { className: "statement translated", dir: "auto" });
    setWords(translation, statement.beside);
    heading.after(translation);
  }

  function setWords(element, { text, lang }) {
    element.textContent = text;
    element.lang = lang;
  }

  document.body.addEventListener("htmx:sendError", keepVote);
  document.body.addEventListener("htmx:timeout", keepVote);
  document.addEventListener("elicit:contact", sendVotes);
  document.addEventListener("elicit:live", fetchMore);
  sendVotes();
  fetchMore();
})();
