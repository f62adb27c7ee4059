"""The convolutional networks that are measured; a line is what `mekiki train --network` takes."""

NETWORKS = {
    "cnn-small": "conv 32; norm; relu; maxpool; conv 64; norm; relu; conv 64; norm; relu; maxpool; conv 96; norm; relu; gmp; dense 128",
    "cnn": "conv 32; norm; relu; maxpool; conv 64; norm; relu; residual(conv 64; norm; relu; conv 64; norm); relu; maxpool; "
           "conv 128; norm; relu; residual(conv 128; norm; relu; conv 128; norm); relu; gmp; dense 128",
}


def chosen(ctx):
    """Name and layers of each, the small one alone in a smoke test."""
    return list(NETWORKS.items())[: 1 if ctx.quick else None]
