"""Measures mekiki beside its peers and writes bench/results.json and docs/bench.md.

    bench/run.sh                    everything, an hour and a half on two cores
    bench/run.sh --only step,whole  some parts; the figures of the others stay
    bench/run.sh --quick            a smoke test into a folder for temporary files
    bench/run.sh --render           docs/bench.md again from the figures that are there

Parts: {parts}. Nothing else should run on the machine.
Peers come from interpreters that are named in the environment, see bench/run.sh.
"""
import argparse
import json
import os
import sys
import tempfile
import time

import child
import machine
import part_conv
import part_distance
import part_embed
import part_eye
import part_inspect
import part_knn
import part_program
import part_step
import part_whole
import render
from context import Context, here, say

PARTS = {
    "step": part_step.measure,
    "whole": part_whole.measure,
    "product": part_program.product,
    "start": part_program.start,
    "memory": part_program.memory,
    "demo": part_program.demo,
    "growth": part_program.growth,
    "distance": part_distance.measure,
    "batch": part_conv.step,
    "layers": part_conv.layers,
    "embed": part_embed.measure,
    "knn": part_knn.measure,
    "size": part_conv.size,
    "inspect": part_inspect.measure,
    "eye": part_eye.measure,
}


def arguments():
    p = argparse.ArgumentParser(
        description=__doc__.format(parts=", ".join(PARTS)), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("--only", help="parts to measure, separated by commas")
    p.add_argument("--quick", action="store_true", help="short settings: the figures mean nothing")
    p.add_argument("--render", action="store_true", help="measure nothing")
    p.add_argument("--rounds", type=int, default=5, help="of each comparison (default 5)")
    p.add_argument("--workers", type=int, default=2, help="threads of mekiki, and the most for PyTorch (default 2)")
    p.add_argument("--data", help="folder with the four IDX files; without it, where mekiki finds them")
    p.add_argument("--mekiki", default=os.path.join(os.path.dirname(here), "mekiki"), help="the program")
    a = p.parse_args()
    a.only = a.only.split(",") if a.only else list(PARTS)
    if unknown := [name for name in a.only if name not in PARTS]:
        p.error(f"unknown part {unknown[0]!r}; there are {', '.join(PARTS)}")
    if a.rounds < 1 or a.workers < 1:
        p.error("rounds and workers are at least 1")
    return a


def main():
    a, load = arguments(), os.getloadavg()[0]
    results, page = os.path.join(here, "results.json"), os.path.join(os.path.dirname(here), "docs", "bench.md")
    if a.quick:
        folder = os.path.join(tempfile.gettempdir(), "mekiki-bench-quick")
        os.makedirs(folder, exist_ok=True)
        results, page = os.path.join(folder, "results.json"), os.path.join(folder, "bench.md")
    stored = {"machine": machine.describe(), "parts": {}}
    if os.path.exists(results):
        with open(results) as f:
            stored = json.load(f)
    if not a.render:
        ctx = Context(a.mekiki, a.data, a.workers, 1 if a.quick else a.rounds, a.quick,
                      os.environ.get("MEKIKI_BENCH_PYTHON"), os.environ.get("MEKIKI_BENCH_PYTHON_TF"))
        for peer, why in ctx.missing.items():
            say(f"{peer} is left out: {why}; bench/run.sh says how to have it")
        if load > 0.5:
            say(f"the machine is busy (load {load:.1f}); the figures will be worse than they could be")
        for name in a.only:
            when = machine.moment(ctx, load)
            if stored["machine"] != machine.describe():
                when["machine"] = machine.describe()
            say(name)
            start = time.monotonic()
            figures = PARTS[name](ctx)
            when["took_seconds"] = round(time.monotonic() - start)
            stored["parts"][name] = {"when": when, **figures}
            write(results, json.dumps(stored, indent=1) + "\n")
    write(page, render.page(stored))
    print(page)


def write(path, text):
    with open(path + ".new", "w") as f:
        f.write(text)
    os.replace(path + ".new", path)


if __name__ == "__main__":
    try:
        main()
    except child.Failed as err:
        sys.exit(str(err))
