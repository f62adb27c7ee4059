"""Makes internal/plot/fonts/bizud.ttf.gz, the font for Japanese in PNG figures.

It is a part of BIZ UDGothic Regular (Debian: fonts-morisawa-bizud-gothic, SIL Open Font
License 1.1): kana, Japanese signs and all kanji of JIS level 1, without hints, on a grid of
250 units an em, which is fine enough for labels and makes the file a third smaller. Further characters that a catalogue
needs are named in EXTRA. Building the program does not need this script; run it by hand:

    pip install fonttools
    python3 _tools/font.py BIZUDGothic-Regular.ttf internal/plot/fonts/bizud.ttf.gz
"""

import gzip
import io
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

# Kanji beyond level 1 that texts and names of defects use.
EXTRA = "閾錆疵瑕皺罅剝濾橙儘"


def level1():
    """The kanji of JIS X 0208, rows 16 to 47."""
    for row in range(16, 48):
        for cell in range(1, 95):
            try:
                yield bytes([row + 0xA0, cell + 0xA0]).decode("euc_jp")
            except UnicodeDecodeError:
                pass  # row 47 is not full


def main(source, target):
    signs = [*range(0x3000, 0x3100), *range(0xFF01, 0xFF5F), *range(0xFFE0, 0xFFE7)]
    signs += map(ord, "→←↑↓↔⇒≤≥≠≈≒±×÷−–—…‥※★☆○●◎△▲▽▼□■◇◆①②③④⑤⑥⑦⑧⑨⑩℃‰μΩΣΔ∞√∫∂")
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 13]
    options.drop_tables += ["BASE", "DSIG", "EBDT", "EBLC", "gasp", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "meta", "vhea", "vmtx"]
    font = subset.load_font(source, options)
    part = subset.Subsetter(options)
    part.populate(text="".join(level1()) + EXTRA + "".join(map(chr, signs)))
    part.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    out.seek(0)
    font = TTFont(out, recalcTimestamp=False)
    scale_upem(font, 250)
    out = io.BytesIO()
    font.save(out)
    with open(target, "wb") as f:
        f.write(gzip.compress(out.getvalue(), 9, mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
