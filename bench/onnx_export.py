#!/usr/bin/env python3
"""Compares exported models in ONNX Runtime and OpenVINO with Mekiki itself.

    python bench/onnx_export.py MEKIKI FOLDER [--quick] [NAME...]

MEKIKI is the program. In FOLDER models are trained (those that are there already are
used again), exported with and without known pictures, and asked for all test pictures of
Fashion-MNIST, the training pictures being known; --quick takes the sample inside the
program and small models, which takes seconds; NAMEs are models of either list. Needs numpy, onnx, onnxruntime, pillow and, if it is to be compared,
openvino.

It ends with 1 if an embedding differs by more than 1e-5 of the largest value, or a
verdict, class or unknown, is another than that of `mekiki predict` in ONNX Runtime.
"""
import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import time

import numpy as np
import onnx
import onnxruntime as ort
from PIL import Image

try:
    import openvino
except ImportError:
    openvino = None

# Networks with random weights, by the names of tensors and shapes that stand there; EYE:NAME in a row below is one.
SHAPES = pathlib.Path(__file__).parent.parent / "internal/eye/family/testdata/shapes.txt"

# What is trained, on the sample inside the program: only the numbers are compared.
MODELS = {
    "plain-combined": ["--epochs", "3", "--loss", "combined"],
    "plain-euclidean": ["--epochs", "3", "--loss", "euclidean"],
    "plain-mahalanobis": ["--epochs", "3", "--loss", "relu(mah_ap - mah_an + 1)"],
    "cnn-small-cosine": ["--preset", "cnn-small", "--epochs", "1", "--loss", "cosine", "--miner", "semi-hard"],
    "cnn-combined": ["--preset", "cnn", "--epochs", "1", "--loss", "combined", "--miner", "semi-hard"],
    "mlp-normface": ["--preset", "mlp", "--epochs", "2"],
    "eye-normface": ["--eye", "embedded", "--epochs", "3"],
    "tuned-normface": ["--eye", "embedded", "--tune", "block9", "--epochs", "1"],
}
QUICK = {
    "plain": ["--layers", "32,16", "--epochs", "3", "--loss", "combined"],
    "net": ["--network", "conv 8; norm; relu; residual(conv 8; norm); maxpool; gap; dense 8", "--loss", "cosine",
            "--learning-rate", "0.003", "--batch", "32", "--epochs", "2", "--test-size", "0.1", "--val-size", "0.1"],
    # Behind the eye in the program, its last layers as they are and trained: the eye is in the file, too.
    "eye": ["--eye", "embedded", "--epochs", "2"],
    # Operations that came with opset 20, and those that opset 9 wrote otherwise.
    "newer": ["--eye", "EYE:mobilenet_v3_small", "--loss", "combined", "--epochs", "1"],
    "older": ["--eye", "EYE:opset9", "--epochs", "1"],
    "tuned": ["--eye", "embedded", "--tap", "block1", "--tap", "block2", "--tune", "block1", "--epochs", "1"],
}
# Behind these, which see few pictures in a second, only the embeddings of 60 pictures are compared.
LARGE = {"convnext": "convnext_tiny", "dinov2": "vit_small_patch14_dinov2"}
WITHIN = 1e-5


def run(*args):
    done = subprocess.run([str(a) for a in args], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, args))}\n{done.stderr}{done.stdout}")
    return done.stdout


def weights(name):
    """A state dict of that network: numbers without meaning that keep values in size."""
    rng, tensors = np.random.default_rng(5), {}
    for line in SHAPES.read_text().split(f"= {name}\n")[1].split("= ")[0].splitlines():
        key, *shape = line.split()
        shape = [int(d) for d in shape]
        if len(shape) > 1:
            v = rng.normal(0, (2 / max(1, np.prod(shape[1:]))) ** 0.5, shape)
        elif key.endswith(("weight", "var")):
            v = rng.uniform(0.5, 1.5, shape)
        else:
            v = rng.uniform(-0.2, 0.2, shape)
        tensors[key] = v.astype("<f4")
    return tensors


def safetensors(path, tensors):
    head, at = {}, 0
    for key, v in tensors.items():
        head[key] = {"dtype": "F32", "shape": list(v.shape), "data_offsets": [at, at + v.nbytes]}
        at += v.nbytes
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(len(text).to_bytes(8, "little") + text)
        for v in tensors.values():
            f.write(v.tobytes())


