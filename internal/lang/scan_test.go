package lang

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"
)

// says are the functions that say a text, and which of their arguments is the format.
// Functions are written with their package, methods begin with a point.
var says = map[string][]int{
	"lang.Errorf": {0}, "lang.T": {0}, "lang.Plural": {1, 2}, ".Text": {0},
	"misuse.Errorf": {0}, "settings.Wrong": {0}, "kit.Plural": {1, 2},
}

// saysIn are the methods that say a text in single rooms.
var saysIn = map[string]map[string][]int{
	"internal/cli":    {".note": {0}, ".Note": {0}, ".detail": {0}, ".line": {0}},
	"internal/metric": {".errorAt": {1}},
	"internal/train":  {".bad": {2}},
	"internal/onnx":   {".fail": {0}},
	"internal/work":   {".Note": {0}, ".Lap": {0}},
	"internal/server": {".Note": {0}},
}

// mute are the functions that make an error whose words no catalogue knows.
var mute = []string{"fmt.Errorf", "errors.New"}

// place is where something stands in the source.
type place struct {
	file string
	line int
	text string // what is said, or what is wrong
}

func (p place) place() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// scan finds all that the rooms say, in Go files and in templates, and what cannot be
// translated.
func scan(t *testing.T, root fs.FS) (said, faults []place) {
	t.Helper()
	err := fs.WalkDir(root, "internal", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); base == "testdata" || base == "testutil" || base[0] == '_' {
				return fs.SkipDir
			}
			return nil
		}
		isGo := strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
		if !isGo && !strings.HasSuffix(name, ".tmpl") {
			return nil
		}
		b, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		read := scanTemplate
		if isGo {
			read = scanGo
		}
		s, f, err := read(name, b)
		said, faults = append(said, s...), append(faults, f...)
		return err
	})
	if err != nil || len(said) < 50 {
		t.Fatalf("%d texts: %v", len(said), err)
	}
	return said, faults
}

// scanGo finds the texts of a Go file.
func scanGo(name string, src []byte) (said, faults []place, err error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	room := path.Join(strings.Split(name, "/")[:2]...)
	own := func(f string) []int {
		if at, ok := says[f]; ok {
			return at
		}
		if at, ok := says[path.Base(path.Dir(name))+"."+f]; ok { // in its own package
			return at
		}
		return saysIn[room][f]
	}
	for _, decl := range file.Decls {
		within := "" // the function that is looked into: one that says hands its format on
		if f, ok := decl.(*ast.FuncDecl); ok {
			if within = f.Name.Name; f.Recv != nil {
				within = "." + within
			}
		}
		ast.Inspect(decl, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f := called(call.Fun, own)
			line := set.Position(call.Pos()).Line
			if slices.Contains(mute, f) {
				if text, ok := constant(call.Args[0]); ok && hasWords(text) {
					faults = append(faults, place{name, line, f + " says " + strconv.Quote(text) + "; use lang.Errorf"})
				}
			}
			for _, at := range own(f) {
				if at >= len(call.Args) {
					continue
				}
				switch text, ok := constant(call.Args[at]); {
				case ok:
					said = append(said, place{name, line, text})
				case own(within) == nil && room != "internal/lang":
					faults = append(faults, place{name, line, f + " gets a format that is not constant"})
				}
			}
			return true
		})
	}
	return said, faults, nil
}

// called is the name of a function as says has it: of several that fit, the one that says.
func called(fun ast.Expr, own func(string) []int) string {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if own("."+f.Sel.Name) != nil && (f.Sel.Name != "Text" || isLanguage(f.X)) {
			return "." + f.Sel.Name
		}
		if pkg, ok := f.X.(*ast.Ident); ok {
			return pkg.Name + "." + f.Sel.Name
		}
	}
	return ""
}

// isLanguage tells a Language, by the names that it has, from what else has a method Text.
func isLanguage(e ast.Expr) bool {
	name := ""
	switch e := e.(type) {
	case *ast.Ident:
		name = e.Name
	case *ast.SelectorExpr:
		name = e.Sel.Name
	}
	return slices.Contains([]string{"l", "lang", "Lang", "English", "Japanese"}, name)
}

// constant is the text of a string literal, or of several that are added.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		a, ok := constant(e.X)
		b, ok2 := constant(e.Y)
		return a + b, ok && ok2 && e.Op == token.ADD
	case *ast.ParenExpr:
		return constant(e.X)
	}
	return "", false
}

// scanTemplate finds the texts of {{t "…"}}.
func scanTemplate(name string, src []byte) (said, faults []place, err error) {
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	if _, err := tree.Parse(string(src), "", "", set); err != nil {
		return nil, nil, err
	}
	for _, tree := range set {
		var visit func(parse.Node)
		pipe := func(p *parse.PipeNode) {
			if p != nil {
				visit(p)
			}
		}
		branch := func(b *parse.BranchNode) {
			pipe(b.Pipe)
			visit(b.List)
			if b.ElseList != nil {
				visit(b.ElseList)
			}
		}
		visit = func(n parse.Node) {
			switch n := n.(type) {
			case *parse.ListNode:
				for _, in := range n.Nodes {
					visit(in)
				}
			case *parse.ActionNode:
				visit(n.Pipe)
			case *parse.TemplateNode:
				pipe(n.Pipe)
			case *parse.IfNode:
				branch(&n.BranchNode)
			case *parse.RangeNode:
				branch(&n.BranchNode)
			case *parse.WithNode:
				branch(&n.BranchNode)
			case *parse.PipeNode:
				for _, c := range n.Cmds {
					visit(c)
				}
			case *parse.CommandNode:
				for _, a := range n.Args[1:] {
					visit(a)
				}
				if f, ok := n.Args[0].(*parse.IdentifierNode); !ok || f.Ident != "t" {
					if p, ok := n.Args[0].(*parse.PipeNode); ok {
						visit(p)
					}
					return
				}
				at := place{file: name, line: 1 + strings.Count(string(src[:int(n.Position())]), "\n")}
				text, ok := (*parse.StringNode)(nil), false
				if len(n.Args) > 1 {
					text, ok = n.Args[1].(*parse.StringNode)
				}
				if ok {
					at.text = text.Text
					said = append(said, at)
				} else {
					at.text = "t gets a text that is not constant"
					faults = append(faults, at)
				}
			}
		}
		visit(tree.Root)
	}
	return said, faults, nil
}
