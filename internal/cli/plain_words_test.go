package cli

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mekiki/internal/lang"
	"mekiki/internal/work/misuse"
)

// goWords are words of Go and its libraries that say nothing to a user.
var goWords = []string{
	"strconv", "Go struct", "Go value", "unmarshal", "EOF", "end of JSON", "invalid syntax", "invalid character", "fileConfig",
	"interface {}", "<nil>", "%!", "reflect", "runtime error", "invalid argument", "parse error on line", "out of range [", "uint8", "float64", "int64",
}

// plain checks that a command failed with a message in a user's words.
func plain(t *testing.T, o outcome, code int, parts ...string) {
	t.Helper()
	o.want(t, code, parts...)
	for _, w := range goWords {
		if strings.Contains(o.err, w) {
			t.Errorf("stderr has %q: %s", w, o.err)
		}
	}
}

// TestFlagsSpeakPlainly gives every number, switch and time of every command wrong values.
func TestFlagsSpeakPlainly(t *testing.T) {
	t.Chdir(t.TempDir())
	data := tinyData(t)
	seen := map[string]bool{}
	var visit func(cmd *cobra.Command, path []string)
	visit = func(cmd *cobra.Command, path []string) {
		for _, sub := range cmd.Commands() {
			visit(sub, append(path[:len(path):len(path)], sub.Name()))
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			wrong := []string{"x", "1.2.3", "--", "９x"}
			switch kind := f.Value.Type(); kind {
			case "int", "uint32", "uint64", "intSlice":
				wrong = append(wrong, "", "010", "0x10", "1_000", "1.5", "99999999999999999999999")
			case "float64":
				wrong = append(wrong, "", "010", "1_000", "1,5", "1e999")
			case "duration":
				wrong = append(wrong, "", "30", "1h2")
			case "bool":
			case "stringSlice":
				wrong = []string{`a"b`}
			case "name=value", "float":
				wrong = []string{"x", "a=x", "a=", "=3", "a=010", "1,5"}
			default:
				return
			}
			seen[f.Value.Type()] = true
			for _, w := range wrong {
				plain(t, runWith(t, t.Context(), data, append(path, "--"+f.Name+"="+w)...), exitUsage, "--"+f.Name)
			}
		})
	}
	visit((&app{}).root(), nil)
	for _, kind := range []string{"int", "uint32", "uint64", "intSlice", "float64", "duration", "bool", "stringSlice", "name=value", "float"} {
		if !seen[kind] {
			t.Errorf("no flag of kind %s was tried", kind)
		}
	}
	plain(t, mekiki(t, "train", "--batch", "010"), exitUsage, "--batch is 010; write 10, or 8 if it was meant as an octal number", "mekiki train --help")
	plain(t, mekiki(t, "train", "--layers", "8,,4"), exitUsage, "--layers value 2 has no value")
	plain(t, mekiki(t, "train", "--checkpoint-every", "30"), exitUsage, "--checkpoint-every is 30; say the unit, as in 30s or 30m")
}

