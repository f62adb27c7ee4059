package settings

import (
	"reflect"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"mekiki/internal/lang"
)

// errEmpty says that nothing stands after a key. It could mean the default or 0, so
// it is refused.
var errEmpty = lang.Errorf("has no value; give one, or leave the line out")

// errSigned refuses what could make a short file mean a long one.
var errSigned = lang.Errorf("is written with one of the signs &, * and ! (an anchor, an alias or a tag), which are not read here; write the value itself")

// set gives the setting of the key the value of a node. An error comes with its
// line, 0 where that is the key's.
func (f *file) set(key string, n ast.Node) (line int, err error) {
	for _, s := range Shortcuts {
		if s.Key == key {
			v, err := scalar("float64", n)
			if err != nil {
				return lineOf(n), lang.Errorf("%s %w", key, err)
			}
			if f.shortcuts == nil {
				f.shortcuts = map[string]float64{}
			}
			f.shortcuts[s.Param] = v.(float64)
			return 0, nil
		}
	}
	field := Field(&f.Config, key)
	if field.Kind() == reflect.Map {
		return f.setParams(key, n)
	}
	return setValue(field, key, n)
}

// setValue gives the field of a setting the value of a node, which is a list for a list
// and else a single value. An error comes with its line, 0 where that is the key's.
func setValue(field reflect.Value, key string, n ast.Node) (line int, err error) {
	if field.Kind() == reflect.Slice {
		return setList(field, key, n)
	}
	v, err := scalar(Kind(field), n)
	if err != nil {
		return lineOf(n), lang.Errorf("%s %w", key, err)
	}
	field.Set(reflect.ValueOf(v))
	return 0, nil
}

// setParams reads a mapping of names to numbers. A written null, as run.json has it
// where there are none, is empty.
func (f *file) setParams(key string, n ast.Node) (line int, err error) {
	if writtenNull(n) {
		f.Params = nil
		return 0, nil
	}
	pairs, ok := mapping(n)
	switch {
	case isEmpty(n):
		return 0, lang.Errorf("%s %w", key, errEmpty)
	case signed(n):
		return lineOf(n), lang.Errorf("%s %w", key, errSigned)
	case !ok:
		return lineOf(n), lang.Errorf("%s must name its parameters, as in {m_cos: 0.3, m_euc: -5}", key)
	}
	f.Params = map[string]float64{}
	for _, p := range pairs {
		name := p.Key.GetToken().Value
		if _, twice := f.Params[name]; twice {
			return lineOf(p.Key), lang.Errorf("%s stands there twice; leave one of them out", name)
		}
		v, err := scalar("float64", p.Value)
		if err != nil {
			return max(lineOf(p.Key), lineOf(p.Value)), lang.Errorf("%s %w", name, err)
		}
		f.Params[name] = v.(float64)
	}
	return 0, nil
}

// listExamples are what a list of a kind looks like.
var listExamples = map[string]string{"int": "[512, 256, 128]", "string": "[cosine, euclidean]"}

// setList reads a list of whole numbers or texts; a written null is none.
func setList(field reflect.Value, key string, n ast.Node) (line int, err error) {
	if writtenNull(n) {
		field.SetZero()
		return 0, nil
	}
	list, ok := n.(*ast.SequenceNode)
	kind := field.Type().Elem().Kind().String()
	switch {
	case isEmpty(n):
		return 0, lang.Errorf("%s %w", key, errEmpty)
	case signed(n):
		return lineOf(n), lang.Errorf("%s %w", key, errSigned)
	case !ok:
		return lineOf(n), lang.Errorf("%s must be a list, such as %s", key, listExamples[kind])
	}
	out := reflect.MakeSlice(field.Type(), len(list.Values), len(list.Values))
	for i, value := range list.Values {
		v, err := scalar(kind, value)
		if err != nil {
			return lineOf(value), lang.Errorf("%s %w", key, InList(i, err))
		}
		out.Index(i).Set(reflect.ValueOf(v))
	}
	field.Set(out)
	return 0, nil
}

// scalar reads a single value. What stands in quotation marks counts as if it did not.
func scalar(kind string, n ast.Node) (any, error) {
	switch n := n.(type) {
	case *ast.StringNode:
		return Read(kind, n.Value)
	case *ast.LiteralNode:
		return Read(kind, n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return Read(kind, n.GetToken().Value)
	case *ast.NullNode:
		if isEmpty(n) {
			return nil, errEmpty
		}
		return nil, Wrong("is %s, which is no value; give one, or leave the line out", n.GetToken().Value)
	case *ast.SequenceNode:
		return nil, Wrong("is a list; it must be one value")
	case *ast.MappingNode, *ast.MappingValueNode:
		return nil, Wrong("has values of its own; it must be one value")
	}
	return nil, errSigned
}

// signed says whether a node is one of YAML's anchors, aliases and tags.
func signed(n ast.Node) bool {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		return true
	}
	return false
}

func isEmpty(n ast.Node) bool {
	null, ok := n.(*ast.NullNode)
	return n == nil || ok && null.GetToken().Type == token.ImplicitNullType
}

func writtenNull(n ast.Node) bool {
	_, ok := n.(*ast.NullNode)
	return ok && !isEmpty(n)
}

// lineOf is the line where a node begins, 0 if that is not known.
func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	return n.GetToken().Position.Line
}
