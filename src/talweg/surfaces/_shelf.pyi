"""The shelf of surfaces as type checkers see it. Written by `python tests/nouns/make_stubs.py`."""

from talweg.nouns import Shelf, Surface
from talweg.surfaces.typed import typed as typed

class _Valley(Surface):
    """A valley along x, kappa times as steep across: the simplest place where one rate cannot suit both
    directions."""

    def __call__(
        self,
        /,
        *,
        kappa: float = 10.0,
    ) -> _Valley: ...

valley: _Valley

class _RotatedValley(Surface):
    """The valley turned by `angle` (in radians, counterclockwise): rules that scale x and y apart lose their
    footing."""

    def __call__(
        self,
        /,
        *,
        kappa: float = 10.0,
        angle: float = 0.5,
    ) -> _RotatedValley: ...

rotated_valley: _RotatedValley

class _Sphere(Surface):
    """The sphere function, a round bowl: the gradient points straight at the minimum, f = 0."""

    def __call__(
        self,
        /,
    ) -> _Sphere: ...

sphere: _Sphere

class _Booth(Surface):
    """Booth's function: a bowl nine times as steep across its diagonal as along it, with its minimum f = 0 at (1,
    3)."""

    def __call__(
        self,
        /,
    ) -> _Booth: ...

booth: _Booth

class _Matyas(Surface):
    """Matyas' function: a shallow diagonal valley, 25 times as steep across as along it, with its minimum f = 0
    at 0."""

    def __call__(
        self,
        /,
    ) -> _Matyas: ...

matyas: _Matyas

class _Rosenbrock(Surface):
    """Rosenbrock's banana: a steep-walled valley bent along y = x**2, whose floor hardly falls towards (1, 1), f
    = 0."""

    def __call__(
        self,
        /,
        *,
        b: float = 100.0,
    ) -> _Rosenbrock: ...

rosenbrock: _Rosenbrock

class _Beale(Surface):
    """Beale's function: a nearly flat cross between four steep corners, with its minimum f = 0 at (3, 0.5)."""

    def __call__(
        self,
        /,
    ) -> _Beale: ...

beale: _Beale

class _Saddle(Surface):
    """A saddle at 0 between two minima, f = -0.5 at (0, 1) and (0, -1): who comes along the ridge waits a long
    time."""

    def __call__(
        self,
        /,
    ) -> _Saddle: ...

saddle: _Saddle

class _Cliff(Surface):
    """A high plateau that slopes gently to a cliff at x = 0, and behind it a wide bowl, with f = 0 at (-3, 0)."""

    def __call__(
        self,
        /,
        *,
        height: float = 2.0,
        steep: float = 8.0,
    ) -> _Cliff: ...

cliff: _Cliff

class _SharpAndFlat(Surface):
    """A sharp and a flat minimum side by side, both with f = 0, at (-2, 0) and (2, 0)."""

    def __call__(
        self,
        /,
        *,
        sharpness: float = 25.0,
    ) -> _SharpAndFlat: ...

sharp_and_flat: _SharpAndFlat

class _Himmelblau(Surface):
    """Himmelblau's function: four minima of the same depth, f = 0; which one is found depends on the start."""

    def __call__(
        self,
        /,
    ) -> _Himmelblau: ...

himmelblau: _Himmelblau

class _ThreeHumpCamel(Surface):
    """The three-hump camel: the minimum f = 0 at 0 between two shallower ones, f = 0.2986 near (1.75, -0.87)."""

    def __call__(
        self,
        /,
    ) -> _ThreeHumpCamel: ...

three_hump_camel: _ThreeHumpCamel

class _SixHumpCamel(Surface):
    """The six-hump camel: six minima, of which two are lowest, f = -1.0316, on either side of the middle."""

    def __call__(
        self,
        /,
    ) -> _SixHumpCamel: ...

six_hump_camel: _SixHumpCamel

class _StyblinskiTang(Surface):
    """Styblinski and Tang's function: four minima, the lowest, f = -78.33, where both x and y are about -2.9."""

    def __call__(
        self,
        /,
    ) -> _StyblinskiTang: ...

styblinski_tang: _StyblinskiTang

class _Branin(Surface):
    """Branin's function: a bent valley with three minima of the same depth, f = 10 / (8 pi) = 0.3979."""

    def __call__(
        self,
        /,
    ) -> _Branin: ...

branin: _Branin

class _GoldsteinPrice(Surface):
    """Goldstein and Price's function: two crossing gorges in walls a hundred thousand times as high as their
    floor."""

    def __call__(
        self,
        /,
    ) -> _GoldsteinPrice: ...

goldstein_price: _GoldsteinPrice

class _Levy13(Surface):
    """Lévy's function number 13: ripples along x on a bowl, with its minimum f = 0 at (1, 1)."""

    def __call__(
        self,
        /,
    ) -> _Levy13: ...

levy13: _Levy13

class _Rastrigin(Surface):
    """Rastrigin's function: a bowl covered with egg-cups, one at each pair of whole numbers; the lowest, f = 0,
    at 0."""

    def __call__(
        self,
        /,
    ) -> _Rastrigin: ...

rastrigin: _Rastrigin

class _Ackley(Surface):
    """Ackley's function: a nearly flat, dimpled plain with a funnel in its middle, f = 0 at 0."""

    def __call__(
        self,
        /,
    ) -> _Ackley: ...

ackley: _Ackley

SURFACES: Shelf[Surface]
