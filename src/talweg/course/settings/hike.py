"""The hike: the learner is the optimizer.

`path` holds the stops after the start, x and y in turn; `turn` is in degrees off the slope, to the right. None means
a tenth of the map (length) or the last step (step); `equal` says on what terms the rules walk. Each hill, which only
the page can draw from its seed, has a map of its own: path and length are legal where they would be on some map.
"""

from __future__ import annotations

from talweg.course.schema import ChoiceField, NumberField, PlacesField, Schema, closed, whole
from talweg.surfaces import SURFACES

SPANS = [span for surface in SURFACES.values() for span in surface.view]

SCHEMA: Schema = {
    "seed": whole(1, 1, 9999),
    # A link holds at most 64 numbers in a list: 30 stops and no more.
    "steps": whole(12, 1, 30),
    "path": PlacesField(closed(None, min(low for low, _ in SPANS), max(high for _, high in SPANS)), most="steps"),
    "turn": whole(0, -180, 180),
    "length": NumberField(None, 0, max(high - low for low, high in SPANS), low_open=True),
    # The blindfold stays on until there is a walk to look at.
    "lifted": whole(0, 0, "np.minimum(path, 1)"),
    "equal": ChoiceField("stride", {"stride": "your first stride", "best": "each at its best rate"}),
    "step": whole(None, 0, "path", none="path"),
}
