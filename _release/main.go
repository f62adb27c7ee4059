// Command release makes the archives of a release in dist/: for each platform the
// program with its licences, man pages, completions and bill of materials, and the
// SHA-256 of every archive. The same commit and Go version give the same bytes: no
// file holds a time, a path or a user of the machine.
//
// It is run in the root of the repository, by make release.
package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// platforms are those of a release.
var platforms = []string{"linux/amd64", "linux/arm64", "windows/amd64", "darwin/amd64", "darwin/arm64"}

// embedded are the licences of what the program holds beside code, by their names in an
// archive. Fashion-MNIST's is in the program itself, with the sample.
var embedded = map[string]string{
	"licences/bizud-gothic/OFL.txt":       "internal/plot/fonts/OFL.txt",
	"licences/efficientnet-lite0/LICENSE": "internal/eye/LICENSE",
}

// documents go into every archive as they are.
var documents = []string{"LICENSE", "NOTICE", "README.md", "README.ja.md", "CHANGELOG.md"}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run() error {
	commit, err := output(nil, "git", "rev-parse", "HEAD")
	if err != nil {
		return fmt.Errorf("a release is made in a checkout: %w", err)
	}
	changed, err := output(nil, "git", "status", "--porcelain")
	if err != nil {
		return err
	}
	if changed != "" {
		return errors.New("there are changes that are not committed; a release names a commit")
	}
	seconds, err := output(nil, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return err
	}
	version := "devel-" + commit[:12]
	if tag, err := output(nil, "git", "describe", "--tags", "--exact-match"); err == nil {
		version = tag
	}
	work, err := os.MkdirTemp("", "mekiki-release")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	for _, kind := range []string{"man", "completion"} {
		if _, err := output([]string{"SOURCE_DATE_EPOCH=" + seconds}, "go", "run", "./cmd/docs", kind, filepath.Join(work, kind)); err != nil {
			return err
		}
	}
	var epoch int64
	if _, err := fmt.Sscan(seconds, &epoch); err != nil {
		return err
	}
	if err := os.MkdirAll("dist", 0o777); err != nil {
		return err
	}
	var sums strings.Builder
	for _, p := range platforms {
		files, err := contents(work, p, version, commit)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		archive, err := pack(p, version, files, time.Unix(epoch, 0).UTC())
		if err != nil {
			return err
		}
		b, err := os.ReadFile(archive)
		if err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(b), filepath.Base(archive))
		fmt.Printf("%s, %.1f MB\n", archive, float64(len(b))/1e6)
	}
	return os.WriteFile("dist/SHA256SUMS", []byte(sums.String()), 0o666)
}

// contents are the files of an archive by their names in it.
func contents(work, platform, version, commit string) (map[string][]byte, error) {
	system, processor, _ := strings.Cut(platform, "/")
	env := []string{"GOOS=" + system, "GOARCH=" + processor, "CGO_ENABLED=0"}
	name := "mekiki"
	if system == "windows" {
		name += ".exe"
	}
	dir := filepath.Join(work, system+"-"+processor)
	exe := filepath.Join(dir, name)
	// The version is said here and not read from git, which would also say what else
	// lies in the checkout.
	stamp := "-s -w -buildid= -X mekiki/internal/cli.released=" + version + " -X mekiki/internal/cli.commit=" + commit
	if _, err := output(env, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", stamp, "-o", exe, "./cmd/mekiki"); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	add := func(name, path string) error {
		b, err := os.ReadFile(path)
		files[name] = b
		return err
	}
	if err := add(name, exe); err != nil {
		return nil, err
	}
	for _, d := range documents {
		if err := add(d, d); err != nil {
			return nil, err
		}
	}
	for name, path := range embedded {
		if err := add(name, path); err != nil {
			return nil, err
		}
	}
	for _, kind := range []string{"man", "completion"} {
		found, err := filepath.Glob(filepath.Join(work, kind, "*"))
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if err := add(kind+"/"+filepath.Base(f), f); err != nil {
				return nil, err
			}
		}
	}
	bill := filepath.Join(dir, "sbom.cdx.json")
	if _, err := output(nil, "go", "tool", "-modfile=_release/go.mod", "cyclonedx-gomod", "bin", "-json", "-noserial", "-notimestamp", "-version", version, "-output", bill, exe); err != nil {
		return nil, err
	}
	if err := add("sbom.cdx.json", bill); err != nil {
		return nil, err
	}
	return files, licences(env, files)
}

// licences adds the licence files of every module that is linked in.
func licences(env []string, files map[string][]byte) error {
	list, err := output(env, "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "./cmd/mekiki")
	if err != nil {
		return err
	}
	modules := slices.Compact(slices.Sorted(strings.Lines(list + "\n")))
	for _, line := range modules {
		module, dir, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		found := false
		for _, e := range entries {
			upper := strings.ToUpper(e.Name())
			if e.IsDir() || !slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"}, func(p string) bool { return strings.HasPrefix(upper, p) }) {
				continue
			}
			b, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return err
			}
			files[path.Join("licences", module, e.Name())] = b
			found = true
		}
		if !found {
			return fmt.Errorf("%s has no licence file; a release cannot go out without", module)
		}
	}
	// Go's own standard library is linked in, too.
	root, err := output(nil, "go", "env", "GOROOT")
	if err != nil {
		return err
	}
	b, err := os.ReadFile(filepath.Join(root, "LICENSE"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w; Go's licence belongs into a release", err)
	}
	files["licences/go/LICENSE"] = b
	return err
}

// output runs a command and gives what it prints, without the last newline.
func output(env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args, " "), err, errs.String())
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}
