"""The convolutional networks that are measured."""

NAMES = ["cnn-small", "cnn"]  # presets of `mekiki train`


def chosen(ctx):
    """Name and layers of each, the small one alone in a smoke test."""
    return [(name, layers(ctx, name)) for name in NAMES[: 1 if ctx.quick else None]]


def layers(ctx, name):
    """The line of text of a preset, from the program itself."""
    return ctx.bench("embed", "--preset", name, "--pictures", 1, "--rounds", 1, "--singles", 1)["network"]
