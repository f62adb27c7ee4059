"""Writes map.json: PCA by NumPy's SVD, the affinities, t-SNE and trustworthiness of
scikit-learn on made-up vectors, for TestMapOracle.

    python3 map.py > map.json    (NumPy 2.4, scikit-learn 1.9)
"""
import json
import sys

import numpy as np
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import NearestNeighbors

rng = np.random.default_rng(5)
n, dim, k = 240, 12, 10
centre = rng.normal(0, 3, (8, dim))
labels = np.arange(n) % 8
x = np.round(centre[labels] + rng.normal(0, 1, (n, dim)) * np.linspace(2, 0.5, dim), 4).astype(np.float32)


def near(z):
    return NearestNeighbors(n_neighbors=k).fit(z).kneighbors(return_distance=False)


def figures(z, high):
    a, b = near(high), near(z)
    return {
        "trustworthiness": float(trustworthiness(high, z, n_neighbors=k)),
        "kept": float(np.mean([len(set(p) & set(q)) / k for p, q in zip(a, b)])),
    }


out = {"dim": dim, "x": [float(v) for v in x.ravel()], "labels": labels.tolist(), "spaces": {}}
for space in ("euclidean", "cosine"):
    z = x.astype(np.float64)
    if space == "cosine":
        z = z / np.linalg.norm(z, axis=1, keepdims=True)
    c = z - z.mean(axis=0)
    u, s, vt = np.linalg.svd(c, full_matrices=False)
    vt *= np.sign(vt[np.arange(dim), np.abs(vt).argmax(axis=1)])[:, None]  # the largest value is positive
    pca = c @ vt[:2].T
    perplexity = 30.0
    graph = NearestNeighbors(n_neighbors=91).fit(z).kneighbors_graph(mode="distance")
    graph.data **= 2
    p = _joint_probabilities_nn(graph, perplexity, 0).toarray()
    t = TSNE(init="pca", random_state=1)
    y = t.fit_transform(z)
    out["spaces"][space] = {
        "pca": [float(v) for v in pca.ravel()],
        "variance": [float(v) for v in (s[:2] ** 2 / (s**2).sum())],
        "affinities": [float(v) for v in p[:3].ravel()],
        "pca_figures": figures(pca, z),
        "tsne_figures": figures(y, z),
        "kl": float(t.kl_divergence_),
    }
json.dump(out, sys.stdout)
sys.stdout.write("\n")
