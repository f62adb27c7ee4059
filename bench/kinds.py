"""Names kinds of defect from a few known pictures each, and finds kinds that are not known.

    python3 bench/kinds.py ./mekiki FOLDER [--size 128] [--draws 10] [--known 5,10]

FOLDER has a folder for each kind. A draw takes so many pictures of each kind as known ones, at
random; all others are named by `mekiki predict --eye embedded`. Then each kind in turn is taken out
of the known ones: its pictures should lie farther from what is known than all others do. Of files with
the same bytes one is taken. Prints means over draws with 95 % intervals (Student's t over draws; over kinds the
mean is taken within a draw). Needs Python's standard library only.
"""

import argparse
import hashlib
import json
import math
import os
import random
import shutil
import subprocess
import tempfile

T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 19: 2.093}


def pictures(folder):
    """The pictures of each kind, one of those that are equal."""
    seen, kinds = set(), {}
    for kind in sorted(os.listdir(folder)):
        for name in sorted(os.listdir(os.path.join(folder, kind))):
            path = os.path.join(folder, kind, name)
            with open(path, "rb") as f:
                digest = hashlib.sha256(f.read()).digest()
            if digest not in seen:
                seen.add(digest)
                kinds.setdefault(kind, []).append(path)
    return kinds


def predict(mekiki, size, known, rest):
    """What mekiki says of all pictures of rest: (kind, class called, distance)."""
    with tempfile.TemporaryDirectory() as root:
        for part, chosen in (("train", known), ("test", rest)):
            for kind, paths in chosen.items():
                os.makedirs(os.path.join(root, part, kind))
                for path in paths:
                    shutil.copy(path, os.path.join(root, part, kind))
        out = subprocess.run(
            [mekiki, "predict", "--json", "--eye", "embedded", "--size", str(size), "--data", root, os.path.join(root, "test")],
            check=True, capture_output=True).stdout
        return [(os.path.basename(os.path.dirname(p["file"])), p["class"], p["distance"]) for p in json.loads(out)["pictures"]]


def auroc(low, high):
    """The share of pairs in the right order, ties by half."""
    order = sorted([(v, 0) for v in low] + [(v, 1) for v in high])
    below = won = i = 0
    while i < len(order):
        j = i
        while j < len(order) and order[j][0] == order[i][0]:
            j += 1
        zeros = sum(1 for _, c in order[i:j] if c == 0)
        won += (j - i - zeros) * (below + zeros / 2)
        below, i = below + zeros, j
    return won / len(low) / len(high)


def mean(values):
    m = sum(values) / len(values)
    if len(values) < 2:
        return f"{m:.3f}"
    half = T[len(values) - 1] * math.sqrt(sum((v - m) ** 2 for v in values) / (len(values) - 1) / len(values))
    return f"{m:.3f} ({m - half:.3f} to {m + half:.3f})"


def main():
    p = argparse.ArgumentParser()
    p.add_argument("mekiki")
    p.add_argument("folder")
    p.add_argument("--size", type=int, default=128)
    p.add_argument("--draws", type=int, default=10)
    p.add_argument("--known", default="5,10")
    a = p.parse_args()
    kinds = pictures(a.folder)
    print(f"{len(kinds)} kinds, {sum(map(len, kinds.values()))} pictures")
    for n in map(int, a.known.split(",")):
        named, found = [], []
        for draw in range(a.draws):
            rng = random.Random(1000 * n + draw)
            known = {k: rng.sample(v, n) for k, v in kinds.items()}
            rest = {k: [x for x in v if x not in known[k]] for k, v in kinds.items()}
            calls = predict(a.mekiki, a.size, known, rest)
            shares = {k: [c == k for t, c, _ in calls if t == k] for k in kinds}
            named.append((sum(map(sum, shares.values())) / len(calls), sum(sum(s) / len(s) for s in shares.values()) / len(kinds)))
            areas = []
            for left in kinds:
                calls = predict(a.mekiki, a.size, {k: v for k, v in known.items() if k != left}, rest)
                areas.append(auroc([d for t, _, d in calls if t != left], [d for t, _, d in calls if t == left]))
            found.append(sum(areas) / len(areas))
        print(f"{n} known of each kind: named right {mean([x for x, _ in named])}, mean over kinds {mean([x for _, x in named])}; kind never seen, AUROC {mean(found)}", flush=True)


main()
