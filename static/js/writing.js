/* While somebody writes: how many characters are left, and what is typed is kept in this tab until it was sent, so that
   a page that a lost network or a locked phone took away has it again.
   In the page: data-draft on a text field, the id of the list where it will stand once sent; data-count, the id of the
   sentence that counts; on that data-limit, and data-text, its words with %n for the number.
   Events on the document: hears elicit:live (connection.js). */
(() => {
  "use strict";
  const normalize = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
  const fields = new WeakSet();

  function keepDraft(field) {
    const store = `elicit:draft:${location.pathname}`;
    const statements = [...document.querySelectorAll(`#${field.dataset.draft} .statement`)];
    const own = statements.map((statement) => normalize(statement.textContent));
    const keep = () => {
      if (field.value && !own.includes(normalize(field.value))) sessionStorage.setItem(store, field.value);
      else sessionStorage.removeItem(store);
    };
    const draft = sessionStorage.getItem(store) ?? "";
    if (!field.value && !own.includes(normalize(draft))) field.value = draft;
    keep();
    field.addEventListener("input", keep);
  }

  function countCharacters(field) {
    const sentence = document.getElementById(field.dataset.count);
    const count = () => {
      const rest = Number(sentence.dataset.limit) - [...field.value].length;
      const number = rest.toLocaleString(document.documentElement.lang, { numberingSystem: "latn" });
      sentence.textContent = sentence.dataset.text.replace("%n", number);
      if (rest === 20 || rest === 0) document.getElementById("announce").textContent = sentence.textContent;
    };
    field.addEventListener("input", count);
    if (field.value) count();
  }

  function findFields() {
    for (const field of document.querySelectorAll("textarea[data-draft], textarea[data-count]")) {
      if (fields.has(field)) continue;
      fields.add(field);
      if (field.dataset.draft) keepDraft(field);
      if (field.dataset.count) countCharacters(field);
    }
  }

  document.addEventListener("elicit:live", findFields);
  findFields();
})();
