package schema

import (
	"bytes"
	"encoding"
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// finiteJSON is json.Marshal with two differences: a float that is not finite
// becomes null instead of an error, and a nil slice or map becomes an empty one.
// Fields keep their order and tags. It knows what the program writes: structs,
// slices, maps with string keys, plain values, and types that are text in JSON.
func finiteJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	if err := encode(&b, reflect.ValueOf(v)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// asText is implemented by time.Time and by our types that are text in JSON.
var asText = reflect.TypeFor[encoding.TextMarshaler]()

func encode(b *bytes.Buffer, v reflect.Value) error {
	kind := v.Kind()
	switch {
	case kind == reflect.Invalid:
		b.WriteString("null")
		return nil
	case kind == reflect.Pointer, kind == reflect.Interface:
		return encode(b, v.Elem())
	case v.Type().Implements(asText):
		return plain(b, v)
	}
	switch kind {
	case reflect.Float32, reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			b.WriteString("null")
			return nil
		}
	case reflect.Struct:
		return encodeStruct(b, v)
	case reflect.Slice, reflect.Array:
		return list(b, '[', ']', v.Len(), func(i int) error { return encode(b, v.Index(i)) })
	case reflect.Map:
		values := map[string]reflect.Value{}
		for it := v.MapRange(); it.Next(); {
			values[it.Key().String()] = it.Value()
		}
		keys := slices.Sorted(maps.Keys(values))
		return list(b, '{', '}', len(keys), func(i int) error { return member(b, keys[i], values[keys[i]]) })
	}
	return plain(b, v)
}

// plain writes a value as encoding/json does.
func plain(b *bytes.Buffer, v reflect.Value) error {
	raw, err := json.Marshal(v.Interface())
	if err != nil {
		return lang.Errorf("schema: %w", err)
	}
	b.Write(raw)
	return nil
}

// encodeStruct writes the fields of a struct, those of an embedded one among
// them, as json.Marshal does.
func encodeStruct(b *bytes.Buffer, v reflect.Value) error {
	fields := shownFields(v)
	return list(b, '{', '}', len(fields), func(k int) error { return member(b, fields[k].name, fields[k].value) })
}

// field is a field of a struct under its name in JSON.
type field struct {
	name  string
	value reflect.Value
}

func shownFields(v reflect.Value) []field {
	var out []field
	for f, value := range v.Fields() {
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			for value.Kind() == reflect.Pointer {
				value = value.Elem()
			}
			out = append(out, shownFields(value)...)
		case !f.IsExported() || name == "-" || left(value, opts):
		case name == "":
			out = append(out, field{f.Name, value})
		default:
			out = append(out, field{name, value})
		}
	}
	return out
}

// left says whether the options of a field's tag leave it out.
func left(v reflect.Value, opts string) bool {
	switch {
	case opts == "omitzero":
		return v.IsZero()
	case opts != "omitempty":
		return false
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	case reflect.Struct, reflect.Array:
		return false
	}
	return v.IsZero()
}

func member(b *bytes.Buffer, name string, v reflect.Value) error {
	raw, err := json.Marshal(name)
	if err != nil {
		return lang.Errorf("schema: %w", err)
	}
	b.Write(raw)
	b.WriteByte(':')
	return encode(b, v)
}

// list writes n items between open and end, with commas.
func list(b *bytes.Buffer, open, end byte, n int, item func(int) error) error {
	b.WriteByte(open)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := item(i); err != nil {
			return err
		}
	}
	b.WriteByte(end)
	return nil
}
