"""The sections of docs/bench.md on convolutional networks and neighbours."""
import render_text as text
from render_words import count, met, rate, ratio, table, target


def batch(p):
    rows, scans, finals = [], [], []
    for n in p["networks"]:
        shares = sorted(r["gflops"] / r["peak_gflops"] for r in n["rounds"])
        row = [f"{n['name']}, {count(n['parameters'])} parameters", rate(n["mekiki"]), f"{1000 * p['batch'] / n['mekiki']['median']:.1f} ms",
               f"{100 * shares[len(shares) // 2]:.0f} %", f"{n['peak_mib']:.0f} MiB"]
        if "torch" in n:
            row += [rate(n["torch"]), f"{n['torch_peak_mib']:.0f} MiB", target(n["ratio"], text.BATCH_TARGETS.get(n["name"]))]
        rows.append(row)
        scans += [[n["name"], s["peer"], s["threads"], s["layout"].replace("_", " "), s["mode"], count(s["pictures_per_second"])] for s in n["scan"]]
        finals += [[n["name"], f["words"], rate(f), "taken" if f["words"] == n["setting"] else ""] for f in n.get("finalists", [])]
    head = ["network", "mekiki", "a step", "of FMA peak", "peak memory"]
    head += ["PyTorch, best setting", "its peak memory", "ratio"] if finals else []
    out = f"Pictures a second, batch {p['batch']}, mekiki with {p['workers']} workers: median (least to largest).\n\n" + table(head, rows)
    out += "\n" + networks(p["networks"])
    if finals:
        out += "\n" + table(["network", "PyTorch's two best settings, in the same rounds", "pictures/s", ""], finals)
        out += details("The search for PyTorch's best setting", ["network", "PyTorch", "threads", "layout", "mode", "pictures/s"], scans)
    return out


def layers(p):
    out = []
    for n in p["networks"]:
        rows = {}
        for q in n["products"]:
            kind = next(k for k in LAYER_KINDS if q["name"].endswith(k))
            rows.setdefault(q["name"].removesuffix(" " + kind), {})[kind] = q
        lines = []
        for name, kinds in rows.items():
            for cores, rate_key, peak_key in (("1", "gflops_1", "peak_1"), (str(n["workers"]), "gflops_n", "peak_n")):
                found = [kinds.get(k) for k in LAYER_KINDS]
                lines.append([name, cores, *(f"{100 * q[rate_key] / q[peak_key]:.0f} % ({q[rate_key]:.0f})" if q else "" for q in found)])
        peaks = max(q["peak_1"] for q in n["products"]), max(q["peak_n"] for q in n["products"])
        out.append(f"{n['name']}, share of the measured peak (GFLOP/s). Kernel {n['kernel']}; peak {peaks[0]:.0f} GFLOP/s on one core, "
                   f"{peaks[1]:.0f} on {n['workers']}.\n\n" + table(["layer", "cores", *LAYER_KINDS], lines))
    return "\n".join(out)


LAYER_KINDS = ["forward", "input gradient", "weight gradient"]


def embed(p):
    rows, scans = [], []
    for n in p["networks"]:
        rows.append([n["name"], f"mekiki, {p['workers']} workers", rate(n["bulk"]), "", f"{n['peak_mib']:.0f} MiB"])
        rows += [[n["name"], q["words"], rate(q), ratio(q["ratio"]), ""] for q in n["peers"] if q["kind"] == "bulk"]
        scans += [[n["name"], s["words"], count(s["pictures_per_second"]), f"{s['single_us']:.0f} µs", f"{s['peak_mib']:.0f} MiB"] for s in n["scan"]]
    singles = []
    for n in p["networks"]:
        s = n["single"]
        shared = "core" in n  # figures of before the workers shared one picture are those of one core
        singles.append([n["name"], f"mekiki, {p['workers']} workers" if shared else "mekiki, 1 core", micro(s), ""])
        singles += [[n["name"], q["words"], micro(q), target(q["ratio"], text.SINGLE_TARGET if q["peer"] == "ONNX Runtime" else None)] for q in n["peers"] if q["kind"] == "single"]
        if shared:
            singles.append([n["name"], "mekiki, 1 core", micro(n["core"]), ""])
        singles += [[n["name"], q["words"] + ", best of one core", micro(q), ratio(q["ratio"])] for q in n["peers"] if q["kind"] == "core"]
    out = "In bulk, pictures a second:\n\n" + table(["network", "program", "pictures/s", "ratio", "peak memory"], rows)
    out += "\nOne picture alone, the median of many:\n\n" + table(["network", "program", "one picture", "ratio"], singles)
    if scans:
        out += details("The search for the peers' best settings", ["network", "setting", "pictures/s", "one picture", "peak memory"], scans)
    return out


def micro(s):
    return f"{s['median']:.0f} µs ({s['min']:.0f} to {s['max']:.0f})"


def knn(p):
    rows = []
    for d in p["distances"]:
        rows.append([d["distance"], f"mekiki, {p['workers']} workers", rate(d["mekiki"]), "", "", f"{d['peak_mib']:.0f} MiB"])
        for i, f in enumerate(d["faiss"]):
            # The number of threads with the higher median is faiss' best setting.
            wanted = text.KNN_TARGET if i == 0 else None
            rows.append([d["distance"], f"{p['peers'][0]}, {f['threads']} thread{'s' * (f['threads'] > 1)}", rate(f["search"]), rate(f["whole"]),
                         target(f["ratio"], wanted), f"{f['peak_mib']:.0f} MiB"])
    head = ["distance", "program", "queries/s", "scaling and adding included", "mekiki's ratio", "peak memory"]
    return f"{count(p['queries'])} queries in a gallery of {count(p['gallery'])}, dim {p['dim']}.\n\n" + table(head, rows)


def size(p):
    def row(r):
        epoch = 60000 / r["pictures_per_second"]
        return [f"{r['step_ms']:.1f} ms", f"{r['step_ms'] / r['batch']:.2f} ms", f"{epoch / 60:.1f} min" if epoch >= 120 else f"{epoch:.1f} s",
                f"{100 * r['gflops'] / r['peak_gflops']:.0f} %", f"{r['peak_mib']:.0f} MiB"]

    head = ["a step", "a picture", "an epoch", "of FMA peak", "peak memory"]
    out = f"{p['workers']} workers. " + text.SIZE_SIDES + "\n" + table(["side"] + head, [[r["side"], *row(r)] for r in p["sides"]])
    return out + "\n" + text.SIZE_BATCHES + "\n" + table(["batch"] + head, [[count(r["batch"]), *row(r)] for r in p["batches"]])


def networks(found):
    return "".join(f"- {n['name']}: `{n['network']}`\n" for n in found)


def details(summary, head, rows):
    return f"\n<details><summary>{summary}</summary>\n\n" + table(head, rows) + "\n</details>\n"


SECTIONS = {"batch": batch, "layers": layers, "embed": embed, "knn": knn, "size": size}
