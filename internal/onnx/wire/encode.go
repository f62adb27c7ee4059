package wire

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// irVersion is the version of the format itself: that of 2022, which came with opset
// 17. Readers take files of it and all later operations that their opset names.
const irVersion = 8

// Encode writes the bytes of an ONNX file, the reverse of Parse: Parse gives a model
// with the same content, of which Encode gives the same bytes. Numbers are written as
// raw_data. It panics where the model holds what Parse does not keep: functions of its
// own, and attributes that are graphs. Readers of protocol buffers take at most 2 GiB.
func Encode(m *Model) []byte {
	if len(m.Functions) > 0 {
		panic("wire: Encode: a model with functions of its own")
	}
	b := message{}.int(1, irVersion)
	producer, version, cut := strings.Cut(m.Producer, " ")
	b = b.text(2, producer)
	if cut {
		b = b.text(3, version)
	}
	b = b.bytes(7, encodeGraph(&m.Graph))
	for _, domain := range slices.Sorted(maps.Keys(m.Opset)) {
		b = b.bytes(8, message{}.text(1, domain).int(2, int64(m.Opset[domain])))
	}
	for _, p := range m.Properties {
		b = b.bytes(14, message{}.text(1, p.Key).text(2, p.Value))
	}
	return b
}

// message is a message of protocol buffers that grows field by field.
type message []byte

func (b message) int(num protowire.Number, v int64) message {
	return protowire.AppendVarint(protowire.AppendTag(b, num, protowire.VarintType), uint64(v))
}

func (b message) float(num protowire.Number, v float32) message {
	return protowire.AppendFixed32(protowire.AppendTag(b, num, protowire.Fixed32Type), math.Float32bits(v))
}

func (b message) text(num protowire.Number, v string) message {
	return protowire.AppendString(protowire.AppendTag(b, num, protowire.BytesType), v)
}

func (b message) bytes(num protowire.Number, v []byte) message {
	return protowire.AppendBytes(protowire.AppendTag(b, num, protowire.BytesType), v)
}

func encodeGraph(g *Graph) message {
	var b message
	for i := range g.Nodes {
		b = b.bytes(1, encodeNode(&g.Nodes[i]))
	}
	b = b.text(2, g.Name)
	for i := range g.Initializers {
		b = b.bytes(5, encodeTensor(&g.Initializers[i]))
	}
	for _, v := range g.Inputs {
		b = b.bytes(11, encodeValueInfo(v))
	}
	for _, v := range g.Outputs {
		b = b.bytes(12, encodeValueInfo(v))
	}
	return b
}

func encodeNode(n *Node) message {
	var b message
	for _, in := range n.Inputs {
		b = b.text(1, in)
	}
	for _, out := range n.Outputs {
		b = b.text(2, out)
	}
	b = b.text(3, n.Name).text(4, n.Op)
	for _, a := range n.Attrs {
		b = b.bytes(5, encodeAttr(a))
	}
	if n.Domain != "" {
		b = b.text(7, n.Domain)
	}
	return b
}

func encodeAttr(a Attr) message {
	b := message{}.text(1, a.Name)
	switch a.Type {
	case AttrFloat:
		b = b.float(2, a.Float)
	case AttrInt:
		b = b.int(3, a.Int)
	case AttrString:
		b = b.text(4, a.Text)
	case AttrTensor:
		b = b.bytes(5, encodeTensor(a.Tensor))
	case AttrFloats:
		for _, v := range a.Floats {
			b = b.float(7, v)
		}
	case AttrInts:
		for _, v := range a.Ints {
			b = b.int(8, v)
		}
	case AttrStrings:
		for _, v := range a.Strings {
			b = b.text(9, v)
		}
	default:
		panic(fmt.Sprintf("wire: Encode: attribute %q of type %d", a.Name, a.Type))
	}
	return b.int(20, int64(a.Type))
}

func encodeTensor(t *Tensor) message {
	var b message
	for _, d := range t.Dims {
		b = b.int(1, int64(d))
	}
	return b.int(2, int64(t.Type)).text(8, t.Name).bytes(9, t.bytes())
}

func encodeValueInfo(v ValueInfo) message {
	b := message{}.text(1, v.Name)
	if v.Type == 0 {
		return b
	}
	tensor := message{}.int(1, int64(v.Type))
	if v.Dims != nil {
		var shape message
		for _, d := range v.Dims {
			var dim message
			switch {
			case d.Size >= 0:
				dim = dim.int(1, d.Size)
			case d.Symbol != "":
				dim = dim.text(2, d.Symbol)
			}
			shape = shape.bytes(1, dim)
		}
		tensor = tensor.bytes(2, shape)
	}
	return b.bytes(2, message{}.bytes(1, tensor))
}
