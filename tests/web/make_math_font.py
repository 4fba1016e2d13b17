"""Cut the site's mathematics font out of TeX Gyre Pagella Math: `python tests/web/make_math_font.py PATH_OF_THE_OTF`.

Debian has the font in fonts-texgyre-math. The cut holds what the converter writes for the lesson, the formulas and the
questions, some signs more, and the taller forms of brackets and roots; `test_math.py` looks for what it lacks.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

import talweg

TARGET = Path(talweg.__file__).parent / "web" / "static" / "fonts" / "talweg-math.woff2"
NAME = "Talweg Math"  # the licence asks that what is derived has a name of its own
SIGNS = "±·×−…⋯′″←→↑↓∂∇∈∏∑√∝∞∣∥∧∨≈≠≡≤≥≪≫⋅⌊⌋⌈⌉ˆ˜¯̂̃̄ℎ   "
GREEK = "αβγδεζηθκλμνξπρστφχψωϕϵΔΣ"
TALL = "()[]{}|√∑⌊⌋"
ITALIC_LATIN, ITALIC_GREEK = 0x1D434, 0x1D6FC


def wanted() -> set[int]:
    """The characters: ASCII, the signs, Greek, and both alphabets as mathematics slants them."""
    latin = {ITALIC_LATIN + place for place in range(52)} - {ITALIC_LATIN + 33}  # its h stands elsewhere: U+210E
    greek = {ITALIC_GREEK + ord(each) - ord("α") for each in "αβγδεζηθκλμνξπρστφχψω"} | {
        0x1D6E5,
        0x1D6F4,
        0x1D719,
        0x1D716,
    }
    return {*range(0x20, 0x7F), 0xA0, *map(ord, SIGNS + GREEK), *latin, *greek}


def cut(source: Path) -> None:
    """Write the cut of `source` to TARGET."""
    font = TTFont(source)
    variants, names = font["MATH"].table.MathVariants, font.getBestCmap()
    tall = {names[ord(each)] for each in TALL if ord(each) in names}
    for glyph, construction in zip(variants.VertGlyphCoverage.glyphs, variants.VertGlyphConstruction, strict=True):
        if glyph not in tall:
            construction.MathGlyphVariantRecord, construction.VariantCount, construction.GlyphAssembly = [], 0, None
    for construction in variants.HorizGlyphConstruction:
        construction.MathGlyphVariantRecord, construction.VariantCount, construction.GlyphAssembly = [], 0, None
    options = Options(
        layout_features=[], hinting=False, desubroutinize=True, flavor="woff2", name_IDs=[0, 1, 2, 3, 4, 6, 13, 14]
    )
    options.drop_tables += ["FFTM"]
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
