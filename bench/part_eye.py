"""The embedded eye as pictures grow and as more come at a time: latency, rate and memory."""
from context import say, spread

SIDES, BATCHES, SIDE = [128, 256, 512, 1024], [1, 4, 16, 64], 256


def measure(ctx):
    sides, batches = {}, {}
    for _ in range(ctx.rounds):
        for side in SIDES[:2] if ctx.quick else SIDES:
            # As much work at every side.
            times = 3 if ctx.quick else max(10, 100 * SIDE**2 // side**2)
            sides.setdefault(side, []).append(ctx.bench("eye", "--size", f"{side}x{side}", "--singles", times, "--pictures", 2 * times))
        for batch in BATCHES[:2] if ctx.quick else BATCHES:
            batches.setdefault(batch, []).append(ctx.bench("eye", "--size", f"{SIDE}x{SIDE}", "--singles", 1, "--pictures", batch))
        say("  eye: " + ", ".join(f"{side}: {runs[-1]['single_ms']:.1f} ms" for side, runs in sides.items()))
    first = sides[SIDE][0]
    return {
        "workers": ctx.workers, "kernel": first["kernel"], "side": SIDE,
        "sides": [{"side": side, "mflop": runs[0]["mflop_per_picture"], "ms": spread([r["single_ms"] for r in runs]),
                   "bulk": spread([r["pictures_per_second"] for r in runs]),
                   "share": spread([r["gflops"] / r["peak_gflops"] for r in runs]),
                   "picture_mib": runs[0]["memory_mib"], "peak_mib": max(r["peak_mib"] for r in runs)} for side, runs in sides.items()],
        "batches": [{"batch": n, "ms": spread([1000 * n / r["pictures_per_second"] for r in runs]),
                     "peak_mib": max(r["peak_mib"] for r in runs)} for n, runs in batches.items()],
    }
