"""Exact nearest neighbours by faiss' flat indices, as a peer for mekiki. Called by bench/run.py.

    peer_faiss.py about         what this faiss is
    peer_faiss.py search ...    queries a second: the search alone, and with what comes before
"""
import argparse
import json
import os
import resource
import statistics
import time

CLASSES = 10


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("what", choices=["about", "search"])
    p.add_argument("--queries", type=int, default=10000)
    p.add_argument("--gallery", type=int, default=60000)
    p.add_argument("--dim", type=int, default=128)
    p.add_argument("--distance", choices=["cosine", "euclidean"], default="cosine")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--rounds", type=int, default=1)
    return p.parse_args()


def around(rng, points, n):
    """Embeddings normally distributed around the points of their classes, as in mekiki."""
    return (rng.standard_normal((n, points.shape[1])) + points[np.arange(n) % CLASSES]).astype(np.float32)


def search(a):
    rng = np.random.default_rng(1)
    points = rng.standard_normal((CLASSES, a.dim))
    query, gallery = around(rng, points, a.queries), around(rng, points, a.gallery)
    alone, whole = [], []
    for _ in range(a.rounds):
        q, g = query.copy(), gallery.copy()
        start = time.perf_counter()
        if a.distance == "cosine":
            faiss.normalize_L2(q)
            faiss.normalize_L2(g)
        index = (faiss.IndexFlatIP if a.distance == "cosine" else faiss.IndexFlatL2)(a.dim)
        index.add(g)
        searching = time.perf_counter()
        index.search(q, 5)
        end = time.perf_counter()
        alone.append(a.queries / (end - searching))
        whole.append(a.queries / (end - start))
    say({"search_per_second": statistics.median(alone), "whole_per_second": statistics.median(whole),
         "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})


def say(what):
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    options = arguments()
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    import faiss
    import numpy as np

    faiss.omp_set_num_threads(options.threads)
    if options.what == "about":
        say({"peer": "faiss " + faiss.__version__})
    else:
        search(options)
