"""Networks with their defaults beside scikit-learn's: `python benchmarks/sklearn_defaults.py [seeds]`.

Each row is a data set, as it is or standardised: the accuracy (R2 of a quantity) on a quarter that was kept back, the
mean over 20 splits, and the time of a fit. The two are fitted turn by turn, on the same split from the same seed.
"""

from __future__ import annotations

import sys
import warnings
from time import perf_counter
from typing import Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

import talweg as tw

CLASSES = {"iris": load_iris, "wine": load_wine, "breast cancer": load_breast_cancer, "digits": load_digits}


def main() -> None:
    """Measure every data set and print a row for each."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print(f"{'data':>14}  {'inputs':>8}  {'talweg':>7}  {'sklearn':>7}  {'talweg':>8}  {'sklearn':>8}")
    for name, load in CLASSES.items():
        X, y = load(return_X_y=True)
        _rows(name, X, y, (tw.sklearn.Classifier, MLPClassifier), seeds)
    X, y = load_diabetes(return_X_y=True)
    _rows("diabetes", X, y, (tw.sklearn.Regressor, MLPRegressor), seeds)
    _rows("house prices", *_houses(), (tw.sklearn.Regressor, MLPRegressor), seeds)


def _rows(name: str, X: np.ndarray, y: np.ndarray, kinds: tuple[Any, Any], seeds: int) -> None:
    strata = y if kinds[1] is MLPClassifier else None
    for inputs in ("as given", "standard"):
        scores: list[list[float]] = [[], []]
        seconds: list[list[float]] = [[], []]
        for seed in range(seeds):
            X_train, X_test, y_train, y_test = train_test_split(
                X, y, test_size=0.25, random_state=seed, stratify=strata
            )
            if inputs == "standard":
                scaler = StandardScaler().fit(X_train)
                X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)
            for place, kind in enumerate(kinds):
                began = perf_counter()
                net = kind(random_state=seed).fit(X_train, y_train)
                seconds[place].append(perf_counter() - began)
                scores[place].append(net.score(X_test, y_test))
        ours, theirs = (np.mean(each) for each in scores)
        own, their = (np.median(each) for each in seconds)
        print(f"{name:>14}  {inputs:>8}  {ours:>7.4f}  {theirs:>7.4f}  {own:>6.2f} s  {their:>6.2f} s", flush=True)


def _houses() -> tuple[np.ndarray, np.ndarray]:
    """Made-up districts: income, age, rooms, people and place, in their own units, and a price in dollars."""
    draw = np.random.default_rng(0)
    income, age, rooms = draw.gamma(4.0, 1e4, 2000), draw.uniform(1, 52, 2000), draw.normal(5.5, 1.5, 2000)
    people, north, east = draw.gamma(2.0, 700.0, 2000), draw.uniform(32, 42, 2000), draw.uniform(-124, -114, 2000)
    coast = np.exp(-np.abs(east + 0.8 * (north - 32) + 117))
    price = 3e4 + 3.2 * income + 1.5e5 * coast + 8e3 * rooms - 500 * age + draw.normal(0, 2e4, 2000)
    return np.column_stack([income, age, rooms, people, north, east]), price


if __name__ == "__main__":
    main()
