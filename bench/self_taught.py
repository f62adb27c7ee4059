"""What an inspection without outside weights is worth: the eye of the program beside eyes that are made of the good parts.

    python bench/self_taught.py ./mekiki NAME=FOLDER ... [--seeds 1,2,3] [--made embedded,drawn,filters,triplets,auto] [--size 256x256] [--gallery 800] [--out FILE]

FOLDER has train/good and test, and in test a folder named good and others for bad parts. For each set prints AUROC of
pictures: with the eye in the program (embedded), and with --eye none for each way of making one, each seed and their mean. Needs Python's
standard library only.
"""

import argparse
import bisect
import json
import os
import statistics
import subprocess
import tempfile
import time


def call(program, *args):
    r = subprocess.run([program, "-q", "--json", *args], stdout=subprocess.PIPE, text=True)
    if r.returncode not in (0, 1, 3):
        raise SystemExit(f"mekiki {' '.join(args)} ended with {r.returncode}")
    return json.loads(r.stdout)


def auroc(a, folder, tmp, *eye):
    """AUROC of an inspector with such an eye, what fit says of it, and how long the fit took."""
    file = os.path.join(tmp, "part.mekiki")
    start = time.time()
    fitted = call(a.program, "inspect", "fit", "--good", os.path.join(folder, "train", "good"), "--out", file, "--overwrite",
                  "--size", a.size, "--gallery", str(a.gallery), "--no-thumbnails", *eye)
    took = time.time() - start
    good = os.path.join(folder, "test", "good")
    bad = [os.path.join(folder, "test", d) for d in sorted(os.listdir(os.path.join(folder, "test"))) if d != "good"]
    low, high = (sorted(p["score"] for p in call(a.program, "inspect", "run", file, *f)["parts"]) for f in ([good], bad))
    value = sum(bisect.bisect_left(low, s) + bisect.bisect_right(low, s) for s in high) / 2 / len(low) / len(high)
    return value, fitted, took


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("program")
    a.add_argument("sets", nargs="+")
    a.add_argument("--seeds", default="1,2,3")
    a.add_argument("--made", default="embedded,drawn,filters,triplets,auto")
    a.add_argument("--size", default="256x256")
    a.add_argument("--gallery", type=int, default=800)
    a.add_argument("--out")
    a = a.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as tmp:
        for item in a.sets:
            name, _, folder = item.partition("=")
            row = {"set": name}
            for made in a.made.split(","):
                values = []
                if made == "embedded":
                    row[made], _, took = auroc(a, folder, tmp)
                    print(f"{name}: embedded {row[made]:.3f}, fit {took:.0f} s", flush=True)
                    continue
                for seed in a.seeds.split(","):
                    value, fitted, took = auroc(a, folder, tmp, "--eye", "none", "--eye-made", made, "--seed", seed)
                    values.append(value)
                    taught = fitted["self_taught"]
                    tried = ", ".join(f"{t['making']} {t['seen']:.3f}" for t in taught.get("tried", []))
                    print(f"{name}: {made}, seed {seed}: {value:.3f} by {taught['making']} ({tried}), eye {taught['seconds']:.0f} s, fit {took:.0f} s", flush=True)
                row[made] = values
                print(f"{name}: {made} {statistics.mean(values):.3f}", flush=True)
            rows.append(row)
    if a.out:
        with open(a.out, "w") as f:
            json.dump(rows, f, indent=1)


if __name__ == "__main__":
    main()
