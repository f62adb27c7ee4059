package statedict

import "mekiki/internal/lang"

// allowed are the names that a pickle may ask for.
var allowed = map[global]bool{
	"collections OrderedDict":         true,
	"torch._utils _rebuild_tensor_v2": true,
	"torch._utils _rebuild_parameter": true,
	"torch FloatStorage":              true,
	"torch HalfStorage":               true,
	"torch BFloat16Storage":           true,
	"torch DoubleStorage":             true,
	"torch LongStorage":               true,
	"torch IntStorage":                true,
	"torch ShortStorage":              true,
	"torch CharStorage":               true,
	"torch ByteStorage":               true,
	"torch BoolStorage":               true,
}

// remember stores the top of the stack under a number, or brings it back.
func (m *machine) remember(op byte) error {
	i := len(m.memo)
	var err error
	switch op {
	case 'q', 'h':
		i, err = m.number(1)
	case 'r', 'j':
		i, err = m.number(4)
	}
	if err != nil {
		return err
	}
	if op == 'h' || op == 'j' {
		v, ok := m.memo[i]
		if !ok {
			return errPickle
		}
		m.push(v)
		return nil
	}
	if len(m.stack) == 0 {
		return errPickle
	}
	m.memo[i] = m.stack[len(m.stack)-1]
	return nil
}

// tuple makes one of what is on the stack.
func (m *machine) tuple(op byte) error {
	if op == 't' {
		items, err := m.toMark()
		m.push(tuple(items))
		return err
	}
	n := int(op-0x85) + 1
	if len(m.stack) < n {
		return errPickle
	}
	items := append(tuple{}, m.stack[len(m.stack)-n:]...)
	m.stack = append(m.stack[:len(m.stack)-n], items)
	return nil
}

// fill puts what is on the stack into the list or dictionary below it.
func (m *machine) fill(op byte) error {
	var items []any
	var err error
	if op == 'e' || op == 'u' {
		items, err = m.toMark()
	} else {
		for range map[byte]int{'a': 1, 's': 2, 'b': 1}[op] {
			var v any
			if v, err = m.pop(); err != nil {
				return err
			}
			items = append([]any{v}, items...)
		}
	}
	if err != nil || len(m.stack) == 0 {
		return errPickle
	}
	switch under := m.stack[len(m.stack)-1].(type) {
	case *list:
		if op == 'a' || op == 'e' {
			under.items = append(under.items, items...)
			return nil
		}
	case *dict:
		if op == 'b' {
			return nil // the versions of a state dict
		}
		if (op == 's' || op == 'u') && len(items)%2 == 0 {
			for i := 0; i < len(items); i += 2 {
				under.keys, under.values = append(under.keys, items[i]), append(under.values, items[i+1])
			}
			return nil
		}
	}
	return errPickle
}

// call names a global, or does what calling one of the allowed would do.
func (m *machine) call(op byte) error {
	switch op {
	case 'c', 0x93:
		return m.name(op)
	case 'Q': // a storage: ("storage", type, key, place, length, ...)
		v, err := m.pop()
		if err != nil {
			return err
		}
		s, err := storageOf(v)
		m.types[s.key] = s.dtype
		m.push(s)
		return err
	}
	args, err := m.pop()
	if err != nil {
		return err
	}
	f, err := m.pop()
	if err != nil {
		return err
	}
	a, ok := args.(tuple)
	if !ok {
		return errPickle
	}
	switch f {
	case global("collections OrderedDict"):
		d := &dict{}
		if len(a) > 0 {
			pairs, ok := a[0].(*list)
			if !ok {
				return errPickle
			}
			for _, p := range pairs.items {
				pair, ok := p.(*list)
				if !ok || len(pair.items) != 2 {
					return errPickle
				}
				d.keys, d.values = append(d.keys, pair.items[0]), append(d.values, pair.items[1])
			}
		}
		m.push(d)
		return nil
	case global("torch._utils _rebuild_tensor_v2"):
		t, err := tensorOf(a)
		m.push(t)
		return err
	case global("torch._utils _rebuild_parameter"):
		if len(a) == 0 {
			return errPickle
		}
		m.push(a[0])
		return nil
	}
	return errPickle
}

// name pushes a global that is allowed.
func (m *machine) name(op byte) error {
	var module, name string
	var err error
	if op == 'c' {
		if module, err = m.line(); err == nil {
			name, err = m.line()
		}
	} else {
		var v any
		if v, err = m.pop(); err == nil {
			name, _ = v.(string)
			if v, err = m.pop(); err == nil {
				module, _ = v.(string)
			}
		}
	}
	if err != nil {
		return err
	}
	g := global(module + " " + name)
	if !allowed[g] {
		return lang.Errorf("it wants to run %.80q, which weights do not need; nothing of it was run. Save weights alone: torch.save(model.state_dict(), FILE)", module+"."+name)
	}
	m.push(g)
	return nil
}
