package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
)

// comments are the doc comments of our types and of their fields, on one line each:
// "mekiki/internal/eval.Interval" and "mekiki/internal/eval.Interval.Lo".
type comments map[string]string

// read adds those of a package, whose path begins with the module's, from the source
// below root.
func (c comments) read(root fs.FS, pkg string) error {
	_, dir, _ := strings.Cut(pkg, "/")
	files, err := fs.Glob(root, dir+"/*.go")
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no source of package %s here; run docs in the root of the source", pkg)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Base(name), text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				c.types(pkg, g)
			}
		}
	}
	return nil
}

func (c comments) types(pkg string, g *ast.GenDecl) {
	for _, s := range g.Specs {
		spec := s.(*ast.TypeSpec)
		name := pkg + "." + spec.Name.Name
		if c[name] = oneLine(spec.Doc); c[name] == "" {
			c[name] = oneLine(g.Doc)
		}
		if fields, ok := spec.Type.(*ast.StructType); ok {
			c.fields(name, fields.Fields.List)
		}
	}
}

// fields takes the comment above a field or behind it. One above may speak of the
// fields below as well; these get it if it names them.
func (c comments) fields(owner string, list []*ast.Field) {
	above := ""
	for _, f := range list {
		own := oneLine(f.Doc)
		if own != "" {
			above = own
		}
		for _, n := range f.Names {
			text := own
			if text == "" {
				text = oneLine(f.Comment)
			}
			if text == "" && regexp.MustCompile(`\b`+n.Name+`\b`).MatchString(above) {
				text = above
			}
			c[owner+"."+n.Name] = text
		}
	}
}

func oneLine(g *ast.CommentGroup) string { return strings.Join(strings.Fields(g.Text()), " ") }
