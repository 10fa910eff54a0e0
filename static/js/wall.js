/* The wall: its slides, its keys, and what keeps it awake and current for days. It follows the console until somebody
   moves it by hand, and again once they say so. */
(() => {
  "use strict";
  const wall = document.getElementById("wall");
  const controls = document.getElementById("controls");
  const help = document.getElementById("help");
  const own = `elicit:wall:${location.pathname}`;
  const live = () => document.getElementById("live");
  const announce = (text) => { document.getElementById("announce").textContent = text; };

  /* slides */
  const names = () => wall.dataset.slides.split(" ").filter((name) => document.getElementById(`slide-${name}`));
  const there = (name) => (names().includes(name) ? name : "prompt");
  const chosen = () => sessionStorage.getItem(own);

  function show(name) {
    wall.dataset.slide = there(name);
    document.dispatchEvent(new CustomEvent("elicit:live"));
    return true;
  }

  function choose(name) {
    if (!chosen()) announce(controls.dataset.own);
    sessionStorage.setItem(own, name);
    delete wall.dataset.blank;
    return show(name);
  }

  function step(by) {
    const all = names();
    return choose(all[(all.indexOf(wall.dataset.slide) + by + all.length) % all.length]);
  }

  function follow() {
    sessionStorage.removeItem(own);
    delete wall.dataset.blank;
    announce(controls.dataset.follows);
    return show(live().dataset.sent);
  }

  function qr() {
    const before = wall.dataset.before;
    if (wall.dataset.slide === "join" && before) return choose(before);
    wall.dataset.before = wall.dataset.slide;
    return choose("join");
  }

  function blank() {
    if (wall.dataset.blank) delete wall.dataset.blank;
    else wall.dataset.blank = "yes";
    return true;
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
    return true;
  }

  function reveal() {
    const form = document.getElementById("reveal");
    if (!form) return false;
    const said = new FormData(form);
    if (live().dataset.revealed === "yes") said.set("to", "off");
    fetch(form.action, { method: "POST", body: said }).then((response) => {
      if (!response.ok) announce(form.dataset.refused);
    }, () => {});
    return true;
  }

  function ask() {
    if (help.open) {
      help.close();
      return true;
    }
    document.getElementById("way").textContent = chosen() ? controls.dataset.own : controls.dataset.follows;
    help.showModal();
    return true;
  }

  const doing = { on: () => step(1), back: () => step(-1), help: ask, qr, blank, full, reveal, follow };
  const forward = document.documentElement.dir === "rtl" ? -1 : 1;
  const first = () => choose(names()[0]), last = () => choose(names().at(-1));
  const keys = {
    " ": () => step(1), PageDown: () => step(1), ArrowDown: () => step(1), ArrowRight: () => step(forward),
    PageUp: () => step(-1), ArrowUp: () => step(-1), ArrowLeft: () => step(-forward), Home: first, End: last,
    b: blank, c: follow, f: full, q: qr, r: reveal, "?": ask,
  };
  window.elicitWall = { keys };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-do]");
    if (!button) return;
    if (button.dataset.do !== "help" && help.open) help.close();
    doing[button.dataset.do]();
  });

  document.addEventListener("elicit:live", () => {
    const wanted = there(chosen() ?? live().dataset.sent);
    if (wanted !== wall.dataset.slide) {
      wall.dataset.slide = wanted;
      window.elicitFit();
    }
    renew();
  });

  /* the page itself: a server with newer files has it loaded anew, once a minute at most */
  const version = live().dataset.version;
  const MINUTE = 60_000;
  let renewing = null;

  function renew() {
    if (live().dataset.version === version || renewing) return;
    const since = Date.now() - Number(sessionStorage.getItem("elicit:renewed") ?? 0);
    renewing = setTimeout(() => {
      sessionStorage.setItem("elicit:renewed", String(Date.now()));
      location.reload();
    }, Math.max(Math.random() * 5000, MINUTE - since));
  }

  /* awake: the lock is lost whenever the page is hidden */
  async function wake() {
    if (document.visibilityState !== "visible") return;
    await navigator.wakeLock?.request("screen").catch(() => {});
  }

  /* current: frames come when something changes, so silence is asked about, and after long silence or a sleep the
     connection is made anew */
  const LOOK = 10_000, QUIET = MINUTE, LOST = 5 * MINUTE;
  let heard = Date.now(), connected = Date.now(), looked = Date.now();

  function watch() {
    const now = Date.now();
    const slept = Math.abs(now - looked - LOOK) > MINUTE;
    looked = now;
    if (slept || now - heard > QUIET) {
      heard = now;
      document.dispatchEvent(new CustomEvent("elicit:resync"));
    }
    if (slept || now - connected > LOST) {
      connected = now;
      document.dispatchEvent(new CustomEvent("elicit:reconnect"));
    }
  }

  document.addEventListener("elicit:frame", () => { heard = connected = Date.now(); });
  document.addEventListener("visibilitychange", wake);
  setInterval(watch, LOOK);

  controls.hidden = false;
  document.body.classList.add("is-fitted");
  wake();
  const asked = new URLSearchParams(location.search).get("slide");
  if (asked && !chosen()) sessionStorage.setItem(own, there(asked));
  show(chosen() ?? wall.dataset.slide);
})();
