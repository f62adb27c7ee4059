#!/usr/bin/env python3
"""Measures pretrained networks in mekiki beside ONNX Runtime, OpenVINO and PyTorch.

    python bench/eye_peers.py ./mekiki FOLDER [--quick] [--only eye,resnet,dinov2]

It prints a table for docs/bench.md (bench/by_hand.md); what goes on is said on stderr. The
networks are written to FOLDER: the embedded eye as it is in the program, ResNet-18 up to
its third stage and DINOv2 ViT-S/14 with random weights, which cost as much as trained ones.
All programs take turns in each round; the medians of the rounds are compared. One picture:
all cores share it. In bulk: the best of one picture a core, one after another with all
cores, and batches of 8 with all cores; mekiki has the first of these only. mekiki begins
with the bytes of a picture, the others with float32.

Needs onnxruntime and openvino, and for all but the eye torch, torchvision, timm and onnx.
ONNX Runtime has no switch to leave AVX-512 alone: what AVX2 is worth is measured on a
processor that has no more. --quick is a smoke test; its figures mean nothing.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import onnxruntime as ort
import openvino as ov

import machine

try:
    import timm
    import torch
    import torchvision
except ImportError as err:
    torch, MISSING = None, err

warnings.filterwarnings("ignore")
CORES = len(os.sched_getaffinity(0))
BATCH = 8


class Stages(torch.nn.Module if torch else object):
    """ResNet-18 with the maps of stages two and three."""

    def __init__(self):
        super().__init__()
        self.net = torchvision.models.resnet18(weights=None)

    def forward(self, x):
        n = self.net
        x = n.maxpool(n.relu(n.bn1(n.conv1(x))))
        two = n.layer2(n.layer1(x))
        return two, n.layer3(two)


def networks(folder):
    """Name, file, side, the module if there is one."""
    if "eye" in ARGS.only:
        yield "embedded eye", pathlib.Path(__file__).parent.parent / "internal" / "eye" / "lite0.onnx", 256, None
    made = {
        "resnet": ("ResNet-18 to layer3", Stages, 256),
        "dinov2": ("DINOv2 ViT-S/14", lambda: timm.create_model("vit_small_patch14_dinov2", img_size=224, pretrained=False), 224),
    }
    for key, (name, make, side) in made.items():
        if key not in ARGS.only:
            continue
        if torch is None:
            raise SystemExit(f"{name} is left out: {MISSING}; --only eye does without")
        torch.manual_seed(1)
        net = make().eval()
        file = folder / (name.split()[0].lower() + ".onnx")
        torch.onnx.export(net, (torch.randn(1, 3, side, side),), str(file), opset_version=17, dynamo=False, input_names=["x"], dynamic_axes={"x": {0: "N"}})
        # mekiki wants to know how bytes become numbers; the arithmetic is the same.
        subprocess.run([ARGS.mekiki, "-q", "eye", "import", file, "--out", folder / ("eye-" + file.name), "--overwrite", "--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225"]
                       + [a for t in outputs(file) for a in ("--tap", t)], check=True, stdout=subprocess.DEVNULL)
        yield name, file, side, net


def outputs(file):
    return [o.name for o in ort.InferenceSession(str(file), providers=["CPUExecutionProvider"]).get_outputs()]


def rate(call, calls, threads, each):
    """Pictures a second of so many threads that call at the same time, with so many pictures a call."""
    per = max(1, calls // threads)

    def work():
        for _ in range(per):
            call()
    crowd = [threading.Thread(target=work) for _ in range(threads)]
    start = time.perf_counter()
    for t in crowd:
        t.start()
    for t in crowd:
        t.join()
    return per * threads * each / (time.perf_counter() - start)


def single(call, times):
    took = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000


def onnxruntime_call(file, x, threads):
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda: session.run(None, {name: x})


def openvino_call(file, x, threads):
    core = ov.Core()
    model = core.read_model(str(file))
    model.reshape(list(x.shape))
    # float32, as all others compute; its default on some processors is bfloat16.
    net = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"})
    local = threading.local()

    def call():
        if not hasattr(local, "request"):
            local.request = net.create_infer_request()
        local.request.infer({0: x})
    return call


def torch_call(net, x, threads):
    x = torch.from_numpy(x).to(memory_format=torch.channels_last)
    net = net.to(memory_format=torch.channels_last)

    def call():
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
        with torch.inference_mode():
            net(x)
    return call


class Peer:
    """A program in each of its ways: all cores for one picture or a batch, one core for one picture."""

    def __init__(self, make, x):
        self.alone, self.beside = make(x, CORES), make(x, 1)
        self.batch = make(np.concatenate([x] * BATCH), CORES)

    def measure(self, singles, pictures):
        """Milliseconds of one picture, pictures a second in bulk and by which way."""
        for call in (self.alone, self.beside, self.batch):
            call()
        took = single(self.alone, singles)
        ways = {"one after another": rate(self.alone, pictures, 1, 1), "one a core": rate(self.beside, pictures, CORES, 1),
                f"batches of {BATCH}": rate(self.batch, pictures // BATCH, 1, BATCH)}
        best = max(ways, key=ways.get)
        return took, ways[best], best


def rounds(name, file, side, net):
    """All rounds of a network: what mekiki said, and the peers' (ms, rate, way) of each."""
    x = np.random.default_rng(1).normal(size=(1, 3, side, side)).astype("float32")
    makers = {"ONNX Runtime": lambda x, n: onnxruntime_call(file, x, n), "OpenVINO": lambda x, n: openvino_call(file, x, n)}
    if net is not None:
        makers["PyTorch"] = lambda x, n: torch_call(net, x, n)
    peers = {who: Peer(make, x) for who, make in makers.items()}
    first = peers["ONNX Runtime"].alone
    first()
    singles = min(200, max(3, round(1000 * ARGS.seconds / single(first, 3))))
    own = [ARGS.mekiki, "-q", "bench", "eye", "--size", f"{side}x{side}", "--singles", str(singles), "--pictures", str(2 * singles), "--json"]
    if net is not None:
        own.insert(4, str(ARGS.folder / ("eye-" + file.name)))
    mekiki, others = [], {who: [] for who in peers}
    for i in range(ARGS.rounds):
        mekiki.append(json.loads(subprocess.run(own, check=True, capture_output=True).stdout))
        for who, peer in peers.items():
            others[who].append(peer.measure(singles, 2 * singles))
        print(f"{name}, round {i + 1}: mekiki {mekiki[-1]['single_ms']:.1f} ms, {mekiki[-1]['pictures_per_second']:.1f}/s; "
              + "; ".join(f"{who} {r[-1][0]:.1f} ms, {r[-1][1]:.1f}/s ({r[-1][2]})" for who, r in others.items()), file=sys.stderr, flush=True)
    return mekiki, others


