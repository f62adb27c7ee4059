"""The words of docs/bench.md that are no figures."""

# Times PyTorch's rate that are asked for, by batch: skipping, with all triplets.
STEP_TARGETS = {32: (3, 2), 64: (3, 2), 256: (2, 1.5)}
WHOLE_TARGET = 3

HEAD = """\
<!-- Written by bench/run.sh from bench/results.json; do not edit by hand. -->
# Speed and memory

Measured figures only, from one machine where a section does not name another. Each section says when and by which
command; `make bench` repeats them all, about an hour and a half on two cores, on a machine that
does nothing else. Ratios carry over to other machines better than rates do. The raw
figures, round by round, are in `bench/results.json`.

Before the convolutional networks the network is the article's, 784-512-256-128, with the
combined loss, Adam and real Fashion-MNIST, and a rate counts triplets, three pictures each.
From there on a rate counts pictures.

| machine | |
| --- | --- |
| processor | {cpu} |
| cores | {cores} |
| caches | {caches} |
| memory | {memory} GiB |
| system | {system} |
"""

TITLES = {
    "step": """\
## Training step beside PyTorch

Forward, loss, backward and Adam, after 500 steps of training. *Skipping* leaves out the
backward work of triplets whose loss is 0, which gives bitwise the same weights; *all*
does it for every triplet, as PyTorch does. First PyTorch's two best settings are searched
for each batch; then they and mekiki are measured in turn, round by round. The setting with
the higher median counts, and the ratio to it is taken in each round.
""",
    "whole": """\
## The whole article run beside PyTorch and Keras

From the files to the 5 nearest neighbours of 10,000 pictures among 60,000: load, make
triplets, train with a validation in each epoch, keep the best weights, evaluate 1,500
test triplets. The epochs are as many as early stopping takes in mekiki, and the same for
all. *Whole process* includes the start of Python and of the framework; *training*
includes the validations, and what is compiled on the first step. The loops are
`bench/peer_torch.py` and `bench/peer_keras.py`; all programs take turns.
""",
    "product": """\
## Products beside the processor's peak

Each product of a training step at its own shape, the best of 20 runs; the peak of fused
multiply-adds is measured between them.
""",
    "start": "## Start of the program\n\n`mekiki version`, from outside.\n",
    "memory": "## Memory of training\n\nPeak of `mekiki train --preset article`, its evaluation included.\n",
    "demo": "## The whole demo\n\n`mekiki demo`: load, triplets, training with early stopping, evaluation with intervals, report.\n",
    "growth": "## How cost grows\n",
    "distance": """\
## Formulas and analysis

The combined loss as a formula beside the same loss written by hand, both with gradient, at batch 64
and dim 128, on one core, in turn. Both give the same bits (`go test ./internal/metric/triplet`).
""",
    "batch": """\
## Convolutional training step beside PyTorch

Forward, loss, backward and AdamW on batches of 28x28 pictures; all programs train the same
layers with the same loss (normface, 10 classes) on pictures of noise, whose values change no
timing. First PyTorch's best settings are searched for each network; then the two best and mekiki
are measured in turn, round by round. The setting with the higher median counts, and the ratio
to it is taken in each round.
""",
    "layers": """\
## Layers beside the processor's peak

Each convolution and each fully connected layer over the pictures of one chunk: forward, the
gradient of its input (the first layer has none), and that of its weights; the best of 20 runs,
the peak of fused multiply-adds measured between them. Work on what fills up panels of 16 is
not counted: a first 3x3 convolution of grey pictures can reach 9/16 of the peak at most.
Multiplications count as those of the plain way. Convolutions of 3x3 at stride 1 with 17 channels and more, on maps of 4x4 and more, are
computed by tiles of 2x2 outputs (Winograd; Lavin & Gray, 2016), 16 multiplications for 36, so
their share can pass 100 %: up to 225 % on maps of even sides, 172 % on maps of 7x7.
""",
    "embed": """\
## Embedding beside PyTorch and ONNX Runtime

Many pictures in bulk, and 28x28 pictures one after another as an inspection would: from the
picture to the embedding, normalisations folded into the convolutions in all programs. The best
setting of each peer is searched for each column, then all take turns. mekiki uses all workers in
bulk and for one picture, and reads bytes; the peers hold float32. Equal cores are
compared too: one picture on one core, beside the best setting of one thread. Ratios are mekiki's
speed in terms of the peer's, round by round.
""",
    "knn": """\
## Exact nearest neighbours beside faiss

The 5 nearest of each query, exactly, embeddings normally distributed around 10 points. mekiki's
time includes preparing the gallery, the votes and the figures (`eval.Search`); of faiss
(`IndexFlatIP` on unit vectors, `IndexFlatL2`) the search alone counts in the ratio, and beside
it stands the rate with scaling and adding included.
""",
    "size": """\
## How the cost of convolution grows

The training step of cnn-small: time, and the peak memory of the whole process. An epoch has
60,000 pictures.
""",
    "inspect": """\
## Inspecting parts

Drawn rings (`mekiki inspect draw`), from PNG files. The nearest good vectors are exact by each distance;
`internal/inspect/gallery` says how most of them are passed over.
""",
    "eye": """\
## How the cost of the embedded eye grows

`mekiki bench eye` on square pictures of noise, from their bytes to both taps. *One picture*: all workers
share it. *In bulk*: one picture a worker. The peak of fused multiply-adds is measured in the same run; peak memory
is that of the whole process.
""",
}

