"""Writes affine.json: pictures moved by scipy.ndimage.affine_transform, order 1. Run: python3 affine.py"""
import json
import pathlib

import numpy as np
import scipy
from scipy.ndimage import affine_transform

rng = np.random.default_rng(5)


def move(pic, angle, enlarge, dy, dx, flip, flipv, edge):
    """Composes the forward matrix in homogeneous (y, x, 1) and inverts it."""
    h, w, c = pic.shape
    centre = np.array([[1, 0, (h - 1) / 2], [0, 1, (w - 1) / 2], [0, 0, 1]])
    mirror = np.diag([-1.0 if flipv else 1.0, -1.0 if flip else 1.0, 1.0])
    t = np.deg2rad(angle)
    turn = np.array([[np.cos(t), np.sin(t), 0], [-np.sin(t), np.cos(t), 0], [0, 0, 1]])  # from x to y
    size = np.diag([enlarge, enlarge, 1.0])
    shift = np.array([[1, 0, dy], [0, 1, dx], [0, 0, 1]])
    back = np.linalg.inv(shift @ centre @ size @ turn @ mirror @ np.linalg.inv(centre))
    mode = "nearest" if edge else "grid-constant"
    out = [affine_transform(pic[:, :, k], back[:2, :2], back[:2, 2], order=1, mode=mode, cval=0.0) for k in range(c)]
    return np.stack(out, axis=2)


cases = []
for h, w, c, angle, enlarge, dy, dx, flip, flipv, edge in [
    (28, 28, 1, 10, 1.1, 2, -1, False, False, False),
    (28, 28, 1, -7.5, 0.9, 0, 3, True, False, True),
    (9, 14, 3, 33, 1.3, -2, 1, False, True, False),
    (9, 14, 3, -120, 0.6, 1, 1, True, True, True),
    (5, 8, 1, 0, 1.25, 0, 0, False, False, False),
    (8, 5, 2, 90, 1, 0, 0, False, False, True),
    (6, 6, 1, 45, 0.5, 9, -9, False, False, True),
    (6, 6, 1, 45, 0.5, 9, -9, False, False, False),
    (1, 1, 1, 30, 1.2, 0, 0, False, False, True),
    (1, 7, 1, 20, 1.1, 0, 1, False, False, False),
    (7, 1, 3, 3, 0.95, 0, 0, False, True, False),
    (2, 2, 1, 15, 1, 0, 0, True, False, False),
]:
    pic = rng.integers(0, 256, (h, w, c))
    out = move(pic.astype(float), angle, enlarge, dy, dx, flip, flipv, edge) / 255
    cases.append(dict(h=h, w=w, c=c, angle=angle, enlarge=enlarge, dy=dy, dx=dx, flip=flip, flipv=flipv, edge=edge,
                      picture=pic.ravel().tolist(), moved=[round(v, 9) for v in out.ravel().tolist()]))
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
text = '{"scipy": %s, "numpy": %s, "cases": [\n%s\n]}\n' % (json.dumps(scipy.__version__), json.dumps(np.__version__), lines)
pathlib.Path(__file__).with_name("affine.json").write_text(text)
