# `make dev` serves with sample data; `make test` runs all that gates.
.DEFAULT_GOAL := help
.PHONY: help dev test test-rust test-node races soak fuzz faults bench bench-growth ha bench-timing bench-import fmt lint docs licences sbom advisories

help: ## What there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

dev: ## Build, and serve with sample data on embedded SQLite in ./.dev
	@.ci/setup build
	cargo run --locked -- dev --data .dev

test: test-rust test-node ## All that gates

test-rust: ## Unit, pipeline, HTTP and command-line tests, on SQLite and PostgreSQL
	@.ci/setup build postgres
	cargo test --locked --features failpoints

test-node: ## Independent clients and resource servers, a real browser
	@.ci/setup build node browser python java deploy
	@# With the feature of the Rust tests, so that after them there is nothing left to build.
	cargo build --locked --features failpoints
	node_modules/.bin/node --test --test-concurrency=1 tests/node/*.test.mjs

races: ## The races at full size: 1,000 rounds
	@.ci/setup build postgres
	SIGNET_RACE_ROUNDS=1000 cargo test --locked --features failpoints --test it -- races

soak: ## The refresh automaton against its model: 10,000 schedules on each database
	@.ci/setup build postgres
	SIGNET_MODEL_SCHEDULES=10000 cargo test --locked --features failpoints --test it -- refresh_model

fuzz: ## Bytes that nobody would send, at every parser that meets strangers: a minute each
	@.ci/setup build postgres
	SIGNET_FUZZ_SECONDS=60 cargo test --locked --features failpoints --test it -- fuzz

faults: ## What breaks, and a ledger of what was promised: 200 kills and more, in an hour; FULL=1 ten times as much
	@.ci/setup build postgres faults
	cargo test --locked --features failpoints --test it --no-run
	@mkdir -p artifacts && rm -f artifacts/faults.jsonl artifacts/faults.md
	SIGNET_FAULTS=$(if $(FULL),10,1) SIGNET_FAULTS_REPORT=$(CURDIR)/artifacts/faults.jsonl \
	  timeout $(if $(FULL),36000,3600) cargo test --locked --features failpoints --test it -- --test-threads=1 faults::; \
	  status=$$?; cat artifacts/faults.md; exit $$status

bench: ## Calls a second, their cost and the limits of this machine beside them, on each database; gates nothing
	@.ci/setup build postgres
	cargo bench --locked --bench load

bench-growth: ## The same calls with ten thousand, a million and ten million grants in the table; gates nothing
	@.ci/setup build postgres
	cargo bench --locked --bench load -- --on sqlite,postgres --grants 10000,1000000,10000000

ha: ## The primary of a replicated database killed under load, as often as KILLS says; gates nothing
	@.ci/setup build postgres node ha
	cargo build --locked
	node_modules/.bin/node benches/ha.mjs

bench-timing: ## Whether an answer's time tells what exists, and what slow callers cost; gates nothing
	@.ci/setup build node
	cargo build --locked
	node_modules/.bin/node benches/timing.mjs
	node_modules/.bin/node benches/slow.mjs

bench-import: ## 100,000 people from a file, on each database, and some of them sign in; gates nothing
	@.ci/setup build node postgres
	cargo build --locked
	node_modules/.bin/node benches/import.mjs
	DATABASE=postgres node_modules/.bin/node benches/import.mjs

fmt: ## Format
	cargo fmt

lint: ## Clippy, warnings are errors
	cargo clippy --locked --all-targets --all-features -- -D warnings

docs: ## rustdoc, warnings are errors
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --document-private-items

licences: ## Licences, bans and sources of all dependencies
	@.ci/setup deny
	.tools/bin/cargo-deny --locked check licenses bans sources

sbom: ## What the program is made of, as CycloneDX JSON, into artifacts/sbom.json
	@mkdir -p artifacts
	SIGNET_SBOM=$(CURDIR)/artifacts/sbom.json cargo test --locked --features failpoints --test it -- sbom

advisories: ## Known vulnerabilities; needs the advisory database
	@.ci/setup deny
	.tools/bin/cargo-deny --locked check advisories
