"""The training step: mekiki and PyTorch in turn, at several sizes of batch."""
import statistics

import child
from context import say, spread

SLICE = 0.2  # seconds of one measurement, as in `mekiki bench step`


def measure(ctx):
    batches = [64] if ctx.quick else [32, 64, 256, 1024]
    return {"workers": ctx.workers, "batches": [one_batch(ctx, b) for b in batches]}


def one_batch(ctx, batch):
    result = {"batch": batch, "scan": scan(ctx, batch), "rounds": []}
    setting = result["scan"][0] if result["scan"] else None
    if setting is None:
        for _ in range(ctx.rounds):
            result["rounds"].append({"mekiki": ctx.bench_step(batch)})
    else:
        with child.Stepper(command(ctx, setting, batch, 20 if ctx.quick else 500)) as peer:
            for _ in range(ctx.rounds):
                ours = ctx.bench_step(batch)
                theirs = slices(peer, 1 if ctx.quick else 5)
                say(f"  batch {batch}: mekiki {ours['triplets_per_second']:.0f}, all {ours['triplets_per_second_dense']:.0f}, "
                    f"PyTorch {theirs:.0f} triplets/s")
                result["rounds"].append({"mekiki": ours, "torch": theirs})
    rounds = result["rounds"]
    result["skip"] = spread([r["mekiki"]["triplets_per_second"] for r in rounds])
    result["dense"] = spread([r["mekiki"]["triplets_per_second_dense"] for r in rounds])
    if setting:
        result["torch"] = spread([r["torch"] for r in rounds])
        result["ratio_skip"] = spread([r["mekiki"]["triplets_per_second"] / r["torch"] for r in rounds])
        result["ratio_dense"] = spread([r["mekiki"]["triplets_per_second_dense"] / r["torch"] for r in rounds])
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
