"""The printer is loaded without what is hardly ever used, and has it when it is."""

import subprocess
import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from foundation.documents.printer import HARDLY_USED, Later

ROOT = Path(__file__).parents[3]


def a_variable_font() -> TTFont:
    """One letter, a square, with an axis for its weight."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 700), (500, 700), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    font = FontBuilder(1000)
    font.setupGlyphOrder([".notdef", "A"])
    font.setupCharacterMap({ord("A"): "A"})
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "A": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (500, 0), "A": (500, 0)})
    font.setupHorizontalHeader()
    font.setupNameTable({"familyName": "Square", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    font.setupGvar({})
    return font.font


def test_loading_the_printer_leaves_out_what_is_hardly_ever_used() -> None:
    asked = "import sys, foundation.documents.printer; print(*(name for name in sys.modules if 'varLib' in name))"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["fontTools.varLib.instancer"]


def test_a_variable_font_is_made_a_fixed_one_by_what_is_loaded_then() -> None:
    fixed = Later(HARDLY_USED[1]).instantiateVariableFont(a_variable_font(), {"wght": 400}, static=True)
    assert "fvar" not in fixed
    assert "A" in fixed.getGlyphOrder()


def test_a_font_is_cut_by_what_is_loaded_then_where_harfbuzz_cannot() -> None:
    cut = Later(HARDLY_USED[0])
    cutter = cut.Subsetter(cut.Options(retain_gids=False))
    cutter.populate(gids=[])
    font = a_variable_font()
    cutter.subset(font)
    assert font.getGlyphOrder() == [".notdef"]
