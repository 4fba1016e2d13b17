"""The misconceptions that wrong answers come from. A teacher's table ranks a class by these names."""

from talweg.course.question import Misconception

WRONG_SLOT = Misconception(
    "reads the wrong slot", "Only the probability of the right class enters the loss, wherever it stands."
)
DROPS_LOGARITHM = Misconception(
    "drops the logarithm",
    "Cross-entropy is minus the logarithm of the probability, not the probability's distance to 1.",
)
OTHER_BASE = Misconception("takes another base of the logarithm", "Losses use the natural logarithm.")
DROPS_FACTOR_TWO = Misconception("drops the factor 2", "The derivative of a square brings down a 2.")
FORGETS_SQUARE = Misconception("forgets the square", "Squared error squares each error before the mean.")
LETS_ERRORS_CANCEL = Misconception("lets errors cancel", "Each error is made positive before the mean is taken.")
SUM_FOR_MEAN = Misconception("takes the sum for the mean", "The loss is a mean over examples: divide by their number.")
MEAN_FOR_SUM = Misconception(
    "takes the mean for the sum", "Momentum's velocity is a sum of weighted slopes; its weights do not add up to 1."
)
WRONG_SIGN = Misconception(
    "turns the sign around", "The step goes against the gradient, and p - y is negative where p is too small."
)
DROPS_SIGMOID_SLOPE = Misconception(
    "drops the sigmoid's slope", "Squared error through a sigmoid has a second link in its chain: p (1 - p)."
)
ADDS_SIGMOID_SLOPE = Misconception(
    "keeps the sigmoid's slope", "In cross-entropy the sigmoid's slope cancels: the gradient is p - y."
)
STEEP_WHEN_WRONG = Misconception(
    "takes a large loss for a large gradient", "A loss can be near its largest value and flat there: look at the slope."
)
LINEAR_NOISE = Misconception(
    "lets noise fall as 1/B", "The error of a mean falls as one over the root of the number of examples."
)
NOISE_BY_SIZE = Misconception(
    "lets the noise depend on the data set's size", "What counts is how many examples the batch has, not which share."
)
MORE_IS_NOISIER = Misconception(
    "lets errors pile up", "The errors of single examples point in many directions and partly cancel in the mean."
)
COUNTS_UPDATES = Misconception(
    "counts updates and calls them work", "An update costs as many gradients as its batch has examples."
)
FORGETS_RATE = Misconception("forgets the rate", "The step is the rate times what the rule made of the gradient.")
FORGETS_OLD_VELOCITY = Misconception("forgets the old velocity", "Momentum keeps the share beta of its velocity.")
SCALES_NEW_SLOPE = Misconception(
    "weighs the new slope by 1 - beta", "This momentum adds the whole new slope; only an average weighs it by 1 - beta."
)
WINDOW_IS_BETA = Misconception("takes beta for the window", "The weights beta^k add up to 1/(1 - beta).")
FORGETS_CORRECTION = Misconception(
    "forgets the bias correction", "Adam divides m by 1 - beta1^t and v by 1 - beta2^t before it uses them."
)
STEP_FOLLOWS_SIZE = Misconception(
    "lets Adam's step grow with the gradient", "Adam divides by the gradient's own size, so the size cancels."
)
FORGETS_ROOT = Misconception("forgets the root", "The divisor is the root of the averaged square.")
STABLE_BY_SMALLEST = Misconception(
    "judges stability by the flat direction",
    "The steepest direction is the first to leave: its curvature sets the limit.",
)
DROPS_CURVATURE_TWO = Misconception("drops the 2 in the curvature", "The second derivative of kappa y^2 is 2 kappa.")
TRUSTS_FAME = Misconception(
    "bets on the famous rule", "No rule wins everywhere: the rate, the valley and the budget decide."
)
LINEAR_COSINE = Misconception(
    "walks down the cosine in a straight line", "Half a cosine is flat at both ends and steep between."
)
FORGETS_WARMUP = Misconception("forgets the warm-up", "While t is below the warm-up the rate is still climbing.")
FORGETS_FLOOR = Misconception("forgets the floor", "A schedule with a floor falls to the floor and not to 0.")
ADAM_NEEDS_NO_SCHEDULE = Misconception(
    "thinks Adam lowers its own rate", "Adam weighs the weights against each other; it never shrinks them all."
)
MIXES_UP_ORDER = Misconception(
    "puts a step before what it needs", "Every line uses what the lines above have computed."
)
SUSPECTS_SOUND_LINE = Misconception(
    "suspects a sound line", "This line stands as it should: compare it with the formula."
)
TAKES_BEST_FOR_LARGEST = Misconception(
    "takes the perfect rate for the largest",
    "Beyond the rate that lands exactly, steps overshoot, and up to twice it they still settle.",
)
FORGETS_THE_REST = Misconception(
    "cuts the memory short", "A slope's weight shrinks by beta a step and never becomes zero."
)
MIXES_LOSS_AND_STEP = Misconception(
    "mixes up the loss and the step", "The loss decides what the gradient is, the optimizer what becomes of it."
)
SLOPE_FOR_MAP = Misconception(
    "takes the slope for a map", "A gradient tells of a tiny move from here, and nothing of what lies further on."
)
FREEZES_SLOPE = Misconception(
    "keeps the first slope", "The slope is another one at every place: ask again after each step."
)
STEP_FOR_RATE = Misconception("takes the step for the rate", "The step is the rate times the slope.")
STAYS_ON_ITS_SIDE = Misconception(
    "overlooks that the step crossed the bottom", "A step can overshoot: the way to the other side counts in full."
)
AIMS_AT_MINIMUM = Misconception(
    "lets the step aim at the minimum", "The step goes straight down from where it stands, wherever the bottom lies."
)
FOLLOWS_CONTOUR = Misconception(
    "walks along the contour", "Along a contour the loss stays as it is; the gradient stands at a right angle to it."
)
LARGER_IS_FASTER = Misconception(
    "takes a larger rate for a faster one",
    "Beyond the rate that lands exactly, every step overshoots, and more is worse.",
)
SMALLER_IS_BETTER = Misconception(
    "takes a smaller rate for a better one", "A rate far below the limit is safe, and needs many more steps."
)
SLOPE_COUNTED_ONCE = Misconception(
    "counts the slope once", "The step is the rate times the slope, and the fall is the step times the slope again."
)
SLOPES_CANCEL = Misconception(
    "lets the parts of a gradient cancel",
    "Every weight moves against its own slope, so every part makes the loss fall.",
)
SWAPS_MEAN_AND_MEDIAN = Misconception(
    "swaps mean and median", "Squared error is smallest at the mean, absolute error at the median."
)
TAKES_MIDRANGE = Misconception(
    "takes the middle of the range", "Every example counts, and not only the smallest and the largest."
)
EQUAL_SHARES = Misconception(
    "gives every example the same voice", "What an example adds depends on the size of its error."
)
SQUARES_EVERY_LOSS = Misconception(
    "squares where nothing is squared", "Absolute error charges the same for every unit of error."
)
SWAPS_LOSSES = Misconception(
    "swaps two losses", "Squared error listens to the largest error most, absolute error to all units alike."
)
NO_BEND_IN_HUBER = Misconception(
    "forgets where Huber's loss turns straight", "Up to delta it is a parabola, beyond it a straight line."
)
FORGETS_HALF_DELTA = Misconception(
    "forgets Huber's offset", "The straight part continues the parabola, so it starts half a delta squared lower."
)
LOGITS_FOR_PROBABILITIES = Misconception(
    "takes logits for probabilities", "Softmax takes the exponential of every logit before it divides by their sum."
)
BLIND_TO_SCALE = Misconception(
    "thinks softmax blind to scale", "Softmax ignores what is added to all logits, and not what they are multiplied by."
)
FORGETS_LABEL = Misconception("forgets the label", "The gradient is p - y: the right class has its 1 taken away.")
STOPS_AT_PROBABILITY = Misconception(
    "stops the chain at the probability", "From the probability to the logit there is one more link."
)
WRONG_CLASSES_REST = Misconception(
    "leaves the wrong classes alone", "Every wrong class's logit is pushed down by the probability it was given."
)
RIGHT_COSTS_NOTHING = Misconception(
    "thinks that right costs nothing", "Cross-entropy charges until the right class has all of the probability."
)
GIVES_A_CEILING = Misconception(
    "gives the loss a ceiling", "Minus the logarithm grows without limit as the probability goes to 0."
)
COUNTS_HITS = Misconception(
    "counts hits instead of reading the loss", "Accuracy sees which class leads, the loss how surely."
)
AVERAGES_FIRST = Misconception(
    "takes the logarithm of the mean", "Each example is charged on its own, and the mean is taken of the charges."
)
RATE_THE_WRONG_WAY = Misconception(
    "moves the rate the wrong way", "A gradient that is larger needs a rate that is smaller for the same step."
)
READS_BAR_AS_PROBABILITY = Misconception(
    "reads p - y as p", "The right class's bar shows how far its probability is from 1."
)
PROBABILITY_FOR_SLOPE = Misconception(
    "takes the sigmoid's value for its slope", "The sigmoid's slope is p (1 - p), small at both ends."
)
LOSS_OF_THE_OTHER_KIND = Misconception(
    "takes the loss of the other kind of target", "Squared error is for quantities, cross-entropy for classes."
)
FORGETS_INPUT = Misconception(
    "forgets the input", "A weight's gradient is the logit's gradient times the input that the weight multiplies."
)
WAITS_OUT_STALL = Misconception(
    "hopes to sit a stall out", "Where the gradient is next to nothing, a few times as many steps move next to nothing."
)
RATE_AGAINST_STALL = Misconception(
    "turns up the rate against a stall", "The rate multiplies a gradient that has lost two orders of magnitude."
)
LOUDEST_IS_WORST = Misconception(
    "lets the worst mistake speak loudest", "Through a sigmoid, squared error hears doubtful examples best."
)
STALL_EVERYWHERE = Misconception(
    "sees a stall in every loss", "Cross-entropy cancels the sigmoid's slope and pulls hardest where it is most wrong."
)
ALTERNATING_ADDS = Misconception(
    "adds up slopes that alternate",
    "A slope of the other sign takes away from the velocity: under alternation the step shrinks to lr g/(1 + beta).",
)
CANCELS_TO_NOTHING = Misconception(
    "lets alternating slopes cancel to nothing",
    "The newest slope counts whole, and what the older ones take from it is less than all of it.",
)
COUNTS_OLDER_SHARE = Misconception(
    "takes the share of the older slopes", "What the newest slopes carry and what the older ones carry add up to 1."
)
WEIGHS_ALL_ALIKE = Misconception(
    "weighs all slopes alike", "The newest slope weighs most, and each one before it beta times as much as the next."
)
STALE_SLOPE = Misconception(
    "keeps using the old slope", "Every step asks for the slope anew, at the place to which the last one has led."
)
COUNTS_STEP_BEHIND = Misconception(
    "counts the step already taken", "What lies ahead begins with beta times the last step; that step itself is behind."
)
SGD_LIMIT_FOR_MOMENTUM = Misconception(
    "judges momentum by SGD's limit", "Momentum bears rates up to 2 (1 + beta)/curvature, SGD only up to 2/curvature."
)
WINDOW_SHRINKS_LIMIT = Misconception(
    "divides the limit by the window",
    "A run leaves by bouncing from wall to wall, and there the slopes alternate: momentum's steps get shorter, not longer.",
)
BETA_FOR_FACTOR = Misconception(
    "takes beta for the factor a step", "Where momentum swings, the error shrinks by the root of beta a step."
)
FORGETS_MEMORY_IN_PACE = Misconception(
    "takes SGD's factor for momentum's", "SGD's |1 - lr curvature| holds for beta = 0 only."
)
PACE_OF_STEEP_WALL = Misconception(
    "judges the pace by the faster direction", "A valley has settled when its slower direction has."
)
IDEAL_FOR_CROSSING = Misconception(
    "takes the best point for the first", "A rule overtakes another long before the place where it does best of all."
)
MORE_MEMORY_IS_BETTER = Misconception(
    "thinks more memory always better", "Memory pays as far as the valley is narrow; beyond that it only swings longer."
)
TRAIL_OF_THE_OTHER = Misconception(
    "takes one rule's trail for another's",
    "SGD jumps from wall to wall, momentum swings in waves that fade, Adam goes about equally far in x and y.",
)
VELOCITY_IS_SLOPE = Misconception(
    "takes the velocity for the slope", "The velocity lags: it builds up while a slope lasts and fades when it is gone."
)
READS_WRONG_BAR = Misconception("reads the wrong bar", "The bar at k = 1 shows beta; the one at k = 0 is always 1.")
NEVER_FORGETS = Misconception(
    "leaves out the forgetting",
    "The velocity is multiplied by beta at every step; without it every slope counts for ever.",
)
MOMENTUM_KNOWS_MORE = Misconception(
    "gives momentum knowledge it lacks",
    "Momentum sees the same one gradient a step as SGD, and remembers one velocity.",
)
FORGETS_START_AT_ZERO = Misconception(
    "forgets the start at zero", "Adam's averages begin at 0 and need time to reach what they average."
)
FREEZES_CORRECTION = Misconception(
    "corrects every step like the first", "The divisor 1 - beta^t grows from step to step, toward 1."
)
POWER_FOR_DIVISOR = Misconception(
    "divides by the power itself",
    "beta^t is what the zero at the start still weighs; the divisor is the rest, 1 - beta^t.",
)
LINEAR_CORRECTION = Misconception(
    "lets the average fill in a straight line",
    "Each step forgets a share of the ones before: after t steps the average holds 1 - beta^t, less than t (1 - beta).",
)
ALWAYS_MOVES_LR = Misconception(
    "lets every step of Adam be lr", "The step is lr where the gradients agree, and shorter where they disagree."
)
ADAM_ADDS_UP = Misconception(
    "lets Adam's m add up", "m is an average and no sum: a steady slope never makes it larger than the slope."
)
ADAGRAD_FORGETS = Misconception(
    "lets AdaGrad forget", "AdaGrad's sum of squares only grows, so none of its rates ever recovers."
)
RMSPROP_REMEMBERS = Misconception(
    "lets RMSProp remember for ever", "RMSProp's average forgets a share 1 - beta of itself at every step."
)
CORRECTS_RMSPROP = Misconception(
    "corrects where nothing is corrected", "RMSProp uses its average raw; only Adam undoes the start at zero."
)
PUNISHES_RARE = Misconception(
    "gives the rare weight the short step",
    "The less a weight's gradients have added up to, the less its step is divided by.",
)
ONE_RATE_FOR_ALL = Misconception(
    "gives every weight the same rate", "An adaptive rule divides each weight's step by the size of its own gradients."
)
EPS_IS_NOTHING = Misconception(
    "takes eps for nothing",
    "eps is small beside usual gradients; beside a gradient of its own size it shortens the step.",
)
EPS_UNDER_ROOT = Misconception("puts eps under the root", "Adam adds eps to the root, not to what stands under it.")
MISCOUNTS_MEMORY = Misconception(
    "miscounts what a rule remembers", "Each average or sum is one number for every weight; SGD keeps none, Adam two."
)
SWAPS_BETAS = Misconception(
    "swaps the two betas", "beta1 belongs to m, the average of the gradient; beta2 to v, the average of its square."
)
LARGER_RATE_SOONER = Misconception(
    "thinks a larger rate always arrives sooner",
    "Adam keeps stepping about lr near the floor: what arrives soon, swings wide.",
)
SMALLER_RATE_SAFER = Misconception(
    "thinks a smaller rate always safer", "At about lr a step, so many steps cover lr times their number and no more."
)
CARRIES_RATE_OVER = Misconception(
    "carries a rate from rule to rule",
    "A rate means something else in every rule: SGD's multiplies the slope, Adam's is the step.",
)
DOUBLES_FOR_SQUARES = Misconception(
    "doubles where it should square", "A square is a number times itself, and not times 2."
)
KEEPS_COMMON_FACTOR = Misconception(
    "keeps a factor that cancels", "A factor that stands on both sides drops out of their quotient."
)
SURENESS_FOR_ACCURACY = Misconception(
    "takes sureness for accuracy", "Accuracy counts answers on the right side of one half, however sure they are."
)
JUDGES_BY_WORST = Misconception(
    "judges a loss by its worst example alone", "The mean counts every example, the many good ones included."
)
COUNTS_GOOD_ONES = Misconception(
    "counts the good examples", "A loss adds up what every example costs, and the bad ones cost most."
)
ROOT_OF_BATCH = Misconception(
    "scales a sum by the root", "The root belongs to the noise. A sum of B gradients is B times their mean."
)
LIMITED_PULL_IS_FAST = Misconception(
    "thinks a limited pull as fast",
    "A loss whose gradient is limited moves by a limited step, however far there is to go.",
)
PULL_WITHOUT_LIMIT = Misconception(
    "thinks a growing pull always faster",
    "A pull that grows with the error overshoots first, and near the target it fades.",
)
SHRINKS_NEW_SLOPE = Misconception(
    "shrinks the new slope, too", "Only the old velocity is multiplied by beta; the new slope enters whole."
)
SWAPS_KEPT_SHARE = Misconception(
    "keeps what should be forgotten", "Momentum keeps the share beta of its velocity and forgets 1 - beta of it."
)
WINDOW_FOR_PACE = Misconception(
    "takes the length of the steps for the pace", "The window says how long steps get, not how soon the error is gone."
)
LESS_MEMORY_IS_SAFER = Misconception(
    "thinks less memory always better", "Where SGD creeps along one direction, memory adds up its many small steps."
)
FADES_IN_A_LINE = Misconception(
    "lets the velocity fade in a straight line", "Each step takes a share of what is left, so less and less."
)
CONSTANT_PULL_SETTLES = Misconception(
    "lets a constant pull settle", "A pull that is as strong next to the target as far from it steps over it and back."
)
QUARTER_EVERYWHERE = Misconception(
    "takes a quarter for every slope of the sigmoid",
    "A quarter is its slope at p = 1/2, and the largest that there is.",
)
FORGETS_ERROR = Misconception(
    "looks at the sigmoid's slope alone", "The gradient is a product: the error times the sigmoid's slope."
)
FORGETS_BUDGET = Misconception(
    "forgets how many steps there are", "A pull of 1 still moves the logit by no more than the rate in a step."
)
SEES_STALL_TOO_SOON = Misconception(
    "sees a stall where there is none", "At a moderate p the sigmoid is steep, and squared error pulls nearly as hard."
)
KEEPS_SIZE = Misconception(
    "keeps the gradient's size in an adaptive step",
    "Adaptive rules divide by the size that the gradients have had, so a constant size cancels.",
)
PLAIN_STEPS_BLIND = Misconception(
    "thinks plain steps blind to scale", "SGD and momentum multiply the gradient by the rate and divide by nothing."
)
LEAVES_A_COORDINATE = Misconception(
    "moves only one coordinate", "A step moves every coordinate, each against its own slope."
)
PROMISES_FIRST_FALL = Misconception(
    "keeps the promise of the first metre",
    "The slope promises a fall only for a tiny step: a long one bends away from it.",
)
ZIGZAG_EVERYWHERE = Misconception(
    "sees SGD zig-zag everywhere", "SGD crosses the floor only where a step's factor is negative, at large rates."
)
OVERSHOOT_IS_DIVERGENCE = Misconception(
    "takes every overshoot for divergence", "A step that lands on the other side, but nearer, still settles."
)
OVERSHOOT_SHRINKS = Misconception(
    "lets every overshoot shrink", "Each bounce has the same factor. Beyond the limit it is more than 1 in size."
)
LANDS_EXACTLY = Misconception(
    "lets a step land exactly", "Only at one rate, one over the curvature, does a step lead to the floor itself."
)
FORGETS_F_IS_SQUARED = Misconception(
    "lets f fall as the distance does",
    "f holds the square of the distance, so a step multiplies it by the factor's square.",
)
SUBTRACTS_FACTOR = Misconception(
    "takes the same amount away at each step", "Each step takes a share of what is left: the factors multiply."
)
LOG_FOR_LINEAR = Misconception(
    "reads a log axis as a linear one", "On a log axis equal distances are equal factors, and 0 is infinitely far down."
)
COUNTS_FROM_HERE = Misconception(
    "counts from where the picture ends", "Steps are counted from the start: add those that the picture shows."
)
EARLY_LEADER_WINS = Misconception(
    "takes the early leader for the winner",
    "Whoever starts fast may creep later: say after how many steps you compare.",
)
MEMORY_PAYS_AT_ONCE = Misconception(
    "expects memory to pay at once",
    "Momentum's first step is SGD's; its speed has to build up, and may first overshoot.",
)
KNOWS_NO_AXES = Misconception(
    "thinks adaptive rules blind to direction",
    "A rule that divides coordinate by coordinate walks otherwise where the axes are turned.",
)
SEARCH_IS_FREE = Misconception(
    "thinks the search for a rate is free", "Every trial costs gradients: count them, or say that you did not."
)
COUNTS_TRIALS = Misconception(
    "counts trials and not their gradients", "A trial costs a gradient for each of its steps."
)
FINDS_ANOTHER_FLAW = Misconception(
    "suspects what was kept equal", "Go through it point by point: start, ground, steps, and who chose the rates."
)
SWAPS_FAIRNESS = Misconception(
    "mixes up what is equal",
    "One rate for all, the best rate for each, or one budget for search and walk: each is fair otherwise.",
)
STEEPNESS_FOR_NARROWNESS = Misconception(
    "takes steepness for narrowness", "A smaller rate makes up for steepness; only the ratio of the curvatures stays."
)
STEEP_IS_QUICK = Misconception(
    "takes steep ground for quick ground", "The rate has to shrink as the ground gets steeper, and the two cancel."
)
ADAM_BY_SLOPE = Misconception(
    "lets Adam's reach depend on the slope",
    "Adam goes about lr a step, however steep the ground: the way counts, not the slope.",
)
ADAM_LEAVES_TOO = Misconception(
    "lets Adam diverge like SGD", "A step of about lr, whatever the slope, cannot grow from bounce to bounce."
)
FLOORS_BATCHES = Misconception(
    "drops the last batch", "What does not fill a batch makes a smaller one, and that is an update, too."
)
EXAMPLES_FOR_UPDATES = Misconception(
    "counts examples and calls them updates", "One update for a batch, however many examples it holds."
)
ONE_UPDATE_A_PASS = Misconception(
    "makes one update a pass", "That is the full batch. Mini-batches make an update each."
)
FORGETS_PASSES = Misconception("counts one pass only", "Every pass goes through all of the examples once more.")
ROOT_THE_WRONG_WAY = Misconception(
    "takes the root where it should square", "For an error k times smaller the batch must be k squared times larger."
)
TAKES_ALL_EXAMPLES = Misconception(
    "asks all of the examples", "An update of a mini-batch knows the examples of its batch and no others."
)
MEAN_SPEAKS_FOR_ALL = Misconception(
    "lets every batch agree with the mean", "A batch is an opinion: it can point the other way while the mean is right."
)
NOISIER_WITH_SIZE = Misconception(
    "takes the wide fan for the large batch", "The larger the batch, the closer its arrows lie to the true one."
)
SPREAD_FOR_LENGTH = Misconception(
    "lets the batch set the length of the arrow", "A mean of more examples is no longer; it is only more sure."
)
FEWEST_UPDATES_FIRST = Misconception(
    "thinks the exact gradient the quickest", "For the same work many rough steps usually beat a few exact ones."
)
BATCH_ENDS_NOISE = Misconception(
    "thinks more steps quiet the noise", "At a fixed rate and batch the noise stays: more steps only tremble longer."
)
RATE_FEEDS_NO_NOISE = Misconception(
    "forgets that the rate feeds the noise", "The rate multiplies the noise of every step along with the slope."
)
BATCH_FOR_RATE = Misconception(
    "thinks only the batch counts against noise",
    "A smaller rate quiets the noise as a larger batch does: what counts is about the rate over the batch.",
)
FORGETS_OVERHEAD = Misconception(
    "forgets what an update costs by itself", "Each update has a cost of its own, whatever the batch holds."
)
OVERHEAD_ONCE = Misconception("pays for the updates only once", "Each of the updates of a pass has its own fixed cost.")
EVERY_EXAMPLE_PAYS = Misconception(
    "charges every example for an update", "The examples of a batch share the cost of one update."
)
MORE_DATA_IN_BATCHES = Misconception(
    "thinks a pass holds more with small batches", "A pass shows every example once, whatever the size of the batches."
)
STARTS_AT_ZERO = Misconception(
    "starts the warm-up at zero", "The first rate is peak / (warmup + 1): a step of size zero would teach nothing."
)
COUNTS_FROM_WARMUP = Misconception(
    "counts from the end of the warm-up", "Steps and total count from the start of the run, warm-up included."
)
FASTEST_AT_FIRST = Misconception(
    "lets a cosine fall fastest at first", "Half a cosine leaves its peak level and is steepest halfway down."
)
TAKES_TURN_FOR_START = Misconception(
    "mixes up the ends of a climb", "A schedule starts a little above 0, turns at the peak and ends at the floor."
)
FALLS_TOO_EARLY = Misconception(
    "lets the fall begin with the run", "The fall begins where the warm-up ends, and from the whole peak."
)
PEAK_ON_FLOOR = Misconception("stands the peak on the floor", "Peak and floor are both rates, counted from 0.")
COSINE_RETURNS = Misconception(
    "turns the cosine too far or not far enough", "The schedule uses half a turn: from the peak to the floor, no more."
)
FALLS_AT_ONCE = Misconception(
    "takes the first stair at once", "The first stair has the full peak, and lasts as long as every other."
)
SMOOTHS_STAIRS = Misconception("lets stairs slope", "Between two drops the rate of a staircase stays as it is.")
FALLS_ONCE = Misconception("takes one stair only", "At every drop the rate is multiplied by the factor once more.")
SHARE_FOR_AMOUNT = Misconception(
    "takes a share for an amount", "An exponential fall takes a share of what is left, so less and less."
)
SHAPE_OF_THE_OTHER = Misconception(
    "takes one schedule's shape for another's", "Look at the first step, the steepest place, and the last step."
)
READS_HALF_THE_CLIMB = Misconception(
    "misreads where the climb ends", "The warm-up ends where the curve turns, at its highest point."
)
MIXES_UP_FALLS = Misconception(
    "mixes up how schedules fall", "Work out for each what is left of the run, and what that leaves of the peak."
)
RATE_LEAVES_NOISE = Misconception(
    "thinks the noise's level the same at every rate", "A step carries lr times the noise: smaller steps settle lower."
)
ROOT_OF_RATE = Misconception(
    "takes the distance for the height", "The distance goes with the root of the rate; f, its square, with the rate."
)
SQUARE_OF_RATE = Misconception(
    "looks at one step's noise alone",
    "At a small rate a step adds little and is forgotten slowly; the level goes with lr, not with its square.",
)
NOISE_SETTLES_BY_ITSELF = Misconception(
    "waits for the noise to die down", "At a fixed rate every new step brings its noise: the level stays."
)
FALLS_BEFORE_IT_ARRIVES = Misconception(
    "lets the rate fall before the way is covered", "What a schedule takes from the rate, it takes from the way, too."
)
ADAM_UNDOES_SCHEDULE = Misconception(
    "lets Adam make up for its schedule",
    "The rate multiplies what Adam's division has left: half the rate, half the step.",
)
MISJUDGES_PLAN = Misconception(
    "misjudges how a schedule fits its run",
    "Ask the schedule for its rate at the first step, at its turns and at the last.",
)
MIXES_UP_RULES = Misconception(
    "takes one rule's lines for another's", "Look at what a rule remembers, and at what its last line divides by."
)
RESETS_MEMORY = Misconception(
    "empties the memory at every step", "A rule's state is made once, before the loop, and carried from step to step."
)
COUNTS_EXAMPLES = Misconception("counts a step for every example", "A mini-batch makes one step, however large it is.")
DROPS_LAST_BATCH = Misconception(
    "drops the last, smaller batch", "What does not fill a batch makes a smaller one: round up."
)
FORGETS_EPOCHS = Misconception("counts one epoch only", "Every epoch goes through all batches again.")
MISCOUNTS_LOOP = Misconception("miscounts the turns of a loop", "range(n) makes n turns, from 0 to n - 1.")
TAKES_NAME_FOR_COPY = Misconception(
    "takes a second name for a copy", "b = a gives one array two names; only a.copy() makes another array."
)
TAKES_COPY_FOR_NAME = Misconception(
    "takes a copy for a second name", "A copy is an array of its own, and stays as it was."
)
EXPECTS_RETURN = Misconception(
    "expects a step to hand back new weights", "The library's step changes the array that it is given."
)
FORGETS_OVERFLOW = Misconception(
    "forgets that exponentials overflow", "Beyond about exp(709) a float becomes inf, and inf / inf is not a number."
)
FORGETS_UNDERFLOW = Misconception(
    "forgets that exponentials vanish", "Below about exp(-745) a float becomes 0, and the logarithm of 0 is minus inf."
)
FEARS_OVERFLOW = Misconception(
    "fears an overflow where there is none", "A float holds from about exp(-745) to exp(709), and a shift helps on top."
)
ONE_SIDED = Misconception("looks to one side only", "A difference to both sides is nearer to the slope.")
DIVIDES_BY_HALF = Misconception("divides by half the distance", "From h behind to h ahead the distance is 2 h.")
TAKES_THE_LIMIT = Misconception(
    "takes the difference for the slope itself", "A difference over a finite distance is near the slope, seldom on it."
)
SIMILAR_IS_SAME = Misconception(
    "takes what looks alike for the same",
    "Multiply out, or put in numbers: a bracket in another place changes the value.",
)
READS_ANOTHER_BUG = Misconception(
    "reads another slip out of the numbers", "Each slip leaves its own trace: a sign, a factor, an amount."
)
FACTOR_FOR_SIZE = Misconception(
    "takes a factor for the size itself", "So many times as large means: so many times what there was before."
)
EQUALLY_UNSURE = Misconception(
    "thinks every batch equally unsure", "A mean of more examples is surer: its error falls as one over the root."
)
CHEAP_UPDATE_CHEAP_RUN = Misconception(
    "takes a cheap update for a cheap run", "Multiply: what an update costs, times how many it takes."
)
RATE_ALONE = Misconception(
    "thinks only the rate counts against noise",
    "A larger batch quiets the noise as a smaller rate does: what counts is about the rate over the batch.",
)
