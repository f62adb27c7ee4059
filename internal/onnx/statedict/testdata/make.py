"""Writes small files of torch.save, made with torch 2.15.0: python internal/onnx/statedict/testdata/make.py

The numbers of every tensor are 0, 1, 2, ... divided by 4 (whole ones: as they are, from
-1 on), so that the test needs no copy of them.
"""
import pathlib

import torch

HERE = pathlib.Path(__file__).parent


def run(shape, dtype):
    n = 1
    for d in shape:
        n *= d
    if dtype.is_floating_point:
        return (torch.arange(n) / 4).reshape(shape).to(dtype)
    if dtype == torch.bool:
        return (torch.arange(n) % 2 == 0).reshape(shape)
    return (torch.arange(n) - 1).reshape(shape).to(dtype)


class Evil:
    def __reduce__(self):
        return (print, ("executed",))


if __name__ == "__main__":
    net = {
        "conv.weight": run((2, 3, 1, 2), torch.float32), "half": run((3,), torch.float16), "brain": run((3,), torch.bfloat16), "double": run((2, 2), torch.float64),
        "long": run((3,), torch.int64), "int": run((3,), torch.int32), "short": run((3,), torch.int16), "char": run((3,), torch.int8), "byte": run((3,), torch.uint8), "bool": run((3,), torch.bool), "none": run((0, 4), torch.float32), "one": torch.tensor(0.0),
    }
    # Views: the second row of a larger tensor, and a matrix that is stored transposed.
    net["turned"] = run((3, 2), torch.float32).reshape(2, 3).T.contiguous().T
    net["row"] = (torch.arange(8) / 4 - 1).reshape(2, 4)[1]
    net["parameter"] = torch.nn.Parameter(run((2,), torch.float32))
    torch.save(net, HERE / "zip.pth")
    torch.save(net, HERE / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save({"epoch": 3, "lr": 0.5, "state_dict": torch.nn.Linear(2, 1).state_dict(), "args": None}, HERE / "checkpoint.pth")
    torch.save({"w": torch.zeros(1), "bad": Evil()}, HERE / "evil.pth")
    torch.save(torch.nn.Linear(2, 1), HERE / "model.pth")
