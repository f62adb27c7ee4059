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

# Types that are read as 8 bits. High values are left out of int8.
for kind in ["i2", "u2", "i4", "u4", "i8", "u8"]:
    save(kind + "_little", pixels(2, 3, 4).astype("<" + kind))
    save(kind + "_big", pixels(2, 3, 4).astype(">" + kind))
save("i1_half", (pixels(2, 3, 4) // 2).astype("i1"))
save("bool", pixels(2, 3, 4) > 100)
for kind in ["f2", "f4", "f8"]:
    save(kind + "_whole", pixels(2, 3, 4).astype("<" + kind))
    save(kind + "_big", steps.astype(">" + kind))
save("f2_steps", (np.arange(264) % 256 / 255.0).astype("f2").reshape(2, 3, 44))  # every value of 8 bits
save("f2_free", free.astype("f2"))
save("f4_small", (pixels(2, 3, 4) % 4).astype("f4"))  # 0 to 3: no pictures of 8 bits
save("i8_dark", (pixels(2, 3, 4) % 2).astype("i8"))
save("u1_dark", pixels(2, 3, 4) % 4)

# Five axes that can be read in two ways, and what the lines make of them that
# the refusal names.
for shape, lines in {
    (2, 3, 1, 6, 7): ["np.save(name, array[:, :, 0])", "np.save(name, np.pad(array, [(0, 0), (0, 0), (0, 4), (0, 0), (0, 0)]))"],
    (2, 3, 3, 6, 7): ["np.save(name, np.moveaxis(array, 2, 4))", "np.save(name, np.pad(array, [(0, 0), (0, 0), (0, 2), (0, 0), (0, 0)]))"],
    (2, 3, 3, 6, 1): ["np.save(name, np.moveaxis(array, 2, 4))", "np.save(name, array[..., 0])"],
    (2, 3, 3, 6, 3): ["np.save(name, np.moveaxis(array, 2, 4))", "np.save(name, np.pad(array, [(0, 0), (0, 0), (0, 2), (0, 0), (0, 0)]))"],
    (2, 3, 3, 3, 7): ["np.save(name, np.pad(np.moveaxis(array, 2, 4), [(0, 0), (0, 0), (0, 2), (0, 0), (0, 0)]))",
                      "np.save(name, np.pad(array, [(0, 0), (0, 0), (0, 2), (0, 0), (0, 0)]))"],
}.items():
    array = pixels(*shape)
    text = "five_" + "_".join(map(str, shape[2:]))
    save(text, array)
    for reading, line in zip(["first", "last"], lines):
        exec(line, {"np": np, "array": array, "name": here / f"{text}_{reading}.npy"})

# A file of 16 bits, and what the refusal's line makes of it.
low, high = -32768, 32767
array = (pixels(2, 3, 4).astype("i4") * 257 - 32768).astype("i2")
save("bad_i2", array)
np.save(here / "i2_cured.npy", np.round((array.astype("float64") - low) * (255 / (high - low))).astype("uint8"))

# Triplets that must be refused.
save("bad_fortran", np.asfortranarray(steps.astype("f4")))
save("bad_complex", steps.astype("c8"))
save("bad_text", pixels(2, 3, 4).astype("U3"))
save("bad_u8", pixels(2, 3, 4).astype("u8") + np.uint64(2**63))
save("bad_i1", pixels(2, 3, 4).astype("i1"))
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
