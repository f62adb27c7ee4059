"""What known bad parts are worth: heads by several losses, on the same parts.

    python bench/taught.py ./mekiki FOLDER [--bad 3,5,10,20,40] [--draws 5] [--loss cosine-threshold,combined-threshold] [--kinds 2] [--discriminator] [--fit=--size=256x256] [--out FILE]

FOLDER has train/good and test, and in test a folder named good and others for bad parts. An inspector is fitted once on
all of train/good. A draw takes so many of the tested bad parts, known by their label alone; each loss teaches them by
`inspect learn`, and all other tested parts are judged. With --kinds only bad parts of so many kinds, drawn too, are given, and those of
the other kinds are judged apart. With --discriminator a peer learns the same parts (peer_discriminator.py), alone and summed with the frozen
score, each over its spread on the tested good parts, which flatters it. Prints AUROC, means over draws with 95 % intervals
(Student's t), and differences of the same draws, then verdicts at the thresholds that each inspector chose, the given parts among
them, and how many lessons `inspect learn` would refuse without --accept. --fit adds flags of `inspect fit`, parted by spaces. Needs Python's standard library only, but for the discriminator.
"""

import argparse
import bisect
import json
import math
import os
import random
import statistics
import subprocess
import tempfile

T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 19: 2.093}


def pictures(folder):
    return sorted(os.path.join(d, n) for d, _, names in os.walk(folder) for n in names if not n.startswith("."))


def tree(folder, files):
    os.makedirs(folder)
    for i, f in enumerate(files):
        os.symlink(os.path.abspath(f), os.path.join(folder, f"{i:05}{os.path.splitext(f)[1]}"))


def auroc(good, bad):
    good = sorted(good)
    return sum(bisect.bisect_left(good, b) + bisect.bisect_right(good, b) for b in bad) / 2 / len(good) / len(bad)


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


def judged(program, inspector, tmp, files):
    """The score and the verdict of each file."""
    folder = tempfile.mkdtemp(dir=tmp)
    tree(os.path.join(folder, "all"), files)
    parts = call(program, "inspect", "run", inspector, os.path.join(folder, "all"))["parts"]
    at = {os.path.basename(p["file"]): (p["score"], p["verdict"]) for p in parts}
    return [at[f"{i:05}{os.path.splitext(f)[1]}"] for i, f in enumerate(files)]


