"""Writes kappa.json, the oracle of agreement.

Needs numpy, scipy, pandas, statsmodels and irrCAC:  python kappa.py
"""
import json

import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

rng = np.random.default_rng(20261202)


def interval(value, se, n):
    t = stats.t.ppf(0.975, n - 1)
    return [value, max(-1.0, value - t * se), min(1.0, value + t * se)]


def jackknife(parts, classes):
    def kappa(p):
        table = np.zeros((classes, classes))
        for pairs in p:
            for a, b in pairs:
                table[a, b] += 1
        return float(cohens_kappa(table, return_results=False))
    left = np.array([kappa(parts[:i] + parts[i + 1:]) for i in range(len(parts))])
    n = len(parts)
    return interval(kappa(parts), np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()), n)


many, two = [], []
for n, raters, classes, right in [(50, 9, 2, 0.9), (30, 3, 3, 0.7), (12, 4, 2, 0.6), (40, 6, 2, 0.99), (25, 2, 3, 0.85)]:
    truth = rng.choice(classes, n, p=[0.7] + [0.3 / (classes - 1)] * (classes - 1))
    rated = np.where(rng.random((n, raters)) < right, truth[:, None], rng.integers(0, classes, (n, raters)))
    counts = np.array([[int((row == k).sum()) for k in range(classes)] for row in rated])
    cac = CAC(pd.DataFrame(rated), digits=15, categories=list(range(classes)))
    fleiss, gwet = cac.fleiss()["est"], cac.gwet()["est"]
    assert abs(fleiss["coefficient_value"] - fleiss_kappa(counts)) < 1e-9
    many.append({"counts": counts.tolist(), "fleiss": interval(fleiss["coefficient_value"], fleiss["se"], n), "ac1": interval(gwet["coefficient_value"], gwet["se"], n)})
    half = raters // 2
    parts = [[[int(row[j]), int(row[j + half])] for j in range(half)] for row in rated]
    table = np.zeros((classes, classes))
    for pairs in parts:
        for a, b in pairs:
            table[a, b] += 1
    two.append({"classes": classes, "parts": parts, "cohen": jackknife(parts, classes), "se": float(cohens_kappa(table).std_kappa)})
json.dump({"many": many, "two": two}, open("kappa.json", "w"))
