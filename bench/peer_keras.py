"""The article's network and loop in Keras on TensorFlow, as a peer for mekiki. Called by bench/run.py.

    peer_keras.py about                  what this TensorFlow is, as JSON
    peer_keras.py whole --data DIR ...   the whole protocol, with the time of each part and
                                         the rate of the fit after its first epoch

As the article does it, in our own words: triplets in one array (N, 3, 784), three
inputs through one shared network, a loss of one's own, model.fit in batches of 64.
--jit compiles the step by XLA, --span runs several steps in one call of the graph;
both are Keras' own switches, and run.py looks for the best.
"""
import argparse
import json
import os
import resource
import time

import peer_data
import peer_judge


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("what", choices=["about", "whole"])
    p.add_argument("--data", default=".", help="folder with the four IDX files")
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--threads", type=int, default=0, help="of one operation; 0 is TensorFlow's own choice")
    p.add_argument("--jit", action="store_true", help="compile the step by XLA")
    p.add_argument("--span", type=int, default=1, help="steps in one call (steps_per_execution)")
    p.add_argument("--epochs", type=int, default=2)
    p.add_argument("--fit-only", action="store_true", help="without evaluation, for comparing settings")
    return p.parse_args()


def combined(_, e):
    """Combined loss of embeddings (n, 3, 128), one for each triplet."""
    a, p, n = e[:, 0], e[:, 1], e[:, 2]
    ua, up, un = (tf.math.l2_normalize(x, 1) for x in (a, p, n))
    cos = tf.reduce_sum(ua * (un - up), 1) + 0.4
    # tf.norm has no gradient at two equal rows
    ap, an = (tf.sqrt(tf.reduce_sum(tf.square(a - x), 1) + 1e-12) for x in (p, n))
    euc = ap - an - 5.0
    return 0.8 * tf.nn.relu(cos) + 0.02 * tf.nn.relu(euc)


def build(a):
    """The shared network, and the model of three inputs around it."""
    shared = keras.Sequential([
        keras.Input((784,)), keras.layers.Dense(512, "relu"), keras.layers.Dense(256, "relu"), keras.layers.Dense(128)
    ])
    inputs = [keras.Input((784,), name=name) for name in ("anchor", "positive", "negative")]
    outputs = keras.layers.Lambda(lambda e: tf.stack(e, 1))([shared(x) for x in inputs])
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(3e-5, epsilon=1e-7), combined, jit_compile=a.jit, steps_per_execution=a.span)
    return shared, model


def whole(a):
    parts, since = {"start": time.perf_counter() - began}, time.perf_counter()

    def lap(name):
        nonlocal since
        parts[name], since = time.perf_counter() - since, time.perf_counter()

    pictures, labels = peer_data.read_part(a.data, "train")
    queries, query_labels = peer_data.read_part(a.data, "t10k")
    lap("load")
    train, val, test = peer_data.split(peer_data.tutorial_triplets(labels, np.random.default_rng(1)))
    train, val = pictures[train], pictures[val]
    lap("triplets")
    shared, model = build(a)
    ends = [time.perf_counter()]

    class Clock(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            ends.append(time.perf_counter())

    best = keras.callbacks.EarlyStopping("val_loss", patience=a.epochs + 1, restore_best_weights=True)
    history = model.fit(
        [train[:, i] for i in range(3)], np.zeros(len(train)), batch_size=a.batch, epochs=a.epochs, verbose=0,
        validation_data=([val[:, i] for i in range(3)], np.zeros(len(val))), callbacks=[best, Clock()],
    ).history
    lap("train")
    # The first epoch builds the graph: the rate is that of the others, their validation included.
    later = ends[1:] if a.epochs > 1 else ends
    figures = {}
    if not a.fit_only:
        gallery = shared.predict(pictures, 1024, verbose=0)
        query = shared.predict(queries, 1024, verbose=0)
        figures = peer_judge.judge(gallery[test], query, query_labels, gallery, labels, nearest)
        lap("evaluate")
    say({"peer": name(), "epochs": a.epochs, "val_loss": min(history["val_loss"]), **figures, "parts": parts,
         "triplets_per_second": (len(later) - 1) * len(train) / (later[-1] - later[0]),
         "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})


def nearest(query, gallery, k):
    half = (gallery * gallery).sum(1) / 2
    # q.g - g.g/2 orders as the distance does, the other way round.
    return np.concatenate([
        tf.math.top_k(tf.linalg.matmul(query[i : i + 500], gallery, transpose_b=True) - half, k, sorted=False).indices
        for i in range(0, len(query), 500)
    ])


def name():
    return "Keras " + keras.__version__ + " on TensorFlow " + tf.__version__


def say(what):
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    began = time.perf_counter()
    options = arguments()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    import numpy as np
    import tensorflow as tf
    from tensorflow import keras

    if options.threads:
        tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    keras.utils.set_random_seed(1)
    if options.what == "about":
        say({"peer": name()})
    else:
        whole(options)
