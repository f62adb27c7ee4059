"""Whether parts of several kinds in one inspector are a problem: each set judged by its own inspector, and by one of all.

    python3 bench/modes.py ./mekiki SET SET [SET ...] [--draws 10] [--share 0.8] [--size 256x256]

A SET has train/good and test, and in test a folder named good and others for bad parts. A draw learns from a random share
of the good parts of each set: one inspector of each, and one of all of them. Prints for each set the AUROC of its tested
parts by both, the shares of good parts that are NG and REVIEW and of bad ones that are OK, means over draws with 95 %
intervals (Student's t), and the difference of AUROC of the same draw. Needs Python's standard library only.
"""

import argparse
import os
import random
import tempfile

from taught import call, pictures, said, tree


def judged(mekiki, inspector, test):
    f = call(mekiki, "inspect", "test", inspector, "--data", test)["figures"]
    return f["ranking"]["auroc"]["value"], f["overkill"]["share"], f["good_review"]["share"], f["escapes"]["share"]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("mekiki")
    p.add_argument("sets", nargs="+")
    p.add_argument("--draws", type=int, default=10)
    p.add_argument("--share", type=float, default=0.8)
    p.add_argument("--size", default="256x256")
    a = p.parse_args()
    found = {(s, by): [] for s in a.sets for by in ("own", "all")}
    for draw in range(a.draws):
        rng = random.Random(draw)
        with tempfile.TemporaryDirectory() as tmp:
            together = []
            for i, s in enumerate(a.sets):
                good = pictures(os.path.join(s, "train", "good"))
                good = rng.sample(good, round(a.share * len(good)))
                together += good
                tree(os.path.join(tmp, f"good{i}"), good)
            tree(os.path.join(tmp, "good"), together)
            for name in ["", *map(str, range(len(a.sets)))]:
                call(a.mekiki, "inspect", "fit", "--good", os.path.join(tmp, "good" + name), "--size", a.size, "--seed", str(draw + 1), "--out", os.path.join(tmp, f"part{name}.mekiki"))
            for i, s in enumerate(a.sets):
                found[s, "own"].append(judged(a.mekiki, os.path.join(tmp, f"part{i}.mekiki"), os.path.join(s, "test")))
                found[s, "all"].append(judged(a.mekiki, os.path.join(tmp, "part.mekiki"), os.path.join(s, "test")))
    print("| set | inspector | AUROC | good NG | good REVIEW | bad OK |")
    print("|---|---|---|---|---|---|")
    for s in a.sets:
        for by in ("own", "all"):
            print(f"| {os.path.basename(os.path.normpath(s))} | {by} | " + " | ".join(said(list(column)) for column in zip(*found[s, by])) + " |")
        print(f"| | all beyond own | {said([b[0] - o[0] for o, b in zip(found[s, 'own'], found[s, 'all'])])} | | | |")


if __name__ == "__main__":
    main()
