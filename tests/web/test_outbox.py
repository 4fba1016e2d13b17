"""The box of answers on their way: each is sent once, in order, whatever else happens in the same breath."""

from __future__ import annotations

from typing import Any

import pytest

# A server that takes what it gets, or at first fails as it is told; `sent` is what it took.
BOX = """async (act) => {
    const { outbox } = await import("/static/exam/outbox.js");
    const [sent, failures] = [[], []];
    const box = outbox({
        key: "a-box", onChange() {}, onRefused() {},
        async send({ place, response }) {
            await new Promise((done) => setTimeout(done, 20));
            const failed = failures.shift();
            if (failed) throw failed;
            sent.push([place, response]);
        },
    });
    await new Function("box", "failures", `return (async () => { ${act} })()`)(box, failures);
    const until = performance.now() + 3000;
    while (box.size && performance.now() < until) await new Promise((done) => setTimeout(done, 10));
    return { sent, left: box.size, trouble: box.trouble };
}"""
ACTS = {
    "one": ("box.put(0, 1, false);", [[0, 1]]),
    "flushed while empty, then put": ("box.flush(); box.put(0, 1, false);", [[0, 1]]),
    "put when the last was just sent": (
        "box.put(0, 1, false); await box.flush(); box.put(1, 2, false);",
        [[0, 1], [1, 2]],
    ),
    "put while one is on its way": (
        "box.put(0, 1, false); box.put(0, 2, false); box.put(0, 3, false);",
        [[0, 1], [0, 3]],
    ),
    "typed, and then left": ("box.put(0, 1, true); box.put(0, 12, true); box.flush();", [[0, 12]]),
    "typed, and then rested": ("box.put(0, 1, true); box.put(0, 12, true);", [[0, 12]]),
    "tried again": ("failures.push({ passing: true, message: 'away' }); box.put(0, 1, false);", [[0, 1]]),
    "refused, and the next goes on": ("failures.push({}); box.put(0, 1, false); box.put(1, 2, false);", [[1, 2]]),
}


@pytest.mark.parametrize("case", ACTS)
def test_every_answer_is_sent_once_and_in_order(inspected: Any, site: str, case: str) -> None:
    inspected.goto(f"{site}/exam")
    act, sent = ACTS[case]
    assert inspected.evaluate(BOX, act) == {"sent": sent, "left": 0, "trouble": ""}
