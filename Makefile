# Two commands: `make up` runs Jinxiu from this checkout, `make test` proves it.
PORT ?= 8000
HOST ?= 127.0.0.1

.PHONY: up test lint types unit postgresql browser messages locks wheel clean

up: .venv/run.done
	@.venv/bin/jinxiu up --host $(HOST) --port $(PORT)

test: .venv/dev.done
	@tools/test.sh

lint: .venv/dev.done
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports

types: .venv/dev.done
	.venv/bin/mypy

# Strings of pages and messages → catalogues; says what is not translated yet.
messages: .venv/dev.done
	.venv/bin/python tools/messages.py

# Pin every package again, exactly and with hashes (needs uv).
locks:
	tools/locks.sh

wheel: .venv/dev.done
	.venv/bin/python -m hatchling build -t wheel

clean:
	rm -rf .venv node_modules dist

# What tests need includes what running needs, so one installation serves both.
.venv/run.done: locks/run.txt package-lock.json tools/install.sh
	@test -e .venv/dev.done -a .venv/dev.done -nt locks/run.txt -a .venv/dev.done -nt package-lock.json || tools/install.sh run
	@touch $@

.venv/dev.done: locks/dev.txt package-lock.json tools/install.sh
	@tools/install.sh dev
	@touch $@
