/** The table of who is where keeps itself fresh while someone looks at it. */

import { get } from "../lib/page/api.js";
import { find, say, told } from "../lib/dom.js";

const EVERY = 5000;
/** After a failure: not so often that a server in trouble gets more of it. */
const SLOWEST = 60_000;

const body = find("[data-live]", HTMLTableSectionElement);
const said = find("[data-live-said]", HTMLElement);
const nobody = find("[data-nobody]", HTMLElement);
let timer = 0;
let wait = EVERY;

/** Change only the cells that differ: what has the focus, or is being read, stays. */
function redraw(html) {
  const fresh = document.createElement("tbody");
  fresh.innerHTML = html;
  const known = new Map([...body.rows].map((row) => [row.dataset.learner, row]));
  const rows = [...fresh.rows].map((row) => {
    const old = known.get(row.dataset.learner);
    if (!old) return row;
    [...row.cells].forEach((cell, at) => {
      if (old.cells[at].innerHTML !== cell.innerHTML) old.cells[at].innerHTML = cell.innerHTML;
    });
    return old;
  });
  const same = rows.length === body.rows.length && rows.every((row, at) => row === body.rows[at]);
  if (!same) body.replaceChildren(...rows);
  nobody.hidden = rows.length > 0;
}

async function refresh() {
  clearTimeout(timer);
  try {
    redraw((await get(told(body, "live"))).html);
    say(said, "");
    wait = EVERY;
  } catch (error) {
    say(
      said,
      error.status === 401 ? "You have been logged out; reload the page to log in." : "This is not the latest: the server did not answer. Trying again.",
    );
    wait = Math.min(2 * wait, SLOWEST);
  }
  if (!document.hidden) timer = setTimeout(refresh, wait);
}

// Nobody looks at a hidden page.
document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : refresh()));
if (!document.hidden) timer = setTimeout(refresh, EVERY);
