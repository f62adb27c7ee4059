"""Writes python.safetensors and half.safetensors, files made by Python's safetensors package.

Run in this folder: python make.py. Needs numpy, ml_dtypes and safetensors.
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
    # Values of 16 bits, each beside the same as float32: zeros, subnormal and
    # normal ones at the ends of their ranges, infinities, and roundings.
    import ml_dtypes

    bits = np.array([0, 0x8000, 1, 0x8001, 0x3FF, 0x400, 0x3C00, 0xBC01, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00, 0x3555, 0x2E66], dtype=np.uint16)
    half, brain = bits.view(np.float16), bits.view(ml_dtypes.bfloat16)
    save_file(
        {"half": half.reshape(2, 7), "half.F32": half.astype(np.float32).reshape(2, 7),
         "brain": brain.reshape(2, 7), "brain.F32": brain.astype(np.float32).reshape(2, 7)},
        "half.safetensors",
    )
