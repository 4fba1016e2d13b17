"""What the lesson leans on: a name for each source, by which its sections cite it."""

from talweg.course.source import Source

SOURCES = {
    "adamw": Source(
        "Loshchilov and Hutter", 2019, "Decoupled weight decay regularization", "https://arxiv.org/abs/1711.05101"
    ),
    "bottou": Source(
        "Bottou, Curtis and Nocedal",
        2018,
        "Optimization methods for large-scale machine learning",
        "https://arxiv.org/abs/1606.04838",
    ),
    "bridle": Source(
        "Bridle",
        1990,
        "Probabilistic interpretation of feedforward classification network outputs",
        "https://doi.org/10.1007/978-3-642-76153-9_28",
    ),
    "cs231n-classify": Source(
        "CS231n", None, "Linear classification, Stanford course notes", "https://cs231n.github.io/linear-classify/"
    ),
    "cs231n-descent": Source(
        "CS231n", None, "Optimization, Stanford course notes", "https://cs231n.github.io/optimization-1/"
    ),
    "cs231n-train": Source(
        "CS231n",
        None,
        "Learning and evaluation, Stanford course notes",
        "https://cs231n.github.io/neural-networks-3/",
    ),
    "dauphin": Source(
        "Dauphin et al.",
        2014,
        "Identifying and attacking the saddle point problem in high-dimensional non-convex optimization",
        "https://arxiv.org/abs/1406.2572",
    ),
    "duchi": Source(
        "Duchi, Hazan and Singer",
        2011,
        "Adaptive subgradient methods for online learning and stochastic optimization",
        "https://jmlr.org/papers/v12/duchi11a.html",
    ),
    "goh": Source("Goh", 2017, "Why momentum really works, Distill", "https://distill.pub/2017/momentum/"),
    "goodfellow-6": Source(
        "Goodfellow, Bengio and Courville",
        2016,
        "Deep learning, section 6.2",
        "https://www.deeplearningbook.org/contents/mlp.html",
    ),
    "goodfellow-8": Source(
        "Goodfellow, Bengio and Courville",
        2016,
        "Deep learning, chapter 8",
        "https://www.deeplearningbook.org/contents/optimization.html",
    ),
    "goyal": Source(
        "Goyal et al.",
        2017,
        "Accurate, large minibatch SGD: Training ImageNet in 1 hour",
        "https://arxiv.org/abs/1706.02677",
    ),
    "hinton": Source(
        "Tieleman and Hinton",
        2012,
        "Lecture 6.5: RMSProp, Neural networks for machine learning",
        "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
    ),
    "huber": Source(
        "Huber", 1964, "Robust estimation of a location parameter", "https://doi.org/10.1214/aoms/1177703732"
    ),
    "hui": Source(
        "Hui and Belkin",
        2021,
        "Evaluation of neural architectures trained with square loss vs cross-entropy in classification tasks",
        "https://arxiv.org/abs/2006.07322",
    ),
    "keskar": Source(
        "Keskar et al.",
        2017,
        "On large-batch training for deep learning: Generalization gap and sharp minima",
        "https://arxiv.org/abs/1609.04836",
    ),
    "kingma": Source(
        "Kingma and Ba", 2015, "Adam: A method for stochastic optimization", "https://arxiv.org/abs/1412.6980"
    ),
    "masters": Source(
        "Masters and Luschi",
        2018,
        "Revisiting small batch training for deep neural networks",
        "https://arxiv.org/abs/1804.07612",
    ),
    "nvidia": Source(
        "NVIDIA",
        None,
        "Matrix multiplication background, user's guide",
        "https://docs.nvidia.com/deeplearning/performance/dl-performance-matrix-multiplication/",
    ),
    "polyak": Source(
        "Polyak",
        1964,
        "Some methods of speeding up the convergence of iteration methods",
        "https://doi.org/10.1016/0041-5553(64)90137-5",
    ),
    "radam": Source(
        "Liu et al.",
        2020,
        "On the variance of the adaptive learning rate and beyond",
        "https://arxiv.org/abs/1908.03265",
    ),
    "robbins": Source(
        "Robbins and Monro", 1951, "A stochastic approximation method", "https://doi.org/10.1214/aoms/1177729586"
    ),
    "ruder": Source(
        "Ruder", 2016, "An overview of gradient descent optimization algorithms", "https://arxiv.org/abs/1609.04747"
    ),
    "rumelhart": Source(
        "Rumelhart, Hinton and Williams",
        1986,
        "Learning representations by back-propagating errors",
        "https://doi.org/10.1038/323533a0",
    ),
    "schmidt": Source(
        "Schmidt, Schneider and Hennig",
        2021,
        "Descending through a crowded valley: Benchmarking deep learning optimizers",
        "https://arxiv.org/abs/2007.01547",
    ),
    "sgdr": Source(
        "Loshchilov and Hutter",
        2017,
        "SGDR: Stochastic gradient descent with warm restarts",
        "https://arxiv.org/abs/1608.03983",
    ),
    "vaswani": Source("Vaswani et al.", 2017, "Attention is all you need", "https://arxiv.org/abs/1706.03762"),
}
