"""Writes oracle.json, the oracle of package risk.

Needs numpy, scipy and scikit-learn:  python oracle.py
"""
import json

import numpy as np
from scipy import ndimage
from sklearn.metrics import average_precision_score, balanced_accuracy_score, precision_recall_curve, roc_auc_score

rng = np.random.default_rng(20261129)


def ranking(bad, score):
    bad, score = np.asarray(bad, int), np.asarray(score, float)
    precision, recall, _ = precision_recall_curve(bad, score)
    with np.errstate(invalid="ignore"):
        f1 = np.nan_to_num(2 * precision * recall / (precision + recall))
    at = float(np.median(score))
    return {
        "bad": bad.tolist(), "score": score.tolist(), "auroc": roc_auc_score(bad, score),
        "ap": average_precision_score(bad, score), "f1": f1.max(), "at": at,
        "balanced": balanced_accuracy_score(bad, score >= at),
        "recall": float((score[bad == 1] > score[bad == 0].max()).mean()),
    }


def drawn(n, share, shift, digits=None):
    bad = rng.random(n) < share
    bad[:2] = [True, False]
    score = rng.standard_normal(n) + shift * bad
    return ranking(bad, score if digits is None else np.round(score, digits))


def aupro(maps, masks, limit=0.3):
    """Every threshold that occurs, as the definition says; regions as in MVTec's evaluation."""
    regions = []
    for m, k in zip(maps, masks):
        label, count = ndimage.label(k, structure=np.ones((3, 3)))
        regions += [m[label == i] for i in range(1, count + 1)]
    good = np.concatenate([m[~k] for m, k in zip(maps, masks)])
    x, y = [0.0], [0.0]
    for t in np.unique(np.concatenate([m.ravel() for m in maps]))[::-1]:
        x.append((good >= t).mean())
        y.append(np.mean([(r >= t).mean() for r in regions]))
    x, y = np.array(x), np.array(y)
    end = np.interp(limit, x, y)
    keep = x <= limit
    return np.trapezoid(np.append(y[keep], end), np.append(x[keep], limit)) / limit, len(regions)


def pixels(count, height, width, step):
    maps, masks = [], []
    for _ in range(count):
        mask = ndimage.binary_dilation(rng.random((height, width)) < 0.03, iterations=1) if rng.random() < 0.8 else np.zeros((height, width), bool)
        # Whole steps lie each in a bin of their own, so binning changes nothing.
        maps.append((np.round((rng.standard_normal((height, width)) + 1.5 * mask) / step) * step).astype(np.float32))
        masks.append(mask)
    value, regions = aupro(maps, masks)
    m, k = np.concatenate([v.ravel() for v in maps]), np.concatenate([v.ravel() for v in masks])
    iou = max(float((k & (m >= t)).sum() / (k | (m >= t)).sum()) for t in np.unique(m))
    return {
        "width": width, "maps": [v.ravel().tolist() for v in maps], "masks": [v.ravel().astype(int).tolist() for v in masks],
        "auroc": roc_auc_score(k, m), "aupro": value, "regions": regions, "iou": iou,
    }


out = {
    "ranking": [
        drawn(12, 0.5, 1.0), drawn(60, 0.3, 1.5), drawn(200, 0.1, 2.0, 1), drawn(300, 0.5, 0.5, 0),
        ranking([0, 0, 1, 1], [1, 2, 3, 4]), ranking([1, 1, 0, 0], [1, 2, 3, 4]), ranking([0, 1, 0, 1], [2, 2, 2, 2]),
    ],
    "pixels": [pixels(4, 9, 13, 1 / 16), pixels(6, 16, 11, 1 / 4)],
}
with open("oracle.json", "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
