from talweg.course.bank.misconceptions import LOSS_OF_THE_OTHER_KIND
from talweg.course.bank.stall.neuron import PANEL
from talweg.course.question import Draw, Right, Several, Wrong, question

QUANTITIES = (
    ("Tomorrow's highest temperature, in degrees", "a temperature"),
    ("The price that a flat will sell for", "a price"),
    ("How many minutes a train will be late", "a time"),
    ("The weight of a fish, from its length", "a weight"),
    ("How much power a roof will give at noon", "a power"),
    ("The height of the tide at six in the morning", "a height"),
)
CLASSES = (
    ("Whether a mail is spam", "a choice between two classes"),
    ("Which of ten digits is written there", "a choice among ten classes"),
    ("Which language a sentence is in", "a choice among languages"),
    ("Whether a patient has the illness or not", "a choice between two classes"),
    ("Which word comes next in a text", "a choice among all words"),
    ("Which bird is singing in a recording", "a choice among birds"),
)


@question(
    section="stall",
    level=1,
    kind="several",
    objective="Choose between squared error and cross-entropy by what is predicted.",
    hint="Is the answer a quantity, where nearly right is nearly good, or one of several classes?",
    misconceptions=(LOSS_OF_THE_OTHER_KIND,),
    conceptual=True,
)
def loss_for_the_task(draw: Draw) -> Several:
    """Which tasks call for cross-entropy, or for squared error."""
    classes = draw.pick([True, False])
    right, wrong = (CLASSES, QUANTITIES) if classes else (QUANTITIES, CLASSES)
    name, other = ("cross-entropy", "squared error") if classes else ("squared error", "cross-entropy")
    number = draw.pick([2, 3])
    return Several(
        prompt=f"Squared error or cross-entropy: the loss has to suit what a network predicts. For which of these do you take "
        f"{name}?",
        why="Squared error measures how far off a quantity is. For classes the model gives probabilities, and cross-entropy is "
        "the loss that still pulls with full strength where they are surely wrong.",
        see=PANEL,
        right=[Right(text, f"Yes: {what}.") for text, what in draw.some(right, number)],
        wrong=[
            Wrong(text, LOSS_OF_THE_OTHER_KIND, f"This is {what}: take {other}.")
            for text, what in draw.some(wrong, 5 - number)
        ],
    )
