"""Turns results.json into docs/bench.md. Every figure on the page comes from there, or from
by_hand.md, where no part of run.py measures it."""
import os

import render_conv
import render_eye
import render_inspect
import render_text as text
from render_words import at_least, count, met, microseconds, rate, ratio, seconds, table, target


def page(results):
    parts = results["parts"]
    out = [text.HEAD.format(**machine_words(results["machine"]))]
    if any(p["when"]["quick"] for p in parts.values()):
        out.append("**A smoke test of the scripts: the figures below mean nothing.**\n")
    for name, show in SECTIONS.items():
        out.append(text.TITLES[name])
        if name not in parts:
            out.append(f"Not measured yet: `bench/run.sh --only {name}`.\n")
            continue
        out.append(show(parts[name]))
        out.append(stamp(name, parts[name]))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "by_hand.md")) as f:
        out.append(f.read())
    out.append(text.FAIRNESS)
    return "\n".join(out)


def step(p):
    rows, scans, finals = [], [], []
    for b in p["batches"]:
        skip, dense = text.STEP_TARGETS.get(b["batch"], (None, None))
        row = [b["batch"], rate(b["skip"]), rate(b["dense"]), peak(b)]
        if "torch" in b:
            row += [rate(b["torch"]), target(b["ratio_skip"], skip), target(b["ratio_dense"], dense)]
        rows.append(row)
        for s in b["scan"]:
            scans.append([b["batch"], s["peer"], s["threads"], s["adam"], s["mode"], count(s["triplets_per_second"])])
        for s in b.get("finalists", []):
            finals.append([b["batch"], s["words"], rate(s), "taken" if s["words"] == b["setting"] else ""])
    head = ["batch", "mekiki, skipping", "mekiki, all triplets", "of FMA peak"]
    with_torch = any("torch" in b for b in p["batches"])
    head += ["PyTorch, best setting", "ratio, skipping", "ratio, all"] if with_torch else []
    out = f"Triplets a second, {p['workers']} workers: median (least to largest).\n\n" + table(head, rows)
    if scans:
        out += "\n" + table(["batch", "PyTorch's two best settings, in the same rounds", "triplets/s", ""], finals)
        head = ["batch", "PyTorch", "threads", "Adam", "mode", "triplets/s"]
        out += "\n<details><summary>The search for PyTorch's best setting</summary>\n\n" + table(head, scans) + "\n</details>\n"
    return out


def peak(b):
    shares = sorted(r["gflops"] / r["peak_gflops"] for r in b["rounds"])
    return f"{100 * shares[len(shares) // 2]:.0f} %"


def whole(p):
    rows = []
    for q in p["programs"]:
        own = q["name"] == "mekiki"
        rows.append([
            q["name"], seconds(q["seconds"]), "" if own else target(q["ratio_seconds"], text.WHOLE_TARGET), seconds(q["train"]),
            "" if own else target(q["ratio_train"], text.WHOLE_TARGET), count(q["triplets_per_second"]["median"]),
            f"{q['peak_rss_mib']['median']:.0f} MiB", f"{100 * q['knn5']['median']:.1f} %",
        ])
    head = ["program", "whole process", "times mekiki's", "training", "times mekiki's", "triplets/s", "peak memory", "5-NN, cosine"]
    return f"{p['epochs']} epochs of batches of 64, mekiki with {p['workers']} workers.\n\n" + table(head, rows)


def product(p):
    rows = []
    for q in p["products"]:
        one, many = q["gflops_1"] / q["peak_1"], q["gflops_n"] / q["peak_n"]
        rows.append([q["name"], f"{q['gflops_1']:.0f}", at_least(one, 0.85), f"{q['gflops_n']:.0f}", at_least(many, 0.75)])
    head = ["product", "GFLOP/s, 1 core", "of the peak (target 85 %)", f"GFLOP/s, {p['workers']} cores", "of the peak (target 75 %)"]
    peaks = (max(q["peak_1"] for q in p["products"]), max(q["peak_n"] for q in p["products"]))
    return (f"Kernel {p['kernel']}; measured peak {peaks[0]:.0f} GFLOP/s on one core, {peaks[1]:.0f} on {p['workers']}.\n\n"
            + table(head, rows))


