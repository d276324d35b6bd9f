# The ten things to type. Each sets up what it needs; `.venv` and the cache folder are all it touches.

BIN := .venv/bin
FAST := tests/unit tests/property tests/contract tests/replay tests/architecture
SERVERS := tests/servers
SPOKEN := tests/voice tests/integration tests/e2e
SHAPE := embedded
SET_UP = @command -v python3 >/dev/null || { echo 'Python 3.11 is missing. On Debian 12, as root: apt-get install python3 python3-venv' >&2; exit 1; }; python3 tools/set_up.py

.DEFAULT_GOAL := demo
.PHONY: setup demo up test check lint stack bench-demo report coverage

setup: ## what tests and checks need
	$(SET_UP) dev

demo: ## one spoken call, no server, no key, no network
	$(SET_UP) demo
	@$(BIN)/spotfunnel call --scenario burst-pipe

up: ## everything on this machine, until Ctrl-C; SHAPE=stack: with the real servers
	$(SET_UP) dev
	@$(BIN)/spotfunnel up --shape $(SHAPE)

test: setup stack ## everything, the call over real servers included
	$(BIN)/python -m tools.dashboard test
	$(BIN)/pytest -n 2 $(FAST)
	$(BIN)/pytest -n 2 --dist loadfile $(SERVERS)
	$(BIN)/pytest --durations 20 $(SPOKEN)

check: lint ## before a commit: few examples of each property, `make test` has more
	$(BIN)/python -m tools.dashboard test
	HYPOTHESIS_PROFILE=quick $(BIN)/pytest -n 2 -q $(FAST)

lint: setup ## format, lint, types, imports, dependencies
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry --no-ansi .
	$(BIN)/mypy
	$(BIN)/python -m tools.dashboard check

stack: setup ## bring and build the servers and the dashboard, once
	$(BIN)/spotfunnel stack build

bench-demo: ## twenty spoken calls with mobiles chosen as they start
	$(SET_UP) dev
	$(BIN)/python -m bench.demo

report: setup ## every measured figure
	$(BIN)/python tools/report.py

coverage: setup ## branches: all of the pure packages, nine tenths of everything
	$(BIN)/coverage erase
	$(BIN)/pytest -q -n 2 --cov --cov-report= $(FAST)
	$(BIN)/coverage report --fail-under=90
	$(BIN)/coverage report --fail-under=100 --include='agent_worker/voice_core/*,objective_engine/*,spine/events/*'
