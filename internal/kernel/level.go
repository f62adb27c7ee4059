package kernel

// Level is an instruction set, the slowest first.
type Level int

// The instruction sets that kernel knows.
const (
	PureGo Level = iota // the Go loops
	AVX2                // AVX2 and FMA
	AVX512              // AVX-512 F, BW, DQ and VL
)

// String names the level as reports print it.
func (l Level) String() string { return [...]string{"Go", "AVX2+FMA", "AVX-512"}[l] }

// level is the instruction set in use, chosen once at start.
var level = detect()

// Active is the instruction set in use.
func Active() Level { return level }
