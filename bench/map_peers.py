"""Compares the maps of mekiki with scikit-learn's t-SNE and with umap-learn, each at its
defaults, by the same figures on the same vectors at unit length:

    mekiki embed --model MODEL --out test.npy
    mekiki map MODEL --out map
    python3 bench/map_peers.py test.npy map     (numpy, scikit-learn; umap-learn if it is there)
"""
import json
import pathlib
import sys
import time

import numpy as np
from sklearn.manifold import TSNE, trustworthiness
from sklearn.neighbors import NearestNeighbors

K = 10

x = np.load(sys.argv[1]).astype(np.float64)
folder = pathlib.Path(sys.argv[2])
document = json.loads((folder / "map.json").read_text())
x = x[document["index"]]
x /= np.linalg.norm(x, axis=1, keepdims=True)
labels = np.array(document["labels"])


def near(z):
    return NearestNeighbors(n_neighbors=K).fit(z).kneighbors(return_distance=False)


high = near(x)


def right(lists):
    """The share of pictures whose class the 5 nearest call, ties to the nearer."""
    calls = []
    for row in lists:
        votes = labels[row[:5]]
        calls.append(votes[np.argmax([(votes == v).sum() for v in votes])])
    return np.mean(np.array(calls) == labels)


def show(name, z, seconds=None):
    low = near(z)
    took = "" if seconds is None else f"  {seconds:.1f} s"
    kept = np.mean([len(set(a) & set(b)) / K for a, b in zip(high, low)])
    print(f"{name:20} trustworthiness {trustworthiness(x, z, n_neighbors=K):.4f}  kept {kept:.4f}  5-NN {right(low):.4f}{took}", flush=True)


for path in sorted(folder.glob("map-*.npy")):
    show("mekiki " + path.stem, np.load(path).astype(np.float64))
print(f"{'the space itself':20} 5-NN {right(high):.4f}")
start = time.time()
tsne = TSNE(init="pca", random_state=1)
y = tsne.fit_transform(x.astype(np.float32))
show("scikit-learn t-SNE", y, time.time() - start)
print(f"KL divergence: scikit-learn {tsne.kl_divergence_:.4f}, mekiki {[m.get('kl_divergence') for m in document['map']['maps']]}")
try:
    import umap
except ImportError:
    sys.exit()
start = time.time()
show("umap-learn", umap.UMAP(random_state=1).fit_transform(x), time.time() - start)
