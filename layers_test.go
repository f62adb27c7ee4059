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
// only, never one of its own. A room may have sub-rooms, folders in its own: they
// are of its layer, the room may import them and they one another (Go refuses
// circles), but never the room itself. Imports are read with go/parser and not asked
// from `go list`, whose answer the test cache does not know to be stale.
var layers = [][]string{
	{"cmd/mekiki", "cmd/docs"},
	{"."}, // the public package; its tests ask the command
	{"internal/cli", "internal/server"},
	{"internal/work"},
	{"internal/report", "internal/bench"},
	{"internal/study", "internal/inspect", "internal/station"},
	{"internal/eval", "internal/analyze", "internal/train", "internal/plot", "internal/fetch", "internal/input", "internal/output"},
	{"internal/search"}, // nearest vectors, without labels
	{"internal/model", "internal/dataset"},
	{"internal/eye"},    // networks that have seen the world; a model may look with one
	{"internal/onnx"},   // networks of other programs
	{"internal/metric"}, // model holds its Spec
	{"internal/nn"},
	{"internal/kernel"},
	{"internal/workers", "internal/suggest", "internal/safetensors", "internal/atomicfile", "internal/stats", "internal/spc", "internal/schema", "internal/drawn", "internal/defect", "internal/testutil"},
	{"internal/lang"}, // what all of them say
}

// never lists imports that are wrong though the layers allow them.
var never = map[string][]string{
	"internal/metric":  {"mekiki/internal/nn", "mekiki/internal/kernel"}, // tested with ten numbers
	"internal/dataset": {"mekiki/internal/metric", "mekiki/internal/nn", "mekiki/internal/kernel"},
	"internal/station": {"mekiki/internal/dataset", "mekiki/internal/model", "mekiki/internal/onnx", "mekiki/internal/search", "mekiki/internal/eval"}, // whoever judges is a Judge
	"internal/plot":    {"mekiki/internal/model", "mekiki/internal/dataset", "mekiki/internal/nn"},
}

// reserved lists imports that only some rooms may have.
var reserved = map[string][]string{
	"net/http":                   {"internal/fetch", "internal/server", "internal/input", "internal/output", "cmd/mekiki"}, // cmd/mekiki: its tests ask a station
	"net/http/httptest":          {"internal/fetch", "internal/server", "internal/input", "internal/output"},
	"unsafe":                     {"internal/kernel"},
	"flag":                       {"internal/cli", "internal/testutil"}, // testutil: -update
	"github.com/spf13/cobra":     {"internal/cli", "cmd/docs"},
	"github.com/spf13/pflag":     {"internal/cli"},
	"modernc.org/sqlite":         {"internal/station"},
	"modernc.org/sqlite/lib":     {"internal/station"},
	"database/sql":               {"internal/station"},
	"golang.org/x/crypto/argon2": {"internal/station"},
	"github.com/prometheus/client_golang/prometheus": {"internal/server"},
}

// only lists sub-rooms that may import these of our rooms and no others.
var only = map[string][]string{
	"internal/inspect/risk":      {"mekiki/internal/stats", "mekiki/internal/lang"}, // numbers, no pictures
	"internal/station/state":     {"mekiki/internal/lang"},
	"internal/station/audit":     {"mekiki/internal/lang"},                               // rows, no database
	"internal/input/folder":      {"mekiki/internal/input/part", "mekiki/internal/lang"}, // whoever takes parts is a Take
	"internal/input/camera":      {"mekiki/internal/input/part", "mekiki/internal/lang"},
	"internal/output/webhook":    {"mekiki/internal/lang"},                                                            // bytes out; whoever has events calls it
	"internal/output/s3":         {"mekiki/internal/lang"},                                                            // objects; whoever has pictures names them
	"internal/station/agreement": {"mekiki/internal/stats", "mekiki/internal/station/record", "mekiki/internal/lang"}, // records in, figures out
}

// linked lists imports that only these rooms may have outside of tests: they are not
// for the program.
var linked = map[string][]string{
	"github.com/google/jsonschema-go/jsonschema": {"cmd/docs"},
}

// surroundings are what only cli may ask package os for.
var surroundings = []string{"Args", "Getenv", "LookupEnv", "Environ", "ExpandEnv", "UserCacheDir", "UserHomeDir"}

// killSwitch is the variable that kernel may read.
const killSwitch = "MEKIKI_PUREGO"

// source is what one file tells about itself.
type source struct {
	room    string
	sub     string // the sub-room, with the room before it, or ""
	test    bool
	tool    bool // "go:build ignore": run by hand, no part of the program
	imports []string
	asks    []string // selectors of os among surroundings, with a string argument if there is one
}

func layerOf(room string) int {
	return slices.IndexFunc(layers, func(l []string) bool { return slices.Contains(l, room) })
}

