#!/usr/bin/env python3
"""Writes state dicts with random weights and what PyTorch computes with them, block by block.

    python bench/eye_parity.py FOLDER [NAME...]
    MEKIKI_EYE_PARITY=FOLDER go test -run TestParity -v ./internal/eye/family

Needs torch, torchvision, timm, safetensors, and for efficientnet-lite the package
efficientnet-lite-pytorch. A network is known by NAME.pth or NAME.safetensors, its values
by NAME.values: the picture "in", and "out:BLOCK" for each block. Where the weights fit two
networks the file is called NAME too, and the test says --family NAME.
"""
import pathlib
import re
import sys
import warnings

import timm
import torch
import torchvision
from safetensors.torch import save_file

warnings.filterwarnings("ignore")


def tv(name):
    return lambda: getattr(torchvision.models, name)(weights=None)


def tm(name, **kw):
    return lambda: timm.create_model(name, pretrained=False, num_classes=kw.pop("num_classes", 10), **kw)


def lite(i):
    def make():
        from efficientnet_lite_pytorch import EfficientNet

        return EfficientNet.from_name(f"efficientnet-lite{i}", image_size=None)

    return make


TIMM_BLOCK = r"blocks\.\d+\.\d+"
# name: (how it is made, side of the picture, which modules are blocks)
NETWORKS = {
    **{f"efficientnet-lite{i}": (lite(i), 65, r"_blocks\.\d+") for i in range(3)},
    **{f"efficientnet_lite{i}": (tm(f"efficientnet_lite{i}"), 64, TIMM_BLOCK) for i in range(3)},
    **{f"tf_efficientnet_lite{i}": (tm(f"tf_efficientnet_lite{i}"), 65, TIMM_BLOCK) for i in range(3)},
    "mobilenetv2_100": (tm("mobilenetv2_100"), 64, TIMM_BLOCK),
    "mobilenet_v2": (tv("mobilenet_v2"), 65, r"features\.\d+"),
    "mobilenet_v3_large": (tv("mobilenet_v3_large"), 64, r"features\.\d+"),
    "mobilenet_v3_small": (tv("mobilenet_v3_small"), 65, r"features\.\d+"),
    "mobilenetv3_large_100": (tm("mobilenetv3_large_100"), 64, r"blocks\.[0-5]\.\d+"),
    "mobilenetv3_small_100": (tm("mobilenetv3_small_100"), 64, r"blocks\.[0-4]\.\d+"),
    "tf_mobilenetv3_large_100": (tm("tf_mobilenetv3_large_100"), 65, r"blocks\.[0-5]\.\d+"),
    "tf_mobilenetv3_small_100": (tm("tf_mobilenetv3_small_100"), 65, r"blocks\.[0-4]\.\d+"),
    "resnet18": (tv("resnet18"), 64, r"layer\d\.\d+"),
    "resnet34": (tm("resnet34"), 64, r"layer\d\.\d+"),
    "resnet50": (tv("resnet50"), 64, r"layer\d\.\d+"),
    "wide_resnet50_2": (tm("wide_resnet50_2"), 48, r"layer\d\.\d+"),
    "convnext_tiny": (tv("convnext_tiny"), 64, r"features\.\d+\.\d+"),
    "convnext_tiny.timm": (tm("convnext_tiny"), 64, r"stages\.\d\.blocks\.\d+"),
    "vit_small_patch14_dinov2": (tm("vit_small_patch14_dinov2", img_size=518, num_classes=0, dynamic_img_size=True), 70, r"blocks\.\d+"),
    "dinov2_vits14": (tm("vit_small_patch14_dinov2", img_size=518, num_classes=0, dynamic_img_size=True), 84, r"blocks\.\d+"),
}
# Networks whose weights a file of torch.save holds; the others are .safetensors.
PICKLED = {"resnet18", "mobilenet_v3_small", "efficientnet-lite0", "dinov2_vits14"}


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
        if name.endswith(("norm.weight", "norm1.weight", "norm2.weight")):
            p.data.uniform_(0.5, 1.5)
        if name.endswith(("pos_embed", "cls_token")):
            p.data.normal_(0, 0.5)


def own_positions(table, side):
    """The table of positions as the authors of DINOv2 make it for another size."""
    grid = table[:, 1:].reshape(1, 37, 37, -1).permute(0, 3, 1, 2)
    scale = float(side + 0.1) / 37
    grid = torch.nn.functional.interpolate(grid, mode="bicubic", antialias=False, scale_factor=(scale, scale))
    assert grid.shape[-2:] == (side, side)
    return torch.cat([table[:, :1], grid.permute(0, 2, 3, 1).reshape(1, side * side, -1)], 1)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    for name, (make, side, blocks) in NETWORKS.items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        torch.manual_seed(1)
        net = make().eval()
        shake(net)
        state = {k: v.clone() for k, v in net.state_dict().items()}
        if name == "dinov2_vits14":
            state["mask_token"] = torch.zeros(1, 384)
            net = timm.create_model("vit_small_patch14_dinov2", pretrained=False, num_classes=0, img_size=side).eval()
            here = {k: v for k, v in state.items() if k != "mask_token"}
            here["pos_embed"] = own_positions(state["pos_embed"], side // 14)
            net.load_state_dict(here)
        x = torch.randn(1, 3, side, side)
        values = {"in": x}

        def keep(key):
            def hook(_module, _input, out):
                values["out:" + key.replace("_blocks.", "block")] = out.detach().clone().contiguous()

            return hook

        for key, m in net.named_modules():
            if re.fullmatch(blocks, key):
                m.register_forward_hook(keep(key))
        with torch.no_grad():
            if "dino" in name:
                net.forward_features(x)
                for i, map_ in zip((8, 11), net.get_intermediate_layers(x, n=[8, 11], reshape=True, norm=True)):
                    values[f"out:blocks.{i}.map"] = map_.clone().contiguous()
            else:
                net(x)
        if name in PICKLED:
            torch.save(state, folder / f"{name}.pth")
        else:
            save_file({k: v.contiguous() for k, v in state.items()}, str(folder / f"{name}.safetensors"))
        save_file(values, str(folder / f"{name}.values"))
        print(name, len(values) - 1, "blocks", flush=True)


if __name__ == "__main__":
    main()
