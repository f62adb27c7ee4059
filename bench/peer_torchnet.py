"""A network's line of text as a module of PyTorch."""
import torch
from torch import nn

import peer_net


def build(text, channels, side):
    return sequence(peer_net.parse(text), channels, side)[0]


def sequence(layers, channels, side):
    """The layers, and channels and side of the map that they end in."""
    modules = []
    for kind, s in layers:
        if kind == "conv":
            modules.append(nn.Conv2d(channels, s["out"], s["size"], s["stride"], s["size"] // 2, bias=s["bias"]))
            channels, side = s["out"], (side - 1) // s["stride"] + 1
        elif kind == "dense":
            modules += [nn.Flatten(), nn.Linear(channels * side * side, s["out"], bias=s["bias"])]
            channels, side = s["out"], 1
        elif kind == "norm":
            flat = modules and isinstance(modules[-1], nn.Linear)
            modules.append((nn.BatchNorm1d if flat else nn.BatchNorm2d)(channels))
        elif kind == "relu":
            modules.append(nn.ReLU(inplace=True))
        elif kind == "dropout":
            modules.append(nn.Dropout(s["rate"]))
        elif kind in ("maxpool", "avgpool"):
            modules.append((nn.MaxPool2d if kind == "maxpool" else nn.AvgPool2d)(s["size"]))
            side //= s["size"]
        elif kind in ("gap", "gmp"):
            modules.append(Whole(kind))
            side = 1
        else:
            block = Residual(s["body"], channels, side)
            modules.append(block)
            channels, side = block.shape
    return nn.Sequential(*modules), channels, side


class Whole(nn.Module):
    """Mean or largest of the whole map."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def forward(self, x):
        return x.mean((2, 3), keepdim=True) if self.kind == "gap" else x.amax((2, 3), keepdim=True)


class Residual(nn.Module):
    def __init__(self, layers, channels, side):
        super().__init__()
        self.body, *self.shape = sequence(layers, channels, side)
        self.shortcut = nn.Identity()
        if self.shape != [channels, side]:
            out, small = self.shape
            self.shortcut = nn.Sequential(nn.Conv2d(channels, out, 1, peer_net.stride_of(side, small), bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


def fold(module):
    """Puts normalisations into the convolutions before them, for inference, in place."""
    for child in module.children():
        fold(child)
    if isinstance(module, nn.Sequential):
        for i in range(len(module) - 1):
            if isinstance(module[i], nn.Conv2d) and isinstance(module[i + 1], nn.BatchNorm2d):
                module[i] = nn.utils.fusion.fuse_conv_bn_eval(module[i], module[i + 1])
                module[i + 1] = nn.Identity()
    return module