// roomOf is the room of a file or package: the first two folders of its path; sub is
// the sub-room, the whole path, where there are more.
func roomOf(folder string) (room, sub string) {
	parts := strings.Split(folder, "/")
	if len(parts) > 2 {
		sub = folder
	}
	return path.Join(parts[:min(2, len(parts))]...), sub
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
		if rooms, ok := linked[imp]; ok && !s.test && !slices.Contains(rooms, s.room) {
			out = append(out, "imports "+imp+", which only tests and "+strings.Join(rooms, ", ")+" may")
		}
		folder, ours := strings.CutPrefix(imp, "mekiki/")
		if imp == "mekiki" {
			folder, ours = ".", true
		}
		room, sub := roomOf(folder)
		switch {
		case !ours:
		case room == "internal/testutil":
			if !s.test {
				out = append(out, "imports testutil, which only tests may")
			}
		case room == s.room && s.sub != "" && sub == "":
			out = append(out, "imports "+imp+", the room that it is a part of")
		case room == s.room: // a sub-room, or a test of package x_test
		case layerOf(room) <= own:
			out = append(out, "imports "+imp+", which is not below it")
		}
		if rooms, ok := only[s.sub]; ok && ours && room != "internal/testutil" && folder != s.sub && !slices.Contains(rooms, imp) {
			out = append(out, "imports "+imp+", where it may import "+strings.Join(rooms, ", ")+" only")
		}
		if slices.ContainsFunc(never[s.room], func(n string) bool { return imp == n || strings.HasPrefix(imp, n+"/") }) {
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
	s := source{test: strings.HasSuffix(name, "_test.go")}
	s.room, s.sub = roomOf(path.Dir(name))
	s.test = s.test || s.room == "internal/testutil"
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
		room, _ := roomOf(path.Dir(name))
		if path.Ext(name) == ".s" && room != "internal/kernel" {
			t.Errorf("%s: assembly outside of kernel", name)
		}
		if path.Ext(name) != ".go" || room != "." && !strings.HasPrefix(room, "cmd/") && !strings.HasPrefix(room, "internal/") {
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
		"sub-room up":    {room: "internal/report", sub: "internal/report/kit", imports: []string{"mekiki/internal/report"}},
		"sub unknown":    {room: "internal/dataset", imports: []string{"mekiki/internal/metric/formula"}},
		"foreign sub":    {room: "internal/eval", imports: []string{"mekiki/internal/analyze/near"}},
		"sub of above":   {room: "internal/metric", imports: []string{"mekiki/internal/report/kit"}},
		"public":         {room: "internal/cli", imports: []string{"mekiki"}},
		"server and cli": {room: "internal/server", imports: []string{"mekiki/internal/cli"}},
		"metric and nn":  {room: "internal/metric", imports: []string{"mekiki/internal/nn"}},
		"testutil":       {room: "internal/eval", imports: []string{"mekiki/internal/testutil"}},
		"network":        {room: "internal/dataset", imports: []string{"net/http"}},
		"unsafe":         {room: "internal/nn", imports: []string{"unsafe"}},
		"flags":          {room: "internal/train", imports: []string{"flag"}},
		"environment":    {room: "internal/train", asks: []string{`Getenv("HOME")`}},
		"kernel's other": {room: "internal/kernel", asks: []string{`Getenv("HOME")`}},
		"not for it":     {room: "internal/cli", imports: []string{"github.com/google/jsonschema-go/jsonschema"}},
		"numbers alone":  {room: "internal/inspect", sub: "internal/inspect/risk", imports: []string{"mekiki/internal/dataset"}},
		"audit and rows": {room: "internal/station", sub: "internal/station/audit", imports: []string{"mekiki/internal/station/store"}},
		"its own eye":    {room: "internal/station", imports: []string{"mekiki/internal/dataset"}},
		"a database":     {room: "internal/work", imports: []string{"database/sql"}},
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
		"sub-room":    {room: "internal/report", imports: []string{"mekiki/internal/report/kit"}},
		"sister":      {room: "internal/report", sub: "internal/report/map", imports: []string{"mekiki/internal/report/kit", "mekiki/internal/plot"}},
		"sub below":   {room: "internal/eval", imports: []string{"mekiki/internal/metric/formula"}},
		"public":      {room: ".", imports: []string{"mekiki/internal/search", "mekiki/internal/model"}},
		"server":      {room: "internal/server", imports: []string{"mekiki/internal/report", "mekiki/internal/work", "net/http"}},
		"inspect":     {room: "internal/inspect", imports: []string{"mekiki/internal/eval", "mekiki/internal/plot", "mekiki/internal/search"}},
		"station":     {room: "internal/station", imports: []string{"mekiki/internal/station/store", "mekiki/internal/lang"}},
		"store":       {room: "internal/station", sub: "internal/station/store", imports: []string{"mekiki/internal/station/audit", "database/sql"}},
		"risk":        {room: "internal/inspect", sub: "internal/inspect/risk", imports: []string{"mekiki/internal/stats", "mekiki/internal/lang"}},
		"neighbours":  {room: "internal/analyze", imports: []string{"mekiki/internal/search"}},
		"test":        {room: "internal/eval", test: true, imports: []string{"mekiki/internal/testutil"}},
		"schemas":     {room: "cmd/docs", imports: []string{"github.com/google/jsonschema-go/jsonschema", "mekiki/internal/cli"}},
		"kill switch": {room: "internal/kernel", asks: []string{`Getenv("` + killSwitch + `")`}},
		"cli":         {room: "internal/cli", imports: []string{"github.com/spf13/cobra"}, asks: []string{"Args"}},
	}
	for name, s := range good {
		if v := violations(s); len(v) > 0 {
			t.Errorf("%s: %v", name, v)
		}
	}
}
