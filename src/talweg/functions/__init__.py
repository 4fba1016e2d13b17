"""The shelf of functions: what several formulas call, one file each. A new one is a line here."""

from talweg.functions.bias_corrected import bias_corrected as bias_corrected
from talweg.functions.sigmoid import sigmoid as sigmoid
from talweg.functions.weighted import weighted as weighted
from talweg.nouns import Function, Shelf

FUNCTIONS = Shelf(Function, globals())
