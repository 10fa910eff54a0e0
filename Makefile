# Two commands matter: `make demo` and `make test`. The rest is for people who change the code.

PORT ?= 8000
HOST ?= 127.0.0.1
CROWD ?= 300
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo model test reset lint types contract check lock screenshots messages clean

demo: $(VENV)/.base
	@$(BIN)/python manage.py demo --host $(HOST) --port $(PORT) --crowd $(CROWD)

test: $(VENV)/.dev
	@.ci/test

reset:
	@rm -rf var && echo "The demo's data is gone. 'make demo' starts over."

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet

types: $(VENV)/.dev
	$(BIN)/mypy

contract: $(VENV)/.dev
	$(BIN)/lint-imports

check: lint types contract
	$(BIN)/python manage.py makemigrations --check --dry-run
	@.ci/check-deploy

lock:
	uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header -q -o requirements/base.txt
	uv pip compile pyproject.toml --extra model -c requirements/base.txt --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header -q -o requirements/model.txt
	uv pip compile pyproject.toml --extra dev --extra model -c requirements/base.txt --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header -q -o requirements/dev.txt

messages: $(VENV)/.dev
	$(BIN)/python manage.py makemessages -l es -l ar --no-location --no-obsolete --no-wrap \
		--ignore .venv --ignore tests --ignore benchmarks --ignore docs --ignore var
	$(BIN)/python manage.py compilemessages --ignore .venv

screenshots: $(VENV)/.dev
	$(BIN)/python docs/screenshots.py

# What a language model that proposes translations needs (docs/settings.md, ELICIT_MODEL_URL).
model: $(VENV)/.model

$(VENV)/.model: requirements/model.txt $(VENV)/.base
	@.ci/setup $(PYTHON) $(VENV) model

$(VENV)/.base: requirements/base.txt
	@.ci/setup $(PYTHON) $(VENV) base

$(VENV)/.dev: requirements/dev.txt
	@.ci/setup $(PYTHON) $(VENV) dev

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
