"""Writes oracle.json: distances and losses with their gradients by PyTorch's
autograd, in float32 and float64. Run it in this folder: python oracle.py"""

import json
import math

import torch
import torch.nn.functional as F


def centred(x):
    return x - x.mean(dim=1, keepdim=True)


def rt_error(x, y):
    beta = (x * y).sum(dim=1) / (x * x).sum(dim=1)
    return y - beta[:, None] * x


DISTANCES = {
    "angular": lambda x, y: torch.acos(F.cosine_similarity(x, y)) / math.pi,
    "chebyshev": lambda x, y: torch.linalg.vector_norm(x - y, ord=16, dim=1),
    "correlation": lambda x, y: 1 - F.cosine_similarity(centred(x), centred(y)),
    "cosine": lambda x, y: 1 - F.cosine_similarity(x, y),
    "euclidean": lambda x, y: torch.linalg.vector_norm(x - y, dim=1),
    "manhattan": lambda x, y: torch.linalg.vector_norm(x - y, ord=1, dim=1),
    "rtsensitivity": lambda x, y: ((x * y).sum(dim=1) / (x * x).sum(dim=1) - 1).abs(),
    "rtsn": lambda x, y: (rt_error(x, y) ** 2).sum(dim=1).div(x.shape[1] - 1).sqrt(),
    "snr": lambda x, y: (y - x).var(dim=1) / x.var(dim=1),
    "sqeuclidean": lambda x, y: ((x - y) ** 2).sum(dim=1),
}


def term(distance, weight, margin, inverted=False):
    return {"distance": distance, "weight": weight, "margin": margin, "inverted": inverted}


LOSSES = {
    "cosine": [term("cosine", 1, 0.4)],
    "euclidean": [term("euclidean", 1, 1)],
    "combined": [term("cosine", 0.8, 0.4), term("euclidean", 0.02, -5)],
    "combined-as-printed": [term("cosine", 0.8, 0.4, True), term("euclidean", 0.02, -5, True)],
    "all four": [term("angular", 0.5, 0.1), term("cosine", 0.8, 0.4), term("euclidean", 0.02, -1),
                 term("sqeuclidean", 0.01, 2), term("cosine", 0.3, 0.9, True)],
}
# Values are multiples of 1/64, exact in both types. Rows of growing length
# bring distances on both sides of the dead zone.
COUNT, DIM = 12, 6
torch.manual_seed(20241201)
rows = torch.round(torch.randn(3 * COUNT, DIM) * torch.linspace(1, 6, 3 * COUNT)[:, None] * 64) / 64


def lst(t):
    return t.detach().double().flatten().tolist()


def run(dtype):
    out = {"distances": {}, "losses": {}}
    for name, d in DISTANCES.items():
        x = rows[0::3].to(dtype).clone().requires_grad_()
        y = rows[1::3].to(dtype).clone().requires_grad_()
        v = d(x, y)
        v.sum().backward()
        out["distances"][name] = {"value": lst(v), "dx": lst(x.grad), "dy": lst(y.grad)}
    for name, terms in LOSSES.items():
        e = rows.to(dtype).clone().requires_grad_()
        a, p, n = e[0::3], e[1::3], e[2::3]
        loss = torch.zeros(COUNT, dtype=dtype)
        for t in terms:
            d = DISTANCES[t["distance"]]
            diff = d(a, p) - d(a, n)
            if t["inverted"]:
                diff = -diff
            loss = loss + t["weight"] * torch.relu(diff + t["margin"])
        loss.mean().backward()
        out["losses"][name] = {"terms": terms, "loss": lst(loss), "grad": lst(e.grad)}
    return out


with open("oracle.json", "w") as f:
    json.dump({"torch": torch.__version__, "count": COUNT, "dim": DIM, "rows": lst(rows),
               "float32": run(torch.float32), "float64": run(torch.float64)}, f, indent=0)
    f.write("\n")
