#!/usr/bin/env python3
"""Exports networks with random weights and writes what ONNX Runtime computes in every node.

    python bench/onnx_parity.py FOLDER [NAME...]
    MEKIKI_ONNX_PARITY=FOLDER go test -run TestParity -v ./internal/onnx

Needs torch, torchvision, timm, onnx, onnxscript, onnxruntime and safetensors. Pictures
are small, since the Go side computes in the plainest way; those networks that the onnx
package ships (light_*.onnx) are fixed to 224x224.
"""
import contextlib
import io
import pathlib
import sys
import warnings

import numpy as np
import onnx
import onnxruntime as ort
import timm
import torch
import torchvision
from safetensors.numpy import save_file

warnings.filterwarnings("ignore")
LIGHT = pathlib.Path(onnx.__file__).parent / "backend/test/data/light"


def tv(name):
    return lambda: getattr(torchvision.models, name)(weights=None)


def tm(name, **kw):
    return lambda: timm.create_model(name, pretrained=False, **kw)


# name: (how it is made, side of the picture)
NETWORKS = {
    "efficientnet_lite0": (tm("efficientnet_lite0"), 64),
    "efficientnet_lite1": (tm("efficientnet_lite1"), 64),
    "efficientnet_lite2": (tm("efficientnet_lite2"), 64),
    "tf_efficientnet_lite0": (tm("tf_efficientnet_lite0"), 65),
    "mobilenet_v2": (tv("mobilenet_v2"), 64),
    "mobilenet_v3_large": (tv("mobilenet_v3_large"), 64),
    "mobilenet_v3_small": (tv("mobilenet_v3_small"), 64),
    "mobilenetv3_large_100_timm": (tm("mobilenetv3_large_100"), 64),
    "resnet18": (tv("resnet18"), 64),
    "resnet34": (tv("resnet34"), 64),
    "resnet50": (tv("resnet50"), 64),
    "wide_resnet50_2": (tv("wide_resnet50_2"), 48),
    "convnext_tiny": (tv("convnext_tiny"), 64),
    "convnext_tiny_timm": (tm("convnext_tiny"), 64),
    "dinov2_vits14": (tm("vit_small_patch14_dinov2", img_size=70), 70),
    "dinov2_vits14_any": (tm("vit_small_patch14_dinov2", img_size=70, dynamic_img_size=True), 70),
}
# The two exporters of PyTorch, the older at two opsets, the newer at two.
EXPORTS = {"script11": (False, 11), "script17": (False, 17), "dynamo18": (True, 18), "dynamo": (True, None)}


def shake(net):
    """Statistics of batch norms and scales of layers as training might leave them."""
    for m in net.modules():
        if isinstance(m, torch.nn.BatchNorm2d):
            m.running_mean.normal_(0, 0.1)
            m.running_var.uniform_(0.5, 1.5)
            m.weight.data.uniform_(0.5, 1.5)
            m.bias.data.normal_(0, 0.1)
    for name, p in net.named_parameters():
        if name.endswith(("gamma", "layer_scale")):
            p.data.uniform_(0.1, 1)


def every_value(model, x, path):
    """Writes the model, and what ONNX Runtime has for each of its values."""
    onnx.save(model, str(path))
    have = {o.name for o in model.graph.output}
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(o) for n in model.graph.node for o in n.output if o and o not in have)
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    out = {"in:" + name: x}
    for o, v in zip(session.get_outputs(), session.run(None, {name: x})):
        if isinstance(v, np.ndarray) and v.dtype == np.float32:
            out["out:" + o.name] = np.ascontiguousarray(v)
    save_file(out, str(path.with_suffix(".safetensors")))


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    rng = np.random.default_rng(1)
    for name, (make, side) in NETWORKS.items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        net = make().eval()
        shake(net)
        x = rng.normal(size=(1, 3, side, side)).astype(np.float32)
        for how, (dynamo, opset) in EXPORTS.items():
            path = folder / f"{name}-{how}.onnx"
            kw = {"external_data": False, "verbose": False} if dynamo else {"dynamic_axes": {"x": {0: "N", 2: "H", 3: "W"}}, "input_names": ["x"]}
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    torch.onnx.export(net, (torch.from_numpy(x),), str(path), dynamo=dynamo, opset_version=opset, **kw)
            except Exception as e:  # which of them PyTorch cannot export is no concern of ours
                print(f"{path.name}: not exported: {str(e)[:200]!r}")
                continue
            every_value(onnx.load(str(path)), x, path)
            print(path.name, flush=True)
    for path in sorted(LIGHT.glob("*.onnx")):
        if sys.argv[2:] and path.stem not in sys.argv[2:]:
            continue
        every_value(onnx.load(str(path)), rng.normal(size=(1, 3, 224, 224)).astype(np.float32), folder / path.name)
        print(path.name, flush=True)


if __name__ == "__main__":
    main()
