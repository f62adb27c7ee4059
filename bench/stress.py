"""Judges changed pictures of the same parts: other light, moved, turned, blurred, packed as JPEG.

    python3 bench/stress.py ./mekiki FOLDER [--draws 5] [--share 0.8] [--most 100]

FOLDER has train/good and test, and in test a folder named good and others for bad parts. A draw learns
from a random share of the good parts and judges at most so many good and so many bad tested parts, as they are and
changed; thresholds stay. All pictures are brought to a shorter side of 256 pixels first, so that a change is as large in
all. What is drawn of a change (brighter or darker, which way) is drawn for each picture. Prints means over draws with 95 % intervals
(Student's t), and how AUROC differs from that of the unchanged pictures of the same draw. Needs Pillow.
"""

import argparse
import io
import json
import os
import random
import statistics
import subprocess
import tempfile

from PIL import Image, ImageFilter

T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 19: 2.093}
SIDE = 256


def light(image, rng, gain):
    return image.point(lambda v: min(255, round(v * gain)))


def edge(image, margin):
    """The picture with its border pixels continued, so that what moves in is like what was there."""
    w, h = image.size
    out = Image.new(image.mode, (w + 2 * margin, h + 2 * margin))
    out.paste(image.resize((w + 2 * margin, h + 2 * margin)), (0, 0))
    for x, y, box in (
        (margin, 0, (0, 0, w, 1)), (margin, h + margin, (0, h - 1, w, h)),
    ):
        out.paste(image.crop(box).resize((w, margin)), (x, y))
    for x, box in ((0, (0, 0, 1, h)), (w + margin, (w - 1, 0, w, h))):
        out.paste(image.crop(box).resize((margin, h)), (x, margin))
    out.paste(image, (margin, margin))
    return out


def shift(image, rng, pixels):
    dx, dy = rng.choice((-pixels, pixels)), rng.choice((-pixels, pixels))
    w, h = image.size
    return edge(image, pixels).crop((pixels + dx, pixels + dy, pixels + dx + w, pixels + dy + h))


def turn(image, rng, degrees):
    w, h = image.size
    margin = 32
    big = edge(image, margin).rotate(rng.choice((-degrees, degrees)), Image.BILINEAR)
    return big.crop((margin, margin, margin + w, margin + h))


def jpeg(image, rng, quality):
    b = io.BytesIO()
    image.save(b, "JPEG", quality=quality)
    b.seek(0)
    return Image.open(b).copy()


CHANGES = [
    ("as they are", lambda i, r: i),
    ("light 20 % more", lambda i, r: light(i, r, 1.2)),
    ("light 20 % less", lambda i, r: light(i, r, 0.8)),
    ("moved by 8 pixels", lambda i, r: shift(i, r, 8)),
    ("turned by 3 degrees", lambda i, r: turn(i, r, 3)),
    ("blurred, sigma 1", lambda i, r: i.filter(ImageFilter.GaussianBlur(1))),
    ("JPEG 50", lambda i, r: jpeg(i, r, 50)),
]


def pictures(folder):
    return sorted(os.path.join(d, n) for d, _, names in os.walk(folder) for n in names if not n.startswith("."))


def opened(path):
    """The picture with a shorter side of SIDE; what is transparent is white."""
    image = Image.open(path)
    if image.mode in ("RGBA", "LA", "P"):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    image = image.convert("L" if image.mode in ("L", "1") else "RGB")
    factor = SIDE / min(image.size)
    return image.resize((round(image.width * factor), round(image.height * factor)), Image.BOX if factor < 0.5 else Image.BILINEAR)


def run(*args):
    out = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if out.returncode != 0:
        raise SystemExit(" ".join(args) + "\n" + out.stderr)
    return out.stdout


def judged(mekiki, inspector, tree):
    r = json.loads(run(mekiki, "inspect", "test", inspector, "--data", tree, "--json"))
    f = r["figures"]
    good = [p for p in r["parts"] if p["kind"] == "good"]
    return {
        "AUROC": f["ranking"]["auroc"]["value"],
        "good parts NG": f["overkill"]["share"],
        "good parts REVIEW": f["good_review"]["share"],
        "of them by the guard": sum(1 for p in good if p.get("reason")) / len(good),
        "bad parts OK": f["escapes"]["share"],
    }


def mean(values):
    m = statistics.mean(values)
    if len(values) < 2:
        return f"{m:.3f}"
    half = T.get(len(values) - 1, 1.96) * statistics.stdev(values) / len(values) ** 0.5
    return f"{m:.3f} ({m - half:.3f} to {m + half:.3f})"


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("mekiki")
    p.add_argument("folder")
    p.add_argument("--draws", type=int, default=5)
    p.add_argument("--share", type=float, default=0.8)
    p.add_argument("--most", type=int, default=100)
    a = p.parse_args()
    train = pictures(os.path.join(a.folder, "train", "good"))
    test = os.path.join(a.folder, "test")
    good = pictures(os.path.join(test, "good"))
    bad = [f for d in sorted(os.listdir(test)) if d != "good" for f in pictures(os.path.join(test, d))]
    found = {name: [] for name, _ in CHANGES}
    for draw in range(a.draws):
        rng = random.Random(draw)
        with tempfile.TemporaryDirectory() as tmp:
            os.makedirs(os.path.join(tmp, "learn"))
            for i, f in enumerate(rng.sample(train, round(a.share * len(train)))):
                opened(f).save(os.path.join(tmp, "learn", f"{i:04}.png"))
            inspector = os.path.join(tmp, "part.mekiki")
            run(a.mekiki, "inspect", "fit", "--good", os.path.join(tmp, "learn"), "--out", inspector)
            some = [("good", f) for f in rng.sample(good, min(a.most, len(good)))]
            some += [("bad", f) for f in rng.sample(bad, min(a.most, len(bad)))]
            for name, change in CHANGES:
                tree = os.path.join(tmp, name.replace(" ", "-"))
                for kind in ("good", "bad"):
                    os.makedirs(os.path.join(tree, kind))
                for i, (kind, f) in enumerate(some):
                    change(opened(f), rng).save(os.path.join(tree, kind, f"{i:04}.png"))
                found[name].append(judged(a.mekiki, inspector, tree))
    keys = list(found[CHANGES[0][0]][0])
    print("| pictures | " + " | ".join(keys) + " | AUROC, difference |")
    print("|---" * (len(keys) + 2) + "|")
    base = found[CHANGES[0][0]]
    for name, rows in found.items():
        difference = mean([r["AUROC"] - b["AUROC"] for r, b in zip(rows, base)])
        print(f"| {name} | " + " | ".join(mean([r[k] for r in rows]) for k in keys) + f" | {difference} |", flush=True)


main()
