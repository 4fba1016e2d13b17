"""Checkpoints: what goes in comes out, a run goes on bit for bit, and nothing but a whole file of ours is believed."""

from __future__ import annotations

import io
import json
import os
import pickle
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from talweg.errors import CheckpointError, DtypeError, MissingError, NonFiniteError, RangeError
from talweg.losses import cross_entropy, mse
from talweg.models import linear, mlp
from talweg.optimizers import adam, lamb, momentum, sgd
from talweg.schedules import cosine, reduce_on_plateau
from talweg.training import Average, Checkpoint, Lookahead, fit, group, load, pipeline, save
from talweg.training.checkpoint import archive


def same(a: Any, b: Any) -> bool:
    """The same structure, types and bits."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return repr(a) == repr(b)


NEST = {
    "w": [np.array([[1.5, -0.0], [np.nan, np.inf]]), (np.float32(2) * np.ones(3, np.float32), np.array(7.0))],
    3: {"empty": np.zeros((0, 4)), "half": np.ones(2, np.float16), "wide": np.full(2, 0.1, np.longdouble)},
    "F": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "text": 'Talweg é " \\ \n',
    "numbers": [True, None, 0, -(2**200), 0.1, float("inf"), float("nan"), 5e-324],
    "flags": np.array([True, False]),
    "none of it": [{}, [], ()],
}


def test_a_nest_comes_back_bit_for_bit(tmp_path: Path) -> None:
    archive.write(tmp_path / "a.npz", NEST)
    assert same(archive.read(tmp_path / "a.npz"), NEST)
    assert [each.name for each in tmp_path.iterdir()] == ["a.npz"]
    with np.load(tmp_path / "a.npz", allow_pickle=False) as plain:  # anyone can read the arrays
        assert_array_equal(plain["array0"], NEST["w"][0])


def test_weights_and_state_come_back(tmp_path: Path) -> None:
    w, rule = {"a": np.arange(3.0), "b": [np.ones((2, 2))]}, adam(lr=cosine(peak=0.1, total=9))
    state = rule.init(w)
    rule.step(w, {"a": np.ones(3), "b": [np.eye(2)]}, state)
    save(tmp_path / "w.npz", w, state, optimizer=rule, notes={"epoch": 4})
    found = load(tmp_path / "w.npz", optimizer=adam(lr=cosine(peak=0.1, total=9)))
    assert isinstance(found, Checkpoint)
    assert found.state is not None
    assert same(found.parameters, w)
    assert (found.state.t, found.notes, found.rng) == (1, {"epoch": 4}, None)
    assert same(found.state.slots, state.slots)
    for each in (w, found.parameters):
        rule.step(each, {"a": np.full(3, 2.0), "b": [np.eye(2)]}, state if each is w else found.state)
    assert same(found.parameters, w)
    with pytest.raises(
        CheckpointError, match=r"w.npz was saved with adam\(lr=cosine\(.*total=9.*, not with sgd\(lr=0.01"
    ):
        load(tmp_path / "w.npz", optimizer=sgd)


@pytest.mark.parametrize(
    "bits", [np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64]
)
def test_a_generator_goes_on_where_it_stood(bits: Any, tmp_path: Path) -> None:
    rng = np.random.Generator(bits(3))
    rng.random(5, dtype=np.float32)  # an odd number of half words: one waits inside
    save(tmp_path / "r.npz", np.ones(1), rng=rng)
    found = load(tmp_path / "r.npz").rng
    assert found is not None
    assert_array_equal(found.random(9, dtype=np.float32), rng.random(9, dtype=np.float32))
    assert_array_equal(found.permutation(50), rng.permutation(50))


@pytest.mark.parametrize(
    "content, message",
    [
        ({"f": print}, r"content\['f'\] is a builtin_function_or_method; a checkpoint holds arrays of numbers"),
        ([1, np.array([None])], r"content\[1\] is an array of object"),
        ({(1, 2): 3}, "content is a dict; .* dicts whose keys are text or whole numbers"),
        ({"z": 1j}, r"content\['z'\] is a complex"),
    ],
)
def test_what_cannot_be_kept_leaves_the_old_file(content: Any, message: str, tmp_path: Path) -> None:
    archive.write(tmp_path / "a.npz", 1)
    with pytest.raises(CheckpointError, match=message):
        archive.write(tmp_path / "a.npz", content)
    assert archive.read(tmp_path / "a.npz") == 1
    with pytest.raises(DtypeError, match=r"w\[0\] is a float"):
        save(tmp_path / "a.npz", [1.0])


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.write(tmp_path / "a.npz", 1)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        archive.write(tmp_path / "a.npz", 2)
    assert archive.read(tmp_path / "a.npz") == 1
    assert [each.name for each in tmp_path.iterdir()] == ["a.npz"]


def test_a_link_is_written_through_and_the_mode_is_usual(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    archive.write(tmp_path / "deep" / "real.npz", 1)
    (tmp_path / "link.npz").symlink_to("deep/real.npz")
    archive.write(tmp_path / "link.npz", 2)
    assert (tmp_path / "link.npz").is_symlink()
    assert archive.read(tmp_path / "deep" / "real.npz") == 2
    (tmp_path / "usual").touch()
    usual, ours = ((tmp_path / name).stat().st_mode for name in ("usual", "deep/real.npz"))
    assert stat.S_IMODE(ours) == stat.S_IMODE(usual)


def test_every_damage_is_noticed(tmp_path: Path) -> None:
    content, path = {"w": np.arange(3.0), "n": [1, "two"]}, tmp_path / "a.npz"
    archive.write(path, content)
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 13), *range(len(whole) - 25, len(whole))]:
        path.write_bytes(whole[:length])
        with pytest.raises(CheckpointError, match=r"a\.npz: "):
            archive.read(path)
    bits, refused = np.random.default_rng(0).integers(0, 8, len(whole)), 0
    for place, bit in enumerate(bits):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :])
        try:
            # What a zip does not use, such as its timestamps, may change; what comes out may not.
            assert same(archive.read(path), content)
        except CheckpointError:
            refused += 1
    assert refused > 0.6 * len(whole)


class Bomb:
    """Something whose unpickling leaves a trace."""

    def __init__(self, trace: str) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return os.mkdir, (self.trace,)


def entries(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", parts.pop("how", zipfile.ZIP_STORED)) as made:  # type: ignore[call-overload]
        for name, data in parts.items():
            made.writestr(f"{name}.npy", data)
    return buffer.getvalue()


def npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array)
    return buffer.getvalue()


def header(**fields: Any) -> bytes:
    return npy(np.frombuffer(json.dumps(fields).encode(), np.uint8))


def test_foreign_files_are_refused_and_never_executed(tmp_path: Path) -> None:
    trace = str(tmp_path / "trace")
    bomb = np.array([Bomb(trace)], dtype=object)
    ours = {"format": archive.FORMAT, "version": 1, "sha256": "", "content": None}
    files = {
        "a pickle": (pickle.dumps(Bomb(trace)), "not a whole talweg checkpoint"),
        "an npz": (entries(w=npy(np.ones(3))), "it has no header"),
        "a pickled header": (entries(header=npy(bomb)), "allow_pickle=False"),
        "a pickled array": (entries(header=header(**ours), array0=npy(bomb)), "allow_pickle=False"),
        "a bare pickle": (entries(header=pickle.dumps(Bomb(trace))), "not a whole talweg checkpoint"),
        "text": (b"import os; os.mkdir('trace')", "not a whole talweg checkpoint"),
        "nothing": (b"", "not a whole talweg checkpoint"),
        "another header": (entries(header=header(format="x")), "its header is another's"),
        "a list for a header": (entries(header=npy(np.frombuffer(b"[1]", np.uint8))), "its header is another's"),
        "the future": (entries(header=header(**ours | {"version": 2})), "version 2; this talweg reads version 1"),
        "another digest": (entries(header=header(**ours)), "damaged: its SHA-256"),
        "compressed": (entries(header=header(**ours), how=zipfile.ZIP_DEFLATED), "its entries are compressed"),  # type: ignore[arg-type]
        "deep": (entries(header=npy(np.frombuffer(b"[" * 100_000, np.uint8))), "not a whole talweg checkpoint"),
    }
    for name, (data, message) in files.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CheckpointError, match=message) as error:
            load(tmp_path / name)
        assert str(error.value).startswith(str(tmp_path / name))
    assert not Path(trace).exists()
    archive.write(tmp_path / "other", {"weights": 1})
    with pytest.raises(CheckpointError, match="not a talweg checkpoint of weights"):
        load(tmp_path / "other")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "absent")
    with pytest.raises(OSError, match="directory"):
        load(tmp_path)


def task(n: int = 23) -> Any:
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, 4)), rng.integers(0, 3, n)


class PulledPlugError(Exception):
    pass


class Model:
    """An mlp whose `at`-th gradient, from 1, never comes."""

    def __init__(self, at: int) -> None:
        self.model, self.left = mlp([4, 6, 3]), at

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def __call__(self, X: Any) -> Any:
        return self.model(X)

    def value_and_grad(self, *arguments: Any, **keywords: Any) -> Any:
        self.left -= 1
        if not self.left:
            raise PulledPlugError
        return self.model.value_and_grad(*arguments, **keywords)


RULES = {
    "scheduled adam": adam(lr=cosine(peak=0.05, total=15, warmup=3), beta1=lambda t: 0.9 - 0.01 * t),
    "pipeline": pipeline(
        momentum(lr=cosine(peak=0.1, total=15)), accumulate=2, clip_norm=0.5, decay=0.1, lookahead=Lookahead(2),
        average=Average(0.7), groups=[group("*.bias", decay=False)],
    ),
    "layer by layer": pipeline(lamb(lr=0.1)),
}  # fmt: skip


@pytest.mark.parametrize("rho", [None, 0.1])
@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_run_that_stops_anywhere_goes_on_bit_for_bit(rule: Any, rho: float | None, tmp_path: Path) -> None:
    how: dict[str, Any] = {"batch_size": 5, "epochs": 3, "seed": 4, "sam": rho, "validation": task()}
    whole = mlp([4, 6, 3])
    wanted = fit(whole, cross_entropy, rule, task(), **how)
    keep = {"checkpoint": tmp_path / "run.npz", "checkpoint_every": 2, "resume": True}
    for at in (1, 2, 3, 5, 6, 8, 11, 12, 15):
        (tmp_path / "run.npz").unlink(missing_ok=True)
        with pytest.raises(PulledPlugError):
            fit(Model(at if rho is None else 2 * at), cross_entropy, rule, task(), **how, **keep)
        assert (tmp_path / "run.npz").exists() == (at > 2)
        model = mlp([4, 6, 3], seed=99 if at > 2 else 0)  # what it starts from no longer matters
        found = fit(model, cross_entropy, rule, task(), **how, **keep)
        assert model.parameters.tobytes() == whole.parameters.tobytes()
        assert_array_equal(found.losses, wanted.losses)
        assert same({**found.scheduled}, {**wanted.scheduled})
        rows = [[(r.number, r.loss, r.validation_loss) for r in h.epochs] for h in (found, wanted)]
        assert rows[0] == rows[1]
    # A run that is done is only read again.
    again = mlp([4, 6, 3])
    assert_array_equal(fit(again, cross_entropy, rule, task(), **how, **keep).losses, wanted.losses)
    assert again.parameters.tobytes() == whole.parameters.tobytes()


def test_more_epochs_go_on_from_a_finished_run(tmp_path: Path) -> None:
    path, rate = tmp_path / "run.npz", reduce_on_plateau(peak=0.3, factor=0.5, patience=0, threshold=0.5)
    long, short = linear(4, 3), linear(4, 3)
    wanted = fit(long, cross_entropy, sgd(lr=rate), task(), batch_size=8, epochs=7)
    fit(short, cross_entropy, sgd(lr=rate), task(), batch_size=8, epochs=4, checkpoint=path)
    found = fit(short, cross_entropy, sgd(lr=rate), task(), batch_size=8, epochs=7, checkpoint=path, resume=True)
    assert len(set(wanted.scheduled["lr"])) > 2  # it has dropped, before the break and after
    assert_array_equal(found.scheduled["lr"], wanted.scheduled["lr"])
    assert short.parameters.tobytes() == long.parameters.tobytes()
    with pytest.raises(CheckpointError, match=r"run.npz is 21 steps on, past the 6 of epochs=2; ask for more epochs"):
        fit(short, cross_entropy, sgd(lr=rate), task(), batch_size=8, epochs=2, checkpoint=path, resume=True)


def labels_changed() -> Any:
    X, y = task()
    y[3] = (y[3] + 1) % 3
    return X, y


@pytest.mark.parametrize(
    "change, message",
    [
        (
            {"model": mlp([4, 7, 3])},
            r"its model is Model mlp relu of 0.weight \(4, 5\), .*here it is Model mlp relu of 0.weight \(4, 7\)",
        ),
        (
            {"model": mlp([4, 5, 3], activation="tanh")},
            "its model is Model mlp relu of .*, and here it is Model mlp tanh of ",
        ),
        (
            {"model": mlp([4, 5, 3], dtype=np.float32), "data": (task()[0].astype(np.float32), task()[1])},
            r"its model is .*, float64, and here it is .*, float32",
        ),
        ({"optimizer": adam(lr=0.02)}, r"its optimizer is adam\(lr=0.01,.*, and here it is adam\(lr=0.02,"),
        ({"optimizer": sgd(lr=0.01)}, r"its optimizer is adam.*, and here it is sgd\(lr=0.01\)"),
        ({"optimizer": pipeline(adam(lr=0.01))}, r"its optimizer is adam\(.*, and here it is pipeline\(adam\("),
        ({"data": task(24)}, r"its data is X \(23, 4\) float64, y \(23,\) int64, .*, and here it is X \(24, 4\)"),
        ({"data": labels_changed()}, r"its data is .*, digest \w+, and here it is X \(23, 4\) float64, .*, digest"),
        ({"loss": mse, "data": (task()[0], np.eye(3)[task()[1]])}, r"its loss is cross_entropy\(.*here it is mse\(\)"),
        ({"batch_size": 6}, "its batch_size is 5, and here it is 6"),
        ({"seed": 1}, "its seed is 0, and here it is 1"),
        ({"sam": 0.1}, "its sam is None, and here it is 0.1"),
    ],
)
def test_another_run_is_refused_with_both_named(change: Any, message: str, tmp_path: Path) -> None:
    given: dict[str, Any] = {
        "model": mlp([4, 5, 3]), "loss": cross_entropy, "optimizer": adam(lr=0.01), "data": task(), "batch_size": 5,
        "epochs": 1, "checkpoint": tmp_path / "run.npz", "resume": True,
    }  # fmt: skip
    fit(**given)
    before = (tmp_path / "run.npz").read_bytes()
    given |= change
    start = given["model"].parameters.copy()
    with pytest.raises(CheckpointError, match=f"run.npz is of another run: {message}"):
        fit(**given)
    assert_array_equal(given["model"].parameters, start)
    assert (tmp_path / "run.npz").read_bytes() == before


def test_what_fit_refuses_about_checkpoints(tmp_path: Path) -> None:
    data, model = task(), linear(4, 3)
    for keep, kind, message in (
        ({"resume": True}, MissingError, "checkpoint_every and resume need checkpoint, the path of a file"),
        ({"checkpoint_every": 3}, MissingError, "checkpoint_every and resume need checkpoint"),
        ({"checkpoint": tmp_path / "a", "checkpoint_every": 0}, RangeError, "checkpoint_every must lie in the whole"),
        ({"checkpoint": tmp_path / "no" / "a"}, CheckpointError, "is in a folder that does not exist"),
    ):
        with pytest.raises(kind, match=message):
            fit(model, cross_entropy, sgd, data, batch_size=8, epochs=1, **keep)
    save(tmp_path / "weights.npz", model.parameters)
    with pytest.raises(CheckpointError, match="is a checkpoint, but not one of fit: it has no place to go on from"):
        fit(model, cross_entropy, sgd, data, batch_size=8, epochs=1, checkpoint=tmp_path / "weights.npz", resume=True)
    (tmp_path / "run.npz").write_bytes(b"rubbish")
    with pytest.raises(CheckpointError, match="not a whole talweg checkpoint"):
        fit(model, cross_entropy, sgd, data, batch_size=8, epochs=1, checkpoint=tmp_path / "run.npz", resume=True)
    assert_array_equal(model.parameters, linear(4, 3).parameters)
    fit(
        model, cross_entropy, sgd, data, batch_size=8, epochs=1, checkpoint=tmp_path / "run.npz"
    )  # not asked to resume: replaced
    assert_array_equal(load(tmp_path / "run.npz").parameters, model.parameters)


def test_weights_that_overflow_are_never_saved(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    with pytest.raises(NonFiniteError, match="the step would make the parameters w"):
        fit(
            linear(4, 3),
            mse,
            sgd(lr=1e308),
            (task()[0], np.eye(3)[task()[1]] * 1e4),
            batch_size=8,
            checkpoint=path,
            checkpoint_every=1,
        )
    assert not path.exists()


@pytest.mark.parametrize("seed", [0, 1])
def test_a_killed_run_ends_where_the_uninterrupted_one_ends(seed: int, tmp_path: Path) -> None:
    script = Path(__file__).with_name("killed_run.py")
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "error", str(script), str(tmp_path), str(seed)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] >= 7  # as many as are planted inside a save; the others may come too late
    assert told["stood"] == sorted(told["stood"])
    assert told["resumed"] == told["reference"]
    assert told["left"] == ["run.npz"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_who_may_read_a_checkpoint_stays_as_it_was(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    save(path, np.ones(3))
    path.chmod(mode)
    save(path, np.zeros(3))
    assert path.stat().st_mode & 0o777 == mode
    assert not load(path).parameters.any()
