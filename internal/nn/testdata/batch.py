"""Writes batch.json, tiles.json or tail.json: ten training steps of a small residual network in PyTorch,
with batch normalisation, AdamW, clipping and a moving rate, and its outputs
after them in training's end state (running moments).

Run: python batch.py batch, python batch.py tiles, python batch.py tail (torch and numpy needed)
"""
import json
import sys

import numpy as np
import torch
from torch import nn

torch.manual_seed(4)
torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(6)
batch, steps = 21, 10


def block(i, o, stride):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(),
                         nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))


class Residual(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.body = block(i, o, stride)
        self.shortcut = nn.Sequential() if i == o else nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


if sys.argv[1] == "batch":
    side, rate = 9, 0.01
    net = nn.Sequential(
        nn.Conv2d(2, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
        Residual(8, 8, 1), nn.ReLU(), Residual(8, 17, 2), nn.ReLU(), nn.Conv2d(17, 20, 1), nn.ReLU(), nn.Flatten(), nn.Linear(80, 6))
    arch = ("conv 8; norm; relu; maxpool; residual(conv 8; norm; relu; conv 8; norm); relu; "
            "residual(conv 17 /2; norm; relu; conv 17; norm); relu; conv 20 1x1; relu; dense 6")
elif sys.argv[1] == "tail":  # the last blocks of a small eye, and a head behind them that reads three more values
    side, rate = 5, 0.003

    class Separable(nn.Module):
        def __init__(self, i, o):
            super().__init__()
            self.body = nn.Sequential(nn.Conv2d(i, 20, 1), nn.ReLU6(), nn.Conv2d(20, 20, 5, padding=2, groups=20), nn.ReLU6(), nn.Conv2d(20, o, 1))
            self.add = i == o

        def forward(self, x):
            return self.body(x) + x if self.add else self.body(x)

    class Tail(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(*Separable(18, 12).body, Separable(12, 12), nn.AdaptiveAvgPool2d(1), nn.Flatten())

        def forward(self, x):
            maps = x[:, :360].reshape(-1, 5, 4, 18).permute(0, 3, 1, 2)
            return torch.cat([x[:, 360:], self.body(maps)], 1)

    net = nn.Sequential(Tail(), nn.Linear(15, 6), nn.Flatten())
    arch = ("tail 5x4x18 3 (conv 20 1x1; relu6; depthwise 5x5; relu6; conv 12 1x1; "
            "residual(conv 20 1x1; relu6; depthwise 5x5; relu6; conv 12 1x1); gap); dense 6")
else:  # convolutions of 17 and more channels on maps that tiles of 2x2 do not fill
    side, rate = 14, 0.001  # small: a ReLU that changes sides by a rounding error makes a step another one
    net = nn.Sequential(
        nn.Conv2d(2, 17, 3, 1, 1, bias=False), nn.BatchNorm2d(17), nn.ReLU(), nn.MaxPool2d(2),
        Residual(17, 17, 1), nn.ReLU(), nn.Conv2d(17, 19, 3, 1, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(19, 6))
    arch = ("conv 17; norm; relu; maxpool; residual(conv 17; norm; relu; conv 17; norm); relu; "
            "conv 19; relu; gap; dense 6")


def name(key):
    """The name of a tensor in our files: layers are counted as they are written."""
    head, *rest = key.split(".")
    flatten = [isinstance(m, nn.Flatten) for m in net].index(True)  # none of our layers does
    head = str(int(head) - (int(head) > flatten))
    return "layers." + ".".join([head] + [r for r in rest if r != "body"])


def tensors():
    return {name(k): v.flatten().tolist() for k, v in net.state_dict().items() if "num_batches" not in k}


decays = [p for p in net.parameters() if p.dim() > 1]
others = [p for p in net.parameters() if p.dim() == 1]
opt = torch.optim.AdamW([{"params": decays, "weight_decay": 0.05}, {"params": others, "weight_decay": 0}], lr=1)
shape = [1, 1, 363] if sys.argv[1] == "tail" else [side, side - 1, 2]
pictures = rng.random((40, *shape)).astype(np.float32)  # channels last, as they are stored
if sys.argv[1] == "tail":
    pictures = pictures * 32 - 16  # so that values meet both ends of ReLU6
rows = rng.integers(0, 40, (steps, batch))
rates = [rate * (1 + s % 3) for s in range(steps)]
out = {"arch": arch, "shape": shape, "pictures": pictures.ravel().tolist(), "rows": rows.tolist(), "rates": rates,
       "clip": 0.3, "weight_decay": 0.05, "start": tensors(), "losses": [], "norms": []}
x = torch.tensor(pictures, dtype=torch.float64).permute(0, 3, 1, 2)
if sys.argv[1] == "tail":
    x = x.flatten(1)
goal = torch.sin(3.0 * torch.arange(batch)[:, None] + torch.arange(6)[None, :])
for r, rate in zip(rows, rates):
    for g in opt.param_groups:
        g["lr"] = rate
    loss = ((net(x[r]) - goal) ** 2).sum() / 2 / batch
    opt.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(net.parameters(), 0.3)
    opt.step()
    out["losses"].append(loss.item())
    out["norms"].append(norm.item())
out["end"] = tensors()
net.eval()
with torch.no_grad():
    out["embeddings"] = net(x).flatten().tolist()
out = json.loads(json.dumps(out), parse_float=lambda s: float(f"{float(s):.9g}"))
json.dump(out, open(sys.argv[1] + ".json", "w"))
