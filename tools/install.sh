#!/bin/sh
# Installs into this checkout: .venv from the lock file, and the pictures' scripts where Node is there.
# tools/install.sh run|dev — one clear line for whatever is missing.
set -u
what=$1
say() { printf 'jinxiu: %s\n' "$1" >&2; }
fail() { say "$1"; exit 1; }
mkdir -p var && log=var/install.log || fail "this folder cannot be written; run as the user who owns it"

python=""
for candidate in python3.11 python3.12 python3.13 python3; do
  if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then python=$candidate; break; fi
done
[ -n "$python" ] || fail "Python 3.11 or newer is missing; on Debian: apt-get install python3 python3-venv"

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  rm -rf .venv
  "$python" -m venv .venv >"$log" 2>&1 || fail "python3-venv is missing; on Debian: apt-get install python3-venv"
fi

say "installing Python packages (a minute the first time; details in $log)"
.venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off --require-hashes -r "locks/$what.txt" >>"$log" 2>&1 ||
  fail "Python packages could not be installed: no network, or no package mirror (set PIP_INDEX_URL); see the end of $log"
# The package itself: a link to src, made without a download.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s/src\n' "$PWD" >"$site/jinxiu.pth"
cat >.venv/bin/jinxiu <<'EOF'
#!/bin/sh
exec "$(dirname "$0")/python" -m jinxiu.cli "$@"
EOF
chmod +x .venv/bin/jinxiu

if command -v npm >/dev/null 2>&1; then
  if npm ci --omit=dev >>"$log" 2>&1 && npm run -s vendor >>"$log" 2>&1; then :; else
    say "pictures were not installed (npm failed; see $log); pages show tables instead"
  fi
else
  say "pictures were not installed (Node 20 with npm is missing); pages show tables instead"
fi
