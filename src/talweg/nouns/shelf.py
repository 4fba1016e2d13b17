"""A shelf: everything of one noun that is registered, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from talweg.errors import unknown
from talweg.nouns.noun import Noun

T = TypeVar("T", bound=Noun)


class Shelf(Mapping[str, T], Generic[T]):
    """The nouns of one kind found in a namespace, in the order in which they came; an unknown name is refused with
    the nearest one."""

    def __init__(self, kind: type[T], namespace: Mapping[str, Any]) -> None:
        self.kind = kind
        self._items = {each.name: each for each in namespace.values() if isinstance(each, kind)}

    def __getitem__(self, name: str) -> T:
        if name not in self._items:
            noun = self.kind.__name__.lower()
            raise unknown("talweg", noun, name, self._items)
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)
