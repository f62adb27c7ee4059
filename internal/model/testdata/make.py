"""Writes model files made by Python's safetensors package: python.safetensors, and with
weights of 16 bits half.safetensors, half-values.safetensors being the same weights as float32.

Run in this folder: python make.py. Needs numpy, ml_dtypes and safetensors.
With a path as argument it reads that model file instead and prints what the
test compares: the format, the widths, and each tensor.
"""

import hashlib
import json
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

if len(sys.argv) > 1:
    with safe_open(sys.argv[1], framework="numpy") as f:
        meta = f.metadata()
        print("format", meta["mekiki.format"])
        print("widths", json.loads(meta["mekiki.model"])["network"]["widths"])
        for name in f.offset_keys():
            t = f.get_tensor(name)
            print(name, t.dtype, t.shape, t.reshape(-1).tolist())
else:
    model = {
        "program": "python",
        "network": {"widths": [4, 3, 2]},
        "input": {"height": 2, "width": 2, "channels": 1},
        "loss": {"name": "cosine", "terms": [{"distance": "cosine", "weight": 1, "margin": 0.4}]},
        "a field of tomorrow": True,
    }
    save_file(
        {
            "layers.0.weight": np.arange(12, dtype=np.float32).reshape(3, 4) / 8 - 0.5,
            "layers.0.bias": np.array([1, -2, 0.5], dtype=np.float32),
            "layers.1.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
            "layers.1.bias": np.array([0.25, -0.25], dtype=np.float32),
        },
        "python.safetensors",
        metadata={"mekiki.format": "1", "mekiki.model": json.dumps(model)},
    )
    # A model that somebody halved: its metadata, the sum included, is that of the float32.
    import ml_dtypes

    whole = {
        "layers.0.weight": np.arange(12, dtype=np.float32).reshape(3, 4) / 7 - 0.5,
        "layers.0.bias": np.array([1.1, -2.2, 0.3], dtype=np.float32),
        "layers.1.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 3,
        "layers.1.bias": np.array([0.7, -0.7], dtype=np.float32),
    }
    total = hashlib.sha256(b"".join(t.tobytes() for t in whole.values())).hexdigest()
    halved = {k: t.astype(np.float16 if k.startswith("layers.0") else ml_dtypes.bfloat16) for k, t in whole.items()}
    save_file(halved, "half.safetensors", metadata={"mekiki.format": "1", "mekiki.model": json.dumps(model), "mekiki.weights_sha256": total})
    save_file({k: t.astype(np.float32) for k, t in halved.items()}, "half-values.safetensors")
