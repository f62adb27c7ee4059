"""Polynomials of internal/kernel: python3 fit.py (numpy). Prints the coefficients of
activations.go, the constant term first, and the largest relative error of each fit."""

import math

import numpy as np


def fit(f, low, high, degree, weight, points=4000, rounds=60):
    """Near-minimax polynomial of f between low and high by Lawson's weights (1961)."""
    x = (low + high) / 2 + (high - low) / 2 * np.cos(np.pi * (np.arange(points) + 0.5) / points)
    y, w = np.array([f(v) for v in x]), np.array([weight(v) for v in x])
    powers, lawson, best = np.vander(x, degree + 1, increasing=True), np.full(points, 1 / points), None
    for _ in range(rounds):
        s = np.sqrt(lawson) * w
        c = np.linalg.lstsq(powers * s[:, None], y * s, rcond=None)[0]
        error = np.abs((powers @ c - y) * w)
        if best is None or error.max() < best[1]:
            best = c, error.max()
        lawson = lawson * error / (lawson * error).sum()
    return best


def mills(a):
    """The share of the normal distribution beyond a, divided by e^(-a*a/2)."""
    return 0.5 * math.erfc(a / math.sqrt(2)) * math.exp(a * a / 2)


def of_u(u):
    return mills(max(3 * (1 + u) / (1 - u), 0))


def series(w):
    """log(1+t) = 2z + z*w*series(w), where z = t/(2+t) and w = z*z."""
    if w < 1e-3:
        return sum(2 / (2 * k + 3) * w**k for k in range(8))
    r = math.sqrt(w)
    return (2 * math.atanh(r) / r - 2) / w


def bend(r):
    """(e^r-1-r)/r^2."""
    return sum(r**k / math.factorial(k + 2) for k in range(12))


HALF = math.log(2) / 2 * 1.01  # the rounding of n goes a little beyond ln(2)/2

for name, (c, error) in {
    "e^r-1, relative to it": fit(bend, -HALF, HALF, 4, lambda r: abs(r * r / math.expm1(r)) if r else 0),
    "tail of the normal distribution, u = (a-3)/(a+3)": fit(of_u, -1, 11 / 17, 9, lambda u: 1 / of_u(u)),
    "log(1+t)": fit(series, 0, 1 / 9, 3, lambda w: w / (2 + w * series(w))),
}.items():
    print(f"{name}: {error:.1e}", *(f"{v:.9g}" for v in c), sep="\n\t")
