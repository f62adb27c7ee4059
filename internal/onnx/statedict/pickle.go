package statedict

import (
	"encoding/binary"
	"math"

	"mekiki/internal/lang"
)

// What the machine makes: string, int64, float64, bool, nil, and these.
type (
	tuple  []any
	list   struct{ items []any }
	dict   struct{ keys, values []any }
	global string // module and name, one of allowed
	mark   struct{}
)

// get is the value of a key, or nil.
func (d *dict) get(key string) any {
	for i, k := range d.keys {
		if k == key {
			return d.values[i]
		}
	}
	return nil
}

var errPickle = lang.Errorf("the file is cut short or damaged")

// machine runs one pickle.
type machine struct {
	b     []byte // what is left
	stack []any
	memo  map[int]any
	types map[string]string // of storages, by their keys
}

// unpickle runs the pickle at the beginning of b and gives its result and what follows.
// The types of the storages that it names are added to types.
func unpickle(b []byte, types map[string]string) (value any, rest []byte, err error) {
	m := &machine{b: b, memo: map[int]any{}, types: types}
	for {
		op, err := m.take(1)
		if err != nil {
			return nil, nil, err
		}
		if op[0] == '.' {
			v, err := m.pop()
			return v, m.b, err
		}
		if err := m.step(op[0]); err != nil {
			return nil, nil, err
		}
	}
}

func (m *machine) take(n int) ([]byte, error) {
	if n < 0 || n > len(m.b) {
		return nil, errPickle
	}
	b := m.b[:n]
	m.b = m.b[n:]
	return b, nil
}

// number reads n bytes, little-endian.
func (m *machine) number(n int) (int, error) {
	b, err := m.take(n)
	if err != nil {
		return 0, err
	}
	var whole [8]byte
	copy(whole[:], b)
	return int(binary.LittleEndian.Uint64(whole[:])), nil
}

// text reads a string behind its length of n bytes.
func (m *machine) text(n int) (string, error) {
	size, err := m.number(n)
	if err != nil {
		return "", err
	}
	b, err := m.take(size)
	return string(b), err
}

// line reads up to the end of a line.
func (m *machine) line() (string, error) {
	for i, c := range m.b {
		if c == '\n' {
			s := string(m.b[:i])
			m.b = m.b[i+1:]
			return s, nil
		}
	}
	return "", errPickle
}

func (m *machine) push(v any) { m.stack = append(m.stack, v) }

func (m *machine) pop() (any, error) {
	if len(m.stack) == 0 {
		return nil, errPickle
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v, nil
}

// toMark takes what was put on the stack since the last mark.
func (m *machine) toMark() ([]any, error) {
	for i := len(m.stack) - 1; i >= 0; i-- {
		if _, ok := m.stack[i].(mark); ok {
			items := append([]any{}, m.stack[i+1:]...)
			m.stack = m.stack[:i]
			return items, nil
		}
	}
	return nil, errPickle
}

// step runs one instruction.
func (m *machine) step(op byte) error {
	switch op {
	case 0x80, 0x95: // protocol, frame
		_, err := m.take(map[byte]int{0x80: 1, 0x95: 8}[op])
		return err
	case '(':
		m.push(mark{})
	case '}':
		m.push(&dict{})
	case ']':
		m.push(&list{})
	case ')':
		m.push(tuple{})
	case 'N':
		m.push(nil)
	case 0x88, 0x89:
		m.push(op == 0x88)
	case 'K', 'M', 'J', 'X', 0x8c, 'G', 0x8a:
		return m.literal(op)
	case 'q', 'r', 0x94, 'h', 'j':
		return m.remember(op)
	case 't', 0x85, 0x86, 0x87:
		return m.tuple(op)
	case 'a', 'e', 's', 'u', 'b':
		return m.fill(op)
	case 'c', 0x93, 'R', 'Q':
		return m.call(op)
	default:
		return lang.Errorf("it has the pickle instruction %#x, which weights do not need; it is not read", op)
	}
	return nil
}

// literal pushes a number or a string.
func (m *machine) literal(op byte) error {
	var v any
	var n int
	var err error
	switch op {
	case 'K':
		n, err = m.number(1)
		v = int64(n)
	case 'M':
		n, err = m.number(2)
		v = int64(n)
	case 'J':
		n, err = m.number(4)
		v = int64(int32(n))
	case 'X':
		v, err = m.text(4)
	case 0x8c:
		v, err = m.text(1)
	case 'G':
		var b []byte
		if b, err = m.take(8); err == nil {
			v = math.Float64frombits(binary.BigEndian.Uint64(b))
		}
	case 0x8a:
		var s string
		s, err = m.text(1)
		if len(s) > 8 {
			v = s // larger than any number that is used
			break
		}
		whole := int64(0)
		for i := range len(s) {
			whole |= int64(s[i]) << (8 * i)
		}
		if k := len(s); k > 0 && k < 8 && s[k-1] >= 0x80 {
			whole -= 1 << (8 * k)
		}
		v = whole
	}
	m.push(v)
	return err
}
