import talweg as tw
from talweg.course.bank.misconceptions import MISJUDGES_PLAN
from talweg.course.bank.schedule.panel import panel
from talweg.course.question import Choice, Draw, Wrong, question, shown


@question(
    section="schedule",
    level=4,
    kind="single",
    objective="Judge whether a schedule fits the run it is meant for.",
    hint="Ask the plan for its rate at the first step of the run, at the end of the warm-up and at the last step.",
    misconceptions=(MISJUDGES_PLAN,),
)
def doubtful_plan(draw: Draw) -> Choice:
    """Whether a schedule fits a run of so many steps."""
    peak, steps = draw.number(0.005, 0.5), 20 * draw.whole(10, 40)
    brief, name = steps // 20, draw.pick(["cosine", "linear"])
    make = getattr(tw, name)
    part = draw.pick([3, 4])
    short, long = steps * part // 5, steps * draw.pick([2, 3])
    period = steps * draw.pick([30, 40, 45, 70]) // 100  # in none of these does a fall end with the run
    kind = draw.pick(["ended", "floor", "warming up", "rebound", "sound"])
    settings: dict[str, dict[str, float]] = {
        "ended": {"peak": peak, "total": short, "warmup": brief},
        "floor": {"peak": peak, "total": long, "warmup": brief},
        "warming up": {"peak": peak, "total": 2 * steps, "warmup": steps + brief},
        "rebound": {"peak": peak, "period": period, "warmup": brief},
        "sound": {"peak": peak, "total": steps, "warmup": brief},
    }
    if kind == "rebound":
        name, make = "cosine_restarts", tw.cosine_restarts
    plan = make(**settings[kind])
    last = plan(steps - 1)
    code = f"tw.{name}({', '.join(f'{key}={value:g}' for key, value in settings[kind].items())})"
    said = {
        "ended": "No: it is over too early, and many of the last steps move nothing",
        "floor": "No: it is over too late, and the run stops while the rate is high",
        "warming up": "No: its warm-up is longer than the run, and it never turns down",
        "rebound": "No: it jumps back up, and the run stops before it has come down again",
        "sound": "Yes: it climbs briefly, and comes down just as the run ends",
    }
    why = {
        "ended": f"Its total is {short}, so the last {steps - short} of {steps} steps run at a rate of 0.",
        "floor": f"Its total is {long}. At the last step, {steps - 1}, it still has {shown(100 * last / peak, 2)}% of its peak.",
        "warming up": f"At the last step, {steps - 1}, it is still climbing, at {shown(100 * last / peak, 2)}% of its peak.",
        "rebound": f"It jumps back to its peak every {period} steps, and at the last step, {steps - 1}, it still has "
        f"{shown(100 * last / peak, 2)}% of it.",
        "sound": f"It peaks at step {brief}, and at the last step, {steps - 1}, it has {shown(100 * last / peak, 2)}% of its peak.",
    }
    # What each sentence would need, so that a wrong answer says what to look for.
    needs = {
        "ended": "That would need a total below the number of steps.",
        "floor": "That would need a total well above the number of steps.",
        "warming up": "That would need a warm-up of at least as many steps as the run has.",
        "rebound": "That would need a schedule with restarts, and one of them shortly before the end.",
        "sound": "Compare its numbers with those of the run once more.",
    }
    found = [each.kind for each in tw.check_schedule(plan, steps)]
    name_found = next((each for each in ("warming up", "ended", "rebound", "floor") if each in found), "sound")
    others = [each for each in said if each != name_found]
    if name_found != "sound":
        others = ["sound", *draw.some([each for each in others if each != "sound"], 3)]
    drawn = {key: value for key, value in settings[kind].items() if key != "period"}
    total = int(drawn.get("total", steps))
    see = panel(name, **(drawn | {"total": total})) if total <= 1000 else "#schedules"
    if kind == "rebound":
        see = panel(name, peak=peak, total=steps, warmup=brief, cosine_restarts__period=period)
    return Choice(
        prompt=f"Someone is about to train for {steps} steps, under noise, with the schedule `{code}`. Does this plan fit the run?",
        right=said[name_found],
        again=said[kind],
        why=f"{why[name_found]} What fits a run is up quickly, and down to the floor with the last step.",
        see=see,
        wrong=[Wrong(said[each], MISJUDGES_PLAN, f"{needs[each]} {why[name_found]}", see) for each in others],
    )
