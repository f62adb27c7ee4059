"""What known bad parts are worth: heads by several losses and a discriminator, on the same parts.

    python bench/taught.py ./mekiki FOLDER [--bad 3,5,10,20,40] [--draws 5] [--loss cosine-threshold,combined-threshold] [--out FILE]

FOLDER has train/good and test, and in test a folder named good and others for bad parts. An inspector is fitted once on
all of train/good. A draw takes so many of the tested bad parts, known by their label alone; each loss teaches them by
`inspect learn`, and all other tested parts are judged. The discriminator sees the same: vectors of places of the embedded eye
(blocks 4 and 10, 256x256, averaged over 3x3), brought to length one and whitened by good places; logistic regression of places of
good pictures, and the nearer half of each bad picture, against the ten farthest places of each bad picture; the score is
the mean of the top 1 % of the smoothed map, added to the frozen score, each over its standard deviation over good parts that it had
not seen. Prints AUROC, means over draws with 95 % intervals (Student's t), and differences of the same draws. Needs NumPy and
scikit-learn.
"""

import argparse
import json
import math
import os
import random
import statistics
import struct
import subprocess
import tempfile

import numpy as np
from sklearn.linear_model import LogisticRegression

T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 19: 2.093}
SIDE, SUSPECTS, TURNS = 256, 10, 3


def pictures(folder):
    return sorted(os.path.join(d, n) for d, _, names in os.walk(folder) for n in names if not n.startswith("."))


def tree(folder, files):
    os.makedirs(folder)
    for i, f in enumerate(files):
        os.symlink(os.path.abspath(f), os.path.join(folder, f"{i:05}{os.path.splitext(f)[1]}"))


def auroc(good, bad):
    good = np.sort(good)
    return float(np.mean(np.searchsorted(good, bad, "left") + np.searchsorted(good, bad, "right")) / 2 / len(good))


def said(values):
    m, n = statistics.mean(values), len(values)
    if n < 2:
        return f"{m:.3f}"
    h = T[n - 1] * statistics.stdev(values) / math.sqrt(n)
    return f"{m:.3f} ({m - h:.3f} to {m + h:.3f})"


def call(program, *args):
    r = subprocess.run([program, "-q", "--json", *args], stdout=subprocess.PIPE, text=True)
    if r.returncode not in (0, 1, 3):
        raise SystemExit(f"mekiki {' '.join(args)} ended with {r.returncode}")
    return json.loads(r.stdout)


def left_out(inspector):
    """The scores of the good pictures of an inspector, each judged by what was learned from others."""
    with open(inspector, "rb") as f:
        head = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
    return [k["frozen"] for k in json.loads(head["__metadata__"]["mekiki.inspector"])["good"]]


def scores(program, inspector, tmp, files):
    """The score of each file."""
    folder = tempfile.mkdtemp(dir=tmp)
    tree(os.path.join(folder, "all"), files)
    parts = call(program, "inspect", "run", inspector, os.path.join(folder, "all"))["parts"]
    at = {os.path.basename(p["file"]): p["score"] for p in parts}
    return np.array([at[f"{i:05}{os.path.splitext(f)[1]}"] for i, f in enumerate(files)])


