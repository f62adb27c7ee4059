"""Writes spc.json, the oracle of p-charts with exact limits.

Needs numpy and scipy:  python spc.py
"""
import json

import numpy as np
from scipy import optimize, special, stats

rng = np.random.default_rng(20261201)


def chart(base):
    x, n = np.array(base, float).T
    p = x.sum() / n.sum()
    if x.sum() in (0, n.sum()):
        p = (x.sum() + 0.5) / (n.sum() + 1)
    z = (x / n - p) / np.sqrt(p * (1 - p) / n)
    return p, max(1.0, np.abs(np.diff(z)).mean() / 1.1283791670955126)


def score(p, d, x, n):
    if d == 1:  # by the binomial distribution itself
        many, few = stats.binom.sf(x - 1, n, p), stats.binom.cdf(x, n, p)
    else:
        m = n / d**2
        y = m * x / n
        many = special.betainc(y, m - y + 1, p) if x > 0 else 1.0
        few = 1 - special.betainc(y + 1, m - y, p) if x < n else 1.0
    if many < 0.5:
        return min(10.0, stats.norm.isf(many))
    if few < 0.5:
        return max(-10.0, stats.norm.ppf(few))
    return 0.0


def limits(p, d, n, z):
    m, tail = n / d**2, stats.norm.sf(z)
    lo = hi = None
    few = lambda s: 1 - special.betainc(s * m + 1, m - s * m, p) - tail
    many = lambda s: special.betainc(s * m, m - s * m + 1, p) - tail
    lo = optimize.brentq(few, 0, p, xtol=1e-13) if few(0) < 0 else 0.0
    hi = optimize.brentq(many, p, 1, xtol=1e-13) if p**m < tail else 1.0
    return lo, hi


cases = []
for share, of, wild in [(0.02, 200, 0), (0.3, 50, 0), (0.001, 400, 0), (0.05, 3000, 0.4), (0.5, 20, 0), (0.0, 30, 0), (0.9, 12, 0.3)]:
    base = []
    for _ in range(25):
        n = int(rng.integers(max(1, of // 2), of + 1))
        p = share if wild == 0 else float(np.clip(share * np.exp(rng.normal() * wild), 0, 0.99))
        base.append([int(rng.binomial(n, p)), n])
    p, d = chart(base)
    tried = [[x, n] for n in (1, 7, of) for x in sorted({0, 1, n // 50, int(n * share), int(2 * n * share), n // 2, n}) if x <= n]
    cases.append({
        "base": base, "share": p, "dispersion": d,
        "tried": [{"found": x, "of": n, "z": score(p, d, x, n)} for x, n in tried],
        "limits": [{"of": n, "z": z, "lo": lo, "hi": hi} for n in (5, of, 10 * of) for z in (1, 3) for lo, hi in [limits(p, d, n, z)]],
    })
json.dump(cases, open("spc.json", "w"), indent=1)
