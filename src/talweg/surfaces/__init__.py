"""The shelf of surfaces: one file each. A new one is a line here."""

from talweg.nouns import Shelf, Surface
from talweg.surfaces.valley import valley as valley
from talweg.surfaces.rotated_valley import rotated_valley as rotated_valley
from talweg.surfaces.sphere import sphere as sphere
from talweg.surfaces.booth import booth as booth
from talweg.surfaces.matyas import matyas as matyas
from talweg.surfaces.rosenbrock import rosenbrock as rosenbrock
from talweg.surfaces.beale import beale as beale
from talweg.surfaces.saddle import saddle as saddle
from talweg.surfaces.cliff import cliff as cliff
from talweg.surfaces.sharp_and_flat import sharp_and_flat as sharp_and_flat
from talweg.surfaces.himmelblau import himmelblau as himmelblau
from talweg.surfaces.three_hump_camel import three_hump_camel as three_hump_camel
from talweg.surfaces.six_hump_camel import six_hump_camel as six_hump_camel
from talweg.surfaces.styblinski_tang import styblinski_tang as styblinski_tang
from talweg.surfaces.branin import branin as branin
from talweg.surfaces.goldstein_price import goldstein_price as goldstein_price
from talweg.surfaces.levy13 import levy13 as levy13
from talweg.surfaces.rastrigin import rastrigin as rastrigin
from talweg.surfaces.ackley import ackley as ackley
from talweg.surfaces.typed import typed as typed

SURFACES = Shelf(Surface, globals())
