#!/bin/sh
# Pins the packages that running (locks/run.txt) and developing (locks/dev.txt) need: exact versions, hashes, no address.
set -eu
cd "$(dirname "$0")/.."
pin="uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --upgrade --extra postgresql
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet"
$pin -o locks/run.txt
$pin --group dev -c locks/run.txt -o locks/dev.txt
