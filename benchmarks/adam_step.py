"""Adam's step, side by side with PyTorch's fused CPU Adam: `python benchmarks/adam_step.py`.

Both step the same float32 array, turn by turn in one run; printed are the medians and the median of the ratios.
Needs torch (the extra "peers").
"""

from __future__ import annotations

from statistics import median
from time import perf_counter

import numpy as np
import torch

import talweg as tw

SIZES = {1_000: 2_000, 100_000: 400, 1_000_000: 100, 25_000_000: 12}


def main() -> None:
    """Measure every size and print a row for each."""
    torch.set_num_threads(max(torch.get_num_threads(), 2))
    print(f"{'elements':>12}  {'talweg':>10}  {'torch fused':>12}  {'torch / talweg':>14}")
    for size, turns in SIZES.items():
        g = np.random.default_rng(0).normal(size=size).astype(np.float32)
        w = np.zeros_like(g)
        rule = tw.adam(lr=1e-3)
        state = rule.init(w)
        parameter = torch.nn.Parameter(torch.zeros(size))
        parameter.grad = torch.from_numpy(g.copy())
        peer = torch.optim.Adam([parameter], lr=1e-3, fused=True)
        ours, theirs = [], []
        for turn in range(turns + 3):
            began = perf_counter()
            rule.step(w, g, state)
            between = perf_counter()
            peer.step()
            if turn >= 3:  # the first turns compile and allocate
                ours.append(between - began)
                theirs.append(perf_counter() - between)
        ratio = median(b / a for a, b in zip(ours, theirs, strict=True))
        print(f"{size:>12,}  {1e6 * median(ours):>7.1f} us  {1e6 * median(theirs):>9.1f} us  {ratio:>14.2f}")
        np.testing.assert_allclose(w, parameter.detach().numpy(), rtol=1e-4, atol=1e-6)


if __name__ == "__main__":
    main()
