"""Formulas beside the loss written by hand, and the analysis of many triplets."""
import os
import subprocess

import child
from context import here, say, spread

# Sub-benchmarks of internal/metric/triplet: both sides of each pair run in the same process, in turn.
CASES = ["live", "half"]


def measure(ctx):
    return {"formula": formula(ctx), "analysis": analysis(ctx)}


def formula(ctx):
    """Nanoseconds for 64 triplets, round by round; the ratio is taken in each round."""
    binary = os.path.join(ctx.scratch.name, "metric.test")
    built = subprocess.run(["go", "test", "-c", "-o", binary, "./internal/metric/triplet"], cwd=os.path.dirname(here), capture_output=True, text=True)
    if built.returncode != 0:
        raise child.Failed(f"go test -c ./internal/metric/triplet: {built.stderr}")
    found = {case: {"formula": [], "hand": []} for case in CASES}
    for _ in range(1 if ctx.quick else 6 * ctx.rounds):
        out = child.run([binary, "-test.run", "^$", "-test.bench", "Combined", "-test.benchtime", "100ms"]).out
        for line in out.splitlines():
            if line.startswith("BenchmarkCombined/"):
                name, _, ns = line.split()[:3]
                case, side = name.split("-")[0].split("/")[1:]
                found[case][side].append(float(ns))
    result = []
    for case, sides in found.items():
        ratios = [f / h for f, h in zip(sides["formula"], sides["hand"])]
        say(f"  formula, {case}: {spread(ratios)['median']:.2f} of the hand-written loss")
        result.append({"case": case, "formula_ns": spread(sides["formula"]), "hand_ns": spread(sides["hand"]), "ratio": spread(ratios)})
    return result


def analysis(ctx):
    """`mekiki analyze` on raw pixels: the whole process, pictures and page included."""
    rows = []
    for n in [3000] if ctx.quick else [30000, 300000]:
        runs = [child.run([ctx.mekiki, "analyze", "--raw", "--data", ctx.data, "--protocol", "random", "--triplet-count", str(n),
                           "--part", "all", "--workers", str(ctx.workers), "--json", "--out", os.path.join(ctx.scratch.name, "analysis")])
                for _ in range(1 if ctx.quick else 3)]
        computed = spread([sum(t["seconds"] for t in r.json()["timings"] if t["name"] in ("take pixels", "analyse")) for r in runs])
        say(f"  analyze, {n} triplets: {computed['median']:.2f} s")
        rows.append({"triplets": n, "seconds": computed, "whole": spread([r.seconds for r in runs]),
                     "peak_mib": max(r.peak_mib for r in runs)})
    return rows
