"""Writes python.safetensors, a file made by Python's safetensors package.

Run in this folder: python make.py. Needs numpy and safetensors.
With a path as argument it reads that file instead and prints it as the test
expects it, so that a file written by Go can be shown to be readable.
"""

import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

if len(sys.argv) > 1:
    with safe_open(sys.argv[1], framework="numpy") as f:
        print(sorted((f.metadata() or {}).items()))
        for name in f.offset_keys():
            t = f.get_tensor(name)
            print(name, t.dtype, t.shape, t.reshape(-1).tolist())
else:
    save_file(
        {
            "weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 4 - 0.5,
            "step": np.array(-7, dtype=np.int64),
            "pixels": np.arange(5, dtype=np.uint8),
            "none": np.zeros((0, 3), dtype=np.float32),
        },
        "python.safetensors",
        metadata={"who": "python", "日本": "目利き <&>"},
    )
