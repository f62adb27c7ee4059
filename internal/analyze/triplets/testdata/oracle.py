"""Writes oracle.json: a small analysis by NumPy and SciPy. Needs numpy, scipy.

    python3 oracle.py > oracle.json
"""
import json

import numpy as np
from scipy.spatial.distance import cosine, euclidean
from scipy.stats import binomtest, pearsonr, spearmanr

rng = np.random.default_rng(20)
classes, each, dim = 3, 12, 21
centre = rng.integers(0, 256, (classes, dim))
pix, labels = [], []
for c in range(classes):
    for _ in range(each):
        x = centre[c] * rng.uniform(0.3, 1.0) + rng.normal(0, 70, dim)
        pix.append(np.clip(np.round(x), 0, 255).astype(np.uint8))
        labels.append(c)
pix, labels = np.array(pix), np.array(labels)
index = []
for _ in range(150):
    a = rng.integers(len(pix))
    p = rng.choice(np.flatnonzero((labels == labels[a]) & (np.arange(len(pix)) != a)))
    n = rng.choice(np.flatnonzero(labels != labels[a]))
    index.append([int(a), int(p), int(n)])
x = pix / 255.0


def arrays(d):
    ap = np.array([d(x[a], x[p]) for a, p, _ in index])
    an = np.array([d(x[a], x[n]) for a, _, n in index])
    return ap, an


out = {"dim": dim, "pix": pix.ravel().tolist(), "labels": labels.tolist(), "index": index, "distances": {}}
diff = {}
for name, d in [("cosine", cosine), ("euclidean", euclidean)]:
    ap, an = arrays(d)
    diff[name] = an - ap
    out["distances"][name] = {"ap": ap.tolist(), "an": an.tolist(), "in_order": int((ap < an).sum()),
                              "mean": (an - ap).mean(), "sd": (an - ap).std(ddof=1)}
out["pearson"] = pearsonr(diff["cosine"], diff["euclidean"])[0]
out["spearman"] = spearmanr(diff["cosine"], diff["euclidean"])[0]
cos, euc = diff["cosine"] > 0, diff["euclidean"] > 0
table = [int((cos & euc).sum()), int((cos & ~euc).sum()), int((~cos & euc).sum()), int((~cos & ~euc).sum())]
out["table"] = table
out["mcnemar"] = binomtest(table[1], table[1] + table[2]).pvalue
strength = np.abs(diff["cosine"] / diff["cosine"].std(ddof=1) - diff["euclidean"] / diff["euclidean"].std(ddof=1))
for key, mask in [("for_a", cos & ~euc), ("for_b", ~cos & euc)]:
    where = np.flatnonzero(mask)
    out[key] = where[np.argsort(-strength[where], kind="stable")].tolist()

# |x-y|^2 in two parts, by the formula with the cosine.
norm = np.linalg.norm(x, axis=1)


def parts(i, j):
    length = (norm[i] - norm[j]) ** 2
    angle = 2 * norm[i] * norm[j] * cosine(x[i], x[j])
    return length, angle


ap = np.array([parts(a, p) for a, p, _ in index])
an = np.array([parts(a, n) for a, _, n in index])
for key, v in [("ap", ap), ("an", an), ("difference", an - ap)]:
    total = v.sum(axis=1)
    out["parts_" + key] = {"total": total.mean(), "length": v[:, 0].mean(), "angle": v[:, 1].mean(),
                           "length_share_of_variance": np.cov(v[:, 0], total)[0, 1] / total.var(ddof=1)}
for key, mask in [("shares_a", cos & ~euc), ("shares_b", ~cos & euc)]:
    out[key] = {"ap": ap[mask, 0].sum() / ap[mask].sum(), "an": an[mask, 0].sum() / an[mask].sum()}
out["first_lengths"] = [norm[r] for r in index[out["for_a"][0]]]
by_length, by_angle = an[:, 0] > ap[:, 0], an[:, 1] > ap[:, 1]
whole = an.sum(axis=1) > ap.sum(axis=1)
out["orders"] = [int(v.sum()) for v in (by_length, by_angle, whole & ~by_angle, by_angle & ~whole)]
out["length_means"] = [norm[sorted({r for t in index for r in t if labels[r] == c})].mean() for c in range(classes)]
out["loss"] = (0.8 * np.maximum(0.4 - diff["cosine"], 0) + 0.02 * np.maximum(-diff["euclidean"] + 0.5, 0)).tolist()
print(json.dumps(out))
