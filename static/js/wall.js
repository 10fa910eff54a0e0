/* The wall: its slides, what its buttons and keys do, and what keeps it awake and current for days. It follows the
   console until somebody moves it by hand, and again once they say so.
   In the page: data-slides on #wall, the names of all slides, and data-slide, the one that is shown; on #live
   data-sent, the slide the console wants, data-revealed, and data-version, of the page's files; data-do on a button,
   its action.
   Events on the document: hears elicit:key, a key that was pressed (keys.js), and elicit:live and elicit:frame; says
   elicit:slide, another slide is shown, and elicit:live, elicit:resync and elicit:reconnect (connection.js). */
(() => {
  "use strict";
  const wall = document.getElementById("wall");
  const controls = document.getElementById("controls");
  const help = document.getElementById("help");
  const findLive = () => document.getElementById("live");
  const announce = (text) => { document.getElementById("announce").textContent = text; };
  const emit = (name) => document.dispatchEvent(new CustomEvent(name));

  /* slides */
  const STORE = `elicit:wall:${location.pathname}`; // the slide chosen by hand, where one was
  const listSlides = () => wall.dataset.slides.split(" ").filter((name) => document.getElementById(`slide-${name}`));
  const pickSlide = (name) => (listSlides().includes(name) ? name : "prompt");
  const readChoice = () => sessionStorage.getItem(STORE);

  function show(name) {
    wall.dataset.slide = pickSlide(name);
    emit("elicit:live");
  }

  function choose(name) {
    if (!readChoice()) announce(controls.dataset.own);
    sessionStorage.setItem(STORE, name);
    delete wall.dataset.blank;
    show(name);
  }

  function step(by) {
    const names = listSlides();
    choose(names[(names.indexOf(wall.dataset.slide) + by + names.length) % names.length]);
  }

  function follow() {
    sessionStorage.removeItem(STORE);
    delete wall.dataset.blank;
    announce(controls.dataset.follows);
    show(findLive().dataset.sent);
  }

  function toggleJoin() {
    const { before, slide } = wall.dataset;
    if (slide === "join" && before) return choose(before);
    wall.dataset.before = slide;
    choose("join");
  }

  function toggleBlank() {
    if (wall.dataset.blank) delete wall.dataset.blank;
    else wall.dataset.blank = "yes";
  }

  function toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  function toggleResults() {
    const form = document.getElementById("reveal");
    if (!form) return false;
    const body = new FormData(form);
    if (findLive().dataset.revealed === "yes") body.set("to", "off");
    fetch(form.action, { method: "POST", body }).then((response) => {
      if (!response.ok) announce(form.dataset.refused);
    }, () => {});
    return true;
  }

  function toggleHelp() {
    if (help.open) return help.close();
    document.getElementById("way").textContent = readChoice() ? controls.dataset.own : controls.dataset.follows;
    help.showModal();
  }

  const goOn = () => step(1), goBack = () => step(-1);
  const goToFirst = () => choose(listSlides()[0]), goToLast = () => choose(listSlides().at(-1));
  const actions = {
    on: goOn, back: goBack, help: toggleHelp, qr: toggleJoin, blank: toggleBlank, full: toggleFullscreen,
    reveal: toggleResults, follow,
  };
  const isRtl = document.documentElement.dir === "rtl";
  const keys = {
    " ": goOn, PageDown: goOn, ArrowDown: goOn, ArrowRight: isRtl ? goBack : goOn,
    PageUp: goBack, ArrowUp: goBack, ArrowLeft: isRtl ? goOn : goBack, Home: goToFirst, End: goToLast,
    b: toggleBlank, c: follow, f: toggleFullscreen, q: toggleJoin, r: toggleResults, "?": toggleHelp,
  };

  /* Where nothing can be done the browser does with the key what it does. */
  document.addEventListener("elicit:key", (event) => {
    const act = keys[event.detail];
    if (act && act() !== false) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do]");
    if (!button) return;
    if (button.dataset.do !== "help" && help.open) help.close();
    actions[button.dataset.do]();
  });

  document.addEventListener("elicit:live", () => {
    const name = pickSlide(readChoice() ?? findLive().dataset.sent);
    if (name !== wall.dataset.slide) {
      wall.dataset.slide = name;
      emit("elicit:slide");
    }
    renew();
  });

  /* the page itself: a server with newer files has it loaded anew, once a minute at most */
  const MINUTE = 60_000;
  const { version } = findLive().dataset;
  let renewTimer = null;

  function renew() {
    if (findLive().dataset.version === version || renewTimer) return;
    const age = Date.now() - Number(sessionStorage.getItem("elicit:renewal") ?? 0);
    renewTimer = setTimeout(() => {
      sessionStorage.setItem("elicit:renewal", String(Date.now()));
      location.reload();
    }, Math.max(Math.random() * 5000, MINUTE - age));
  }

  /* awake: the lock is lost whenever the page is hidden */
  async function lockScreen() {
    if (document.visibilityState !== "visible") return;
    await navigator.wakeLock?.request("screen").catch(() => {});
  }

  /* current: frames come when something changes, so silence is asked about, and after long silence or a sleep the
     socket is opened anew */
  const WATCH_INTERVAL = 10_000, SILENCE = MINUTE, LOSS = 5 * MINUTE;
  let watchTime = Date.now(), frameTime = Date.now(), resyncTime = Date.now(), socketTime = Date.now();

  function watch() {
    const now = Date.now();
    const isAfterSleep = Math.abs(now - watchTime - WATCH_INTERVAL) > MINUTE;
    watchTime = now;
    if (isAfterSleep || now - Math.max(frameTime, resyncTime) > SILENCE) {
      resyncTime = now;
      emit("elicit:resync");
    }
    if (isAfterSleep || now - Math.max(frameTime, socketTime) > LOSS) {
      socketTime = now;
      emit("elicit:reconnect");
    }
  }

  document.addEventListener("elicit:frame", () => { frameTime = Date.now(); });
  document.addEventListener("visibilitychange", lockScreen);
  setInterval(watch, WATCH_INTERVAL);

  controls.hidden = false;
  document.body.classList.add("is-fitted");
  lockScreen();
  const wish = new URLSearchParams(location.search).get("slide");
  if (wish && !readChoice()) sessionStorage.setItem(STORE, pickSlide(wish));
  show(readChoice() ?? wall.dataset.slide);
})();