def share(verdicts, of):
    return sum(v == of for v in verdicts) / max(1, len(verdicts))


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("program")
    a.add_argument("folder")
    a.add_argument("--bad", default="3,5,10,20,40")
    a.add_argument("--draws", type=int, default=5)
    a.add_argument("--loss", default="cosine-threshold,combined-threshold")
    a.add_argument("--kinds", type=int, default=0)
    a.add_argument("--discriminator", action="store_true")
    a.add_argument("--fit", default="")
    a.add_argument("--out")
    a = a.parse_args()
    learn = pictures(os.path.join(a.folder, "train", "good"))
    good = pictures(os.path.join(a.folder, "test", "good"))
    bad = [f for f in pictures(os.path.join(a.folder, "test")) if f not in set(good)]
    losses = [s for s in a.loss.split(",") if s]
    kind = [os.path.basename(os.path.dirname(f)) for f in bad]
    with tempfile.TemporaryDirectory() as tmp:
        tree(os.path.join(tmp, "good"), learn)
        base = os.path.join(tmp, "base.mekiki")
        call(a.program, "inspect", "fit", "--good", os.path.join(tmp, "good"), *a.fit.split(), "--out", base)
        first = judged(a.program, base, tmp, good + bad)
        frozen, said_first = [s for s, _ in first], [v for _, v in first]
        print(f"{a.folder}: {len(learn)} good to learn, {len(good)} good and {len(bad)} bad tested; frozen {auroc(frozen[:len(good)], frozen[len(good):]):.3f}")
        if a.discriminator:
            import peer_discriminator

            seen = peer_discriminator.vectors(a.program, learn + good + bad)
            seen_learn, seen_tested = seen[: len(learn)], seen[len(learn) :]
        for count in (int(n) for n in a.bad.split(",")):
            found, verdicts = {}, {}
            for draw in range(a.draws):
                rng = random.Random(f"{count} {draw}")
                known = set(rng.sample(sorted(set(kind)), a.kinds) if a.kinds else kind)
                chosen = sorted(rng.sample([i for i in range(len(bad)) if kind[i] in known], count))
                left = [i for i in range(len(bad)) if i not in set(chosen)]
                groups = {"": [i for i in left if kind[i] in known], ", kinds never given": [i for i in left if kind[i] not in known]}

                def note(name, s):
                    """Scores of all tested parts, the good ones first."""
                    for group, parts in groups.items():
                        if parts:
                            found.setdefault(name + group, []).append(auroc(s[: len(good)], [s[len(good) + i] for i in parts]))

                def call_them(name, good_calls, left_calls, given_calls):
                    for what, value in (("good REVIEW", share(good_calls, "REVIEW")), ("good NG", share(good_calls, "NG")), ("bad OK", share(left_calls, "OK")), ("given bad OK", share(given_calls, "OK"))):
                        verdicts.setdefault(f"{name}: {what}", []).append(value)

                note("frozen", frozen)
                call_them("frozen", said_first[: len(good)], [said_first[len(good) + i] for i in left], [said_first[len(good) + i] for i in chosen])
                folder = tempfile.mkdtemp(dir=tmp)
                tree(os.path.join(folder, "missed"), [bad[i] for i in chosen])
                for loss in losses:
                    taught = os.path.join(folder, "taught.mekiki")
                    r = call(a.program, "inspect", "learn", base, "--bad", os.path.join(folder, "missed"), "--accept", "--loss", loss, "--out", taught)
                    now = judged(a.program, taught, tmp, good + [bad[i] for i in left + chosen])
                    s, v = [s for s, _ in now], [v for _, v in now]
                    call_them(loss, v[: len(good)], v[len(good) : len(good) + len(left)], v[len(good) + len(left) :])
                    verdicts.setdefault(loss + ": refused", []).append(float(r.get("worse") is not None))
                    all_bad = dict(zip(left, s[len(good) :]))
                    note(loss, s[: len(good)] + [all_bad.get(i) for i in range(len(bad))])
                    found.setdefault(loss + ", heads", []).append(float(r["head"]))
                    os.remove(taught)
                if a.discriminator:
                    plain, level = peer_discriminator.scores(seen_learn, seen_tested[len(good) :][chosen], seen_tested, draw)
                    for name, s in (("discriminator", plain), ("discriminator without the level", level)):
                        note(name, s)
                        note(name + " and frozen", [x + y for x, y in zip(spread(s, len(good)), spread(frozen, len(good)))])
                if a.out:
                    with open(a.out, "a") as f:
                        f.write(json.dumps({"folder": os.path.basename(a.folder), "bad": count, "draw": draw, **{k: v[-1] for k, v in [*found.items(), *verdicts.items()]}}) + "\n")
            print(f"{count} bad")
            for k, v in found.items():
                if k.endswith(", heads"):
                    continue
                base_of = found["frozen, kinds never given" if k.endswith(", kinds never given") else "frozen"]
                gain = [x - y for x, y in zip(v, base_of)]
                heads = found.get(k + ", heads")
                print(f"  {k}: {said(v)}" + ("" if k.startswith("frozen") else f", gain {said(gain)}") + ("" if heads is None else f", {sum(heads):.0f} of {len(heads)} with a head"), flush=True)
            for k, v in verdicts.items():
                print(f"  {k}: {said(v)}", flush=True)


def spread(s, good):
    """Scores over their spread on the first, good parts."""
    deviation = statistics.stdev(s[:good])
    return [x / deviation for x in s]


if __name__ == "__main__":
    main()
