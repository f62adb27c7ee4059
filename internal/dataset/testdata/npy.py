"""Writes the .npy files that the tests read and compare with. Run: python3 npy.py"""
import io
import pathlib

import numpy as np
from numpy.lib import format as npf

here = pathlib.Path(__file__).parent


def pixels(*shape):
    return (np.arange(np.prod(shape)) * 37 % 256).astype("u1").reshape(shape)


def save(name, array, version=None):
    buf = io.BytesIO()
    npf.write_array(buf, array, version=version)
    (here / (name + ".npy")).write_bytes(buf.getvalue())


steps = pixels(2, 3, 4) / 255.0
free = steps.astype("f4") * 1.5 - 0.25

# Triplets that must be read.
save("u8_flat", pixels(2, 3, 4))
save("u8_square", pixels(2, 3, 2, 2))
save("u8_wide", pixels(2, 3, 2, 3))
save("u8_line", pixels(2, 3, 5))
save("u8_colour", pixels(2, 3, 2, 2, 3))
save("u8_784", pixels(2, 3, 784))
save("u8_v2", pixels(2, 3, 4), version=(2, 0))
save("u8_v3", pixels(2, 3, 4), version=(3, 0))
save("f4_steps", (pixels(2, 3, 4) / np.float32(255)).astype("f4"))
save("f8_steps", steps)
save("f4_from_f8", steps.astype("f4"))
save("f4_free", free)
save("f8_free", free.astype("f8"))

# Triplets that must be refused.
save("bad_fortran", np.asfortranarray(steps.astype("f4")))
save("bad_bigendian", steps.astype(">f4"))
save("bad_int64", pixels(2, 3, 4).astype("i8"))
save("bad_half", steps.astype("f2"))
save("bad_record", np.zeros((2, 3, 4), dtype=[("a", "f4"), ("b", "u1")]))
save("bad_two", pixels(2, 2, 4))
save("bad_matrix", pixels(2, 3))
save("bad_scalar", np.array(3, "u1"))
save("bad_zero", np.zeros((0, 3, 4), "u1"))
save("bad_empty", np.zeros((2, 3, 0), "u1"))
for name, value in [("nan", np.nan), ("inf", -np.inf)]:
    a = free.copy()
    a[1, 2, 3] = value
    save("bad_" + name, a)
a = free.astype("f8")
a[0, 1, 2] = 1e300
save("bad_huge", a)

# Arrays that WriteNPY must write byte for byte.
save("w_f4_3x5", (np.arange(15) / 8 - 1).astype("<f4").reshape(3, 5))
save("w_f8_7", np.arange(7) / 8 - 1)
save("w_i4_4", np.arange(4, dtype="<i4") - 2)
save("w_i8_2x1", (np.arange(2, dtype="<i8") - 1).reshape(2, 1))
save("w_u1_scalar", np.array(9, "u1"))
save("w_u1_edge", np.zeros((0, 100) + (1,) * 12, "u1"))  # the header would end on a block without padding
