"""Writes torch-*.safetensors, model files of networks that PyTorch made, and
torch-*-embeddings.safetensors, pictures with the embeddings that PyTorch computes.

Run in this folder: python torch_nets.py. Needs torch, numpy and safetensors.
With a model file as argument it loads that file as docs/formats.md
says, and prints the embedding of a picture whose values are all 1.
"""

import json
import re
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn


# What stands from here to the next such line stands in docs/formats.md, too.
class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        for i, m in enumerate(body):
            self.add_module(str(i), m)
        self.body = [str(i) for i in range(len(body))]
        if shortcut:
            self.shortcut = shortcut

    def forward(self, x):
        y = x
        for name in self.body:
            y = self._modules[name](y)
        return y + (self.shortcut(x) if hasattr(self, "shortcut") else x)


def layers(words, x):  # words: the text without brackets and semicolons, read from the left; x: the input
    out = []
    while words and words[0] != ")":
        kind, args = words.pop(0), []
        while words and words[0] not in (";", "(", ")"):
            args.append(words.pop(0))
        channels, values = x.shape[1], x[0].numel()
        if kind == "conv":
            size = next((int(a.split("x")[0]) for a in args if "x" in a), 3)
            stride = next((int(a[1:]) for a in args if a[0] == "/"), 1)
            m = nn.Conv2d(channels, int(args[0]), size, stride, size // 2, bias=not (len(words) > 1 and words[1] == "norm"))
        elif kind == "depthwise":
            size = int(args[0].split("x")[0]) if args else 3
            m = nn.Conv2d(channels, channels, size, 1, size // 2, groups=channels, bias=not (len(words) > 1 and words[1] == "norm"))
        elif kind == "dense":
            m = nn.Linear(values, int(args[0]), bias=not (len(words) > 1 and words[1] == "norm"))
            m.register_forward_pre_hook(lambda m, v: v[0].flatten(1))
            m.register_forward_hook(lambda m, v, y: y[:, :, None, None])  # a map of one position, as everything else is a map
        elif kind == "norm":
            m = nn.BatchNorm2d(channels)
        elif kind == "residual":
            words.pop(0)
            body = layers(words, x)
            words.pop(0)
            y = nn.Sequential(*body)(x)
            stride = -(-x.shape[2] // y.shape[2])
            short = None
            if y.shape != x.shape:
                short = nn.Sequential(nn.Conv2d(channels, y.shape[1], 1, stride, bias="bias" in args))
                if "bias" not in args:
                    short.append(nn.BatchNorm2d(y.shape[1]))
            m = Residual(body, short)
        else:
            side = int(args[0]) if args and kind.endswith("pool") else 2
            m = {
                "relu": nn.ReLU, "relu6": nn.ReLU6, "dropout": lambda: nn.Dropout(float(args[0])), "maxpool": lambda: nn.MaxPool2d(side),
                "avgpool": lambda: nn.AvgPool2d(side), "gap": lambda: nn.AdaptiveAvgPool2d(1), "gmp": lambda: nn.AdaptiveMaxPool2d(1),
            }[kind]()
        x = m(x)
        out.append(m)
        if words and words[0] == ";":
            words.pop(0)
    return out


def network(arch, height, width, channels):
    net = nn.Module()
    x = torch.zeros(2, channels, height, width)
    if arch.startswith("dense"):  # a first fully connected layer reads a picture as it is stored
        x = x.permute(0, 2, 3, 1).flatten(1)
    net.layers = nn.Sequential(*layers(re.findall(r"[();]|[^\s();]+", arch), x))
    return net.eval()


def load(path):
    with safe_open(path, framework="pt") as f:
        meta = json.loads(f.metadata()["mekiki.model"])
        i = meta["input"]
        net = network(meta["network"]["arch"], i["height"], i["width"], i["channels"])
        # strict=False: the file lacks num_batches_tracked, which only training uses.
        missing, unexpected = net.load_state_dict({k: f.get_tensor(k) for k in f.keys()}, strict=False)
        assert not unexpected and all(k.endswith("num_batches_tracked") for k in missing)
    return net.eval(), meta


def embed(net, pictures, arch):  # pictures: (N, height, width, channels), 0 to 1
    x = pictures.flatten(1) if arch.startswith("dense") else pictures.permute(0, 3, 1, 2)
    with torch.no_grad():
        return net.layers(x).flatten(1)
# Up to here.


NETS = {
    "cnn": ("conv 12; norm; relu; maxpool; residual(conv 20 /2; norm; relu; conv 20; norm); relu; residual(conv 20; norm; relu; conv 20; norm); relu; "
            "dropout 0.5; conv 17 1x1; relu; avgpool; dense 24; norm; relu; dense 10", 21, 18, 3),
    "gap": ("conv 9 5x5 /2; relu; maxpool 3; conv 33; norm; relu; gap; dense 5", 28, 28, 1),
    "gmp": ("norm; conv 18 7x7; norm; gmp", 12, 15, 1),
    "end": ("conv 7; gmp; residual(dense 11; norm); relu; residual(dense 11; norm; relu; dense 11)", 8, 8, 1),
    "small": ("conv 18 3x3 /2; relu6; depthwise 5x5; relu6; residual(conv 20 1x1; depthwise; norm; relu6; conv 18 1x1); gap; dense 4", 14, 11, 3),
    "mlp": ("dense 40; norm; relu; dropout 0.3; dense 21; norm; relu; dense 6", 6, 7, 3),
}


def make(name, arch, height, width, channels):
    torch.manual_seed(1)
    net = network(arch, height, width, channels)
    pictures = torch.randint(0, 256, (20, height, width, channels), dtype=torch.uint8)
    with torch.no_grad():
        for m in net.modules():
            if isinstance(m, nn.BatchNorm2d):
                m.weight.uniform_(0.5, 1.5)
                m.bias.uniform_(-0.5, 0.5)
    net.train()
    for _ in range(5):  # running moments away from 0 and 1
        embed(net, torch.rand(16, height, width, channels), arch)
    net.eval()
    meta = {
        "program": "torch", "network": {"arch": arch}, "input": {"height": height, "width": width, "channels": channels},
        "batch_training": {"loss": "none"},
    }
    tensors = {k: v for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")}
    save_file(tensors, f"torch-{name}.safetensors", metadata={"mekiki.format": "3", "mekiki.model": json.dumps(meta)})
    save_file({"pictures": pictures, "embeddings": embed(net, pictures / 255, arch)}, f"torch-{name}-embeddings.safetensors")


if len(sys.argv) > 1:
    net, meta = load(sys.argv[1])
    i = meta["input"]
    print(*embed(net, torch.ones(1, i["height"], i["width"], i["channels"]), meta["network"]["arch"])[0].tolist())
else:
    for name, net in NETS.items():
        make(name, *net)
