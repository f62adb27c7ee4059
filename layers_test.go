package mekiki

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers are the rooms from the top down. A room imports rooms of lower layers
// only, never one of its own. Imports are read with go/parser and not asked
// from `go list`, whose answer the test cache does not know to be stale.
var layers = [][]string{
	{"cmd/mekiki", "cmd/docs"},
	{"internal/cli"},
	{"internal/server", "internal/report"},
	{"internal/study"},
	{"internal/inspect", "internal/eval", "internal/analyze", "internal/plot", "internal/train", "internal/fetch", "internal/bench"},
	{"internal/search", "internal/onnx"}, // nearest vectors, without labels; a network for other programs
	{"internal/model", "internal/dataset"},
	{"internal/metric"}, // model holds its Spec
	{"internal/nn"},
	{"internal/kernel"},
	{"internal/suggest", "internal/safetensors", "internal/atomicfile", "internal/stats", "internal/testutil"},
}

// never lists imports that are wrong though the layers allow them.
var never = map[string][]string{
	"internal/metric":  {"mekiki/internal/nn", "mekiki/internal/kernel"}, // tested with ten numbers
	"internal/dataset": {"mekiki/internal/metric", "mekiki/internal/nn", "mekiki/internal/kernel"},
	"internal/plot":    {"mekiki/internal/model", "mekiki/internal/dataset", "mekiki/internal/nn"},
}

// reserved lists imports that only some rooms may have.
var reserved = map[string][]string{
	"net/http":               {"internal/fetch", "internal/server"},
	"net/http/httptest":      {"internal/fetch", "internal/server"},
	"unsafe":                 {"internal/kernel"},
	"flag":                   {"internal/cli", "internal/testutil"}, // testutil: -update
	"github.com/spf13/cobra": {"internal/cli", "cmd/docs"},
	"github.com/spf13/pflag": {"internal/cli"},
}

// surroundings are what only cli may ask package os for.
var surroundings = []string{"Args", "Getenv", "LookupEnv", "Environ", "ExpandEnv", "UserCacheDir", "UserHomeDir"}

// killSwitch is the variable that kernel may read.
const killSwitch = "MEKIKI_PUREGO"

// source is what one file tells about itself.
type source struct {
	room    string
	test    bool
	tool    bool // "go:build ignore": run by hand, no part of the program
	imports []string
	asks    []string // selectors of os among surroundings, with a string argument if there is one
}

func layerOf(room string) int {
	return slices.IndexFunc(layers, func(l []string) bool { return slices.Contains(l, room) })
}

// roomOf is the room of a file: the first two folders of its path.
func roomOf(name string) string {
	parts := strings.Split(name, "/")
	return path.Join(parts[:min(2, len(parts)-1)]...)
}

// violations says which rules a file breaks.
func violations(s source) []string {
	var out []string
	own := layerOf(s.room)
	if own < 0 {
		return []string{"is in no layer; add its room to layers in layers_test.go and to ARCHITECTURE.md"}
	}
	for _, imp := range s.imports {
		if rooms, ok := reserved[imp]; ok && !slices.Contains(rooms, s.room) {
			out = append(out, "imports "+imp+", which only "+strings.Join(rooms, ", ")+" may")
		}
		room, ours := strings.CutPrefix(imp, "mekiki/")
		switch {
		case !ours:
		case room == "internal/testutil":
			if !s.test {
				out = append(out, "imports testutil, which only tests may")
			}
		case room == s.room: // a test of package x_test
		case layerOf(room) <= own:
			out = append(out, "imports "+imp+", which is not below it")
		}
		if slices.Contains(never[s.room], imp) {
			out = append(out, "imports "+imp+", which it must not know")
		}
	}
	for _, ask := range s.asks {
		kernels := s.room == "internal/kernel" && ask == `Getenv("`+killSwitch+`")`
		if s.room != "internal/cli" && s.room != "cmd/docs" && !s.test && !kernels {
			out = append(out, "asks os."+ask+", which only cli may")
		}
	}
	return out
}

