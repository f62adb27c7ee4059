"""Writes resize.json: pictures and what OpenCV and Pillow make of them in another size, and luma.
Run in this folder: python3 resize.py. Needs numpy, Pillow and opencv-python-headless.

area is the mean of the exact cover of each pixel, by fractions (Python's), rounded half up; the
program must equal it. It says how far OpenCV's INTER_AREA and Pillow's BOX and reduce are from it.
"""

import json
import math
import pathlib
from fractions import Fraction

import cv2
import numpy as np
from PIL import Image

rng = np.random.default_rng(7)


def cover(n, m):
    """The share of n values in each of m, as fractions."""
    rows = []
    for j in range(m):
        lo, hi = Fraction(j * n, m), Fraction((j + 1) * n, m)
        rows.append([max(Fraction(0), min(hi, i + 1) - max(lo, i)) / (hi - lo) for i in range(n)])
    return rows


def exact(a, h, w):
    down, across = cover(a.shape[0], h), cover(a.shape[1], w)
    out = np.zeros((h, w, a.shape[2]), int)
    for y in range(h):
        ys = [i for i, v in enumerate(down[y]) if v]
        for x in range(w):
            xs = [i for i, v in enumerate(across[x]) if v]
            for c in range(a.shape[2]):
                s = sum(down[y][i] * across[x][k] * int(a[i, k, c]) for i in ys for k in xs)
                out[y, x, c] = math.floor(s + Fraction(1, 2))
    return out


def flat(a):
    return np.asarray(a).astype(int).ravel().tolist()


def far(a, b):
    return int(np.abs(np.asarray(a).astype(int) - np.asarray(b).astype(int)).max())


cases = []
for h, w, c, th, tw in [(12, 18, 1, 4, 6), (12, 18, 3, 6, 9), (13, 17, 1, 5, 7), (31, 40, 3, 8, 11), (64, 48, 1, 9, 9), (9, 9, 3, 9, 4),
                        (5, 7, 1, 12, 16), (4, 6, 3, 9, 11), (1, 1, 3, 3, 2), (2, 9, 1, 5, 9), (6, 5, 1, 6, 5)]:
    a = rng.integers(0, 256, (h, w, c), dtype=np.uint8)
    case = {"h": h, "w": w, "c": c, "to_h": th, "to_w": tw, "pixels": flat(a)}
    image = Image.fromarray(a[:, :, 0] if c == 1 else a)
    if th <= h and tw <= w:
        area = exact(a, th, tw)
        case["area"] = flat(area)
        case["opencv"] = flat(cv2.resize(a, (tw, th), interpolation=cv2.INTER_AREA))
        case["box"] = flat(image.resize((tw, th), Image.Resampling.BOX))
        line = [far(area.ravel(), case["opencv"]), far(area.ravel(), case["box"])]
        if h % th == 0 and w % tw == 0:
            case["reduce"] = flat(image.reduce((w // tw, h // th)))
            line.append(far(area.ravel(), case["reduce"]))
        print(f"{h}x{w} to {th}x{tw}: INTER_AREA differs by {line[0]}, BOX by {line[1]}", f"reduce by {line[2]}" if line[2:] else "")
    if th >= h and tw >= w:
        case["opencv_linear"] = flat(cv2.resize(a, (tw, th), interpolation=cv2.INTER_LINEAR))
        case["bilinear"] = flat(image.resize((tw, th), Image.Resampling.BILINEAR))
        print(f"{h}x{w} to {th}x{tw}: INTER_LINEAR and BILINEAR differ by", far(case["opencv_linear"], case["bilinear"]))
    cases.append(case)

colours = rng.integers(0, 256, (1, 64, 3), dtype=np.uint8)
grey = Image.fromarray(colours).convert("L")
pathlib.Path("resize.json").write_text(json.dumps({"cases": cases, "colours": flat(colours), "luma": flat(grey)}, separators=(",", ":")) + "\n")
