"""Convolutional networks: the training step beside PyTorch, each layer alone, and how cost grows."""
import contextlib
import os
import statistics

import child
from context import here, say, spread
from networks import chosen

BATCH = 128
SECONDS = 2  # of one measurement
SEARCH = 1  # of one in the search for the best setting


def step(ctx):
    return {"workers": ctx.workers, "batch": BATCH, "peers": [about["peer"] for _, about in ctx.torches], "missing": missing(ctx, "PyTorch"),
            "networks": [one_network(ctx, name, text) for name, text in chosen(ctx)]}


def missing(ctx, *peers):
    """Those of a part's peers that are not there, and why."""
    return {peer: ctx.missing[peer] for peer in peers if peer in ctx.missing}


def one_network(ctx, name, text):
    """Rounds of mekiki and of PyTorch's two best settings; the one with the higher median counts."""
    found = scan(ctx, text)
    finalists = found[:2]
    seconds = 0.1 if ctx.quick else SECONDS
    ours, theirs, memory = [], [[] for _ in finalists], []
    with contextlib.ExitStack() as stack:
        peers = [stack.enter_context(child.Stepper(command(ctx, s, text, "step"))) for s in finalists]
        for _ in range(ctx.rounds):
            ours.append(ctx.bench("batch", "--network", text, "--batch", BATCH, "--rounds", 1, "--warmup", 3, "--slice", f"{seconds}s"))
            say(f"  {name}: mekiki {ours[-1]['pictures_per_second']:.0f} pictures/s")
            for rates, peer, setting in zip(theirs, peers, finalists):
                rates.append(peer.rate(seconds))
                say(f"  {name}: {words(setting)}: {rates[-1]:.0f} pictures/s")
        memory = [peer.said["peak_mib"] for peer in peers]
    same_network(name, ours + found)
    rates = [r["pictures_per_second"] for r in ours]
    result = {"name": name, "network": text, "parameters": ours[0]["parameters"], "scan": found, "rounds": ours, "mekiki": spread(rates),
              "peak_mib": max(r["peak_mib"] for r in ours)}
    if finalists:
        best = max(range(len(finalists)), key=lambda i: statistics.median(theirs[i]))
        result["finalists"] = [{"words": words(s), **spread(r)} for s, r in zip(finalists, theirs)]
        result["torch"], result["torch_peak_mib"], result["setting"] = spread(theirs[best]), memory[best], words(finalists[best])
        result["ratio"] = spread([x / y for x, y in zip(rates, theirs[best])])
    return result


def scan(ctx, text):
    """All settings of all PyTorch installations, the fastest first; failed ones are left out.
    The compiler is tried with the best setting without it: it takes a minute each time."""
    found = []
    for number, (_, about) in enumerate(ctx.torches):
        eager = [{"installation": number, "peer": about["peer"], "adam": about["adams"][0], "mode": "eager", "layout": layout, "threads": threads}
                 for layout in ("contiguous", "channels_last") for threads in sorted({1, ctx.workers})]
        tried = [s for s in eager[-1:] if ctx.quick] or eager
        measured = [s for s in tried if try_out(ctx, s, text)]
        if measured and "compile" in about["modes"] and not ctx.quick:
            s = {**max(measured, key=lambda s: s["pictures_per_second"]), "mode": "compile"}
            measured += [s] if try_out(ctx, s, text) else []
        found += measured
    return sorted(found, key=lambda s: -s["pictures_per_second"])


def same_network(name, runs):
    """A peer that reads the line of text otherwise would have other parameters."""
    if len(counts := {r["parameters"] for r in runs}) > 1:
        raise child.Failed(f"the networks called {name} are not the same, they have {sorted(counts)} parameters")


def try_out(ctx, s, text):
    """Measures a setting, and says whether it works."""
    try:
        with child.Stepper(command(ctx, s, text, "step")) as peer:
            s["parameters"] = peer.said["parameters"]
            s["pictures_per_second"] = peer.rate(0.1 if ctx.quick else SEARCH)
    except child.Failed as err:
        say(f"  left out: {err}")
        return False
    say(f"  {words(s)}: {s['pictures_per_second']:.0f} pictures/s")
    return True


def words(s):
    mode = {"eager": "eager", "compile": "torch.compile", "frozen": "frozen graph"}[s["mode"]]
    layout = {"contiguous": "channels first", "channels_last": "channels last"}[s["layout"]]
    return f"{s['peer']}, {s['threads']} thread{'s' * (s['threads'] > 1)}, {layout}, {mode}"


def command(ctx, s, text, what):
    python = ctx.torches[s["installation"]][0][0]
    start = [python, os.path.join(here, "peer_conv_torch.py"), what, "--network", text, "--threads", str(s["threads"]),
             "--layout", s["layout"], "--mode", s["mode"]]
    if what == "step":
        start += ["--batch", str(BATCH), "--adam", s["adam"], "--warmup", "1" if ctx.quick else "3"]
    return start


def layers(ctx):
    """Each layer beside the peak of fused multiply-adds; each is the best of 20 runs inside."""
    return {"workers": ctx.workers, "networks": [{"name": name, **ctx.bench("layers", "--network", text)} for name, text in chosen(ctx)]}


def size(ctx):
    """A step of the small network as pictures and batches grow."""
    def one(side, batch):
        few = ["--rounds", ctx.rounds, "--warmup", 1, "--slice", "0s" if ctx.quick else "2s"]
        r = ctx.bench("batch", "--preset", "cnn-small", "--side", side, "--batch", batch, *few)
        say(f"  {batch} pictures of side {side}: {r['step_ms']:.1f} ms a step, {r['peak_mib']:.0f} MiB")
        return {"side": side, "batch": batch, **r}

    sides, batches = ([28, 64], [32]) if ctx.quick else ([28, 64, 128, 256, 512], [32, 128, 512, 2048])
    return {"workers": ctx.workers, "sides": [one(side, 8) for side in sides], "batches": [one(28, batch) for batch in batches]}
