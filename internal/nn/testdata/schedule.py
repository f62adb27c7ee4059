"""Writes schedule.json: the learning rates of every step by PyTorch's schedulers.
Run it in this folder: python schedule.py (torch needed)"""

import json
import math
import warnings

import torch
from torch.optim.lr_scheduler import ConstantLR, CosineAnnealingLR, LinearLR, OneCycleLR, SequentialLR

warnings.simplefilter("ignore")  # schedulers that run without a step of the optimiser


def schedulers(name, steps, warmup, rate):
    """The optimiser and its scheduler."""
    opt = torch.optim.AdamW([torch.zeros(1, requires_grad=True)], lr=rate)
    if name == "one-cycle":
        return opt, OneCycleLR(opt, max_lr=rate, total_steps=steps, pct_start=warmup, cycle_momentum=False)
    warm = math.floor(warmup * steps + 0.5)
    main = CosineAnnealingLR(opt, T_max=steps - warm) if name == "cosine" else ConstantLR(opt, factor=1)
    if warm == 0:
        return opt, main
    rise = LinearLR(opt, start_factor=1 / (warm + 1), end_factor=1, total_iters=warm)
    return opt, SequentialLR(opt, [rise, main], milestones=[warm])


cases = []
for name, steps, warmup, rate in [
    ("constant", 7, 0, 3e-5),
    ("constant", 11, 0.37, 0.01),
    ("cosine", 1, 0, 0.5),
    ("cosine", 40, 0, 1e-3),
    ("cosine", 40, 0.1, 1e-3),
    ("cosine", 33, 0.5, 2.0),
    ("one-cycle", 1, 0.3, 1e-3),
    ("one-cycle", 2, 0.3, 1e-3),
    ("one-cycle", 3, 0.3, 1e-3),
    ("one-cycle", 10, 0.3, 1e-2),
    ("one-cycle", 47, 0.3, 1e-3),
    ("one-cycle", 50, 0.45, 3.0),
    ("one-cycle", 20, 0.0, 1.0),
    ("one-cycle", 20, 1.0, 1.0),
]:
    opt, scheduler = schedulers(name, steps, warmup, rate)
    rates = []
    for step in range(steps):
        rates.append(opt.param_groups[0]["lr"])
        if step + 1 < steps:
            scheduler.step()
    cases.append({"name": name, "steps": steps, "warmup": warmup, "rate": rate, "rates": rates})

with open("schedule.json", "w") as f:
    json.dump({"torch": torch.__version__, "cases": cases}, f, indent=0)
    f.write("\n")
