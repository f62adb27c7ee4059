package nn

import "fmt"

// WithTail is the network behind the last stage of an eye: a Tail, whose tensors get the
// values, in the order of the file, and n's layers with n's parameters. It panics where
// the tail's output is not n's input, or the values do not fit.
func (n *Net) WithTail(tail Layer, values [][]float32) *Net {
	size := tail.Map.Size() + tail.Past
	out, err := tail.output(Shape{1, 1, size})
	if err != nil || out != n.input {
		panic(fmt.Sprintf("nn: WithTail: %s before a network that reads %s: %v", tail, n.input, err))
	}
	all := layOut(append(Arch{tail}, n.arch...), Shape{1, 1, size})
	if len(values)+len(n.tensors) != len(all.tensors) {
		panic(fmt.Sprintf("nn: WithTail: values of %d tensors, the network has %d besides %d", len(values), len(all.tensors), len(n.tensors)))
	}
	for i := range all.tensors {
		if i < len(values) {
			all.SetValues(i, values[i])
		} else {
			all.SetValues(i, n.Values(i-len(values)))
		}
	}
	return all
}

// WithoutTail is the reverse of WithTail. It panics unless the first layer is a Tail.
func (n *Net) WithoutTail() (head *Net, values [][]float32) {
	if n.arch[0].Kind != Tail {
		panic(fmt.Sprintf("nn: WithoutTail: a network that begins with %s", n.arch[0]))
	}
	in, _ := n.arch[0].output(n.input)
	head = layOut(n.arch[1:], in)
	first := len(n.tensors) - len(head.tensors)
	for i := range n.tensors {
		if i < first {
			values = append(values, n.Values(i))
		} else {
			head.SetValues(i-first, n.Values(i))
		}
	}
	return head, values
}
