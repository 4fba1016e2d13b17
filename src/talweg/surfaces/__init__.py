"""The shelf of surfaces: one file each. A new one is a line here."""

from talweg.nouns import Shelf, Surface
from talweg.surfaces.valley import valley as valley

SURFACES = Shelf(Surface, globals())
