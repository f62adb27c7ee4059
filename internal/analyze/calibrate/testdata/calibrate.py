"""Writes calibrate.json: oracles of the calibration. Needs numpy and scipy.

    python3 calibrate.py > calibrate.json
"""
import json

import numpy as np
from scipy.optimize import minimize

o = json.load(open("oracle.json"))
ap, an = {}, {}
for name in ("cosine", "euclidean"):
    ap[name], an[name] = np.array(o["distances"][name]["ap"]), np.array(o["distances"][name]["an"])
out = {}
for name in ap:
    d = an[name] - ap[name]
    out[name] = {"sd": d.std(ddof=1), "iqr": np.subtract(*np.quantile(d, [0.75, 0.25])), "margin": np.quantile(d, 0.5)}

    def loss(v, a=ap[name], b=an[name]):
        return np.mean(np.logaddexp(0, v[0] * (a - v[1])) + np.logaddexp(0, v[0] * (v[1] - b)))

    best = minimize(loss, [1, ap[name].mean()], method="Nelder-Mead", options={"xatol": 1e-12, "fatol": 1e-15, "maxiter": 20000})
    out[name]["k"], out[name]["t"], out[name]["loss"] = best.x[0], best.x[1], best.fun
    cuts = np.concatenate([ap[name], an[name]])
    out[name]["best"] = max((ap[name] <= t).sum() + (an[name] > t).sum() for t in cuts) / len(cuts)

# Gradient lengths by central differences.
x = np.array(o["pix"]).reshape(-1, o["dim"]) / 255


def cos(u, v):
    return 1 - u @ v / np.sqrt((u @ u) * (v @ v))


def euc(u, v):
    return np.sqrt(((u - v) ** 2).sum())


for name, f in (("cosine", cos), ("euclidean", euc)):
    lengths = []
    for t in o["index"]:
        v, g = x[t].ravel(), []
        for i in range(len(v)):
            h = np.zeros_like(v)
            h[i] = 1e-5
            a, p, n = (v + h).reshape(3, -1)
            b, q, m = (v - h).reshape(3, -1)
            g.append(((f(a, p) - f(a, n)) - (f(b, q) - f(b, m))) / 2e-5)
        lengths.append(np.linalg.norm(g))
    out[name]["gradient"] = np.mean(lengths)

# The best threshold: every halfway point, naively.
over, wrong = ap["euclidean"] - an["euclidean"], ap["cosine"] >= an["cosine"]
v = np.unique(over)
cuts = v[:-1] + (v[1:] - v[:-1]) / 2
j = np.array([(over[wrong] > c).mean() - (over[~wrong] > c).mean() for c in cuts])
at = np.flatnonzero(j >= j.max() - 1e-12)[-1]
out["zone"] = {"threshold": cuts[at], "j": j[at],
               "auc": np.mean((over[wrong][:, None] > over[~wrong]) + 0.5 * (over[wrong][:, None] == over[~wrong]))}
print(json.dumps(out))
