"""Writes oracle.json, the oracle of package stats.

Needs numpy, scipy and statsmodels:  python oracle.py
"""
import json
from fractions import Fraction

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20261124)


def figure(v):
    """JSON has no NaN and no infinity: they are written as text."""
    v = float(v)
    return v if np.isfinite(v) else {"nan": "nan", "inf": "+Inf", "-inf": "-Inf"}[str(v)]


def figures(x):
    return [figure(v) for v in x]


def summary(x):
    x = np.asarray(x, float)
    return {
        "x": figures(x), "mean": figure(x.mean()),
        "sd": figure(x.std(ddof=1)) if len(x) > 1 else "nan",
        "quantiles": figures(np.quantile(x, [0, 0.05, 0.25, 0.5, 0.75, 0.9, 1])),
        "skew": figure(stats.skew(x, bias=False)) if len(x) > 2 and x.min() < x.max() else "nan",
    }


def paired(a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    r = stats.ttest_rel(a, b)
    ci = r.confidence_interval(0.95)
    return {
        "a": figures(a), "b": figures(b), "mean": figure((a - b).mean()), "sd": figure((a - b).std(ddof=1)),
        "lo": figure(ci.low), "hi": figure(ci.high), "t": figure(r.statistic), "p": figure(r.pvalue),
        "wilcoxon_p": figure(stats.wilcoxon(a - b, method="exact").pvalue),
    }


def wilcoxon(d, method):
    d = np.asarray(d, float)
    kept = d[d != 0]
    # SciPy's "exact" holds without ties only; with ties all 2^n signs are tried.
    if method == "signs":
        method = stats.PermutationMethod(n_resamples=np.inf)
    p = stats.wilcoxon(kept, method=method, correction=True).pvalue
    return {"d": figures(d), "p": figure(p)}


def tail(b, c):
    """The two-sided p-value in whole numbers."""
    n, term, total = b + c, 1, 0
    for k in range(min(b, c) + 1):
        total += term
        term = term * (n - k) // (k + 1)
    return float(min(Fraction(1), Fraction(2 * total, 2**n)))


def discordant(b, c):
    p = tail(b, c)
    if b + c <= 3000:
        for other in (stats.binomtest(b, b + c).pvalue if b + c else 1, mcnemar([[0, b], [c, 0]]).pvalue if b + c else 1):
            assert abs(other - p) < 1e-11 * p, (b, c, p, other)
    return {"b": b, "c": c, "p": p}


def detectable(sd, n):
    df, root = n - 1, np.sqrt(n)
    edge = stats.t.ppf(0.975, df)

    def power(d):
        # SciPy gives NaN for a far tail too small to tell.
        return stats.nct.sf(edge, df, d * root) + np.nan_to_num(stats.nct.cdf(-edge, df, d * root))

    d = optimize.brentq(lambda d: power(d) - 0.8, 1e-9, (20 if n == 2 else 8) / root, xtol=1e-15, rtol=1e-14)
    return {"sd": sd, "n": n, "d": d * sd}


def correlation(x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    with np.errstate(invalid="ignore"):
        pearson = stats.pearsonr(x, y).statistic if np.isfinite(np.r_[x, y]).all() else np.nan
    return {"x": figures(x), "y": figures(y), "pearson": figure(pearson), "spearman": figure(stats.spearmanr(x, y).statistic)}


def accuracies(n, shift, spread):
    base = 0.9 + 0.01 * rng.standard_normal(n)
    return base + shift + spread * rng.standard_normal(n), base


x = rng.standard_normal(200)
holms = [[0.01, 0.04, 0.03, 0.005], [0.5], [0.2, 0.2, 0.2], [0.9, 0.001, 0.6, 0.02, 0.02], [0, 1, 0.5], list(rng.random(30) ** 3)]
out = {
    "summary": [summary(v) for v in (
        [3], [3, 1], [2, 2, 2], [0.1] * 7, [5, 1, 4, 1.5], x, np.exp(x[:31]), 1e6 + rng.standard_normal(50))],
    "paired": [paired(*accuracies(n, shift, spread)) for n, shift, spread in (
        (2, 0.002, 0.004), (3, 0.002, 0.001), (5, 0, 0.01), (10, 0.004, 0.004), (10, -0.02, 0.002), (30, 0.0005, 0.003))],
    "wilcoxon": {
        "exact": [wilcoxon(rng.standard_normal(n) + shift, "exact") for n in (1, 2, 3, 5, 9, 10, 25, 50) for shift in (0, 0.7)],
        "signs": [wilcoxon(rng.integers(-4, 6, n), "signs") for n in (3, 4, 6, 8, 10, 10, 12, 14)],
        "normal": [wilcoxon(rng.standard_normal(n) + 0.2, "asymptotic") for n in (51, 60, 200)]
        + [wilcoxon(rng.integers(-6, 8, n), "asymptotic") for n in (70, 100, 500)],
    },
    "holm": [{"p": p, "adjusted": list(multipletests(p, method="holm")[1])} for p in holms],
    "mcnemar": [discordant(b, c) for b, c in (
        (0, 1), (1, 0), (0, 5), (3, 3), (3, 4), (10, 20), (20, 10), (25, 75), (140, 180), (0, 1000), (1400, 1600),
        (149000, 151000), (148000, 152000), (150000, 150001), (120, 300))],
    "detectable": [detectable(sd, n) for sd, n in (
        (1, 2), (1, 3), (1, 4), (0.004, 5), (0.0021, 10), (1, 20), (3, 100), (1, 1000))],
    "correlation": [correlation(a, b) for a, b in (
        ([1, 2], [5, 3]), ([1, 2, 3, 4], [1, 8, 27, 640]), (x[:100], x[100:] + x[:100]),
        (np.round(2 * x[:100]), np.round(x[:100] - x[100:])), ([1, np.inf, 3, -np.inf], [0, 9, 9, 1]),
        (1e6 + x, 1e6 + x[::-1] + x))],
}
with open("oracle.json", "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
