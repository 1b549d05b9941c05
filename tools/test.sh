#!/bin/sh
# The whole suite: style, types, tests on SQLite, tests on PostgreSQL, pages in the real Chromium.
# Outside CI what needs a missing server or browser is skipped with its reason; in CI (CI=true) that is a failure.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
start=$(date +%s)
step() { printf '\n== %s (%ss)\n' "$1" "$(($(date +%s) - start))"; }

step "style and contracts"
$bin/ruff check .
$bin/ruff format --check .
$bin/lint-imports
# Types are checked beside the tests: mypy keeps one core busy, the tests the other.
$bin/mypy >var/mypy.log 2>&1 & types=$!
step "tests on SQLite, and pages in Chromium"
$bin/pytest -q -n 2
step "types"
wait $types || { cat var/mypy.log; exit 1; }
tail -1 var/mypy.log
step "tests on PostgreSQL"
if [ -n "${JINXIU_TEST_POSTGRESQL:-}" ]; then
  JINXIU_DATABASE_URL=$JINXIU_TEST_POSTGRESQL $bin/pytest -q -n 2 -m "not browser and not process" tests/core tests/plan tests/desk
elif [ -n "${CI:-}" ]; then
  echo "CI must provide PostgreSQL: set JINXIU_TEST_POSTGRESQL=postgresql://user:password@127.0.0.1:5432/name"
  exit 1
else
  echo "skipped: set JINXIU_TEST_POSTGRESQL=postgresql://user:password@127.0.0.1:5432/name to run them"
fi
step "all passed"
