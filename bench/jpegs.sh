#!/usr/bin/env bash
# Trains an epoch on 20,000 JPEG files of 256 x 256 in colour within --memory 512MiB, once
# at their own size and once at 64 x 64, and says the time of each part and the peak
# memory. Arguments: how many pictures (default 20000). Some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
n=${1:-20000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -o "$work/mekiki" ./cmd/mekiki
go run bench/jpegs/main.go -n "$n" "$work/pictures"
du -sh "$work/pictures"
run() {
  local name=$1; shift
  echo "== $name: $*"
  /usr/bin/time -f "%e s, peak %M KiB" "$work/mekiki" train --data "$work/pictures" --color color --memory 512MiB --epochs 1 --seed 1 --out "$work/$name" "$@"
}
run whole --preset cnn-small --size 256 --network "conv 8 3x3 /4; relu; conv 16 3x3 /2; relu; gap; dense 16"
run lazy64 --preset cnn-small --size 64 --memory 64MiB
run small64 --preset cnn-small --size 64
