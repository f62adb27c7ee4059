"""Convolutional networks in ONNX Runtime, as a peer for mekiki's embedding. Called by bench/run.py.

    peer_onnx.py about        what this ONNX Runtime is
    peer_onnx.py embed ...    pictures a second in bulk, and the time of one picture

The graph is written here, with weights of noise; ONNX Runtime folds the normalisations
itself, as it does with all optimisations on.
"""
import argparse
import json
import resource

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

import peer_net


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("what", choices=["about", "embed"])
    p.add_argument("--network")
    p.add_argument("--side", type=int, default=28)
    p.add_argument("--channels", type=int, default=1)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--pictures", type=int, default=10000)
    p.add_argument("--seconds", type=float, default=1, help="of the bulk, and of single pictures")
    return p.parse_args()


class Graph:
    """Nodes and weights; trained counts what training would learn."""

    def __init__(self):
        self.nodes, self.weights, self.trained, self.rng = [], [], 0, np.random.default_rng(1)

    def node(self, kind, inputs, **settings):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **settings))
        return name

    def weight(self, shape, scale=0.1, offset=0.0, trained=True):
        values = (offset + scale * self.rng.standard_normal(shape)).astype(np.float32)
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        self.trained += values.size if trained else 0
        return name

    def conv(self, x, channels, out, size, stride, bias):
        weights = [self.weight((out, channels, size, size))] + ([self.weight((out,))] if bias else [])
        return self.node("Conv", [x, *weights], kernel_shape=[size] * 2, strides=[stride] * 2, pads=[size // 2] * 4)

    def norm(self, x, channels):
        learned = [self.weight((channels,), offset=1), self.weight((channels,))]
        running = [self.weight((channels,), trained=False), self.weight((channels,), 0, 1, trained=False)]
        return self.node("BatchNormalization", [x, *learned, *running])

    def sequence(self, layers, x, channels, side):
        """Appends layers; gives the output, its channels and its side."""
        for kind, s in layers:
            if kind == "conv":
                x = self.conv(x, channels, s["out"], s["size"], s["stride"], s["bias"])
                channels, side = s["out"], (side - 1) // s["stride"] + 1
            elif kind == "dense":
                weights = [self.weight((channels * side * side, s["out"]))] + ([self.weight((s["out"],))] if s["bias"] else [])
                x = self.node("Gemm", [self.node("Flatten", [x]), *weights])
                channels, side = s["out"], 1
            elif kind == "norm":
                x = self.norm(x, channels)
            elif kind == "relu":
                x = self.node("Relu", [x])
            elif kind in ("maxpool", "avgpool"):
                x = self.node("MaxPool" if kind == "maxpool" else "AveragePool", [x], kernel_shape=[s["size"]] * 2, strides=[s["size"]] * 2)
                side //= s["size"]
            elif kind in ("gap", "gmp"):
                x, side = self.node("GlobalAveragePool" if kind == "gap" else "GlobalMaxPool", [x]), 1
            elif kind == "residual":
                body, out, small = self.sequence(s["body"], x, channels, side)
                if (out, small) != (channels, side):
                    x = self.norm(self.conv(x, channels, out, 1, peer_net.stride_of(side, small), False), out)
                x, channels, side = self.node("Add", [body, x]), out, small
            # Dropout does nothing in inference.
        return x, channels, side


def model(a):
    """The serialised model for any number of pictures, and its trained parameters."""
    g = Graph()
    end, dim, side = g.sequence(peer_net.parse(a.network), "x", a.channels, a.side)
    if g.nodes[-1].op_type not in ("Gemm", "Flatten"):
        end = g.node("Flatten", [end])
    graph = helper.make_graph(
        g.nodes, "network", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", a.channels, a.side, a.side])],
        [helper.make_tensor_value_info(end, TensorProto.FLOAT, ["n", dim * side * side])], g.weights)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made.SerializeToString(), g.trained


def embed(a):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = a.threads, 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    made, parameters = model(a)
    session = onnxruntime.InferenceSession(made, options, providers=["CPUExecutionProvider"])
    x = np.random.default_rng(2).random((a.pictures, a.channels, a.side, a.side), np.float32)
    run = lambda batch: session.run(None, {"x": batch})
    for n in (a.batch, 1):
        for _ in range(10):
            run(x[:n])
    rate, _ = peer_net.timed(run, x, a.batch, a.seconds)
    _, single = peer_net.timed(run, x, 1, a.seconds)
    say({"pictures_per_second": rate, "single_us": 1e6 * single, "parameters": parameters,
         "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})


def say(what):
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    chosen = arguments()
    if chosen.what == "about":
        say({"peer": "ONNX Runtime " + onnxruntime.__version__})
    else:
        embed(chosen)
