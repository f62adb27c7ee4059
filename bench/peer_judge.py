"""The article's evaluation in NumPy, for the peers: test triplets and 5 neighbours."""
import numpy as np


def judge(test, query, query_labels, gallery, gallery_labels, nearest):
    """Figures by both distances. test is (n, 3, dim); query and gallery are (n, dim).

    nearest(query, gallery, k) is the framework's own search: rows of the k
    gallery pictures with the smallest Euclidean distance, (n, k).
    """
    figures = {"pair_accuracy": {}, "pair_auc": {}, "triplet_accuracy": {}, "knn5_accuracy": {}}
    for name, scale in (("cosine", unit), ("euclidean", lambda x: x)):
        a, p, n = np.moveaxis(scale(test), 1, 0)
        same, other = np.linalg.norm(a - p, axis=1), np.linalg.norm(a - n, axis=1)
        figures["pair_accuracy"][name], figures["pair_auc"][name] = pairs(same, other)
        figures["triplet_accuracy"][name] = float(np.mean(same < other))
        votes = gallery_labels[nearest(scale(query), scale(gallery), 5)]
        counts = np.stack([(votes == c).sum(1) for c in range(int(gallery_labels.max()) + 1)], 1)
        figures["knn5_accuracy"][name] = float(np.mean(counts.argmax(1) == query_labels))
    return figures


def unit(x):
    """Rows of length 1: there the Euclidean distance orders as the cosine distance does."""
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)


def pairs(same, other):
    """Best accuracy of a threshold, and the area under the ROC curve (ties are rare)."""
    distance = np.concatenate([same, other])
    alike = np.concatenate([np.ones(len(same)), np.zeros(len(other))])[np.argsort(distance)]
    caught, wrong = np.cumsum(alike), np.cumsum(1 - alike)
    accuracy = np.max(caught + len(other) - wrong) / len(alike)
    area = np.sum((1 - alike) * caught) / (len(same) * len(other))
    return float(accuracy), float(area)
