# What a newcomer types. run.py keeps the environment in .venv/; on Windows call it directly: python run.py
PYTHON ?= python3
IN_VENV := .venv/bin/python -m

# The prompt travels in the environment as it was typed, so no shell reads its quotes, spaces or dollars.
override STUDIO_PROMPT := $(value PROMPT)
export STUDIO_PROMPT
unexport PROMPT
MAKEOVERRIDES :=

.PHONY: run test check bench soak test-programs test-display eval-model dev

run: ## open the window:  make run PROMPT="two blue stars on white"
	@$(PYTHON) run.py

dev:
	@$(PYTHON) run.py --setup --dev

test: dev ## everything that matters
	$(IN_VENV) pytest

check: dev ## what a reviewer would check, then the tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/pyright
	.venv/bin/lint-imports --no-logo
	$(IN_VENV) pytest

bench: dev ## ratios inside one run; reported, never asserted
	$(IN_VENV) pytest -m benchmark -rP --timeout=0 tests/benchmarks

soak: dev ## the full figures that issues name; takes long
	$(IN_VENV) pytest -m soak -rP --timeout=0

test-programs: dev ## real GIMP, Krita and Blender
	$(IN_VENV) pytest -m programs --timeout=0

test-display: dev ## real windows; needs an X display, for instance: xvfb-run make test-display
	$(IN_VENV) pytest -m display

MODEL ?= models/starter
EVALUATION ?= build/evaluation
COUNT ?= 256
eval-model: dev ## how often a model draws what it is asked; goes on where it stopped:  make eval-model MODEL=models/starter COUNT=64
	OMP_NUM_THREADS=1 $(IN_VENV) models.evaluation --calibrate --count $(COUNT) --out $(EVALUATION)
	OMP_NUM_THREADS=1 $(IN_VENV) models.evaluation --model $(MODEL) --count $(COUNT) --out $(EVALUATION)
