# Each target brings what it needs: Debian packages, the virtual environment, Maven jars.
VENV   := .venv
PYTHON := $(VENV)/bin/python
READY  := $(VENV)/.ready
PLUGIN := openfire/plugin/target/tikilivechat.jar
MAVEN  := mvn --batch-mode --quiet --file openfire/plugin/pom.xml
DIST   := dist
# Builds what is installed, on a machine where nothing else is to be installed for it.
BUILDER := .cache/builder/bin/python
# Live tests in the village that test_logs looks at in the end; and those with servers of their own.
VILLAGE := running servers migration groups signins supervision observe
OTHERS  := several crashes

# Those that take longest come first, so that all cores are busy until the end.
SUITES := contract running unit servers migration types browser several groups signins \
          supervision installation hostile observe crashes
# Those that measure come after the others, one by one.
ALONE  := shortfaults shortsoak
# Half of the tests wait for servers: one more at a time than CI has cores.
JOBS   := 3

# Tests start hundreds of Pythons: let them find what the first has compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint types unit contract live $(VILLAGE) $(OTHERS) browser installation hunt texts bench scale soak shortsoak hostile faults shortfaults testserver plugin dist tools clean
.DELETE_ON_ERROR:

help:  ## Say what there is.
	@sed -n 's/^\([a-z]*\):.*##/\1\t/p' $(MAKEFILE_LIST)

demo: $(READY) $(PLUGIN)  ## Sign in to a real Openfire with Tiki passwords; ONCE=1 ends by itself.
	$(PYTHON) -m openfire.demo --plugin $(PLUGIN) $(if $(ONCE),--once)

test: lint $(PLUGIN)  ## Run everything, JOBS=n suites at a time.
	$(MAKE) --no-print-directory --keep-going --jobs=$(JOBS) --output-sync=target $(SUITES); \
	status=$$?; $(MAKE) --no-print-directory --keep-going $(ALONE) && exit $$status

lint: $(READY)  ## Style of the Python side.
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .

types: $(READY)  ## Types of the Python side.
	$(VENV)/bin/mypy

unit: $(READY) $(PLUGIN)  ## Tests without servers; those of the plugin run when it is built.
	$(PYTHON) -m pytest tests/unit tests/wire

contract: $(READY) $(PLUGIN)  ## One suite for each port, on its fake and on real servers.
	$(PYTHON) -m pytest tests/contract

live: $(VILLAGE) $(OTHERS)  ## The whole of it on a real MariaDB and a real Openfire: the next nine.

servers: $(READY) $(PLUGIN)  ## Live: outages, what check says of an Openfire, demo, test server.
signins: $(READY) $(PLUGIN)  ## Live: who gets in by which name and password, and with what account.
migration: $(READY) $(PLUGIN)  ## Live: reminders, the ways to one account, crashes on them.
running: $(READY) $(PLUGIN)  ## Live: what runs a migration: IDs, merge, announcements, purge, window, report.
groups: $(READY) $(PLUGIN)  ## Live: groups of the site in the chat, and every command.
observe: $(READY) $(PLUGIN)  ## Live: one id in three logs; health; a real Prometheus that asks for all numbers.
several: $(READY) $(PLUGIN)  ## Live: two components behind one subdomain, one of which dies or hangs.
supervision: $(READY) $(PLUGIN)  ## Live: signals, outages, refusals, a systemd, a read-only file system.
crashes: $(READY) $(PLUGIN)  ## Live: syncs of groups that are broken off by SIGKILL.

$(VILLAGE):  # each in a village of its own, whose logs are looked at in the end
	$(PYTHON) -m pytest tests/live/$@ tests/live/test_logs.py

$(OTHERS):
	$(PYTHON) -m pytest tests/live/$@

browser: $(READY)  ## The migration page in a real Chromium; pictures of it are in build/screenshots.
	$(PYTHON) -m pytest tests/browser

installation: $(READY) $(PLUGIN)  ## Live: what README says of installing, upgrading and removing, in a clean environment.
	$(PYTHON) -m pytest tests/install

hunt: $(READY) $(PLUGIN)  ## Look for examples that break a property: other ones each time, and many.
	$(PYTHON) -m pytest -m hypothesis --hypothesis-profile=hunt tests/unit tests/wire

texts: $(READY)  ## Bring the catalogues of all languages up to date with the sources.
	$(PYTHON) -m tests.unit.locale

bench: $(READY) $(PLUGIN)  ## Sign-ins per second, and reading a large Tiki, side by side.
	$(PYTHON) -m tests.bench --plugin $(PLUGIN)

scale: $(READY) $(PLUGIN)  ## A migration of 20,000 accounts on each side, SIZE=n for another number.
	$(PYTHON) -m tests.scale --plugin $(PLUGIN) $(if $(SIZE),--size $(SIZE))

soak: $(READY) $(PLUGIN)  ## MINUTES=n (60) of all that people do; memory and queues have to stay as they are.
	$(PYTHON) -m tests.soak --plugin $(PLUGIN) --minutes $(or $(MINUTES),60)

shortsoak: $(READY) $(PLUGIN)  ## Half a minute of it, with wider bounds.
	$(PYTHON) -m tests.soak --plugin $(PLUGIN) --short

hostile: $(READY) $(PLUGIN)  ## Fuzzed stanzas, forms and requests, naughty names, floods; HOSTILE=long for far more.
	$(PYTHON) -m pytest tests/hostile
	$(PYTHON) -m pytest tests/live/hostile tests/live/test_logs.py

faults: $(READY) $(PLUGIN)  ## Every part dies, hangs and lies under load; SEED=n for the same again, ONLY=name for some.
	$(PYTHON) -m tests.faults --plugin $(PLUGIN) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only "$(ONLY)") $(if $(ROUNDS),--rounds $(ROUNDS))

shortfaults: $(READY) $(PLUGIN)  ## The short form of it: each sort of fault once, for a moment.
	$(PYTHON) -m tests.faults --plugin $(PLUGIN) --short $(if $(SEED),--seed $(SEED))

testserver: $(READY) $(PLUGIN)  ## Keep an Openfire and a MariaDB running for development.
	$(PYTHON) -m openfire.testserver --plugin $(PLUGIN)

plugin: $(PLUGIN)  ## Build tikilivechat.jar and run its tests.

$(PLUGIN): $(shell find openfire/plugin/src openfire/plugin/pom.xml -type f) | tools
	$(MAVEN) clean package
	touch $@

tools:
	sh openfire/prepare.sh build

$(BUILDER): | tools
	python3 -m venv .cache/builder
	$@ -m pip install --quiet --disable-pip-version-check 'build>=1.3,<2'

$(READY): pyproject.toml openfire/prepare.sh
	sh openfire/prepare.sh
	python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

dist: $(BUILDER) $(PLUGIN)  ## Build what is installed: the wheel, its sources, and tikilivechat.jar.
	rm -rf $(DIST)
	$(BUILDER) -m build --outdir $(DIST)
	cp $(PLUGIN) $(DIST)/

clean:  ## Remove what was built; downloads stay in .cache.
	rm -rf $(VENV) build openfire/plugin/target dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
