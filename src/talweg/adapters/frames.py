"""What is said of a table of examples whose columns are no numbers: which they are, and the line that encodes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from talweg.errors import RangeError


def explained(owner: str, X: Any, error: Exception) -> Exception:
    """The error for a table X with columns of text or dates, else the one that was raised."""
    if not hasattr(X, "columns"):
        return error
    dates = [column for column in X.columns if np.asarray(X[column]).dtype.kind in "mM"]
    texts = [column for column in X.columns if column not in dates and not _numbers(X[column])]
    if texts:
        step = f"(OneHotEncoder(handle_unknown='ignore'), {texts!r})"
        them = "it" if len(texts) == 1 else "them"
        return RangeError(
            f"{owner}: {_named(texts, 'holds', 'hold')} no numbers; encode {them} first, "
            f"with scikit-learn: make_pipeline(make_column_transformer({step}, remainder='passthrough'), {owner}())"
        )
    if dates:
        return RangeError(
            f"{owner}: {_named(dates, 'holds', 'hold')} dates; give what counts of them as numbers, such as the days "
            "since the first: (date - date.min()).dt.days"
        )
    return error


def _numbers(column: Any) -> bool:
    try:
        np.asarray(column).astype(float)
    except (TypeError, ValueError):
        return False
    return True


def _named(columns: list[Any], one: str, several: str) -> str:
    names = ", ".join(map(repr, columns))
    return f"the column {names} of X {one}" if len(columns) == 1 else f"the columns {names} of X {several}"