def opset9():
    """A network of operations whose attributes are inputs today."""
    rng, h = np.random.default_rng(6), onnx.helper
    held = {
        "w": rng.normal(0, 0.3, (8, 3, 3, 3)), "b": rng.normal(0, 0.1, 8), "scale": rng.uniform(0.5, 1.5, 8), "shift": rng.normal(0, 0.1, 8),
        "mean": rng.normal(0, 0.1, 8), "var": rng.uniform(0.5, 1.5, 8), "scales": np.array([1, 1, 2, 1.5]),
    }
    nodes = [
        h.make_node("Pad", ["x"], ["padded"], pads=[0, 0, 1, 2, 0, 0, 1, 0], value=0.5),
        h.make_node("Conv", ["padded", "w", "b"], ["conv"], strides=[2, 2]),
        h.make_node("BatchNormalization", ["conv", "scale", "shift", "mean", "var"], ["norm"], epsilon=1e-5),
        h.make_node("Dropout", ["norm"], ["dropped"], ratio=0.5),
        h.make_node("Clip", ["dropped"], ["clip"], min=-0.3, max=1.5),
        h.make_node("Split", ["clip"], ["left", "right"], axis=1, split=[3, 5]),
        h.make_node("Softmax", ["left"], ["soft"], axis=2),
        h.make_node("Concat", ["soft", "right"], ["joined"], axis=1),
        h.make_node("Slice", ["joined"], ["cut"], axes=[2, 3], starts=[1, 0], ends=[-1, 9]),
        h.make_node("Upsample", ["cut", "scales"], ["large"], mode="nearest"),
        h.make_node("ReduceSum", ["large"], ["sum"], axes=[3], keepdims=0),
        h.make_node("Unsqueeze", ["sum"], ["map"], axes=[3]),
        h.make_node("Clip", ["map"], ["seen"], min=-20.0),
    ]
    value = lambda name, shape: h.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
    graph = h.make_graph(nodes, "old", [value("x", ["N", 3, "H", "W"])], [value("seen", ["N", 8, None, 1])],
                         [onnx.numpy_helper.from_array(v.astype(np.float32), k) for k, v in held.items()])
    return h.make_model(graph, opset_imports=[h.make_opsetid("", 9)], ir_version=8)


def eye(folder, mekiki, name):
    """The path of an eye without meaning."""
    out = folder / f"{name}.onnx"
    if not out.exists():
        if name == "opset9":
            source, how = folder / "opset9-plain.onnx", ["--tap", "seen", "--mean", "0.5", "--std", "0.25"]
            onnx.save(opset9(), source)
        else:
            source, how = folder / f"{name}.safetensors", []
            safetensors(source, weights(name))
        run(mekiki, "eye", "import", source, *how, "--out", out)
    return str(out)


def idx(folder):
    name = "t10k-images-idx3-ubyte"
    packed = folder / f"{name}.gz"
    b = np.frombuffer(gzip.open(packed).read() if packed.exists() else (folder / name).read_bytes(), np.uint8)
    return b[16:].reshape([int.from_bytes(b[i:i + 4], "big") for i in (4, 8, 12)])


def pictures_of(folder, mekiki, quick):
    """The test pictures, the folder of them as PNG files in their order, and what names the known ones."""
    if quick:
        # Pictures of no data set: what is compared is the arithmetic.
        x, known = np.random.default_rng(1).integers(0, 256, (60, 28, 28), dtype=np.uint8), ["--sample"]
    else:
        data = json.loads(run(mekiki, "data", "info", "--json"))["dir"]
        x, known = idx(pathlib.Path(data)), ["--data", data]
    png = folder / "png"
    if not png.exists():
        png.mkdir()
        for i, picture in enumerate(x):
            Image.fromarray(picture).save(png / f"{i:05}.png")
    return x[..., None], png, known


def in_runtime(path, x, batch):
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [o.name for o in session.get_outputs() if o.name != "distance"]
    parts = [session.run(names, {"pictures": x[i:i + batch]}) for i in range(0, len(x), batch)]
    return {n: np.concatenate([p[k] for p in parts]) for k, n in enumerate(names)}


