//go:build !purego

package kernel

// What assembly does of a Finish, as bits; _asm/kernel knows them.
const (
	finishBias = 1 << iota
	finishAdd
	finishClamp
)

// operands gives bias and addend of a result as the assembly takes them, those of a
// column and a place on, and what it does with them. What it does not read is
// `unread`.
func (f *Finish) operands(unread *float32, column, at int) (bias, addend *float32, mode uint64) {
	bias, addend = unread, unread
	if f == nil {
		return bias, addend, 0
	}
	if f.Bias != nil {
		bias, mode = &f.Bias[column], mode|finishBias
	}
	if f.Add != nil {
		addend, mode = &f.Add[at], mode|finishAdd
	}
	if f.Clamp {
		mode |= finishClamp
	}
	return bias, addend, mode
}