BATCH_TARGETS = {"cnn-small": 2.0, "cnn": 1.8}
SINGLE_TARGET = 1.0
KNN_TARGET = 1.5
SIZE_SIDES = "With the side of square grey pictures, in batches of 8:\n"
SIZE_BATCHES = "With the batch, pictures of 28x28:\n"

FORMULA_TARGET = 1.3
FORMULA_CASES = {"live": "all live", "half": "about half live"}
ANALYSIS_TARGET = 5
ANALYSIS = """\
`mekiki analyze --raw` on the pixels of random triplets, cosine and Euclidean: the analysis itself, and
the whole process with loading, page, figures and arrays.
"""

GROWTH_TRIPLETS = """\
With the number of triplets (`--protocol random --triplet-count N`): the rate after 500
steps of batches of 64; then the first epoch of `mekiki train` and its peak memory. With
few triplets the 500 steps are many epochs, so that fewer are live.
"""

GROWTH_DIM = "With the width of the embedding (`--layers 512,256,D`):\n"

FAIRNESS = """\
## What is unfair, and to whom

In favour of the peers:

- They get the best of the settings that were searched: threads, Adam, compiler, several
  installations. mekiki runs as it comes.
- They hold the pictures as float32 before the clock starts; mekiki holds bytes and
  converts them in every step. That is much of the difference in memory.
- What torch.compile makes stays in its cache on the disk from the search, so the whole run
  finds most of it compiled.
- mekiki writes a checkpoint to the disk in every epoch, and `mekiki train` evaluates a
  little more than they do.
- faiss' ratio leaves out what it does before the search.
- PyTorch may use vector instructions that mekiki has no kernel for, if the processor has them.

In favour of mekiki:

- Skipping inactive triplets is our algorithm, not a faster machine; a peer could be taught
  it. The columns with all triplets compare like with like.
- The start of Python and the import of a framework count in *whole process*, and compiling
  in *training*. In a longer run both weigh less.
- The evaluation of the peers is ours, in NumPy with the framework's own search, and no
  expert tuned it.
- Keras runs the article's loop as written, three passes through the network; only its own
  switches (XLA, steps in a call, threads) were searched.

- Networks are written in PyTorch as a user would, layer by layer; nobody rewrote them for
  this processor.

All compute in float32; the peers' shorter number formats are left off. The random draws of
the programs differ, and so do their weights by rounding; the last column of the
whole run shows that they learn the same.

## Repeat it

```sh
python3 -m venv ~/venv-torch && ~/venv-torch/bin/pip install torch numpy onnx onnxruntime faiss-cpu
python3 -m venv ~/venv-tf && ~/venv-tf/bin/pip install tensorflow-cpu
export MEKIKI_BENCH_PYTHON=~/venv-torch/bin/python MEKIKI_BENCH_PYTHON_TF=~/venv-tf/bin/python
make bench                        # everything
bench/run.sh --only step,product  # some parts; the other figures stay
bench/run.sh --quick              # a smoke test, elsewhere
```

A peer that is not there is left out, and the page says so. `$MEKIKI_BENCH_PYTHON` may name
several interpreters, separated by colons.
"""
