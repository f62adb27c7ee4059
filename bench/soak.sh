#!/usr/bin/env bash
# What a station that must be trusted, and a plant, are put through: tests of
# cmd/mekiki that take seconds there, at length.
#
#   bench/soak.sh load --rate 60 --minutes 10   # parts of 256x256 at a steady rate; verdicts, pictures, memory, chain
#   bench/soak.sh kill --times 200              # kill -9 at random moments under load
#   bench/soak.sh many --results 1000000        # a store so large: start, pages, histogram, verify
#   bench/soak.sh plant --results 200000        # a plant's database so large: its pages; MEKIKI_POSTGRES names a server
#
# Each says what it measured and ends with 1 where something was lost. For figures the
# machine must have nothing else to do.
set -euo pipefail
cd "$(dirname "$0")/.."
usage() { sed -n '5,8s/^# *//p' "$0" >&2; exit 2; }
what=${1:-}; [ $# -eq 0 ] || shift
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case $what$1 in
    load--rate) export MEKIKI_SOAK_RATE=$2 ;;
    load--minutes) export MEKIKI_SOAK_MINUTES=$2 ;;
    kill--times) export MEKIKI_KILLS=$2 ;;
    many--results) export MEKIKI_RESULTS=$2 ;;
    plant--results) export MEKIKI_PLANT_RESULTS=$2 ;;
    *) usage ;;
  esac
  shift 2
done
run() { CGO_ENABLED=0 go test -count=1 -timeout 24h -v "$@"; }
case $what in
  load) MEKIKI_SOAK_RATE=${MEKIKI_SOAK_RATE:-20} MEKIKI_SOAK_MINUTES=${MEKIKI_SOAK_MINUTES:-60} run ./cmd/mekiki -run '^TestSoak$' ;;
  kill) MEKIKI_KILLS=${MEKIKI_KILLS:-200} run ./cmd/mekiki -run '^TestKilledStationLosesNothing$' ;;
  many) MEKIKI_RESULTS=${MEKIKI_RESULTS:-1000000} run ./cmd/mekiki -run '^TestManyResults$' ;;
  plant)
    : "${MEKIKI_POSTGRES:?names no PostgreSQL server, such as postgres://postgres@/postgres?host=/run/postgresql}"
    MEKIKI_PLANT_RESULTS=${MEKIKI_PLANT_RESULTS:-200000} run ./cmd/mekiki -run '^TestManyAtPlant$'
    ;;
  *) usage ;;
esac
