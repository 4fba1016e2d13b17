import talweg as tw
from talweg.course.bank.margins import lowest
from talweg.course.bank.misconceptions import LESS_MEMORY_IS_SAFER, MORE_MEMORY_IS_BETTER, TRUSTS_FAME
from talweg.course.bank.race.setting import run
from talweg.course.lessons.loss_and_optimization.momentum import rate, sgd_best
from talweg.course.question import Choice, Draw, Wrong, question, shown
from talweg.lab.race import number

BETA, CLEAR = 0.9, 1.4


@question(
    section="race",
    level=3,
    kind="race",
    objective="Predict from which narrowness on momentum beats well-tuned SGD.",
    hint="SGD's best factor is $(\\kappa - 1)/(\\kappa + 1)$ a step, momentum's about $\\sqrt{\\beta}$. And how far can Adam get?",
    misconceptions=(LESS_MEMORY_IS_SAFER, MORE_MEMORY_IS_BETTER, TRUSTS_FAME),
)
def tuned_race(draw: Draw) -> Choice:
    """Who wins where each rule has a rate that suits the valley."""
    while True:
        kappa, steps = round(10 ** draw.decimal(0.5, 2.48, 0.01)), draw.whole(50, 80)
        start = (draw.decimal(3, 6, 0.5), draw.decimal(1, 4, 0.5))
        rates = {
            "sgd": float(f"{sgd_best(kappa):.3g}"),
            "momentum": float(f"{1 / kappa:.3g}"),
            "adam": draw.pick([0.02, 0.05, 0.1, 0.2]),
        }
        rules = [tw.sgd(lr=rates["sgd"]), tw.momentum(lr=rates["momentum"], beta=BETA), tw.adam(lr=rates["adam"])]
        nearby = lowest({rule.name: rule for rule in rules}, kappa, start, steps)
        if len(set(nearby)) > 1:
            continue
        race = run(kappa, rules, start, steps)
        ends = {name: float(values[-1]) for name, values in race.values.items()}
        first, second, _ = ranking = sorted(ends, key=ends.__getitem__)
        if ends[second] > CLEAR * ends[first]:
            break
    label = {name: f"{race.runners[name].label} with lr = {rates[name]:g}" for name in ranking}
    see = f"?race.shape.kappa={kappa}&race.start={start[0]:g},{start[1]:g}&race.steps={steps}"
    see += "".join(f"&race.hyper.{name}.lr={lr:g}" for name, lr in rates.items()) + "#the-race"
    best = sgd_best(kappa)
    story = {
        "sgd": f"SGD multiplies the error by {shown(rate(best, 0, kappa))} a step in the long run",
        "momentum": f"Momentum multiplies the error by {shown(rate(rates['momentum'], BETA, kappa))} a step in the long run",
        "adam": f"Adam moves by at most about {rates['adam']:g} a step, some {steps * rates['adam']:.2g} in all",
    }
    slips = {"sgd": LESS_MEMORY_IS_SAFER, "momentum": MORE_MEMORY_IS_BETTER, "adam": TRUSTS_FAME}

    return Choice(
        prompt=f"Three rules start at $({start[0]:g}, {start[1]:g})$ in the valley $f = x^2 + {kappa}\\,y^2$. SGD has the rate that is "
        f"best in the long run, {rates['sgd']:g}, momentum with $\\beta = {BETA}$ has {rates['momentum']:g}, and Adam has {rates['adam']:g}. Which stands "
        f"lowest after {steps} steps?",
        right=label[first],
        why=f"{story[first]}, and ends lowest, at f = {number(ends[first])}; the next is at {number(ends[second])}.",
        see=see,
        nearby=[label[name] for name in nearby],
        wrong=[
            Wrong(
                label[name],
                slips[name],
                f"{story[name]}. It ends at f = {number(ends[name])}, and the lowest at {number(ends[first])}.",
                see,
            )
            for name in ranking[1:]
        ],
    )
