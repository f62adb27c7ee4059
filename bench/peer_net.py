"""Reads a network's line of text, for the peers: docs say what it means.

A layer is (kind, settings): settings has out, size and stride, rate, or body, the
layers inside of a residual block. bias is false before a normalisation.
"""
import statistics
import time


def parse(text):
    layers = [layer(part.strip()) for part in split(text)]
    for (_, settings), following in zip(layers, layers[1:] + [("", {})]):
        settings["bias"] = following[0] != "norm"
    return layers


def split(text):
    """The parts between semicolons outside of brackets."""
    parts, depth = [""], 0
    for c in text:
        depth += (c == "(") - (c == ")")
        if c == ";" and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    return parts


def layer(text):
    if text.startswith("residual("):
        return "residual", {"body": parse(text[len("residual(") : -1])}
    kind, *rest = text.split()
    if kind == "conv":
        settings = {"out": int(rest[0]), "size": 3, "stride": 1}
        for word in rest[1:]:
            key, value = ("stride", word[1:]) if word[0] == "/" else ("size", word.split("x")[0])
            settings[key] = int(value)
        return kind, settings
    if kind == "dense":
        return kind, {"out": int(rest[0])}
    if kind in ("maxpool", "avgpool"):
        return kind, {"size": int(rest[0]) if rest else 2}
    if kind == "dropout":
        return kind, {"rate": float(rest[0])}
    if kind in ("norm", "relu", "gap", "gmp"):
        return kind, {}
    raise ValueError(f"unknown layer {text!r}")


def stride_of(side, out):
    """The stride of the shortcut of a block that turns so many pixels into fewer."""
    return -(-side // out)


def timed(run, x, batch, seconds):
    """Runs batches of the pictures x for so long: pictures a second, and the median time of a batch."""
    times, start, at = [], time.perf_counter(), 0
    while not times or time.perf_counter() - start < seconds:
        part = x[at : at + batch]
        since = time.perf_counter()
        run(part)
        times.append(time.perf_counter() - since)
        at = at + batch if at + 2 * batch <= len(x) else 0
    return batch * len(times) / sum(times), statistics.median(times)
