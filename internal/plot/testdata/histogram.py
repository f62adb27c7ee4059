"""Writes histogram.json, the oracle of TestBinMatchesNumPy: python histogram.py"""
import json
import numpy as np

values = np.round(np.random.default_rng(7).normal(0.4, 0.3, 300), 6)
counts, edges = np.histogram(values, bins=16)
with open("histogram.json", "w") as f:
    json.dump({"values": values.tolist(), "counts": counts.tolist(), "edges": edges.tolist()}, f)
    f.write("\n")
