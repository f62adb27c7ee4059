"""Writes covariance.json: Ledoit and Wolf's shrunk covariance of anchor-positive
differences by scikit-learn, and Mahalanobis distances with it by SciPy. Run it
in this folder: python covariance.py"""

import json

import numpy as np
import scipy
import sklearn
from scipy.spatial.distance import mahalanobis
from sklearn.covariance import ledoit_wolf

rng = np.random.default_rng(20060101)


def case(count, dim):
    mix = rng.normal(size=(dim, dim)) / np.sqrt(dim)
    # Multiples of 1/64 are exact in both types.
    rows = np.round(rng.normal(size=(3 * count, dim)) @ mix * 64) / 64
    a, p, n = rows[0::3], rows[1::3], rows[2::3]
    matrix, shrinkage = ledoit_wolf((a - p) / np.sqrt(2), assume_centered=True)
    inverse = np.linalg.inv(matrix)
    return {
        "dim": dim, "rows": rows.ravel().tolist(), "shrinkage": shrinkage, "matrix": matrix.ravel().tolist(),
        "ap": [mahalanobis(x, y, inverse) for x, y in zip(a, p)],
        "an": [mahalanobis(x, y, inverse) for x, y in zip(a, n)],
    }


with open("covariance.json", "w") as f:
    json.dump({"sklearn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__,
               # many pairs, few, fewer than components, two, one component
               "cases": [case(*s) for s in [(60, 4), (9, 5), (6, 10), (2, 3), (8, 1)]]}, f, indent=0)
    f.write("\n")
