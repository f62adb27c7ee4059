"""What the guard of inspection holds back: wrong parts, spoilt pictures, and good ones by mistake.

    python3 bench/guard.py ./mekiki [NAME=FOLDER ...]

Draws rings, labels and woven parts, fits an inspector to the good ones of each with the usual
settings, and lets it judge good and bad parts that it has not seen, the good ones spoilt, and good parts
of all other sets. FOLDER is a set of real parts with train/good, test/good
and folders of bad parts beside. Prints a table in
Markdown: of each row and set the share that is REVIEW by the guard, and by guard or score
together not OK. Needs Pillow.
"""
import json
import os
import subprocess
import sys
import tempfile

from PIL import Image, ImageFilter, ImageOps

MOST = 40  # pictures of a set that are spoilt, evenly chosen


def scaled(share):
    return lambda p: p.point(lambda v: round(v * share))


def moved(p, share=0.25):
    """The part slides out of sight: the border that comes in has the colour of the corner."""
    out = Image.new(p.mode, p.size, p.getpixel((0, 0)))
    out.paste(p, (round(p.width * share), round(p.height * share)))
    return out


def turned(degrees):
    return lambda p: p.rotate(degrees, Image.BICUBIC, fillcolor=p.getpixel((0, 0)))


def cropped(p):
    w, h = p.size
    return p.crop((w // 4, h // 4, 3 * w // 4, 3 * h // 4)).resize(p.size, Image.BICUBIC)


SPOILT = {
    "dark: 0.3 of the light": (scaled(0.3), "png", {}),
    "bright: 1.7 of the light": (scaled(1.7), "png", {}),
    "blurred: Gaussian, 1/64 of the shorter side": (lambda p: p.filter(ImageFilter.GaussianBlur(min(p.size) / 64)), "png", {}),
    "moved by a quarter": (moved, "png", {}),
    "turned by 20°": (turned(20), "png", {}),
    "turned by 180°": (turned(180), "png", {}),
    "cropped: the middle half, enlarged": (cropped, "png", {}),
    "inverted": (ImageOps.invert, "png", {}),
    "JPEG of quality 5": (lambda p: p, "jpg", {"quality": 5}),
    "half as large": (lambda p: p.resize((p.width // 2, p.height // 2), Image.BOX), "png", {}),
    "pressed: half as high": (lambda p: p.resize((p.width, p.height // 2), Image.BOX), "png", {}),
    "without colour": (lambda p: p.convert("L").convert("RGB"), "png", {}),
}


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def pictures(folder):
    names = [n for n in sorted(os.listdir(folder)) if n.lower().endswith((".png", ".jpg", ".jpeg", ".bmp"))]
    return chosen([os.path.join(folder, n) for n in names])


def chosen(paths):
    """At most MOST of them, evenly."""
    count = min(MOST, len(paths))
    return [paths[i * len(paths) // count] for i in range(count)]


def opened(path):
    p = ImageOps.exif_transpose(Image.open(path))
    if p.mode in ("RGBA", "LA", "P"):
        p = p.convert("RGBA")
        p = Image.alpha_composite(Image.new("RGBA", p.size, "white"), p)
    return p.convert("RGB")


def spoil(folder, good):
    """A folder for each way, with the good pictures spoilt."""
    for k, (change, ending, options) in enumerate(SPOILT.values()):
        os.makedirs(os.path.join(folder, str(k)))
        for i, path in enumerate(good):
            change(opened(path)).save(os.path.join(folder, str(k), f"{i:03}.{ending}"), **options)


def judged(mekiki, inspector, paths):
    """Share held back by the guard, share that is not OK."""
    parts = json.loads(run(mekiki, "-q", "inspect", "run", inspector, *paths, "--json"))["parts"]
    return (sum(bool(p.get("reason")) for p in parts) / len(parts), sum(p["verdict"] != "OK" for p in parts) / len(parts), len(parts))


def main():
    mekiki, sets = sys.argv[1], dict(a.split("=", 1) for a in sys.argv[2:])
    with tempfile.TemporaryDirectory() as scratch:
        for kind in ("ring", "label", "weave"):
            sets["drawn " + kind] = os.path.join(scratch, kind)
            run(mekiki, "-q", "inspect", "draw", "--kind", kind, "--good", "40", "--test-good", str(MOST), "--bad", str(MOST), "--faintest", "0.5", "--out", os.path.join(scratch, kind))
        test = {name: pictures(os.path.join(folder, "test", "good")) for name, folder in sets.items()}
        table = {}
        for name, folder in sets.items():
            inspector, bad = os.path.join(scratch, name + ".mekiki"), os.path.join(scratch, name + " spoilt")
            run(mekiki, "-q", "inspect", "fit", "--good", os.path.join(folder, "train", "good"), "--out", inspector)
            spoil(bad, test[name])
            rows = {"good, not seen before": judged(mekiki, inspector, test[name])}
            faults = sorted(d for d in os.listdir(os.path.join(folder, "test")) if d != "good")
            rows["bad parts"] = judged(mekiki, inspector, chosen([p for d in faults for p in pictures(os.path.join(folder, "test", d))]))
            for k, what in enumerate(SPOILT):
                rows[what] = judged(mekiki, inspector, [os.path.join(bad, str(k))])
            rows["good parts of the other sets"] = judged(mekiki, inspector, [p for other in sets if other != name for p in test[other]])
            for what, found in rows.items():
                table.setdefault(what, {})[name] = found
            print(name, rows, file=sys.stderr, flush=True)
    print("| held back, not OK | " + " | ".join(sets) + " |\n|---|" + "---|" * len(sets))
    for what, row in table.items():
        print(f"| {what} | " + " | ".join(f"{100 * held:.0f} %, {100 * wrong:.0f} %" for held, wrong, _ in (row[n] for n in sets)) + " |")


if __name__ == "__main__":
    main()
