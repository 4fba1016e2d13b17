"""Cut the site's mathematics font out of TeX Gyre Pagella Math: `python tests/web/make_math_font.py PATH_OF_THE_OTF`.

Debian has the font in fonts-texgyre-math. The cut holds what the converter writes for the lesson, the formulas and the
questions, some signs more, and the taller forms of brackets and roots; `test_math.py` looks for what it lacks.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

import talweg

TARGET = Path(talweg.__file__).parent / "web" / "static" / "fonts" / "talweg-math.woff2"
NAME = "Talweg Math"  # the licence asks that what is derived has a name of its own
SIGNS = "·×−…⋯′←∂∇∈∑√∞≈≠≤≥⌊⌋^"
TALL, FORMS = "(){}|√∑", 3
LATIN, GREEK = 0x1D434, 0x1D6FC  # where the slanted letters begin


def wanted() -> set[int]:
    """The characters: ASCII, the signs, and both alphabets as mathematics slants them."""
    latin = {LATIN + place for place in range(52)} - {LATIN + 33} | {0x210E}  # its h has a place of its own
    plain = {*range(0x20, 0x7F)} - {*map(ord, '"#$&;@\\_`~')}
    return {*plain, 0xA0, *map(ord, SIGNS), *latin, *range(GREEK, GREEK + 25)}


def _shorten(construction: Any, forms: int) -> None:
    """Keep the first so many larger forms of a glyph, and, if any, the pieces that any size is built of."""
    construction.MathGlyphVariantRecord = construction.MathGlyphVariantRecord[:forms]
    construction.VariantCount = len(construction.MathGlyphVariantRecord)
    if not forms:
        construction.GlyphAssembly = None


def cut(source: Path) -> None:
    """Write the cut of `source` to TARGET."""
    font = TTFont(source)
    variants, names = font["MATH"].table.MathVariants, font.getBestCmap()
    tall = {names[ord(each)] for each in TALL if ord(each) in names}
    for glyph, each in zip(variants.VertGlyphCoverage.glyphs, variants.VertGlyphConstruction, strict=True):
        _shorten(each, FORMS if glyph in tall else 0)
    for each in variants.HorizGlyphConstruction:
        _shorten(each, 0)
    options = Options(
        layout_features=[], hinting=False, desubroutinize=True, flavor="woff2", name_IDs=[0, 1, 2, 3, 4, 6, 13, 14]
    )
    options.drop_tables += ["FFTM", "GSUB", "GPOS", "GDEF"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = NAME.replace(" ", "") if record.nameID == 6 else NAME
    font["CFF "].cff.fontNames = [NAME.replace(" ", "")]
    font.flavor = "woff2"
    font.save(TARGET)


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
