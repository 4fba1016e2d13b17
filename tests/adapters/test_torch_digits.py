"""A small network of convolutions learns real digits in PyTorch: twelve rules of ours under twelve schedulers of its.

What PyTorch has, too, ends at its own weights; the rest at those of the formula on PyTorch's own operations.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest

import talweg as tw

if find_spec("torch"):
    import torch
    from torch import nn
    from torch.optim import lr_scheduler as plans

    EPOCHS, SIZE = 10, 64
    STEPS = EPOCHS * 23

    def lambda_plan(optimizer: Any) -> Any:
        return plans.LambdaLR(optimizer, lambda t: 1 / (1 + t / STEPS))

    def sequence(optimizer: Any) -> Any:
        parts = [plans.LinearLR(optimizer, 0.2, total_iters=10), plans.ExponentialLR(optimizer, 0.99)]
        return plans.SequentialLR(optimizer, parts, milestones=[10])

    def chain(optimizer: Any) -> Any:
        return plans.ChainedScheduler([plans.ConstantLR(optimizer, 0.5, 5), plans.StepLR(optimizer, 60, 0.5)])

    ADAM = {"lr": 0.01}
    RUNS = [
        (tw.adam(**ADAM), lambda each: torch.optim.Adam(each, **ADAM), lambda_plan),
        (tw.adamw(lr=0.01), lambda each: torch.optim.AdamW(each, lr=0.01), sequence),
        (tw.amsgrad(lr=0.01), lambda each: torch.optim.Adam(each, lr=0.01, amsgrad=True), chain),
        (tw.sgd(lr=0.3), lambda each: torch.optim.SGD(each, lr=0.3), lambda each: plans.CosineAnnealingLR(each, STEPS)),
        (
            tw.rmsprop(lr=0.003, beta=0.99), lambda each: torch.optim.RMSprop(each, lr=0.003),
            lambda each: plans.MultiStepLR(each, [80, 160], 0.5),
        ),
        (
            tw.adadelta(lr=1.0, beta=0.9), lambda each: torch.optim.Adadelta(each, lr=1.0),
            lambda each: plans.PolynomialLR(each, STEPS),
        ),
        (tw.adamax(lr=0.03), None, lambda each: plans.CosineAnnealingWarmRestarts(each, 46)),
        (tw.momentum(lr=0.05), None, lambda each: plans.OneCycleLR(each, 0.2, total_steps=STEPS, cycle_momentum=False)),
        (tw.lion(lr=0.001), None, lambda each: plans.CyclicLR(each, 0.001, 0.003, 40, cycle_momentum=False)),
        (tw.adan(lr=0.01), None, lambda each: plans.ReduceLROnPlateau(each, patience=20)),
        (tw.muon(lr=0.02), None, lambda each: plans.MultiplicativeLR(each, lambda _: 0.99)),
        (tw.pipeline(tw.nadam(lr=0.01), clip_norm=1.0, decay=0.01), None, lambda each: tw.torch.schedule(
            each, tw.cosine(peak=0.01, total=STEPS, warmup=5))),
    ]  # fmt: skip

    @pytest.fixture(scope="module")
    def digits() -> Any:
        data, threads = tw.training.digits(seed=0), torch.get_num_threads()
        torch.set_num_threads(1)  # for so small a network the others only wait for each other
        yield [(torch.tensor(X).reshape(-1, 1, 8, 8), torch.tensor(y)) for X, y in (data.train, data.test)]
        torch.set_num_threads(threads)

    def trained(digits: Any, make: Any, plan: Any) -> tuple[Any, float]:
        """The network, and the share of the test digits that it reads rightly."""
        torch.manual_seed(0)
        net = nn.Sequential(
            nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2), nn.ReLU(), nn.Flatten(), nn.Linear(64, 10)
        ).double()
        optimizer = make(net)
        scheduler = plan(optimizer)
        (X, y), (X_test, y_test) = digits
        order = torch.Generator().manual_seed(1)
        for _ in range(EPOCHS):
            for rows in torch.randperm(len(X), generator=order).split(SIZE):
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(net(X[rows]), y[rows])
                loss.backward()
                optimizer.step()
                scheduler.step(*([loss.item()] if isinstance(scheduler, plans.ReduceLROnPlateau) else []))
        with torch.no_grad():
            return net, (net(X_test).argmax(1) == y_test).double().mean().item()

    @pytest.mark.parametrize("rule, peer, plan", RUNS, ids=[each[0].name for each in RUNS])
    @pytest.mark.slow
    def test_digits_are_learnt_by_the_same_steps(digits: Any, rule: Any, peer: Any, plan: Any) -> None:
        net, accuracy = trained(digits, lambda net: tw.torch.Optimizer(net, rule), plan)
        if peer is not None:
            other, its = trained(digits, lambda net: peer(net.parameters()), plan)
        else:
            other, its = trained(digits, lambda net: tw.torch.Optimizer(net, rule, fused=False), plan)
        for ours, theirs in zip(net.parameters(), other.parameters(), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-12)
        assert accuracy == its > 0.9
