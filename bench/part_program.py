"""The program by itself: products, start, memory, the whole demo, growth."""
import os

import child
from context import say, spread


def product(ctx):
    """Products beside the peak of fused multiply-adds; each is the best of 20 runs inside."""
    return child.run([ctx.mekiki, "bench", "product", "--json", "--workers", str(ctx.workers)]).json()


def start(ctx):
    times = [child.run([ctx.mekiki, "version"]).seconds for _ in range(5 if ctx.quick else 20)]
    return {"seconds": spread(times)}


def memory(ctx):
    """Peak memory of training with its evaluation, by the program itself and by the kernel."""
    done = ctx.train("--epochs", "1" if ctx.quick else "3")
    return {"reported_mib": done.json()["peak_rss_mib"], "kernel_mib": done.peak_mib}


def demo(ctx):
    runs = []
    for _ in range(1 if ctx.quick else 3):
        out = os.path.join(ctx.scratch.name, "demo")
        where = ["--sample"] if ctx.quick else ["--data", ctx.data]
        done = child.run([ctx.mekiki, "demo", "--json", "--workers", str(ctx.workers), "--out", out, *where])
        j = done.json()
        say(f"  demo: {done.seconds:.1f} s")
        runs.append({"seconds": done.seconds, "train": j["seconds"], "evaluate": j["eval_seconds"],
                     "epochs": j["epochs"], "peak_rss_mib": done.peak_mib})
    return {"sample": ctx.quick, "runs": runs, "seconds": spread([r["seconds"] for r in runs])}


def growth(ctx):
    """Rates after the warm-up, and a first epoch with its memory, as the data and the embedding grow."""
    rounds = 1 if ctx.quick else 3
    result = {"triplets": [], "dim": []}
    for n in [3000] if ctx.quick else [3000, 30000, 300000]:
        of = ["--protocol", "random", "--triplet-count", str(n)]
        epoch = ctx.train("--epochs", "1", *of)
        j = epoch.json()
        result["triplets"].append({
            "n": n, **rates(ctx, rounds, of), "epoch_seconds": j["seconds"], "peak_rss_mib": epoch.peak_mib,
        })
    for dim in [32] if ctx.quick else [32, 64, 128, 256, 512]:
        result["dim"].append({"dim": dim, **rates(ctx, rounds, ["--layers", f"512,256,{dim}"])})
    return result


def rates(ctx, rounds, flags):
    runs = [ctx.bench_step(64, *flags) for _ in range(rounds)]
    say(f"  {' '.join(flags)}: {runs[0]['triplets_per_second']:.0f} triplets/s")
    return {"skip": spread([r["triplets_per_second"] for r in runs]),
            "dense": spread([r["triplets_per_second_dense"] for r in runs]),
            "live": spread([r["live"] for r in runs])}