def median(values):
    return statistics.median(list(values))


def rows(name, side, mekiki, others):
    """The two lines of a network in the table."""
    ms, bulk = median(r["single_ms"] for r in mekiki), median(r["pictures_per_second"] for r in mekiki)
    mflop, peak = mekiki[0]["mflop_per_picture"], median(r["peak_gflops"] for r in mekiki)
    lines = [[f"{name}, {side}x{side}, {mflop:,.0f} MFLOP", "one picture", f"{ms:.1f} ms", f"{100 * mflop / ms / peak:.0f} %"],
             ["", "bulk", f"{bulk:.1f}/s", f"{100 * mflop * bulk / 1000 / peak:.0f} %"]]
    for who in PEERS:
        if who not in others:
            lines = [line + [""] for line in lines]
            continue
        theirs, rated = median(r[0] for r in others[who]), median(r[1] for r in others[who])
        way = statistics.mode(r[2] for r in others[who])
        lines = [lines[0] + [f"{theirs:.1f} ms, {theirs / ms:.2f}x"], lines[1] + [f"{rated:.1f}/s, {bulk / rated:.2f}x ({way})"]]
    return lines


PEERS = ["ONNX Runtime", "OpenVINO", "PyTorch"]


def main():
    ARGS.folder.mkdir(parents=True, exist_ok=True)
    load, start, table, peaks, kernel = os.getloadavg()[0], time.monotonic(), [], [], ""
    for name, file, side, net in networks(ARGS.folder):
        mekiki, others = rounds(name, file, side, net)
        table += rows(name, side, mekiki, others)
        peaks += [r["peak_gflops"] for r in mekiki]
        kernel = mekiki[0]["kernel"]
    about, version = machine.describe(), json.loads(subprocess.run([ARGS.mekiki, "version", "--json"], check=True, capture_output=True).stdout)
    print(f"`python bench/eye_peers.py ./mekiki FOLDER` on {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, mekiki {machine.commit() or version['version']}, {CORES} cores ({about['cpu']}, {about['family']}; {kernel}, "
          f"peak {min(peaks):.0f} to {max(peaks):.0f} GFLOP/s), ONNX Runtime {ort.__version__}, OpenVINO {ov.__version__.split('-')[0]}" + (f", PyTorch {torch.__version__}" if torch else "")
          + f"; medians of {ARGS.rounds} rounds, load before {load:.1f}, took {time.monotonic() - start:.0f} s." + (" **A smoke test: the figures mean nothing.**" if ARGS.quick else "") + "\n")
    print("| network | | mekiki | of the peak | " + " | ".join(PEERS) + " |\n|---|---|---|---|" + "---|" * len(PEERS))
    for line in table:
        print("| " + " | ".join(line) + " |")


PARSER = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
PARSER.add_argument("mekiki")
PARSER.add_argument("folder", type=pathlib.Path)
PARSER.add_argument("--rounds", type=int, default=5)
PARSER.add_argument("--only", type=lambda text: text.split(","), default=["eye", "resnet", "dinov2"], help="networks, separated by commas")
PARSER.add_argument("--seconds", type=float, default=2, help="what single pictures may take in each round and program; bulk takes about twice as long in each way")
PARSER.add_argument("--quick", action="store_true", help="one short round: a smoke test")
ARGS = PARSER.parse_args()
if unknown := set(ARGS.only) - {"eye", "resnet", "dinov2"}:
    PARSER.error(f"unknown network {min(unknown)!r}; there are eye, resnet and dinov2")
ARGS.mekiki = str(pathlib.Path(ARGS.mekiki).resolve())
if ARGS.quick:
    ARGS.rounds, ARGS.seconds = 1, 0.1
if __name__ == "__main__":
    main()
