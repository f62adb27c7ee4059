"""The whole article run, from the files to the 5 neighbours, in mekiki, PyTorch and Keras in turn."""
import itertools

import child
import part_step
from context import say, spread


def measure(ctx):
    # The number of epochs that early stopping takes here, for all of them.
    epochs = 1 if ctx.quick else ctx.train().json()["epochs"]
    peers = list(torch_peers(ctx, epochs))
    if ctx.keras:
        peers.append(keras_peer(ctx, epochs))
    result = {"epochs": epochs, "workers": ctx.workers, "rounds": []}
    for _ in range(ctx.rounds):
        ours = ctx.train("--epochs", str(epochs), "--patience", "0")
        j = ours.json()
        row = {"mekiki": {"seconds": ours.seconds, "train": j["seconds"], "peak_rss_mib": ours.peak_mib,
                          "triplets_per_second": j["triplets_per_second"], "knn5": j["knn5_accuracy"]["cosine"]}}
        say(f"  mekiki: {ours.seconds:.1f} s")
        for name, command in peers:
            other = child.run(command)
            j = other.json()
            row[name] = {"seconds": other.seconds, "train": j["parts"]["train"], "parts": j["parts"],
                         "peak_rss_mib": other.peak_mib, "triplets_per_second": j["triplets_per_second"],
                         "knn5": j["knn5_accuracy"]["cosine"]}
            say(f"  {name}: {other.seconds:.1f} s")
        result["rounds"].append(row)
    result["programs"] = [summary(name, result["rounds"]) for name in ["mekiki"] + [name for name, _ in peers]]
    return result


def summary(name, rounds):
    s = {"name": name}
    for key in ("seconds", "train", "triplets_per_second", "peak_rss_mib", "knn5"):
        s[key] = spread([r[name][key] for r in rounds])
    for key in ("seconds", "train"):
        s["ratio_" + key] = spread([r[name][key] / r["mekiki"][key] for r in rounds])
    return s


def torch_peers(ctx, epochs):
    """The best eager setting, and the best compiled one: in a short run compiling may not pay."""
    scan = part_step.scan(ctx, 64)
    for compiled in (False, True):
        best = next((s for s in scan if (s["mode"] != "eager") == compiled), None)
        if best:
            start = ctx.torches[best["installation"]][0]
            yield part_step.words(best), start + ["whole", "--data", ctx.data, "--epochs", str(epochs), *part_step.flags(best)]


def keras_peer(ctx, epochs):
    start, about = ctx.keras
    start = start + ["whole", "--data", ctx.data]
    choices = itertools.product([[], ["--jit"]], ["1", "16"], ["0", "1"])
    if ctx.quick:
        choices = [([], "16", "1")]
    best = None
    for jit, span, threads in choices:
        flags = [*jit, "--span", span, "--threads", threads]
        if not ctx.quick:
            try:
                rate = child.run(start + ["--epochs", "2", "--fit-only", *flags]).json()["triplets_per_second"]
            except child.Failed as err:
                say(f"  left out: {err}")
                continue
            say(f"  Keras {' '.join(flags)}: {rate:.0f} triplets/s")
        else:
            rate = 0
        words = about["peer"] + (", 1 thread an operation" if threads == "1" else "")
        words += (", XLA" if jit else "") + (f", {span} steps a call" if span != "1" else "")
        if best is None or rate > best[0]:
            best = rate, words, start + ["--epochs", str(epochs), *flags]
    return best[1:]