// TestFilesSpeakPlainly gives commands damaged files of every kind.
func TestFilesSpeakPlainly(t *testing.T) {
	dir, data := t.TempDir(), tinyData(t)
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	run(small(dir)...).want(t, exitOK)
	file := filepath.Join(dir, modelFile)
	whole := readText(t, file)
	other := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		write(t, path, text)
		return path
	}
	for name, text := range map[string]string{
		"empty": "", "short": whole[:5], "cut": whole[:len(whole)-9], "cut header": whole[:60], "text": "hello, this is a text",
		"type": resized(whole, `\"epochs\":`, `\"epochs\":"x",\"old\":`), "list": resized(whole, `\"training\":{`, `\"training\":[],\"old\":{`),
		"no object": resized(whole, `{\"program\"`, `[{\"program\"`), "version": resized(whole, `"mekiki.format":"`, `"mekiki.format":"x`),
		"offsets": strings.Replace(whole, `"data_offsets":[`, `"data_offsets":{`, 1), "dtype": strings.Replace(whole, `"dtype":"F32"`, `"dtype":12345`, 1),
	} {
		for _, args := range [][]string{{"eval", "--model"}, {"model", "show"}} {
			t.Run(name, func(t *testing.T) { plain(t, run(append(args, other(modelFile, text))...), exitFailed) })
		}
	}

	npy := filepath.Join(dir, "t.npy")
	run("data", "triplets", "--protocol", "random", "--triplet-count", "50", "--out", npy).want(t, exitOK)
	pictures, labels := readText(t, npy), readText(t, filepath.Join(dir, "t.labels.json"))
	for name, text := range map[string]string{"empty": "", "short": pictures[:8], "cut": pictures[:len(pictures)-3], "header": pictures[:40], "text": "hello"} {
		t.Run("npy "+name, func(t *testing.T) {
			plain(t, run(small(t.TempDir(), "--triplets", other("t.npy", text))...), exitFailed, "t.npy")
		})
	}
	for name, text := range map[string]string{
		"empty": "", "cut": labels[:len(labels)/2], "text": "hello", "type": `{"labels": "x"}`, "fraction": `{"labels": [[0.5, 1, 2]]}`,
		"negative": `{"labels": [[-1, 1, 2]]}`, "large": `{"labels": [[99999999999, 1, 2]]}`, "classes": `{"classes": {"a": 1}}`, "list": `[]`, "seed": `{"seed": -1}`,
	} {
		t.Run("labels "+name, func(t *testing.T) {
			path := other("t.npy", pictures)
			write(t, filepath.Join(filepath.Dir(path), "t.labels.json"), text)
			plain(t, run("data", "check", "--triplets", path), exitFailed, "t.labels.json")
		})
	}

	for _, name := range []string{"train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"} {
		text := readText(t, filepath.Join(data, name))
		for kind, text := range map[string]string{"empty": "", "cut": text[:len(text)-1], "text": "hello", "gzip": "\x1f\x8b\x08\x00\x00"} {
			t.Run(name+" "+kind, func(t *testing.T) {
				folder := t.TempDir()
				if err := os.CopyFS(folder, os.DirFS(data)); err != nil {
					t.Fatal(err)
				}
				write(t, filepath.Join(folder, name), text)
				plain(t, run("data", "info", "--data", folder), exitFailed, name)
			})
		}
	}
	for name, text := range map[string]string{"empty": "", "text": "hello", "cut": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"} {
		t.Run("picture "+name, func(t *testing.T) {
			plain(t, run("embed", "--overwrite", "--model", file, "--out", filepath.Join(t.TempDir(), "e.npy"), other("a.png", text)), exitFailed, "a.png")
		})
	}

	beside := t.TempDir()
	run(small(beside)...).want(t, exitOK)
	write(t, filepath.Join(beside, "report.json"), `{"model": {"training": {"seconds": "x"}}}`)
	plain(t, run("eval", "--model", file, "--out", t.TempDir(), "--beside", beside, "--resamples", "0"), exitFailed, "report.json")
	point := filepath.Join(dir, "checkpoint.safetensors")
	checkpoint := readText(t, point)
	for name, text := range map[string]string{"cut": checkpoint[:len(checkpoint)-4], "type": resized(checkpoint, `\"epoch\":`, `\"epoch\":"x",\"old\":`)} {
		t.Run("checkpoint "+name, func(t *testing.T) {
			write(t, point, text)
			plain(t, run("train", "--resume", "--out", dir), exitFailed)
		})
	}
	write(t, filepath.Join(dir, "run.json"), `{"batch": "many"}`)
	plain(t, run("train", "--resume", "--out", dir), exitUsage, "run.json", `line 1: batch is "many"`)
}

// resized replaces text in the header of a safetensors file and mends its length.
func resized(file, before, after string) string {
	size := binary.LittleEndian.Uint64([]byte(file[:8]))
	header := strings.Replace(file[8:8+size], before, strings.ReplaceAll(after, `"x"`, `\"x\"`), 1)
	return string(binary.LittleEndian.AppendUint64(nil, uint64(len(header)))) + header + file[8+size:]
}

func TestPlainly(t *testing.T) {
	var number struct{ A []struct{ B int } }
	wrongType := json.Unmarshal([]byte(`{"A": [{"B": 1.5}]}`), &number)
	noJSON := json.Unmarshal([]byte(`{"A": ?}`), &number)
	_, noNumber := strconv.Atoi("x")
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("a.json: %w; write it again", wrongType), "a.json: at byte 16 in its field A.B stands a number where a whole number in range is wanted; write it again"},
		{fmt.Errorf("a.json: %w", noJSON), "a.json: it is no JSON from byte 7 on"},
		{errors.Join(errors.New("one"), fmt.Errorf("b: %w", io.ErrUnexpectedEOF)), "one\nb: it ends too early"},
		{fmt.Errorf("folder: %w; choose another", &fs.PathError{Op: "mkdir", Path: "a/b", Err: syscall.ENOTDIR}), "folder: a/b: not a directory; choose another"},
		{fmt.Errorf("data folder a/b: %w", &fs.PathError{Op: "stat", Path: "a/b", Err: fs.ErrNotExist}), "data folder a/b: file does not exist"},
		{&fs.PathError{Op: "read", Path: "x", Err: io.ErrUnexpectedEOF}, "x: it ends too early"},
		{fmt.Errorf("c: %w", noNumber), `c: "x" is no number of the kind that is wanted`},
		{misuse.Errorf("d: %w", io.EOF), "d: nothing is there"},
		{errors.New("as it is"), "as it is"},
	} {
		if got := plainly(lang.English, c.err); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
