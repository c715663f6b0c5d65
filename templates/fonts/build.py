"""Build Spoorboek Sans from Source Sans Pro; run by hand when the font changes, not by the product.

Usage: python templates/fonts/build.py FOLDER, where FOLDER holds SourceSansPro-Regular.ttf and -Semibold.ttf (2.020).
Only Latin, Greek and Cyrillic letters and a few signs are kept, so that documents are small and quick to make. The
licence requires a changed font to have another name, hence the name.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

FONT_FOLDER = Path(__file__).parent
FONT_WEIGHTS = ("Regular", "Semibold")
LETTERS = (
    *((0x20, 0x7E), (0xA0, 0x24F), (0x253, 0x25B), (0x2B9, 0x2DD), (0x300, 0x30C), (0x323, 0x328), (0x1E00, 0x1EFF)),
    *((0x370, 0x3FF), (0x1F00, 0x1FFF), (0x400, 0x4FF)),  # Greek, its older accents, Cyrillic
)
FONT_SIGNS = (
    *((0x2010, 0x2027), (0x2030, 0x2033), (0x2039, 0x203A), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2190, 0x2193)),
    *((0x2212, 0x2212), (0x2260, 0x2265), (0x2610, 0x2612), (0x2713, 0x2713)),
)
KERNED = (*range(0x21, 0x7F), *range(0xC0, 0x100), 0x2013, 0x2018, 0x2019, 0x201C, 0x201D)


def kerning_tables(font: TTFont) -> Iterator[Any]:
    """Yield the pair tables of the font's kerning, in the order they apply."""
    gpos = font["GPOS"].table
    kern = [record.Feature.LookupListIndex for record in gpos.FeatureList.FeatureRecord if record.FeatureTag == "kern"]
    for index in sorted({number for numbers in kern for number in numbers}):
        yield from (getattr(table, "ExtSubTable", table) for table in gpos.LookupList.Lookup[index].SubTable)


def advance(table: Any, left: str, right: str) -> int | None:
    """Return the advance of one pair (font units), None when this table does not hold it."""
    if table.Format == 2:
        row = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)]
        return getattr(row.Class2Record[table.ClassDef2.classDefs.get(right, 0)].Value1, "XAdvance", 0)
    row = table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord
    return next((getattr(pair.Value1, "XAdvance", 0) for pair in row if pair.SecondGlyph == right), None)


def kerning(font: TTFont) -> dict[tuple[str, str], int]:
    """Return the kerned pairs of the common letters: the first table that holds a pair decides."""
    cmap = font.getBestCmap()
    names = sorted({cmap[letter] for letter in KERNED if letter in cmap})
    found: dict[tuple[str, str], int] = {}
    for table in kerning_tables(font):
        for left in set(table.Coverage.glyphs).intersection(names):
            for right in names:
                value = advance(table, left, right)
                if value is not None:
                    found.setdefault((left, right), value)
    return {pair: found[pair] for pair in sorted(found) if found[pair]}


def rename(font: TTFont, weight: str) -> None:
    """Give the font its new name everywhere; its copyright and licence stay."""
    names = {1: "Spoorboek Sans", 2: weight, 3: f"SpoorboekSans-{weight}", 4: f"Spoorboek Sans {weight}"}
    names |= {6: f"SpoorboekSans-{weight}", 16: "Spoorboek Sans", 17: weight}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)


def build(source: Path, weight: str) -> TTFont:
    """Build one weight: kept letters only, kerning as plain pairs, the new name."""
    font = TTFont(source / f"SourceSansPro-{weight}.ttf", recalcTimestamp=False)
    pairs = kerning(font)
    options = subset.Options(layout_features=[], drop_tables=["GPOS", "GSUB", "GDEF", "BASE", "DSIG"], hinting=False)
    options.name_IDs, options.notdef_outline = ["*"], True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in (*LETTERS, *FONT_SIGNS) for code in range(first, last + 1)])
    subsetter.subset(font)
    plain = KernTable_format_0(apple=False)
    plain.coverage, plain.kernTable = 1, pairs
    font["kern"] = table = newTable("kern")
    table.version, table.kernTables = 0, [plain]
    rename(font, weight)
    return font


if __name__ == "__main__":
    for name in FONT_WEIGHTS:
        build(Path(sys.argv[1]), name).save(FONT_FOLDER / f"SpoorboekSans-{name}.ttf")
