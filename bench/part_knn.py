"""Exact nearest neighbours beside faiss' flat indices."""
import child
import part_conv
from context import say, spread


def measure(ctx):
    found = ctx.also("faiss", "peer_faiss.py")[:1]
    shape = [500, 5000, 32] if ctx.quick else [10000, 60000, 128]
    flags = ["--queries", shape[0], "--gallery", shape[1], "--dim", shape[2]]
    return {"workers": ctx.workers, "queries": shape[0], "gallery": shape[1], "dim": shape[2], "peers": [about["peer"] for _, about in found],
            "missing": part_conv.missing(ctx, "faiss"), "distances": [one_distance(ctx, d, [*map(str, flags), "--distance", d], found) for d in ("cosine", "euclidean")]}


def one_distance(ctx, distance, flags, found):
    """Rounds of mekiki and of faiss with each number of threads; the higher median counts."""
    peers = {n: start + ["search", *flags, "--threads", str(n)] for start, _ in found for n in sorted({1, ctx.workers})}
    ours, theirs = [], {n: [] for n in peers}
    for _ in range(ctx.rounds):
        ours.append(ctx.bench("knn", *flags, "--rounds", 1))
        say(f"  {distance}: mekiki {ours[-1]['queries_per_second']:.0f} queries/s")
        for n, command in peers.items():
            theirs[n].append(child.run(command).json())
            say(f"  {distance}: faiss, {n} threads: {theirs[n][-1]['search_per_second']:.0f} queries/s")
    rates = [r["queries_per_second"] for r in ours]
    result = {"distance": distance, "mekiki": spread(rates), "peak_mib": max(r["peak_mib"] for r in ours), "faiss": []}
    for n, runs in theirs.items():
        alone, whole = ([r[key] for r in runs] for key in ("search_per_second", "whole_per_second"))
        result["faiss"].append({"threads": n, "search": spread(alone), "whole": spread(whole), "peak_mib": max(r["peak_mib"] for r in runs),
                                "ratio": spread([x / y for x, y in zip(rates, alone)])})
    result["faiss"].sort(key=lambda f: -f["search"]["median"])
    return result
