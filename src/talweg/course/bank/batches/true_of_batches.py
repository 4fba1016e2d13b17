from math import ceil, sqrt

from talweg.course.bank.misconceptions import (
    BATCH_ENDS_NOISE,
    COUNTS_UPDATES,
    LINEAR_NOISE,
    MEAN_SPEAKS_FOR_ALL,
    MORE_DATA_IN_BATCHES,
    NOISE_BY_SIZE,
    SPREAD_FOR_LENGTH,
)
from talweg.course.question import Draw, Right, Several, Wrong, question

SEE = "#all-of-it-one-or-a-few"


@question(
    section="batches",
    level=1,
    kind="several",
    objective="Tell what the size of a batch changes, and what it does not.",
    hint="Ask of each sentence: is it about one update, about one pass, or about the noise?",
    misconceptions=(
        BATCH_ENDS_NOISE,
        COUNTS_UPDATES,
        LINEAR_NOISE,
        MEAN_SPEAKS_FOR_ALL,
        MORE_DATA_IN_BATCHES,
        NOISE_BY_SIZE,
        SPREAD_FOR_LENGTH,
    ),
)
def true_of_batches(draw: Draw) -> Several:
    """Which sentences about batches are true."""
    count, size, times = draw.pick([20_000, 40_000, 50_000, 60_000]), draw.pick([16, 32, 64]), draw.pick([4, 9, 16])
    updates = ceil(count / size)
    rights = [
        Right(
            f"A pass makes {updates:,} updates",
            f"{count:,} over {size} is {count / size:,g}"
            + (", and what is left over is a batch, too." if count % size else "."),
        ),
        Right(
            "A pass costs as many gradients of single examples as it would with any other size",
            f"Every example is asked once a pass: {count:,} in all.",
        ),
        Right(
            f"With batches {times} times as large the gradient's error would be about {sqrt(times):g} times smaller",
            f"It falls as one over the root of the size, and $\\sqrt{{{times}}} = {sqrt(times):g}$.",
        ),
        Right(
            "A single update may make the loss over all examples larger",
            "A batch is a sample. Its gradient may point another way than that of all.",
        ),
        Right(
            "On average over all possible batches the gradient is that of all examples",
            "Each example is as likely to be drawn as any other.",
        ),
        Right(
            "Where examples disagree even at the minimum, a fixed rate keeps the weights trembling there",
            "The noise of the batches does not end there, and the rate carries it into every step.",
        ),
    ]
    wrongs = [
        Wrong(
            f"With batches {times} times as large the gradient's error would be about {times} times smaller",
            LINEAR_NOISE,
            f"Only $\\sqrt{{{times}}} = {sqrt(times):g}$ times: the error falls with the root.",
            SEE,
        ),
        Wrong(
            f"With ten times as much data, batches of {size} would be far noisier",
            NOISE_BY_SIZE,
            "What counts is how many examples are in the batch, not how large a share of the data it is.",
            SEE,
        ),
        Wrong(
            "A pass sees more examples with small batches, since it makes more updates",
            MORE_DATA_IN_BATCHES,
            f"It sees each of the {count:,} once, in more and smaller portions.",
            SEE,
        ),
        Wrong(
            "An update costs the same whatever the size of the batch",
            COUNTS_UPDATES,
            f"It costs one gradient for each example of the batch, here {size}.",
            SEE,
        ),
        Wrong(
            "Every update makes the loss over all examples smaller",
            MEAN_SPEAKS_FOR_ALL,
            "It follows the opinion of its batch, and that may be another than that of all.",
            "?batches.size=1,8,64#all-of-it-one-or-a-few",
        ),
        Wrong(
            "Where examples disagree even at the minimum, a long run at a fixed rate ends the trembling",
            BATCH_ENDS_NOISE,
            "Each step brings fresh noise. A smaller rate or a larger batch calms it, time does not.",
            "?batches.size=1,8,64&batches.rate=3#all-of-it-one-or-a-few",
        ),
        Wrong(
            "A batch twice as large makes the mean gradient about twice as long",
            SPREAD_FOR_LENGTH,
            "It is a mean: with more examples it gets surer, not longer.",
            SEE,
        ),
    ]
    held = draw.whole(2, 3)
    return Several(
        prompt=f"A network learns from {count:,} examples in batches of {size}, by plain SGD with the mean gradient of each batch. "
        "Which of these sentences are true?",
        why="The size of a batch sets the price of an update and its noise. What a pass costs in gradients stays the same.",
        see=SEE,
        right=draw.some(rights, held),
        wrong=draw.some(wrongs, 5 - held),
    )
