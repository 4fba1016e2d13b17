/** An exam that goes on: every question, the clock, and answers that are kept as they are given. */

import { get, post } from "../lib/page/api.js";
import { find, h, say } from "../lib/dom.js";
import { openCard } from "../lib/question/card.js";
import { clock } from "./clock.js";
import { handIn } from "./hand-in.js";
import { recall, remember } from "./kept.js";
import { lostKey } from "./lost.js";
import { outbox } from "./outbox.js";
import { placeList } from "./places.js";
import { tryAgain } from "./trouble.js";

/** @import { Asked } from "../../types/question.d.ts" */

/** So often the server's clock is asked; a laptop that slept has lost count. */
const ASK = 60_000;
/** Between two questions to the server whether the exam is over. */
const PAUSE = 1000;
const HASH = /^#question-(\d+)$/;

/** @param {HTMLElement} host with the exam's id in data-sitting */
async function open(host) {
  const path = `sittings/${host.dataset.sitting}`;
  const sitting = await get(path);
  if (sitting.over) leave(host);
  else sit(host, path, sitting);
}

/**
 * To the report, with no way back to a page that is over.
 * @param {HTMLElement} host
 */
const leave = (host) => location.replace(`${host.dataset.sitting}/report`);

/**
 * @param {HTMLElement} host
 * @param {string} path
 * @param {{ id: string, places: { asked: Asked, response: any }[], now: number, ends_at: number }} paper
 */
function sit(host, path, { id, places, ...time }) {
  const count = places.length;
  const flagKey = `talweg-flags-${id}`;
  const flagged = places.map((_, place) => (recall(flagKey) ?? []).includes(place));
  const box = outbox({
    key: `talweg-answers-${id}`,
    async send({ place, response, token }) {
      follow(await post(`${path}/answers`, { place, response, token })); // not awaited: to close is to wait for the answers
    },
    onChange: () => draw(),
    onRefused({ place }, { status, message }) {
      if (status === 409) remember(lostKey(id), [...new Set([...(recall(lostKey(id)) ?? []), place])]);
      say(live, `Question ${place + 1}: ${message}`);
      sync();
    },
  });
  const given = places.map(({ response }, place) => (box.responses().has(place) ? box.responses().get(place) : response));
  const cards = places.map(({ asked }, place) =>
    openCard({
      asked,
      title: `Question ${place + 1} of ${count}`,
      response: given[place],
      onAnswer(response, typing) {
        given[place] = response;
        box.put(place, response, typing);
      },
      onRest: () => box.flush(),
    })
  );
  let [here, closing, troubled] = [0, false, false];

  const live = h("p", { class: "tw-unseen", "aria-live": "polite" });
  const state = h("p", { class: "exam-state" });
  const timer = clock({ onMinutes: (minutes) => say(live, `${minutes} ${minutes === 1 ? "minute" : "minutes"} left.`), onEnd: () => close() });
  const list = placeList(count, (place) => go(place));
  const button = (text, click, attributes = {}) => h("button", { type: "button", on: { click }, ...attributes }, text);
  const flag = button("Flag for later", () => {
    flagged[here] = !flagged[here];
    remember(flagKey, flagged.flatMap((each, place) => (each ? [place] : [])));
    draw();
  }, { "aria-pressed": "false" });
  const [back, next] = [button("Previous", () => go(here - 1)), button("Next", () => go(here + 1), { class: "tw-strong" })];
  const answered = () => given.map((response) => response !== null);
  const ending = handIn(async () => {
    await box.flush();
    if (box.size) throw new Error(`${box.trouble} ${box.size === 1 ? "An answer is" : `${box.size} answers are`} still on the way.`);
    await post(`${path}/end`);
    remember(flagKey, null);
    leave(host);
  });
  const end = button("Hand in", () => ending.ask({ answered: answered(), flagged }));

  const sync = () => get(`${path}/clock`).then(follow, () => {});
  const follow = (time) => (time.over ? close() : timer.set(time));

  /** The time is up, or the exam was handed in elsewhere: nothing more is taken, and the report is next. */
  async function close() {
    if (closing) return;
    closing = true;
    cards.forEach((card) => card.close());
    for (const each of [flag, end]) each.disabled = true;
    ending.el.close();
    say(live, "The time is up. Your answers are handed in as they stand.");
    for (;;) {
      draw();
      await box.flush();
      // The server's word ends it, and not before it has taken or refused every answer.
      const time = box.size ? null : await get(`${path}/clock`).catch(() => null);
      if (time?.over) return leave(host);
      if (time && time.ends_at - time.now > PAUSE) return location.reload(); // the teacher has just given extra time
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }
  const words = () => {
    if (box.trouble) return `Not saved yet, trying again. ${box.trouble}`;
    if (box.size) return "Saving \u2026";
    return closing ? "The time is up." : "Every answer is saved.";
  };
  function draw() {
    list.draw({ here, answered: answered(), flagged });
    say(state, words());
    state.dataset.state = box.trouble ? "waiting" : box.size ? "saving" : "saved";
    // Each single answer that is saved is no news; that one cannot be, and that it was after all, is.
    if (Boolean(box.trouble) !== troubled) {
      troubled = !troubled;
      say(live, troubled ? words() : "The connection is back.");
    }
    flag.setAttribute("aria-pressed", String(flagged[here]));
    back.disabled = here === 0;
    next.disabled = here === count - 1;
    cards.forEach(({ el }, place) => {
      el.hidden = place !== here;
    });
  }
  function go(place) {
    here = place;
    history.replaceState(null, "", `#question-${place + 1}`);
    box.flush();
    draw();
    cards[here].focus();
  }

  const asked = Number(HASH.exec(location.hash)?.[1] ?? 1) - 1;
  here = asked >= 0 && asked < count ? asked : 0;
  host.replaceChildren(
    h("div", { class: "exam-bar" }, timer.el, state, end),
    list.el,
    h(
      "div",
      { class: "tw-panel tw-alone exam-sheet" },
      ...cards.map(({ el }) => el),
      h("div", { class: "tw-foot" }, h("div", { class: "tw-tools" }, back, next), flag),
    ),
    live,
    ending.el,
  );
  timer.set(time);
  draw();
  box.flush();
  setInterval(sync, ASK);
  document.addEventListener("visibilitychange", () => document.hidden || sync());
  addEventListener("pageshow", ({ persisted }) => persisted && sync());
  addEventListener("beforeunload", (event) => box.trouble && event.preventDefault());
}

const host = find("[data-sitting]", HTMLElement);
tryAgain(host, () => open(host));
