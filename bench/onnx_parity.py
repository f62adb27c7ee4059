#!/usr/bin/env python3
"""Exports networks with random weights and writes what ONNX Runtime computes in every node.

    python bench/onnx_parity.py FOLDER [NAME...]
    MEKIKI_ONNX_PARITY=FOLDER go test -run TestParity -v ./internal/onnx

Needs torch, torchvision, timm, onnx, onnxscript, onnxruntime and safetensors. Pictures
are small, since the Go side computes in the plainest way; those networks that the onnx
package ships (light_*.onnx) are fixed to 224x224. All weights of these are equal, so they
are written a second time with weights of noise (light_*-noise.onnx).
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
    "dinov2_vits14_224": (tm("vit_small_patch14_dinov2", img_size=224), 224),
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
    # What else a dropout gives is its mask, which only training needs.
    made = [o for n in model.graph.node for o in (n.output[:1] if n.op_type == "Dropout" else n.output)]
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(o) for o in made if o and o not in have)
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


def noise(model, rng):
    """The model with random weights where each is a constant of some shape."""
    shapes = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    role = {name: (n.op_type, i) for n in model.graph.node for i, name in enumerate(n.input)}
    gone, weights = set(), []
    for n in [n for n in model.graph.node if n.op_type == "ConstantOfShape"]:
        shape, (op, i) = tuple(shapes[n.input[0]]), role[n.output[0]]
        if len(shape) > 1:  # He et al., 2015
            values = rng.normal(0, np.sqrt(2 / np.prod(shape[1:])), shape)
        elif op in ("Conv", "Gemm") or op == "BatchNormalization" and i in (2, 3):
            values = rng.normal(0, 0.1, shape)
        else:
            values = rng.uniform(0.5, 1.5, shape)
        weights.append(onnx.numpy_helper.from_array(values.astype(np.float32), n.output[0]))
        gone.add(n.input[0])
        model.graph.node.remove(n)
    for field in (model.graph.initializer, model.graph.input):
        for x in [x for x in field if x.name in gone]:
            field.remove(x)
    model.graph.initializer.extend(weights)
    model.ir_version = 8  # no longer are initialisers inputs
    return model


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
            for m in net.modules():
                if hasattr(m, "fused_attn"):
                    m.fused_attn = opset != 11  # which has no such operation
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
        x = rng.normal(size=(1, 3, 224, 224)).astype(np.float32)
        every_value(onnx.load(str(path)), x, folder / path.name)
        every_value(noise(onnx.load(str(path)), rng), x, folder / f"{path.stem}-noise.onnx")
        print(path.name, flush=True)


if __name__ == "__main__":
    main()
