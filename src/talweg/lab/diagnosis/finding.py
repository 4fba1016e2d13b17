"""What a diagnosis finds: each with its number, the cause, what to do, and the panel that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill
from urllib.parse import urlencode


@dataclass(frozen=True)
class Finding:
    """`number` is what was measured and `limit` what it should keep to; `panel` is a path of the site with settings."""

    name: str
    number: float
    limit: float
    cause: str
    remedy: str
    panel: str

    def __str__(self) -> str:
        return f"{self.name}: {self.cause}. {self.remedy} See {self.panel}"


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """The findings, gravest first; none where nothing speaks against training as it is set up.

    `loss` is that of the examples at the weights as they stand, `sharpness` the largest curvature there, `noise` the
    gradient noise scale and `batch_size` one that suits it; None where it could not be measured.
    """

    findings: tuple[Finding, ...]
    loss: float | None = None
    sharpness: float | None = None
    noise: float | None = None
    batch_size: int | None = None

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, name: str) -> Finding:
        """The finding of this name. Raises KeyError."""
        return {finding.name: finding for finding in self.findings}[name]

    def __contains__(self, name: object) -> bool:
        return any(finding.name == name for finding in self.findings)

    def table(self, width: int = 100) -> str:
        """What was measured and found, as plain text."""
        measured = {
            "loss": self.loss,
            "largest curvature": self.sharpness,
            "gradient noise scale": self.noise,
            "a batch size for it": self.batch_size,
        }
        head = ", ".join(f"{name} {value:.4g}" for name, value in measured.items() if value is not None)
        if not self.findings:
            return "\n".join(filter(None, (head, "nothing found that speaks against it")))
        parts = [
            fill(
                text,
                width,
                initial_indent=indent,
                subsequent_indent="   ",
                break_on_hyphens=False,
                break_long_words=False,
            )
            for place, each in enumerate(self.findings, start=1)
            for indent, text in (
                (f"{place}. ", f"{each.name}: {each.cause}."),
                ("   ", each.remedy),
                ("   ", f"see {each.panel}"),
            )
        ]
        return "\n".join(filter(None, (head, *parts)))

    def __repr__(self) -> str:
        return self.table()


def panel(name: str, **settings: float | str) -> str:
    """The path of a panel with settings, numbers to six digits."""
    given = {
        f"{name}.{key}": f"{value:.6g}".replace("e+0", "e") if isinstance(value, float | int) else value
        for key, value in settings.items()
    }
    query = urlencode(given, safe=",")
    return f"/panels/{name}{'?' if query else ''}{query}"
