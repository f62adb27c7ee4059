"""The training step: mekiki and PyTorch in turn, at several sizes of batch."""
import contextlib
import statistics

import child
from context import say, spread

SLICE = 0.2  # seconds of one measurement, as in `mekiki bench step`


def measure(ctx):
    batches = [64] if ctx.quick else [32, 64, 256, 1024]
    return {"workers": ctx.workers, "batches": [one_batch(ctx, b) for b in batches]}


def one_batch(ctx, batch):
    """Rounds of mekiki and PyTorch. The two settings that the search found fastest both
    take part, against a search that was disturbed; the one with the higher median counts."""
    found = scan(ctx, batch)
    finalists = found[:2]
    ours, theirs = [], [[] for _ in finalists]
    with contextlib.ExitStack() as stack:
        peers = [stack.enter_context(child.Stepper(command(ctx, s, batch, 20 if ctx.quick else 500))) for s in finalists]
        for _ in range(ctx.rounds):
            ours.append(ctx.bench_step(batch))
            say(f"  batch {batch}: mekiki {ours[-1]['triplets_per_second']:.0f}, all {ours[-1]['triplets_per_second_dense']:.0f} triplets/s")
            for rates, peer, setting in zip(theirs, peers, finalists):
                rates.append(slices(peer, 1 if ctx.quick else 5))
                say(f"  batch {batch}: {words(setting)}: {rates[-1]:.0f} triplets/s")
    skip, dense = ([r[key] for r in ours] for key in ("triplets_per_second", "triplets_per_second_dense"))
    result = {"batch": batch, "scan": found, "rounds": ours, "skip": spread(skip), "dense": spread(dense)}
    if finalists:
        best = max(range(len(finalists)), key=lambda i: statistics.median(theirs[i]))
        result["finalists"] = [{"words": words(s), **spread(rates)} for s, rates in zip(finalists, theirs)]
        result["setting"] = words(finalists[best])
        result["torch"] = spread(theirs[best])
        result["ratio_skip"] = spread([x / y for x, y in zip(skip, theirs[best])])
        result["ratio_dense"] = spread([x / y for x, y in zip(dense, theirs[best])])
    return result


def scan(ctx, batch):
    """All settings of all PyTorch installations, the fastest first; failed ones are left out."""
    found = []
    for setting in settings(ctx):
        try:
            with child.Stepper(command(ctx, setting, batch, 5 if ctx.quick else 40)) as peer:
                setting["triplets_per_second"] = slices(peer, 1 if ctx.quick else 5)
        except child.Failed as err:
            say(f"  left out: {err}")
            continue
        say(f"  batch {batch}: {words(setting)}: {setting['triplets_per_second']:.0f} triplets/s")
        found.append(setting)
    return sorted(found, key=lambda s: -s["triplets_per_second"])


def settings(ctx):
    """Threads x mode x Adam, as far as each installation has them."""
    for number, (_, about) in enumerate(ctx.torches):
        for mode in about["modes"]:
            for adam in about["adams"]:
                if adam == "compiled" and mode == "eager" or mode == "max-autotune" and adam != about["adams"][0]:
                    continue
                if ctx.quick and (mode == "max-autotune" or adam != about["adams"][0]):
                    continue
                for threads in sorted({1, ctx.workers}):
                    yield {"installation": number, "peer": about["peer"], "mode": mode, "adam": adam, "threads": threads}


def words(s):
    mode = {"eager": "eager", "compile": "torch.compile", "max-autotune": "torch.compile max-autotune"}[s["mode"]]
    return f"{s['peer']}, {s['threads']} thread{'s' * (s['threads'] > 1)}, {s['adam']} Adam, {mode}"


def flags(s):
    return ["--threads", str(s["threads"]), "--adam", s["adam"], "--mode", s["mode"]]


def command(ctx, s, batch, warmup):
    start = ctx.torches[s["installation"]][0]
    return start + ["step", "--data", ctx.data, "--batch", str(batch), "--warmup", str(warmup), *flags(s)]


def slices(peer, n):
    return statistics.median(peer.rate(SLICE) for _ in range(n))
