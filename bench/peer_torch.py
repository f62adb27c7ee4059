"""The article's training step in PyTorch, as a peer for `mekiki bench step`.

The same network, loss, optimiser, batch and data. It trains 500 steps, then
times steps in rounds and prints one JSON object with the median:

    python peer_torch.py --data DIR --batch 64 --threads 1 --adam fused --compile

The three inputs go through the network in one product, which is faster than
three; pictures are turned into float32 once, before the clock starts, which
favours this peer (mekiki converts them in each step).
"""
import argparse
import gzip
import json
import os
import statistics
import time

import numpy as np


def idx(folder, name):
    with gzip.open(os.path.join(folder, name + ".gz")) as f:
        raw = f.read()
    ndim = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(ndim)]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * ndim).reshape(shape)


def tutorial_triplets(labels, rng):
    """Disjoint (anchor, positive) pairs in each class and a random negative."""
    out = []
    for c in range(10):
        own = rng.permutation(np.flatnonzero(labels == c))
        other = np.flatnonzero(labels != c)
        n = len(own) // 2
        out.append(np.stack([own[0 : 2 * n : 2], own[1 : 2 * n : 2], rng.choice(other, n)], 1))
    return np.concatenate(out)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--adam", choices=["fused", "foreach", "single"], default="fused")
    p.add_argument("--compile", action="store_true")
    p.add_argument("--warmup", type=int, default=500)
    p.add_argument("--rounds", type=int, default=9)
    p.add_argument("--seconds", type=float, default=0.3)
    a = p.parse_args()

    import torch

    torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    images = torch.tensor(idx(a.data, "train-images-idx3-ubyte").reshape(-1, 784).astype(np.float32) / 255)
    triplets = torch.tensor(tutorial_triplets(idx(a.data, "train-labels-idx1-ubyte"), rng))

    net = torch.nn.Sequential(
        torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 256), torch.nn.ReLU(), torch.nn.Linear(256, 128)
    )
    for m in net:
        if isinstance(m, torch.nn.Linear):
            torch.nn.init.xavier_uniform_(m.weight)
            torch.nn.init.zeros_(m.bias)
    kind = {"fused": {"fused": True}, "foreach": {"foreach": True}, "single": {"foreach": False}}[a.adam]
    opt = torch.optim.Adam(net.parameters(), lr=3e-5, eps=1e-7, **kind)

    def loss_of(x):
        e = net(x).view(-1, 3, 128)
        an, po, ne = e[:, 0], e[:, 1], e[:, 2]
        cos = 0.4 + torch.nn.functional.cosine_similarity(an, ne) - torch.nn.functional.cosine_similarity(an, po)
        euc = (an - po).norm(dim=1) - (an - ne).norm(dim=1) - 5
        return (0.8 * torch.relu(cos) + 0.02 * torch.relu(euc)).mean()

    f = torch.compile(loss_of) if a.compile else loss_of
    order = torch.randperm(len(triplets))
    at = 0

    def step():
        nonlocal at, order
        if at + a.batch > len(order):
            order, at = torch.randperm(len(triplets)), 0
        rows = triplets[order[at : at + a.batch]].reshape(-1)
        at += a.batch
        opt.zero_grad(set_to_none=True)
        loss = f(images[rows])
        loss.backward()
        opt.step()
        return loss

    for _ in range(a.warmup):
        step()
    rates = []
    for _ in range(a.rounds):
        n, start = 0, time.perf_counter()
        while time.perf_counter() - start < a.seconds:
            step()
            n += a.batch
        rates.append(n / (time.perf_counter() - start))
    print(json.dumps({"peer": "torch " + torch.__version__, "batch": a.batch, "threads": a.threads, "adam": a.adam,
                      "compile": a.compile, "triplets_per_second": statistics.median(rates)}))


if __name__ == "__main__":
    main()
