#!/bin/sh
# Builds mekiki and measures it beside PyTorch and Keras; `make bench` calls this.
#
#   bench/run.sh                     everything, an hour and a half; see bench/run.py --help
#   bench/run.sh --quick             a smoke test of the scripts, some minutes
#
# The peers are optional. Each is a Python with the framework in it:
#
#   python3 -m venv ~/venv-torch && ~/venv-torch/bin/pip install torch numpy onnx onnxruntime faiss-cpu
#   python3 -m venv ~/venv-tf    && ~/venv-tf/bin/pip install tensorflow-cpu
#   export MEKIKI_BENCH_PYTHON=~/venv-torch/bin/python
#   export MEKIKI_BENCH_PYTHON_TF=~/venv-tf/bin/python
#
# MEKIKI_BENCH_PYTHON may name several, separated by colons, and the fastest is
# taken: Debian's python3-torch comes with OpenBLAS, for instance. torch.compile
# needs a C++ compiler (g++). ONNX Runtime and faiss are measured in the first of
# them that has them.
set -eu
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/.."

command -v python3 >/dev/null || { echo "bench/run.sh: python3 is needed for the scripts (its standard library is enough)" >&2; exit 1; }
CGO_ENABLED=0 go build -trimpath -o mekiki ./cmd/mekiki
exec python3 bench/run.py "$@"
