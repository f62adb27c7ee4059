"""Writes verification.json and neighbours.json, the oracles of package eval.

Needs numpy, scipy and scikit-learn:  python oracle.py
"""
import json
import numpy as np
import sklearn
from scipy.optimize import brentq
from scipy.interpolate import interp1d
from sklearn.metrics import accuracy_score, roc_auc_score, roc_curve
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid

rng = np.random.default_rng(20261123)


def best(ap, an):
    """All thresholds tried: none called the same, then at each distance."""
    y = np.r_[np.ones(len(ap)), np.zeros(len(an))]
    d = np.r_[ap, an]
    at = [accuracy_score(y, d <= t) for t in [-np.inf, *np.unique(d)]]
    return max(at), int(np.argmax(at))


def verification(name, ap, an, val_ap, val_an):
    ap, an, val_ap, val_an = (np.asarray(v, np.float32) for v in (ap, an, val_ap, val_an))
    y = np.r_[np.ones(len(ap)), np.zeros(len(an))]
    d = np.r_[ap, an].astype(np.float64)
    fpr, tpr, _ = roc_curve(y, -d)
    full_fpr, full_tpr, _ = roc_curve(y, -d, drop_intermediate=False)
    accuracy, at = best(ap, an)
    _, val_at = best(val_ap, val_an)
    # The held-out threshold lies halfway to the next distance that occurs.
    val = np.unique(np.r_[val_ap, val_an]).astype(np.float64)
    if val_at == 0:
        t = np.nextafter(val[0], -np.inf)
    elif val_at == len(val):
        t = val[-1]
    else:
        t = (val[val_at - 1] + val[val_at]) / 2
    # The curve against the falling diagonal. It is a function of fpr + tpr even
    # where it rises straight up.
    s = full_fpr + full_tpr
    along_f, along_t = interp1d(s, full_fpr), interp1d(s, full_tpr)
    at_s = brentq(lambda v: along_f(v) - (1 - along_t(v)), 0, 2, xtol=1e-14)
    return dict(
        name=name, ap=ap.tolist(), an=an.tolist(), val_ap=val_ap.tolist(), val_an=val_an.tolist(),
        fpr=fpr.tolist(), tpr=tpr.tolist(), auc=roc_auc_score(y, -d), eer=float(along_f(at_s)),
        accuracy=accuracy, best_rank=at, held_out_threshold=float(t), held_out_accuracy=accuracy_score(y, d <= t),
        order=float(np.mean(ap < an)))


def draws(n, shift):
    return rng.normal(1, 0.4, n), rng.normal(1 + shift, 0.5, n)


def coarse(pair):
    return tuple(np.round(v * 5) / 5 for v in pair)


cases = [
    verification("plain", *draws(150, 0.8), *draws(60, 0.8)),
    verification("ties", *coarse(draws(150, 0.6)), *coarse(draws(60, 0.6))),
    verification("worse than chance", *draws(40, -1), *draws(40, -1)),
    verification("negative values", *(v - 3 for v in draws(50, 0.5)), *(v - 3 for v in draws(50, 0.5))),
    verification("all equal", [2] * 5, [2] * 5, [2] * 3, [2] * 3),
    verification("one triplet", [0.5], [1.5], [0.25], [1.25]),
    verification("one triplet, tied", [1], [1], [1], [1]),
    verification("one triplet, wrong order", [2], [1], [2], [1]),
    verification("perfect", [1, 2, 3], [4, 5, 6], [1, 2], [4, 5]),
]
replicates = rng.normal(0, 1, 37)
json.dump(dict(sklearn=sklearn.__version__, cases=cases, replicates=replicates.tolist(),
               quantiles=np.quantile(replicates, [0.025, 0.975]).tolist()),
          open("verification.json", "w"), indent=0)


def neighbours(metric, q, ql, g, gl):
    if metric == "cosine":
        unit = lambda v: v / np.linalg.norm(v, axis=1, keepdims=True)
        d = 1 - unit(q) @ unit(g).T
        centre = unit(g)
    else:
        d = np.sqrt(((q[:, None] - g[None]) ** 2).sum(-1))
        centre = g
    knn = KNeighborsClassifier(5, metric=metric, algorithm="brute").fit(g, gl)
    _, near = knn.kneighbors(q)
    votes = np.array([np.bincount(gl[row], minlength=5) for row in near])
    tied = (votes == votes.max(1, keepdims=True)).sum(1) > 1
    sorted_d = np.sort(d, 1)
    assert np.diff(sorted_d, axis=1).min() > 1e-9, "near-ties: another seed"
    if metric == "cosine":
        means = np.array([centre[gl == c].mean(0) for c in range(5)])
        call = np.argmin(1 - unit(q) @ unit(means).T, 1)
    else:
        call = NearestCentroid(metric="euclidean").fit(g, gl).predict(q)
    first, rp, mapr = [], [], []
    for row, label in zip(d, ql):
        hit = gl[np.argsort(row)] == label
        r = hit.sum()
        first.append(float(hit[0]))
        rp.append(hit[:r].mean())
        mapr.append(sum(hit[:i + 1].mean() for i in range(r) if hit[i]) / r)
    return dict(metric=metric, knn=knn.predict(q).tolist(), tied=tied.tolist(), near=near.tolist(),
                class_mean=float(np.mean(call == ql)), precision_at_1=float(np.mean(first)),
                r_precision=float(np.mean(rp)), map_at_r=float(np.mean(mapr)))


centres = rng.normal(0, 1, (5, 6))
gl = rng.integers(0, 5, 150)
ql = rng.integers(0, 5, 60)
# Lengths that differ much tell the mean of unit vectors from that of the vectors.
g = ((centres[gl] + rng.normal(0, 0.9, (150, 6))) * np.exp(rng.normal(0, 1.5, (150, 1)))).astype(np.float32)
q = (centres[ql] + rng.normal(0, 0.9, (60, 6))).astype(np.float32)
wide = [v.astype(np.float64) for v in (q, g)]
json.dump(dict(sklearn=sklearn.__version__, dim=6, query=q.ravel().tolist(), query_labels=ql.tolist(),
               gallery=g.ravel().tolist(), gallery_labels=gl.tolist(),
               cases=[neighbours(m, wide[0], ql, wide[1], gl) for m in ("cosine", "euclidean")]),
          open("neighbours.json", "w"))
