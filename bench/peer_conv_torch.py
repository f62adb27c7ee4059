"""Convolutional networks in PyTorch, as a peer for mekiki. Called by bench/run.py.

    peer_conv_torch.py step  ...    the training step: after the warm-up it prints a line,
                                    then reads seconds from stdin, line by line, trains so
                                    long and prints the rate
    peer_conv_torch.py embed ...    pictures a second in bulk, and the time of one picture

What makes it fast, and is fair: the fused AdamW, operations in place, the layout with
channels last, torch.compile; for embedding no gradients, normalisations folded into the
convolutions, and a frozen graph. Pictures are float32 before the clock starts.
`peer_torch.py about` says what an installation can do.
"""
import argparse
import json
import os
import resource
import sys
import time

CLASSES = 10


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("what", choices=["step", "embed"])
    p.add_argument("--network", required=True)
    p.add_argument("--side", type=int, default=28)
    p.add_argument("--channels", type=int, default=1)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--layout", choices=["contiguous", "channels_last"], default="contiguous")
    p.add_argument("--mode", choices=["eager", "frozen", "compile"], default="eager")
    p.add_argument("--adam", choices=["fused", "foreach"], default="foreach")
    p.add_argument("--warmup", type=int, default=10, help="steps before measuring")
    p.add_argument("--pictures", type=int, default=10000)
    p.add_argument("--seconds", type=float, default=1, help="of the bulk, and of single pictures")
    return p.parse_args()


def network(a):
    net = peer_torchnet.build(a.network, a.channels, a.side)
    return net, sum(p.numel() for p in net.parameters())


def pictures(a, n):
    x = torch.rand(n, a.channels, a.side, a.side)
    return x.to(memory_format=layout(a))


def layout(a):
    return torch.channels_last if a.layout == "channels_last" else torch.contiguous_format


def step(a):
    net, parameters = network(a)
    net = net.to(memory_format=layout(a)).train()
    x = pictures(a, 2 * a.batch)
    labels = torch.arange(2 * a.batch) % CLASSES
    classes = torch.nn.Parameter(torch.randn(CLASSES, net(x[: a.batch]).shape[1]))
    opt = torch.optim.AdamW([*net.parameters(), classes], lr=1e-3, weight_decay=0.01, **{a.adam: True})

    def loss_of(x, labels):
        """normface: the softmax over cosines with class weights, as in mekiki."""
        cosines = F.normalize(net(x)) @ F.normalize(classes).T
        return F.cross_entropy(16 * cosines, labels)

    run = torch.compile(loss_of, dynamic=False) if a.mode == "compile" else loss_of
    steps = 0

    def one():
        nonlocal steps
        half = slice(steps % 2 * a.batch, (steps % 2 + 1) * a.batch)
        opt.zero_grad(set_to_none=True)
        run(x[half], labels[half]).backward()
        opt.step()
        steps += 1

    for _ in range(a.warmup):
        one()
    say({"ready": True, "parameters": parameters})
    for line in sys.stdin:
        n, start, seconds = 0, time.perf_counter(), float(line)
        while n == 0 or time.perf_counter() - start < seconds:
            one()
            n += a.batch
        say({"per_second": n / (time.perf_counter() - start), "peak_mib": peak_mib()})


def embed(a):
    net, parameters = network(a)
    net = peer_torchnet.fold(net.eval()).to(memory_format=layout(a))
    with torch.inference_mode():
        runs = {n: ready(a, net, n) for n in (a.batch, 1)}
        x = pictures(a, a.pictures)
        rate, _ = peer_net.timed(runs[a.batch], x, a.batch, a.seconds)
        _, single = peer_net.timed(runs[1], x, 1, a.seconds)
    say({"pictures_per_second": rate, "single_us": 1e6 * single, "parameters": parameters, "peak_mib": peak_mib()})


def ready(a, net, n):
    """The network made ready for batches of n, and warmed up."""
    x = pictures(a, n)
    if a.mode == "compile":
        net = torch.compile(net, dynamic=False)
    if a.mode == "frozen":
        net = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(net, x)))
    for _ in range(10):
        net(x)
    return net


def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(what):
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    options = arguments()
    # OpenBLAS reads its own variable, and reads it once.
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    import torch
    import torch.nn.functional as F

    import peer_net
    import peer_torchnet

    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    {"step": step, "embed": embed}[options.what](options)
