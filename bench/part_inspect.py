"""Inspection of drawn parts: the fit, learning of bad parts, the start, one picture by its steps, many pictures, memory."""
import glob
import os
import shutil

import child
from context import say, spread

SIDE, GOOD, BAD = 256, 300, 20


def measure(ctx):
    parts, file = os.path.join(ctx.scratch.name, "parts"), os.path.join(ctx.scratch.name, "parts.mekiki")
    good = 10 if ctx.quick else GOOD
    child.run([ctx.mekiki, "-q", "inspect", "draw", "--good", str(good), "--size", f"{SIDE}x{SIDE}", "--out", parts])
    bad = missed(ctx)
    fits, learns, starts, runs = [], [], [], []
    for turn in range(ctx.rounds):
        fits.append(child.run([ctx.mekiki, "-q", "inspect", "fit", "--good", os.path.join(parts, "train", "good"), "--size", f"{SIDE}x{SIDE}",
                               "--no-thumbnails", "--workers", str(ctx.workers), "--out", file, "--overwrite", "--json"]))
        learns.append(child.run([ctx.mekiki, "-q", "inspect", "learn", file, "--bad", bad, "--originals", os.path.join(parts, "train", "good"),
                                 "--accept", "--workers", str(ctx.workers), "--out", os.path.join(ctx.scratch.name, f"learned{turn}.mekiki"), "--json"]))
        starts.append(child.run([ctx.mekiki, "-q", "inspect", "run", file, one_of(parts), "--workers", str(ctx.workers)]))
        runs.append(ctx.bench("inspect", file, *(["--singles", 3, "--pictures", 5] if ctx.quick else ["--singles", 200, "--pictures", 800])))
        r = runs[-1]
        say(f"  inspect: fit {fits[-1].seconds:.1f} s, learn {learns[-1].seconds:.1f} s, one picture {r['single_ms']:.1f} ms, {r['pictures_per_second']:.0f} pictures/s")
    first = runs[0]
    return {
        "workers": ctx.workers, "kernel": first["kernel"], "side": SIDE, "good": good, "vectors": first["vectors"], "numbers": first["numbers"],
        "fit_seconds": spread([f.seconds for f in fits]), "fit_mib": max(f.peak_mib for f in fits),
        "bad": BAD, "learn_seconds": spread([l.seconds for l in learns]), "learn_mib": max(l.peak_mib for l in learns),
        "start_ms": spread([1000 * s.seconds for s in starts]), "open_ms": spread([r["open_ms"] for r in runs]),
        "single_ms": spread([r["single_ms"] for r in runs]), "bulk": spread([r["pictures_per_second"] for r in runs]),
        "stages": [{"stage": s["stage"], "ms": spread([r["stages"][i]["ms"] for r in runs])} for i, s in enumerate(first["stages"])],
        "run_mib": max(r["peak_mib"] for r in runs),
    }


def missed(ctx):
    """A folder of bad parts, of all kinds alike."""
    drawn, folder = os.path.join(ctx.scratch.name, "drawn"), os.path.join(ctx.scratch.name, "missed")
    child.run([ctx.mekiki, "-q", "inspect", "draw", "--good", "1", "--test-good", "1", "--bad", str(BAD), "--faintest", "0.5", "--seed", "7",
               "--size", f"{SIDE}x{SIDE}", "--out", drawn])
    os.makedirs(folder, exist_ok=True)
    for file in glob.glob(os.path.join(drawn, "test", "*", "*.png")):
        kind = os.path.basename(os.path.dirname(file))
        if kind != "good":
            shutil.copy(file, os.path.join(folder, kind + "-" + os.path.basename(file)))
    return folder


def one_of(parts):
    folder = os.path.join(parts, "test", "good")
    return os.path.join(folder, sorted(os.listdir(folder))[0])
