"""Writes shares.json, the oracle of limits of shares and of areas under ROC curves.

Needs numpy, scipy and scikit-learn:  python shares.py
"""
import json

import numpy as np
from scipy import optimize, stats
from sklearn.metrics import roc_auc_score

rng = np.random.default_rng(20261129)


def limits(k, n, confidence):
    lo, hi = stats.binomtest(k, n).proportion_ci(confidence, method="exact")
    return {
        "k": k, "n": n, "confidence": confidence, "lo": lo, "hi": hi,
        "lower": float(stats.beta.ppf(1 - confidence, k, n - k + 1)) if k else 0.0,
        "upper": float(stats.beta.ppf(confidence, k + 1, n - k)) if k < n else 1.0,
    }


def between(k, n, confidence):
    """k need not be whole."""
    return {"k": k, "n": n, "confidence": confidence, "upper": float(stats.beta.ppf(confidence, k + 1, n - k))}


def needed(k, rate, confidence):
    n = k + 1
    while stats.binom.cdf(k, n, rate) > 1 - confidence:
        n += 1
    return {"found": k, "rate": rate, "confidence": confidence, "n": n}


def area(high, low, confidence=0.95):
    """DeLong's interval by its definition, pair by pair; Newcombe's fifth where it has no width."""
    high, low = np.asarray(high, float), np.asarray(low, float)
    m, n = len(high), len(low)
    pair = (high[:, None] > low) + 0.5 * (high[:, None] == low)
    value = pair.mean()
    assert abs(value - roc_auc_score(np.r_[np.ones(m), np.zeros(n)], np.r_[high, low])) < 1e-12
    z = stats.norm.ppf((1 + confidence) / 2)
    half = np.nan
    if m > 1 and n > 1:
        half = z * np.sqrt(pair.mean(1).var(ddof=1) / m + pair.mean(0).var(ddof=1) / n)
    lo, hi = max(0, value - half), min(1, value + half)
    if not half > 0:
        extra = (m + n) / 2 - 1

        def bound(a):
            def off(t):
                v = t * (1 - t) * (1 + extra * (1 - t) / (2 - t) + extra * t / (1 + t)) / (m * n)
                return (a - t) ** 2 - z * z * v
            return optimize.brentq(off, 0, a - 1e-9, xtol=1e-15) if a > 0 else 0.0

        lo, hi = bound(value), 1 - bound(1 - value)
    return {"high": high.tolist(), "low": low.tolist(), "confidence": confidence, "area": value, "lo": lo, "hi": hi}


def drawn(m, n, shift, digits=None, confidence=0.95):
    high, low = rng.standard_normal(m) + shift, rng.standard_normal(n)
    return area(high, low, confidence) if digits is None else area(np.round(high, digits), np.round(low, digits), confidence)


out = {
    "limits": [limits(k, n, c) for c in (0.9, 0.95, 0.99) for k, n in (
        (0, 1), (1, 1), (0, 12), (1, 12), (8, 15), (14, 15), (15, 15), (3, 350), (349, 350), (0, 2995), (500, 1000), (7, 100000))],
    "between": [between(k, n, c) for k, n, c in ((0.5, 4, 0.95), (1.2, 12, 0.95), (11.9, 12, 0.9))],
    "needed": [needed(k, r, c) for k, r, c in (
        (0, 0.05, 0.95), (0, 0.02, 0.95), (0, 0.01, 0.95), (0, 0.005, 0.95), (0, 0.001, 0.95), (1, 0.05, 0.95), (1, 0.01, 0.95),
        (0, 0.5, 0.5), (3, 0.02, 0.9), (10, 0.1, 0.99), (0, 0.999, 0.9))],
    "areas": [drawn(5, 7, 1), drawn(40, 60, 1.5), drawn(30, 20, 0.3, 1, 0.9), drawn(25, 300, 2.5), drawn(12, 12, 0, 0),
              area([3, 4, 5], [1, 2]), area([1, 2], [3, 4, 5, 6]), area([2.5], [1, 2, 3, 4]), area([1], [0]), area([1, 1], [1, 1])],
}
with open("shares.json", "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
