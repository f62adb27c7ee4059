"""Writes split.json: what scikit-learn's train_test_split gives. Run: python3 split.py"""
import hashlib
import json
import pathlib

import numpy as np
import sklearn
from sklearn.model_selection import train_test_split

cases = []
for n, size, seed in [
    (2, 0.5, 0), (3, 0.05, 42), (20, 0.05, 42), (20, 0.25, 0), (100, 0.05, 42), (100, 0.3, 7), (1024, 0.1, 1),
    (1500, 0.05, 42), (1500, 0.2, 4294967295), (28500, 0.05, 42), (30000, 0.05, 42), (30000, 0.05, 1), (300000, 0.05, 42),
]:
    train, test = (np.array(a, dtype="<i4") for a in train_test_split(range(n), test_size=size, random_state=seed))
    case = dict(n=n, test_size=size, seed=seed, n_test=len(test), test_first=test[:10].tolist(),
                sha256=hashlib.sha256(train.tobytes() + test.tobytes()).hexdigest())
    if n <= 100:
        case.update(train=train.tolist(), test=test.tolist())
    cases.append(case)
out = dict(sklearn=sklearn.__version__, numpy=np.__version__, cases=cases)
lines = ",\n".join(json.dumps(c) for c in cases)
text = '{"sklearn": %s, "numpy": %s, "cases": [\n%s\n]}\n' % (json.dumps(out["sklearn"]), json.dumps(out["numpy"]), lines)
pathlib.Path(__file__).with_name("split.json").write_text(text)