class Places:
    """Vectors of places of pictures, as (pictures, places, numbers)."""

    def __init__(self, program, tmp, files, good):
        folder = tempfile.mkdtemp(dir=tmp)
        maps = []
        for tap in ("block4", "block10"):
            out = os.path.join(folder, tap + ".npy")
            call(program, "embed", "--eye", "embedded", "--map", "--tap", tap, "--size", str(SIDE), "--policy", "stretch", "--out", out, *files)
            m = around(np.load(out))
            if maps:
                m = enlarged(m, maps[0].shape[1])
            m *= 1 / np.linalg.norm(m[good], axis=3).mean()
            maps.append(m)
        x = np.concatenate(maps, axis=3)
        self.side = x.shape[1]
        x = x.reshape(len(files), -1, x.shape[3])
        self.far_from = x[good].reshape(-1, x.shape[2])[np.random.default_rng(1).permutation(sum(good) * x.shape[1])[:2000]]
        self.plain = x
        x = x / np.maximum(np.linalg.norm(x, axis=2, keepdims=True), 1e-12)
        some = x[good].reshape(-1, x.shape[2])[:: max(1, sum(good) * x.shape[1] // 24576)]
        cov = np.cov(some, rowvar=False)
        cov += 0.1 * np.trace(cov) / len(cov) * np.eye(len(cov))
        self.x = ((x - some.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(cov)).T).astype(np.float32)

    def far(self, i):
        a, b = self.plain[i], self.far_from
        return ((a * a).sum(1)[:, None] - 2 * a @ b.T + (b * b).sum(1)[None]).min(1)

    def score(self, model, i):
        m = model.decision_function(self.x[i]).reshape(1, self.side, self.side, 1)
        m = np.sort(around(m).ravel())
        return m[-max(1, len(m) // 100) :].mean()


def around(m):
    """The mean over 3x3 places, at the border over those that are there."""
    p = np.pad(m, ((0, 0), (1, 1), (1, 1), (0, 0)))
    n = np.pad(np.ones((1, *m.shape[1:3], 1), m.dtype), ((0, 0), (1, 1), (1, 1), (0, 0)))
    h, w = m.shape[1:3]
    add = lambda v: sum(v[:, i : i + h, j : j + w] for i in range(3) for j in range(3))
    return add(p) / add(n)


def enlarged(m, side):
    """Linearly, as half pixels lie."""
    n = m.shape[1]
    at = np.clip((np.arange(side) + 0.5) * n / side - 0.5, 0, n - 1)
    low = np.floor(at).astype(int)
    high, part = np.minimum(low + 1, n - 1), (at - low).astype(m.dtype)
    m = m[:, low] * (1 - part)[None, :, None, None] + m[:, high] * part[None, :, None, None]
    return m[:, :, low] * (1 - part)[None, None, :, None] + m[:, :, high] * part[None, None, :, None]


def discriminate(places, good, bad, others, rng):
    """Scores of good pictures, of which each third is judged without having been seen, and of others."""

    def model(good):
        calm, suspect = [], []
        for i in bad:
            order = np.argsort(places.far(i))
            suspect.append(places.x[i][order[-SUSPECTS:]])
            calm.append(places.x[i][order[: len(order) // 2 : 4]])
        each = max(8, 16384 // len(good))
        x = [places.x[i][rng.permutation(places.x.shape[1])[:each]] for i in good]
        known = np.concatenate(x + calm)
        suspect = np.concatenate(suspect)
        m = LogisticRegression(max_iter=300, class_weight="balanced")
        return m.fit(np.concatenate([known, suspect]), np.repeat([0, 1], [len(known), len(suspect)]))

    own = np.zeros(len(good))
    for turn in range(TURNS):
        m = model([g for k, g in enumerate(good) if k % TURNS != turn])
        for k, g in enumerate(good):
            if k % TURNS == turn:
                own[k] = places.score(m, g)
    m = model(good)
    return own, np.array([places.score(m, i) for i in others])


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("program")
    a.add_argument("folder")
    a.add_argument("--bad", default="3,5,10,20,40")
    a.add_argument("--draws", type=int, default=5)
    a.add_argument("--loss", default="cosine-threshold,combined-threshold")
    a.add_argument("--no-discriminator", action="store_true")
    a.add_argument("--out")
    a = a.parse_args()
    learn = pictures(os.path.join(a.folder, "train", "good"))
    good = pictures(os.path.join(a.folder, "test", "good"))
    bad = [f for f in pictures(os.path.join(a.folder, "test")) if f not in set(good)]
    losses = [s for s in a.loss.split(",") if s]
    with tempfile.TemporaryDirectory() as tmp:
        tree(os.path.join(tmp, "good"), learn)
        base = os.path.join(tmp, "base.mekiki")
        call(a.program, "inspect", "fit", "--good", os.path.join(tmp, "good"), "--out", base)
        frozen = scores(a.program, base, tmp, good + bad)
        spread = np.std(left_out(base))
        places = None
        if not a.no_discriminator:
            files = learn + good + bad
            places = Places(a.program, tmp, files, np.arange(len(files)) < len(learn))
        print(f"{a.folder}: {len(learn)} good to learn, {len(good)} good and {len(bad)} bad tested; frozen {auroc(frozen[:len(good)], frozen[len(good):]):.3f}")
        for count in (int(n) for n in a.bad.split(",")):
            found = {}
            for draw in range(a.draws):
                rng = random.Random(f"{count} {draw}")
                chosen = sorted(rng.sample(range(len(bad)), count))
                left = [i for i in range(len(bad)) if i not in set(chosen)]
                rest = np.array([len(good) + i for i in left])
                found.setdefault("frozen", []).append(auroc(frozen[: len(good)], frozen[rest]))
                folder = tempfile.mkdtemp(dir=tmp)
                tree(os.path.join(folder, "missed"), [bad[i] for i in chosen])
                for loss in losses:
                    taught = os.path.join(folder, "taught.mekiki")
                    r = call(a.program, "inspect", "learn", base, "--bad", os.path.join(folder, "missed"), "--accept", "--loss", loss, "--out", taught)
                    s = scores(a.program, taught, tmp, good + [bad[i] for i in left])
                    found.setdefault(loss, []).append(auroc(s[: len(good)], s[len(good) :]))
                    found.setdefault(loss + ", heads", []).append(float(r["head"]))
                    os.remove(taught)
                if places is not None:
                    tested = [len(learn) + i for i in range(len(good))] + [len(learn) + len(good) + i for i in left]
                    own, theirs = discriminate(places, list(range(len(learn))), [len(learn) + len(good) + i for i in chosen], tested, np.random.default_rng(draw))
                    s = frozen[np.concatenate([np.arange(len(good)), rest])]
                    both = s / spread + theirs / np.std(own)
                    found.setdefault("discriminator alone", []).append(auroc(theirs[: len(good)], theirs[len(good) :]))
                    found.setdefault("frozen + discriminator", []).append(auroc(both[: len(good)], both[len(good) :]))
                if a.out:
                    with open(a.out, "a") as f:
                        f.write(json.dumps({"folder": os.path.basename(a.folder), "bad": count, "draw": draw, **{k: v[-1] for k, v in found.items()}}) + "\n")
            print(f"{count} bad")
            for k, v in found.items():
                if k.endswith(", heads"):
                    continue
                gain = [x - y for x, y in zip(v, found["frozen"])]
                heads = found.get(k + ", heads")
                print(f"  {k}: {said(v)}" + ("" if k == "frozen" else f", gain {said(gain)}") + ("" if heads is None else f", {sum(heads):.0f} of {len(heads)} with a head"))


if __name__ == "__main__":
    main()
