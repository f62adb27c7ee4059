"""Writes oracle.json: twelve steps of the combined loss and Keras' Adam in PyTorch.

Run: python oracle.py (torch and numpy needed). The test follows the same steps
with the engine and compares losses and final weights.
"""
import json

import numpy as np
import torch

rng = np.random.default_rng(5)
widths, batch, steps = [20, 24, 16, 8], 24, 12
lr, b1, b2, eps = 2e-3, 0.9, 0.999, 1e-7
pictures = rng.integers(0, 256, (40, widths[0]), dtype=np.uint8)
triplets = rng.integers(0, 40, (steps, batch, 3))
w = [rng.uniform(-0.4, 0.4, (o, i)).astype(np.float32) for i, o in zip(widths, widths[1:])]
b = [rng.uniform(-0.1, 0.1, o).astype(np.float32) for o in widths[1:]]
out = {"widths": widths, "pictures": pictures.ravel().tolist(), "triplets": triplets.tolist(), "learning_rate": lr,
       "weights": [x.ravel().tolist() for x in w], "biases": [x.tolist() for x in b]}

params = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for pair in zip(w, b) for x in pair]
m = [torch.zeros_like(p) for p in params]
v = [torch.zeros_like(p) for p in params]


def embed(x):
    for i in range(0, len(params), 2):
        x = x @ params[i].T + params[i + 1]
        if i + 2 < len(params):
            x = torch.relu(x)
    return x


def combined(a, p, n):
    cos = lambda x, y: 1 - (x * y).sum(1) / (x.norm(dim=1) * y.norm(dim=1))
    euc = lambda x, y: (x - y).norm(dim=1)
    return (0.8 * torch.relu(cos(a, p) - cos(a, n) + 0.4) + 0.5 * torch.relu(euc(a, p) - euc(a, n) - 0.05)).mean()


losses = []
for t, tr in enumerate(triplets, 1):
    x = torch.tensor(pictures, dtype=torch.float64) / 255
    loss = combined(*(embed(x[tr[:, j]]) for j in range(3)))
    losses.append(loss.item())
    grads = torch.autograd.grad(loss, params)
    rate = lr * (1 - b2**t) ** 0.5 / (1 - b1**t)
    with torch.no_grad():
        for p, g, mi, vi in zip(params, grads, m, v):
            mi += (g - mi) * (1 - b1)
            vi += (g * g - vi) * (1 - b2)
            p -= rate * mi / (vi.sqrt() + eps)
out["losses"] = losses
out["final"] = [p.detach().numpy().ravel().tolist() for p in params[0::2]]
out = json.loads(json.dumps(out), parse_float=lambda s: float(f"{float(s):.9g}"))
json.dump(out, open("oracle.json", "w"))
