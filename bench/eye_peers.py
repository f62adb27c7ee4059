#!/usr/bin/env python3
"""Measures pretrained networks in mekiki beside ONNX Runtime, OpenVINO and PyTorch.

    python bench/eye_peers.py ./mekiki FOLDER [--rounds 5] [--only eye,resnet,dinov2]

The networks are written to FOLDER: the embedded eye as it is in the program, ResNet-18 up
to its third stage and DINOv2 ViT-S/14 with random weights, which cost as much as trained
ones. All programs take turns in each round; the medians of the rounds are compared. One
picture: all cores share it. In bulk: the better of one picture a core and one after
another with all cores. Needs onnxruntime and openvino, and for all but the eye torch,
torchvision, timm and onnx. ONNX Runtime has no switch to leave AVX-512 alone: what AVX2 is
worth is measured on a processor that has no more.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import threading
import time
import warnings

import numpy as np
import onnxruntime as ort
import openvino as ov

try:
    import timm
    import torch
    import torchvision
except ImportError as err:
    torch, MISSING = None, err

warnings.filterwarnings("ignore")
CORES = len(os.sched_getaffinity(0))


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
        net = make().eval()
        file = folder / (name.split()[0].lower() + ".onnx")
        torch.onnx.export(net, (torch.randn(1, 3, side, side),), str(file), opset_version=17, dynamo=False, input_names=["x"])
        # mekiki wants to know how bytes become numbers; the arithmetic is the same.
        subprocess.run([ARGS.mekiki, "-q", "eye", "import", file, "--out", folder / ("eye-" + file.name), "--overwrite", "--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225"]
                       + [a for t in outputs(file) for a in ("--tap", t)], check=True, stdout=subprocess.DEVNULL)
        yield name, file, side, net


def outputs(file):
    return [o.name for o in ort.InferenceSession(str(file), providers=["CPUExecutionProvider"]).get_outputs()]


def rate(call, pictures, threads):
    """Pictures a second of so many threads that call at the same time."""
    def work():
        for _ in range(pictures // threads):
            call()
    crowd = [threading.Thread(target=work) for _ in range(threads)]
    start = time.perf_counter()
    for t in crowd:
        t.start()
    for t in crowd:
        t.join()
    return pictures // threads * threads / (time.perf_counter() - start)


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
    torch.set_num_threads(threads)
    x = torch.from_numpy(x).to(memory_format=torch.channels_last)
    net = net.to(memory_format=torch.channels_last)

    def call():
        with torch.inference_mode():
            net(x)
    return call


def main():
    ARGS.folder.mkdir(parents=True, exist_ok=True)
    for name, file, side, net in networks(ARGS.folder):
        x = np.random.default_rng(1).normal(size=(1, 3, side, side)).astype("float32")
        own = [ARGS.mekiki, "-q", "bench", "eye", "--size", f"{side}x{side}", "--singles", str(ARGS.singles), "--pictures", str(ARGS.pictures), "--json"]
        if net is not None:
            own.insert(4, str(ARGS.folder / ("eye-" + file.name)))
        peers = {"ONNX Runtime": lambda n: onnxruntime_call(file, x, n), "OpenVINO": lambda n: openvino_call(file, x, n)}
        if net is not None:
            peers["PyTorch"] = lambda n: torch_call(net, x, n)
        calls = {p: (make(CORES), make(1)) for p, make in peers.items() if p != "PyTorch"}
        ms, rates = {}, {}
        for _ in range(ARGS.rounds):
            got = json.loads(subprocess.run(own, check=True, capture_output=True).stdout)
            ms.setdefault("mekiki", []).append(got["single_ms"])
            rates.setdefault("mekiki", []).append(got["pictures_per_second"])
            for peer in peers:
                all_cores, one = calls.get(peer) or (None, None)
                if peer == "PyTorch":
                    all_cores = torch_call(net, x, CORES)
                for _ in range(3):
                    all_cores()
                ms.setdefault(peer, []).append(single(all_cores, ARGS.singles))
                after = rate(all_cores, ARGS.pictures, 1)
                beside = rate(one or all_cores, ARGS.pictures, CORES)
                rates.setdefault(peer, []).append(max(after, beside))
        print(f"{name}, {side}x{side}, {got['mflop_per_picture']:.0f} MFLOP, {got['kernel']}, peak {got['peak_gflops']:.0f} GFLOP/s")
        for who in ms:
            a, b = statistics.median(ms[who]), statistics.median(rates[who])
            print(f"  {who:13} one picture {a:7.2f} ms  (mekiki {a / statistics.median(ms['mekiki']):.2f}x)   bulk {b:7.1f}/s  (mekiki {statistics.median(rates['mekiki']) / b:.2f}x)")


PARSER = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
PARSER.add_argument("mekiki")
PARSER.add_argument("folder", type=pathlib.Path)
PARSER.add_argument("--rounds", type=int, default=5)
PARSER.add_argument("--only", type=lambda text: text.split(","), default=["eye", "resnet", "dinov2"], help="networks, separated by commas")
PARSER.add_argument("--singles", type=int, default=60)
PARSER.add_argument("--pictures", type=int, default=120)
ARGS = PARSER.parse_args()
if unknown := set(ARGS.only) - {"eye", "resnet", "dinov2"}:
    PARSER.error(f"unknown network {min(unknown)!r}; there are eye, resnet and dinov2")
if __name__ == "__main__":
    main()