def start(p):
    s = p["seconds"]
    return (f"{1000 * s['median']:.1f} ms ({1000 * s['min']:.1f} to {1000 * s['max']:.1f}), {len(s['all'])} runs; "
            f"target 50 ms: {met(s['median'] <= 0.05)}.\n")


def memory(p):
    return (f"{p['kernel_mib']:.0f} MiB by the kernel's account, {p['reported_mib']:.0f} MiB by the program's own; "
            f"target 250 MiB: {met(max(p['kernel_mib'], p['reported_mib']) <= 250)}.\n")


def demo(p):
    head = ["run", "whole", "training", "evaluation", "epochs", "peak memory"]
    rows = [[i + 1, f"{r['seconds']:.1f} s", f"{r['train']:.1f} s", f"{r['evaluate']:.1f} s", r["epochs"], f"{r['peak_rss_mib']:.0f} MiB"]
            for i, r in enumerate(p["runs"])]
    verdict = "" if p["sample"] else f"; target 40 s: {met(p['seconds']['median'] <= 40)}"
    return table(head, rows) + f"\nMedian {p['seconds']['median']:.1f} s{verdict}.\n"


def growth(p):
    live = lambda r: f"{100 * r['live']['median']:.0f} %"
    n = table(["triplets", "skipping", "all", "live", "first epoch", "peak memory"], [
        [count(r["n"]), rate(r["skip"]), rate(r["dense"]), live(r), f"{r['epoch_seconds']:.2f} s", f"{r['peak_rss_mib']:.0f} MiB"]
        for r in p["triplets"]])
    dim = table(["dim", "skipping", "all", "live"], [[r["dim"], rate(r["skip"]), rate(r["dense"]), live(r)] for r in p["dim"]])
    return text.GROWTH_TRIPLETS + "\n" + n + "\n" + text.GROWTH_DIM + "\n" + dim


def distance(p):
    out = table(["64 triplets", "formula", "by hand", "ratio"], [
        [text.FORMULA_CASES[r["case"]], microseconds(r["formula_ns"]), microseconds(r["hand_ns"]),
         ratio(r["ratio"]) + f"; target at most {text.FORMULA_TARGET}: {met(r['ratio']['median'] <= text.FORMULA_TARGET)}"] for r in p["formula"]])
    out += "\n" + text.ANALYSIS + "\n" + table(["triplets", "analysis", "whole process", "peak memory"], [
        [count(r["triplets"]), seconds(r["seconds"]) + (f"; target {text.ANALYSIS_TARGET} s: {met(r['seconds']['median'] <= text.ANALYSIS_TARGET)}"
                                                       if r["triplets"] == 300000 else ""),
         seconds(r["whole"]), f"{r['peak_mib']:.0f} MiB"] for r in p["analysis"]])
    return out


SECTIONS = {"step": step, "whole": whole, "product": product, "start": start, "memory": memory, "demo": demo, "growth": growth, "distance": distance,
            **render_conv.SECTIONS, **render_inspect.SECTIONS, **render_eye.SECTIONS}


def machine_words(m):
    return {
        "cpu": f"{m['cpu']} ({m['family']}; {', '.join(m['vectors'])})" + (", virtual machine" if m["virtual"] else ""),
        "cores": m["cores"], "caches": "; ".join(m["caches"]) or "not known", "memory": m["memory_gib"], "system": m["system"],
    }


def stamp(name, p):
    w = p["when"]
    peers = p.get("peers", w["torch"] if name in ("step", "whole") else [])
    if name == "whole" and w["keras"]:
        peers = peers + [w["keras"]]
    line = f"`bench/run.sh --only {name}`, {w['date']}, mekiki {w['mekiki']}"
    line += "".join(f"; {peer}" for peer in peers) + f"; load before {w['load_before']:.1f}, {w['rounds']} rounds, took {w['took_seconds']} s."
    if name in ("step", "whole"):
        line += "".join(f" Left out: {peer}, {why}." for peer, why in w["missing"].items() if peer == "PyTorch" or name == "whole")
    line += "".join(f" Left out: {peer}, {why}." for peer, why in p.get("missing", {}).items())
    if "machine" in w:
        m = machine_words(w["machine"])
        line += f" On another machine than the table above: {m['cpu']}, {m['cores']} cores, caches {m['caches']}."
    return line + "\n"
