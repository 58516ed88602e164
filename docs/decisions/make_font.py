# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0", "pylopdf-fonts-zh-cn==0.1.1"]
# ///
"""Make data/font/charts.otf anew: `uv run --script docs/decisions/make_font.py` (see 0015-charts.md).

Noto Sans SC with what charts may need: GB 2312, the further characters of the table of 2013 that names of people and
places use (data/font/rare.txt), ASCII and some signs.
"""

from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parents[2] / "data" / "font"
SIGNS = "·，。、：；！？（）《》〈〉【】“”‘’…—～〓％＋－×○●◎□■▲△▼▽→←↑↓≥≤①②③④⑤⑥⑦⑧⑨⑩"  # 〓 stands for what has no glyph


def gb2312() -> set[str]:
    """The 6,763 Chinese characters of the standard."""
    pairs = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return {pair.decode("gb2312", "ignore") for pair in pairs} - {""}


def main() -> None:
    """Write the font."""
    rare = set((FOLDER / "rare.txt").read_text(encoding="utf-8").split())
    characters = gb2312() | set("".join(rare)) | set(SIGNS) | {chr(code) for code in range(0x20, 0x7F)}
    font = TTFont(str(pylopdf_fonts_zh_cn.sans_path()), recalcTimestamp=False)
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=["*"], glyph_names=False)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=sorted(map(ord, characters)))
    maker.subset(font)
    font.save(FOLDER / "charts.otf")
    print(f"{len(characters)} characters, {(FOLDER / 'charts.otf').stat().st_size} bytes")


if __name__ == "__main__":
    main()
