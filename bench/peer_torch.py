"""The article's system in PyTorch, as a peer for mekiki. Called by bench/run.py.

    peer_torch.py about                    what this PyTorch is and can do, as JSON
    peer_torch.py step  --data DIR ...     the training step: after the warm-up it prints a
                                           line, then reads seconds from stdin, line by line,
                                           trains so long and prints the rate
    peer_torch.py whole --data DIR ...     the whole protocol, with the time of each part

By hand: echo 1 | python3 bench/peer_torch.py step --data DIR --batch 64

What makes it fast, and is fair: one product for the three inputs, the fused or
the compiled Adam, torch.compile, no denormals, few operations in the loss, and
pictures turned into float32 once, before the clock starts (mekiki keeps bytes
and converts them in every step). Lower precision is not used: mekiki computes
in float32 too. From PyTorch 1.13 on; what a version lacks, `about` leaves out.
"""
import argparse
import copy
import json
import os
import resource
import sys
import time

import peer_data
import peer_judge


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("what", choices=["about", "step", "whole"])
    p.add_argument("--data", default=".", help="folder with the four IDX files")
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--adam", choices=["fused", "foreach", "compiled"], default="foreach")
    p.add_argument("--mode", choices=["eager", "compile", "max-autotune"], default="eager")
    p.add_argument("--warmup", type=int, default=500, help="steps before measuring")
    p.add_argument("--epochs", type=int, default=1)
    return p.parse_args()


class Trainer:
    """Network, loss and optimiser with the chosen settings."""

    def __init__(self, a):
        self.net = torch.nn.Sequential(
            torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 256), torch.nn.ReLU(), torch.nn.Linear(256, 128)
        )
        for layer in self.net[::2]:  # Keras' defaults
            torch.nn.init.xavier_uniform_(layer.weight)
            torch.nn.init.zeros_(layer.bias)
        self.opt = torch.optim.Adam(
            self.net.parameters(), lr=3e-5, eps=1e-7, **({"fused": True} if a.adam == "fused" else {"foreach": True})
        )
        self.full = a.batch * 3
        self.fast, self.update = self.loss, self.opt.step
        if a.mode != "eager":
            self.fast = torch.compile(self.loss, dynamic=False, mode=None if a.mode == "compile" else a.mode)
        if a.adam == "compiled":
            self.update = torch.compile(self.opt.step)

    def loss(self, x):
        """Mean combined loss of pictures (3n, 784), ordered a, p, n per triplet."""
        e = self.net(x).view(-1, 3, 128)
        u = torch.nn.functional.normalize(e, dim=2)
        cos = (u[:, 0] * (u[:, 2] - u[:, 1])).sum(1) + 0.4
        d = (e[:, :1] - e[:, 1:]).norm(dim=2)
        return 0.8 * torch.relu(cos).mean() + 0.02 * torch.relu(d[:, 0] - d[:, 1] - 5).mean()

    def step(self, x):
        self.opt.zero_grad(set_to_none=True)
        # The smaller last batch of an epoch is not worth another compilation.
        loss = (self.fast if len(x) == self.full else self.loss)(x)
        loss.backward()
        self.update()


def step(a):
    pictures, labels = peer_data.read_part(a.data, "train")
    train, _, _ = peer_data.split(peer_data.tutorial_triplets(labels, np.random.default_rng(1)))
    pictures, train = torch.from_numpy(pictures), torch.from_numpy(train)
    trainer = Trainer(a)
    order, at = torch.randperm(len(train)), 0

    def one():
        nonlocal order, at
        if at + a.batch > len(order):
            order, at = torch.randperm(len(train)), 0
        trainer.step(pictures.index_select(0, train[order[at : at + a.batch]].view(-1)))
        at += a.batch

    for _ in range(a.warmup):
        one()
    say({"ready": True})
    for line in sys.stdin:
        n, start, seconds = 0, time.perf_counter(), float(line)
        while time.perf_counter() - start < seconds:
            one()
            n += a.batch
        say({"per_second": n / (time.perf_counter() - start)})


def whole(a):
    parts, since = {"start": time.perf_counter() - began}, time.perf_counter()

    def lap(name):
        nonlocal since
        parts[name], since = time.perf_counter() - since, time.perf_counter()

    pictures, labels = peer_data.read_part(a.data, "train")
    queries, query_labels = peer_data.read_part(a.data, "t10k")
    pictures, queries = torch.from_numpy(pictures), torch.from_numpy(queries)
    lap("load")
    train, val, test = map(
        torch.from_numpy, peer_data.split(peer_data.tutorial_triplets(labels, np.random.default_rng(1)))
    )
    lap("triplets")
    trainer = Trainer(a)
    best, kept = float("inf"), None
    for _ in range(a.epochs):
        for ids in torch.randperm(len(train)).split(a.batch):
            trainer.step(pictures.index_select(0, train[ids].view(-1)))
        with torch.no_grad():
            val_loss = trainer.loss(pictures.index_select(0, val.view(-1))).item()
        if val_loss < best:
            best, kept = val_loss, copy.deepcopy(trainer.net.state_dict())
    trainer.net.load_state_dict(kept)
    lap("train")
    torch.set_num_threads(os.cpu_count())  # large products: all cores are best
    with torch.no_grad():
        gallery, query = trainer.net(pictures).numpy(), trainer.net(queries).numpy()
    figures = peer_judge.judge(gallery[test.numpy()], query, query_labels, gallery, labels, nearest)
    lap("evaluate")
    say({"peer": "PyTorch " + torch.__version__, "epochs": a.epochs, "val_loss": best, **figures, "parts": parts,
         "triplets_per_second": a.epochs * len(train) / parts["train"],
         "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})


def nearest(query, gallery, k):
    gallery = torch.from_numpy(gallery)
    half = (gallery * gallery).sum(1) / 2
    # q.g - g.g/2 orders as the distance does, the other way round.
    return torch.cat([(q @ gallery.T).sub_(half).topk(k, 1).indices for q in torch.from_numpy(query).split(500)]).numpy()


def about():
    """Version and the settings that this PyTorch has."""
    one = torch.nn.Parameter(torch.zeros(1))
    adams, modes = ["foreach"], ["eager"]
    try:
        one.grad = torch.zeros(1)
        torch.optim.Adam([one], fused=True).step()
        adams.insert(0, "fused")
    except (RuntimeError, TypeError):
        pass  # before 2.4 fused runs on graphics cards only
    try:
        torch.compile(lambda x: torch.relu(x) + 1)(torch.zeros(8))
        modes += ["compile", "max-autotune"]
        adams.append("compiled")
    except Exception as err:  # before 2.0 there is none; later ones need a C++ compiler
        print("no torch.compile:", type(err).__name__, str(err).split("\n")[0], file=sys.stderr)
    build = torch.__config__.show()
    blas = next((w.split("=")[1] for w in build.replace(",", " ").split() if w.startswith("BLAS_INFO=")), "unknown")
    say({"peer": "PyTorch " + torch.__version__, "blas": blas, "adams": adams, "modes": modes})


def say(what):
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    began = time.perf_counter()
    options = arguments()
    # OpenBLAS reads its own variable, and reads it once.
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    import numpy as np
    import torch

    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    {"about": lambda a: about(), "step": step, "whole": whole}[options.what](options)
