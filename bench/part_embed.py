"""Embedding beside PyTorch and ONNX Runtime: many pictures in bulk, one alone, and one alone on one core."""

import child
import part_conv
from context import say, spread
from networks import chosen

# What is measured, by mekiki's name for it and by the peers'. On one core, settings of one thread count.
OURS = {"bulk": "pictures_per_second", "single": "single_us", "core": "single_core_us"}
THEIRS = {"bulk": "pictures_per_second", "single": "single_us", "core": "single_us"}


def measure(ctx):
    onnx = ctx.also("ONNX Runtime", "peer_onnx.py")[:1]
    return {"workers": ctx.workers, "peers": [about["peer"] for _, about in ctx.torches + onnx], "missing": part_conv.missing(ctx, "PyTorch", "ONNX Runtime"),
            "networks": [one_network(ctx, name, text, onnx) for name, text in chosen(ctx)]}


def one_network(ctx, name, text, onnx):
    """For each peer and each kind its best setting, then all of them and mekiki in turn."""
    found = [scan(ctx, options) for options in (torch_settings(ctx, text), onnx_settings(ctx, text, onnx))]
    chosen = {(peer, kind): best(fit, kind) for peer, settings in zip(("PyTorch", "ONNX Runtime"), found) for kind in OURS if (fit := fitting(settings, kind))}
    ours, theirs = [], {key: [] for key in chosen}
    for _ in range(ctx.rounds):
        ours.append(ctx.bench("embed", "--network", text, "--rounds", 1, *(["--pictures", 200, "--singles", 50] if ctx.quick else [])))
        say(f"  {name}: mekiki {ours[-1]['pictures_per_second']:.0f} pictures/s, {ours[-1]['single_us']:.0f} µs alone, {ours[-1]['single_core_us']:.0f} on one core")
        # A setting that is best for both is measured once.
        done = {}
        for (peer, kind), s in chosen.items():
            if s["words"] not in done:
                done[s["words"]] = child.run(s["command"]).json()
            theirs[peer, kind].append(done[s["words"]][THEIRS[kind]])
            say(f"  {name}: {s['words']}: {kind} {theirs[peer, kind][-1]:.0f}")
    part_conv.same_network(name, ours + [s for settings in found for s in settings])
    result = {"name": name, "network": text, "parameters": ours[0]["parameters"], "rounds": ours, "peak_mib": max(r["peak_mib"] for r in ours),
              "scan": [{k: v for k, v in s.items() if k != "command"} for settings in found for s in settings], "peers": []}
    for kind, key in OURS.items():
        result[kind] = spread([r[key] for r in ours])
    for (peer, kind), values in theirs.items():
        # Both ratios are larger than 1 where mekiki is faster.
        ratios = [x / y if kind == "bulk" else y / x for x, y in zip(result[kind]["all"], values)]
        result["peers"].append({"peer": peer, "kind": kind, "words": chosen[peer, kind]["words"], **spread(values), "ratio": spread(ratios)})
    return result


def fitting(settings, kind):
    return [s for s in settings if kind != "core" or s["threads"] == 1]


def best(settings, kind):
    key = THEIRS[kind]
    return max(settings, key=lambda s: s[key] if kind == "bulk" else -s[key])


def scan(ctx, options):
    """Settings with their figures; failed ones are left out."""
    found = []
    for s in options:
        try:
            r = child.run(s["command"]).json()
        except child.Failed as err:
            say(f"  left out: {err}")
            continue
        found.append({**s, **r})
        say(f"  {s['words']}: {r['pictures_per_second']:.0f} pictures/s, {r['single_us']:.0f} µs alone")
    return found


def torch_settings(ctx, text):
    for number, (_, about) in enumerate(ctx.torches):
        for mode, layout, threads in [("eager", "channels_last", ctx.workers)] if ctx.quick else variants(ctx, about):
            s = {"installation": number, "peer": about["peer"], "mode": mode, "layout": layout, "threads": threads}
            yield {"words": part_conv.words(s), "threads": threads, "command": part_conv.command(ctx, s, text, "embed") + short(ctx)}


def variants(ctx, about):
    threads = sorted({1, ctx.workers})
    for mode in ("eager", "frozen"):
        for layout in ("contiguous", "channels_last"):
            yield from ((mode, layout, n) for n in threads)
    if "compile" in about["modes"]:
        yield "compile", "channels_last", threads[-1]  # a minute each: for two sizes of batch


def onnx_settings(ctx, text, onnx):
    for (start, about) in onnx:
        for threads in sorted({1, ctx.workers}):
            for batch in [128] if ctx.quick else [16, 128]:
                words = f"{about['peer']}, {threads} thread{'s' * (threads > 1)}, batches of {batch}"
                yield {"words": words, "threads": threads, "command": start + ["embed", "--network", text, "--threads", str(threads), "--batch", str(batch)] + short(ctx)}


def short(ctx):
    return ["--pictures", "256", "--seconds", "0.1"] if ctx.quick else []
