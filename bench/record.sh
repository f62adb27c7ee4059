#!/usr/bin/env bash
# Trains every preset with seed 1 and prints the SHA-256 of its weights and its figures as
# JSON, or compares them with those of a file. A change that is to change nothing is
# recorded before and compared after:
#
#   bench/record.sh >before.json             # on the sample, one or two epochs: a minute
#   bench/record.sh --check before.json
#   bench/record.sh --full >before.json      # whole Fashion-MNIST, whole recipes: half an hour
#
# bench/record.json is that of the sample. Needs jq. Weights are the same on every
# processor; figures that are means may differ in their last places, so six decimals are compared.
set -euo pipefail
cd "$(dirname "$0")/.."
full= check=
while [ $# -gt 0 ]; do
  case $1 in
    --full) full=1 ;;
    --check) check=$2; shift ;;
    *) echo "usage: bench/record.sh [--full] [--check FILE]" >&2; exit 2 ;;
  esac
  shift
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -o "$work/mekiki" ./cmd/mekiki

# run NAME EPOCHS FLAGS...: one run; the epochs count on the sample only.
run() {
  local name=$1 epochs=$2; shift 2
  local few=(--sample --epochs "$epochs")
  [ -z "$full" ] || few=()
  "$work/mekiki" train --seed 1 --quiet --json --out "$work/$name" "${few[@]}" "$@" >"$work/$name.json"
  jq --arg name "$name" '{($name): {weights_sha256, epochs, best_epoch, train_loss, val_loss, pair_accuracy, pair_accuracy_held_out, pair_auc,
    pair_eer, triplet_accuracy, knn5_accuracy, class_mean_accuracy, precision_at_1}}' "$work/$name.json"
}
{
  run article 5
  run article-cosine 5 --loss cosine
  run article-threshold 5 --loss combined-threshold
  run mlp 2 --preset mlp
  run mlp-mined 1 --preset mlp --loss combined --miner semi-hard
  run cnn-small 1 --preset cnn-small
  run cnn 1 --preset cnn
} | jq -s add >"$work/now.json"
rounded='walk(if type == "number" then (. * 1e6 | round) / 1e6 else . end)'
if [ -z "$check" ]; then
  cat "$work/now.json"
elif diff <(jq -S "$rounded" "$check") <(jq -S "$rounded" "$work/now.json"); then
  echo "the same weights and figures as in $check"
else
  echo "weights or figures differ from those in $check" >&2
  exit 1
fi
