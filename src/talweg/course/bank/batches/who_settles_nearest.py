from talweg.course.bank.batches.noisy_bowl import closed_form, trembles
from talweg.course.bank.margins import shaken
from talweg.course.bank.misconceptions import BATCH_FOR_RATE, RATE_ALONE, RATE_FEEDS_NO_NOISE
from talweg.course.question import Choice, Draw, Misconception, Wrong, question, shown

SEE = "#all-of-it-one-or-a-few"  # the panel has one rate for all sizes


@question(
    section="batches",
    level=3,
    kind="race",
    objective="Judge how rate and batch size together decide how closely SGD settles.",
    hint="The noise of a step is the rate times the batch's error, and between steps the slope pulls back. Compare rate over size.",
    misconceptions=(BATCH_FOR_RATE, RATE_ALONE, RATE_FEEDS_NO_NOISE),
)
def who_settles_nearest(draw: Draw) -> Choice:
    """Which rate and batch size tremble least around the minimum."""
    curvature, noise = float(draw.pick([1, 2])), float(draw.pick([1, 2, 4]))
    while True:
        rates = [draw.decimal(0.02, 0.4, 0.01) for _ in range(4)]
        sizes = [draw.whole(1, 32) for _ in range(4)]
        settings = list(dict.fromkeys(zip(rates, sizes, strict=True)))
        found = {setting: trembles(setting[0], setting[1], curvature, noise) for setting in settings}
        ranking = sorted(found, key=found.__getitem__)

        def nearest(
            curvature: float, noise: float, rate: float, size: float, settings: list[tuple[float, int]] = settings
        ) -> tuple[float, int]:
            """Who trembles least with every rate, or the batch of the first, times a share."""
            found = {each: closed_form(each[0] * rate, each[1] * (size if each == settings[0] else 1), curvature, noise)
                     for each in settings}  # fmt: skip
            return min(found, key=lambda each: found[each])

        # Neither the smallest rate nor the largest batch alone is to give it away.
        if len(ranking) == 4 and found[ranking[1]] > 1.15 * found[ranking[0]]:
            low, large = min(rates), max(sizes)
            if (ranking[0][0] > low) or (ranking[0][1] < large):
                nearby = shaken(nearest, curvature=curvature, noise=noise, rate=1.0, size=1.0)
                if set(nearby) == {ranking[0]}:
                    break
    best = ranking[0]

    def label(setting: tuple[float, int]) -> str:
        return (
            f"lr = {setting[0]:g}, batches of {setting[1]}"
            if setting[1] > 1
            else f"lr = {setting[0]:g}, single examples"
        )

    def ratio(setting: tuple[float, int]) -> str:
        return f"$\\text{{lr}}/B = {setting[0]:g}/{setting[1]} = {setting[0] / setting[1]:.4g}$"

    def slip(setting: tuple[float, int]) -> Misconception:
        if setting[0] <= best[0]:
            return RATE_ALONE
        return BATCH_FOR_RATE if setting[1] >= best[1] else RATE_FEEDS_NO_NOISE

    return Choice(
        prompt=f"Four runs of SGD have come down into a bowl of curvature {curvature:g} and now tremble around its lowest point, at a fixed "
        f"rate for ever. One example's slope is off by {noise:g} (root mean square). Which run stays nearest, as the root of its mean "
        "squared distance?",
        right=label(best),
        nearby=[label(each) for each in nearby],
        again=label(min(settings, key=lambda setting: closed_form(setting[0], setting[1], curvature, noise))),
        why=f"It trembles by {shown(found[best])}, with {ratio(best)}. At small rates the mean square is about "
        "$\\text{lr} \\cdot \\text{noise}^2/(2 \\cdot \\text{curvature} \\cdot B)$: half the rate calms as much as twice the batch.",
        see=SEE,
        wrong=[
            Wrong(
                label(setting),
                slip(setting),
                f"It trembles by {shown(found[setting])}, with {ratio(setting)}. The calmest has {ratio(best)} and trembles by "
                f"{shown(found[best])}.",
                SEE,
            )
            for setting in ranking[1:]
        ],
    )
