# Every path is relative, so that a folder with a space in its name works.
PYTHON ?= python3
BOOTSTRAP = $(PYTHON) -I approdo/config/bootstrap.py
BIN = .venv/bin
# Processes start again and again: what was compiled is kept, whatever the machine says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test drills check bench backup restore lock clean environment development

help:
	@echo "make run      start Approdo with invented data"
	@echo "make test     run the tests"
	@echo "make drills   the drills and the long searches for counter-examples"
	@echo "make check    lint, types, walls, licences, generated documents"
	@echo "make bench    measure the speed"
	@echo "make backup   write database and documents into var/backups/"
	@echo "make restore FROM=archive.tar   read them back"
	@echo "make lock     resolve the dependencies again"
	@echo "make clean    remove what can be built again; the data stay"

environment:
	@$(BOOTSTRAP) environment

development:
	@$(BOOTSTRAP) development

run: environment
	@APPRODO_DEMO=$${APPRODO_DEMO:-yes} $(BIN)/approdo run

test: development
	@$(BOOTSTRAP) browser
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not long" $(ARGUMENTS)

drills: development
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "drill or long" $(ARGUMENTS)

check: development
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@DATABASE_URL=postgresql://nobody@localhost/none $(BIN)/mypy  # its Django plugin reads the settings, not the database
	@$(BIN)/lint-imports
	@$(BIN)/reuse lint --quiet
	@$(BIN)/approdo docs check

bench: development
	@$(BIN)/python -m bench $(ARGUMENTS)

backup: environment
	@$(BIN)/approdo backup $(ARGUMENTS)

restore: environment
	@test -n "$(FROM)" || { echo "Say which archive: make restore FROM=var/backups/approdo-....tar"; exit 2; }
	@$(BIN)/approdo restore "$(FROM)" $(ARGUMENTS)

# The locks name no address: they work with every package index.
lock: development
	@$(BIN)/uv lock --quiet
	@$(BIN)/uv export --quiet --frozen --no-emit-project --format requirements-txt --no-annotate --no-header \
		--no-default-groups --group build --output-file requirements.lock
	@$(BIN)/uv export --quiet --frozen --no-emit-project --format requirements-txt --no-annotate --no-header \
		--all-groups --output-file requirements-dev.lock

clean:
	@$(BOOTSTRAP) clean
