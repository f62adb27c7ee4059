#!/usr/bin/env bash
# Generates a client in TypeScript from docs/openapi.json, compiles a program against it, and
# lets that talk to a station. Argument: mekiki. Needs node and npm.
set -euo pipefail
exe=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
station=
trap '[ -z "$station" ] || { kill "$station"; wait "$station" || true; }; rm -rf "$work"' EXIT
cp package.json tsconfig.json station.ts "$work"
cp ../docs/openapi.json "$work"
cd "$work"
npm install --no-package-lock --no-audit --no-fund --silent
npx openapi-ts --input openapi.json --output client --silent
npx tsc
"$exe" inspect draw --good 3 --test-good 2 --bad 1 --size 64 --out parts --quiet >/dev/null
"$exe" inspect fit --good parts/train/good --size 64x64 --gallery 50 --out i.mekiki --quiet >/dev/null
"$exe" serve --open --json --address 127.0.0.1:0 --dir plant --inspector i.mekiki >served &
station=$!
for _ in $(seq 100); do [ -s served ] && break; sleep 0.1; done
node made/station.js "$(node -p 'JSON.parse(require("fs").readFileSync("served")).address')" parts/test/*/*.png
