"""Data frames whose columns are no numbers: the error names them, and the line that it tells works."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import talweg as tw
from talweg.errors import RangeError

TOWNS = np.tile(["Alder", "Birk", "Cove"], 20)
TABLE = pd.DataFrame({"area": np.linspace(-1, 1, 60), "town": TOWNS, "floor": np.tile(["low", "high"], 30)})
PRICE = TABLE["area"] + (TOWNS == "Cove")


@pytest.mark.parametrize(
    "table",
    [
        TABLE, TABLE.astype({"town": "category", "floor": "category"}), TABLE.astype({"town": "string"}),
        pl.DataFrame(TABLE.to_dict("list")), pl.DataFrame(TABLE.to_dict("list")).cast({"town": pl.Categorical}),
    ],
    ids=["text", "category", "string", "polars", "polars category"],
)  # fmt: skip
def test_the_line_that_it_tells_works(table: Any) -> None:
    with pytest.raises(
        RangeError, match=r"Regressor: the columns 'town', 'floor' of X hold no numbers; encode"
    ) as told:
        tw.sklearn.Regressor().fit(table, PRICE)
    line = re.search(r"make_pipeline\(.*\)", str(told.value))
    assert line
    names = {"make_column_transformer": make_column_transformer, "OneHotEncoder": OneHotEncoder}
    made = {"Regressor": lambda: tw.sklearn.Regressor(0, optimizer="sgd:lr=0.2", epochs=60, tol=None)}
    model = eval(line[0], {"make_pipeline": make_pipeline, **names, **made})
    assert model.fit(table, PRICE).score(table, PRICE) > 0.99  # it is a sum of columns


def test_dates_are_told_apart() -> None:
    dated = pd.DataFrame({"area": TABLE["area"], "sold": pd.date_range("2026-01-01", periods=60)})
    with pytest.raises(RangeError, match="Classifier: the column 'sold' of X holds dates; give what counts of them"):
        tw.sklearn.Classifier().fit(dated, TABLE["town"])
    days = (dated["sold"] - dated["sold"].min()).dt.days
    tw.sklearn.Classifier(0, epochs=1, tol=None).fit(dated.assign(sold=days), TABLE["town"])


def test_what_else_is_wrong_is_scikit_learns_to_say() -> None:
    with pytest.raises(ValueError, match="contains NaN"):
        tw.sklearn.Regressor().fit(TABLE[["area"]].assign(more=np.nan), PRICE)
    with pytest.raises(ValueError, match="could not convert string to float"):
        tw.sklearn.Regressor().fit(TABLE.to_numpy(), PRICE)
