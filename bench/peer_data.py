"""What both peers need before their framework starts: pictures and triplets.

The same files, the same protocol and the same split as mekiki. The random
draws differ, which changes no timing.
"""
import gzip
import os

import numpy as np


def read_idx(folder, name):
    """An IDX file of bytes, plain or gzipped."""
    path = os.path.join(folder, name)
    opener = open if os.path.exists(path) else gzip.open
    with opener(path if opener is open else path + ".gz", "rb") as f:
        raw = f.read()
    dims = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(dims)]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * dims).reshape(shape)


def read_part(folder, part):
    """Pictures (n, 784) as float32 between 0 and 1, and their labels; part is train or t10k."""
    pictures = read_idx(folder, part + "-images-idx3-ubyte")
    pictures = pictures.reshape(len(pictures), -1).astype(np.float32) / 255
    return pictures, read_idx(folder, part + "-labels-idx1-ubyte")


def tutorial_triplets(labels, rng):
    """Disjoint (anchor, positive) pairs in each class and a random negative: (n, 3) rows."""
    out = []
    for c in np.unique(labels):
        own = rng.permutation(np.flatnonzero(labels == c))
        other = np.flatnonzero(labels != c)
        n = len(own) // 2
        out.append(np.stack([own[0 : 2 * n : 2], own[1 : 2 * n : 2], rng.choice(other, n)], 1))
    return np.concatenate(out)


def split(triplets):
    """Training, validation and test triplets: 5 % for the test, 5 % of the rest to validate.

    The same permutation as scikit-learn's train_test_split(random_state=42).
    """

    def cut(t):
        order = np.random.RandomState(42).permutation(len(t))
        held = int(np.ceil(0.05 * len(t)))
        return t[order[held:]], t[order[:held]]

    rest, test = cut(triplets)
    train, val = cut(rest)
    return train, val, test