def in_openvino(path, x, batch):
    net = openvino.Core().compile_model(str(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    names = [o.get_any_name() for o in net.outputs if o.get_any_name() != "distance"]
    parts = []
    for i in range(0, len(x), batch):
        out = net(x[i:i + batch])
        parts.append([out[n].copy() for n in names])
    return {n: np.concatenate([p[k] for p in parts]) for k, n in enumerate(names)}


def large(name, folder, mekiki):
    """How far an embedding of a network behind a large eye is apart in each runtime, over the largest value."""
    out, parts = folder / name, folder / "parts"
    rng = np.random.default_rng(1)
    for i in range(60):
        of = parts / "train" / f"class{i % 3}"
        of.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (28, 28, 3), dtype=np.uint8)).save(of / f"{i:02}.png")
    model, bare, emb = out / "model.safetensors", out / "bare.onnx", out / "embeddings.npy"
    if not model.exists():
        run(mekiki, "train", "--data", parts, "--eye", eye(folder, mekiki, LARGE[name]), "--size", "28x28", "--epochs", "1", "--out", out)
    png = sorted(parts.glob("train/*/*.png"))
    run(mekiki, "embed", "--model", model, "--out", emb, "--overwrite", *png)
    run(mekiki, "model", "export", model, "--onnx", bare, "--overwrite")
    onnx.checker.check_model(str(bare), full_check=True)
    x, want = np.stack([np.asarray(Image.open(p)) for p in png]), np.load(emb)
    for runtime, ask in ("onnxruntime", in_runtime), ("openvino", in_openvino if openvino else None):
        if ask is not None:
            yield runtime, np.abs(ask(bare, x, 60)["embedding"] - want).max() / np.abs(want).max()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("mekiki")
    p.add_argument("folder", type=pathlib.Path)
    p.add_argument("--quick", action="store_true")
    p.add_argument("names", nargs="*")
    a = p.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    mekiki = str(pathlib.Path(a.mekiki).resolve())
    print(f"onnxruntime {ort.__version__}, openvino {openvino.__version__.split('-')[0] if openvino else 'is not there'}")
    print("model                runtime      apart/largest  class  unknown  nearest  of")
    x, png, known_ones = pictures_of(a.folder, mekiki, a.quick)
    failed = False
    for name, how in ({**MODELS, **QUICK} if a.names else QUICK if a.quick else MODELS).items():
        if a.names and name not in a.names:
            continue
        out = a.folder / name
        model = out / "model.safetensors"
        if not model.exists():
            how = [eye(a.folder, mekiki, h[4:]) if h.startswith("EYE:") else h for h in how]
            start = time.time()
            run(mekiki, "train", "--sample", *how, "--out", out)
            print(f"{name}: trained in {time.time() - start:.0f} s", file=sys.stderr)
        bare, full, known, emb = (out / n for n in ("bare.onnx", "full.onnx", "known.safetensors", "embeddings.npy"))
        said = json.loads(run(mekiki, "predict", "--model", model, *known_ones, "--known", known, "--json", png))["pictures"]
        run(mekiki, "embed", "--model", model, "--out", emb, "--overwrite", *sorted(png.iterdir()))
        run(mekiki, "model", "export", model, "--onnx", bare, "--overwrite")
        run(mekiki, "model", "export", model, "--onnx", full, "--known", known, "--overwrite")
        for path in (bare, full):
            onnx.checker.check_model(str(path), full_check=True)
        about = {p.key: p.value for p in onnx.load(full).metadata_props}
        classes = json.loads(about["mekiki.classes"])
        order = sorted(range(len(said)), key=lambda i: said[i]["file"])
        said = [said[i] for i in order]
        want = np.load(emb)
        called = np.array([classes.index(s["class"]) for s in said])
        unknown = np.array([s["unknown"] for s in said])
        nearest = np.array([s["neighbours"][0]["index"] for s in said])
        for runtime, ask in ("onnxruntime", in_runtime), ("openvino", in_openvino if openvino else None):
            if ask is None:
                continue
            alone = ask(bare, x, 500)["embedding"]
            got = ask(full, x, 100)
            apart = max(np.abs(e - want).max() for e in (alone, got["embedding"])) / np.abs(want).max()
            wrong = [int((u != v).sum()) for u, v in ((got["class"], called), (got["unknown"], unknown), (got["nearest"][:, 0], nearest))]
            print(f"{name:20} {runtime:12} {apart:<14.2g} {wrong[0]:<6} {wrong[1]:<8} {wrong[2]:<8} {len(x)}", flush=True)
            failed |= apart > WITHIN or runtime == "onnxruntime" and wrong[0] + wrong[1] > 0
    for name in LARGE:
        if name in a.names or not a.names and not a.quick:
            for runtime, apart in large(name, a.folder, mekiki):
                print(f"{name:20} {runtime:12} {apart:<14.2g}", flush=True)
                failed |= runtime == "onnxruntime" and bool(apart > WITHIN)
    sys.exit(failed)


if __name__ == "__main__":
    main()
