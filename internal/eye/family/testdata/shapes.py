#!/usr/bin/env python3
"""Writes shapes.txt: the names and shapes of the weights of networks as timm, torchvision and
the package efficientnet-lite-pytorch have them.

    python internal/eye/family/testdata/shapes.py

"= NAME" begins a network; of a run of names that differ in nothing but the number of a
block all are there.
"""
import pathlib

import timm
import torchvision
from efficientnet_lite_pytorch import EfficientNet

NETWORKS = {
    "efficientnet-lite0": lambda: EfficientNet.from_name("efficientnet-lite0"),
    "tf_efficientnet_lite0": lambda: timm.create_model("tf_efficientnet_lite0"),
    "efficientnet_lite1": lambda: timm.create_model("efficientnet_lite1"),
    "mobilenetv2_100": lambda: timm.create_model("mobilenetv2_100"),
    "tf_mobilenetv3_small_100": lambda: timm.create_model("tf_mobilenetv3_small_100"),
    "mobilenet_v2": lambda: torchvision.models.mobilenet_v2(),
    "mobilenet_v3_small": lambda: torchvision.models.mobilenet_v3_small(),
    "resnet18": lambda: torchvision.models.resnet18(),
    "convnext_tiny": lambda: torchvision.models.convnext_tiny(),
    "vit_small_patch14_dinov2": lambda: timm.create_model("vit_small_patch14_dinov2"),
    # Near relations that are none of those above.
    "? efficientnet_b0": lambda: timm.create_model("efficientnet_b0"),
    "? resnet26": lambda: timm.create_model("resnet26"),
    "? seresnet18": lambda: timm.create_model("seresnet18"),
    "? mnasnet_small": lambda: timm.create_model("mnasnet_small"),
}
with open(pathlib.Path(__file__).with_name("shapes.txt"), "w") as f:
    for name, make in NETWORKS.items():
        print("=", name, file=f)
        for key, v in make().state_dict().items():
            if not key.endswith("num_batches_tracked"):
                print(key, *v.shape, file=f)
