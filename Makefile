# Everything a developer runs. "make help" lists it.
SHELL := /bin/bash
export CGO_ENABLED ?= 0
GO ?= go
FLAGS := -trimpath -buildvcs=auto
STUDY ?= demo/study

.PHONY: help demo run build test lint prove bench setup golden clean

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

build: ## build bin/sojourn
	$(GO) build $(FLAGS) -o bin/sojourn ./cmd/sojourn

demo: build ## play a whole made-up study and open it: needs only Go
	bin/sojourn demo

run: build ## open the desk on a study folder: make run STUDY=path
	bin/sojourn desk $(STUDY)

test: setup lint ## all tests, as on every change
	$(GO) test -count=1 -timeout 20m ./...

lint: ## formatting and vet
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not formatted:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...

setup: ## install the outside judges that tests use, where this machine can
	@scripts/setup

prove: build ## the long proofs: kill, power and load runs; minutes to hours
	SOJOURN_PROVE=1 $(GO) test -count=1 -timeout 120m ./estimate ./library/cite ./mailroom ./store/... ./internal/system/...

bench: ## benchmarks; their figures stand in docs/figures.md
	$(GO) run ./internal/statref/figures
	$(GO) test -run '^$$' -bench . -benchmem ./...

golden: ## write the golden files anew, then look at the difference
	$(GO) test ./chart ./report -update

clean: ## remove what was built
	rm -rf bin
