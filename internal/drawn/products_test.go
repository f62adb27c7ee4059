package drawn

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// unrounded are the products of floats that a compiler may fuse with a sum: those that
// are neither converted nor factors of a product or quotient that is.
func unrounded(t *testing.T, fset *token.FileSet, files []*ast.File) (found []token.Position) {
	t.Helper()
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := conf.Check("drawn", fset, files, info); err != nil {
		t.Fatal(err)
	}
	isFloat := func(e ast.Expr) bool {
		b, ok := info.Types[e].Type.Underlying().(*types.Basic)
		return ok && b.Info()&types.IsFloat != 0 && info.Types[e].Value == nil
	}
	for _, f := range files {
		var parents []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				parents = parents[:len(parents)-1]
				return true
			}
			if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.MUL_ASSIGN && isFloat(a.Lhs[0]) {
				found = append(found, fset.Position(n.Pos()))
			}
			if p, ok := n.(*ast.BinaryExpr); ok && p.Op == token.MUL && isFloat(p) {
				i := len(parents) - 1
				for ; i >= 0; i-- {
					if _, ok := parents[i].(*ast.ParenExpr); !ok {
						break
					}
				}
				rounded := false
				switch up := parents[i].(type) {
				case *ast.CallExpr:
					rounded = info.Types[up.Fun].IsType() && types.Identical(info.Types[up.Fun].Type, types.Typ[types.Float64])
				case *ast.BinaryExpr:
					rounded = up.Op == token.MUL || up.Op == token.QUO
				}
				if !rounded {
					found = append(found, fset.Position(p.Pos()))
				}
			}
			parents = append(parents, n)
			return true
		})
	}
	return found
}

// TestProductsAreRounded: else a machine that adds to a product without rounding it draws
// other pictures.
func TestProductsAreRounded(t *testing.T) {
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	for _, at := range unrounded(t, fset, files) {
		t.Errorf("%s: a product that is not rounded; write float64(x*y)", at)
	}

	const bad = `package drawn
		func f(x, y float64) float64 { y *= x; return x*y + (x*y)/y + float64(x*y) + g(x*y) }
		func g(x float64) float64 { return 2 * x }`
	fset = token.NewFileSet()
	f, err := parser.ParseFile(fset, "bad.go", bad, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if found := unrounded(t, fset, []*ast.File{f}); len(found) != 4 {
		t.Errorf("found %v of four products that are not rounded", found)
	}
}
