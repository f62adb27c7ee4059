"""A discriminator of places as a peer of the head: a small network that says how bad a place is, trained by logistic loss.

It has what the head has: the vectors of the embedded eye at strides 8 and 16, averaged over 3x3 places and of length one;
of each known bad picture the ten places farthest from good, by length to a thousand good places and, twice more, by what it has learned;
and places of the same bad picture from the nearer half as good ones. A picture's score is the mean of the top 1 % of its
places, with or without the median of all of them taken off. Needs NumPy and scikit-learn.
"""

import os
import subprocess
import tempfile

import numpy as np
from sklearn.neural_network import MLPClassifier

TAPS = ("block4", "block10")
SUSPECTS, CHOICES, BATCHES, BATCH = 10, 3, 100, 256


def vectors(program, files):
    """(pictures, places, numbers), float32, of pictures at 256x256."""
    maps = []
    with tempfile.TemporaryDirectory() as tmp:
        for tap in TAPS:
            out = os.path.join(tmp, tap + ".npy")
            subprocess.run([program, "-q", "embed", "--eye", "embedded", "--map", "--tap", tap, "--policy", "stretch", "--out", out, *files], check=True)
            maps.append(np.load(out))
    maps[1] = maps[1].repeat(2, 1).repeat(2, 2)
    parts = []
    for m in maps:
        m = smooth(m)
        parts.append(m / np.sqrt((m.reshape(-1, m.shape[-1]) ** 2).sum(1).mean()))
    x = np.concatenate(parts, -1)
    x /= np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)
    return x.reshape(len(x), -1, x.shape[-1]).astype(np.float32)


def smooth(m):
    """The mean over the 3x3 places that there are."""
    h, w = m.shape[1:3]
    padded, ones = np.pad(m, ((0, 0), (1, 1), (1, 1), (0, 0))), np.pad(np.ones((1, h, w, 1), np.float32), ((0, 0), (1, 1), (1, 1), (0, 0)))
    over = lambda a: sum(a[:, y : y + h, x : x + w] for y in range(3) for x in range(3))
    return over(padded) / over(ones)


def far(x, good):
    """How far each place of a picture lies from the nearest of some good ones."""
    return np.sqrt(np.maximum(2 - 2 * (x @ good.T).max(1), 0))


def scores(good, bad, tested, seed):
    """Scores of tested pictures by a discriminator of good and known bad ones: (as they are, median taken off)."""
    rng = np.random.default_rng(seed)
    places = good.reshape(-1, good.shape[-1])
    some = places[rng.choice(len(places), 1000, replace=False)]
    net = MLPClassifier((64,), learning_rate_init=1e-3, alpha=1e-4, random_state=seed)
    distance = [far(x, some) for x in bad]
    for choice in range(CHOICES):
        if choice:
            distance = [net.predict_proba(x)[:, 1] for x in bad]
        order = [np.argsort(d) for d in distance]
        for _ in range(BATCHES):
            which = rng.integers(len(bad), size=BATCH // 2)
            wrong = [bad[i][order[i][-1 - rng.integers(SUSPECTS)]] for i in which]
            calm = [bad[i][order[i][rng.integers(len(order[i]) // 2)]] for i in which[: BATCH // 4]]
            right = places[rng.integers(len(places), size=BATCH // 4)]
            net.partial_fit(np.concatenate([wrong, calm, right]), np.repeat([1, 0], BATCH // 2), classes=[0, 1])
    plain, level = [], []
    for x in tested:
        p = net.predict_proba(x)[:, 1]
        logit = np.sort(np.log(np.clip(p, 1e-9, 1)) - np.log(np.clip(1 - p, 1e-9, 1)))
        top = logit[-max(1, len(logit) // 100) :].mean()
        plain.append(top)
        level.append(top - np.median(logit))
    return plain, level