// parse reads what the rules need of one Go file.
func parse(name string) (source, error) {
	s := source{room: roomOf(name), test: strings.HasSuffix(name, "_test.go") || roomOf(name) == "internal/testutil"}
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return s, err
	}
	s.tool = len(file.Comments) > 0 && file.Comments[0].List[0].Text == "//go:build ignore"
	for _, i := range file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return s, err
		}
		s.imports = append(s.imports, p)
	}
	called := map[*ast.SelectorExpr]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 {
			if f, ok := call.Fun.(*ast.SelectorExpr); ok {
				if arg, ok := call.Args[0].(*ast.BasicLit); ok {
					called[f] = "(" + arg.Value + ")"
				}
			}
		}
		if f, ok := n.(*ast.SelectorExpr); ok {
			if pkg, ok := f.X.(*ast.Ident); ok && pkg.Name == "os" && slices.Contains(surroundings, f.Sel.Name) {
				s.asks = append(s.asks, f.Sel.Name+called[f])
			}
		}
		return true
	})
	return s, nil
}

func TestLayers(t *testing.T) {
	files := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); name != "." && (base == "testdata" || base[0] == '.' || base[0] == '_') {
				return fs.SkipDir
			}
			return nil
		}
		room := roomOf(name)
		if path.Ext(name) == ".s" && room != "internal/kernel" {
			t.Errorf("%s: assembly outside of kernel", name)
		}
		if path.Ext(name) != ".go" || room != "cmd/mekiki" && !strings.HasPrefix(room, "internal/") {
			return nil
		}
		files++
		s, err := parse(name)
		if err != nil {
			return err
		}
		if s.tool {
			return nil
		}
		for _, v := range violations(s) {
			t.Errorf("%s %s", name, v)
		}
		return nil
	})
	if err != nil || files < 50 {
		t.Errorf("read %d files: %v", files, err)
	}
}

// TestRulesBite shows that each rule finds what it forbids.
func TestRulesBite(t *testing.T) {
	bad := map[string]source{
		"not below":      {room: "internal/nn", imports: []string{"mekiki/internal/train"}},
		"neighbours":     {room: "internal/search", imports: []string{"mekiki/internal/eval"}},
		"same layer":     {room: "internal/eval", imports: []string{"mekiki/internal/train"}},
		"metric and nn":  {room: "internal/metric", imports: []string{"mekiki/internal/nn"}},
		"testutil":       {room: "internal/eval", imports: []string{"mekiki/internal/testutil"}},
		"network":        {room: "internal/dataset", imports: []string{"net/http"}},
		"unsafe":         {room: "internal/nn", imports: []string{"unsafe"}},
		"flags":          {room: "internal/train", imports: []string{"flag"}},
		"environment":    {room: "internal/train", asks: []string{`Getenv("HOME")`}},
		"kernel's other": {room: "internal/kernel", asks: []string{`Getenv("HOME")`}},
		"new room":       {room: "internal/utils"},
		"leaf":           {room: "internal/suggest", imports: []string{"mekiki/internal/safetensors"}},
	}
	for name, s := range bad {
		if len(violations(s)) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
	good := map[string]source{
		"down":        {room: "internal/report", imports: []string{"mekiki/internal/plot", "mekiki/internal/model"}},
		"model":       {room: "internal/model", imports: []string{"mekiki/internal/metric"}},
		"neighbours":  {room: "internal/analyze", imports: []string{"mekiki/internal/search"}},
		"test":        {room: "internal/eval", test: true, imports: []string{"mekiki/internal/testutil"}},
		"kill switch": {room: "internal/kernel", asks: []string{`Getenv("` + killSwitch + `")`}},
		"cli":         {room: "internal/cli", imports: []string{"github.com/spf13/cobra"}, asks: []string{"Args"}},
	}
	for name, s := range good {
		if v := violations(s); len(v) > 0 {
			t.Errorf("%s: %v", name, v)
		}
	}
}
