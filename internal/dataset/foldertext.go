package dataset

import (
	"strconv"
	"strings"

	"mekiki/internal/lang"
)

// mostSide is the longest side of a prepared picture.
const mostSide = 4096

// ParseSize reads the size of prepared pictures: 64 is 64 x 64, 48x64 is 48 high and 64
// wide. A side has 1 to 4096 pixels.
func ParseSize(text string) (h, w int, err error) {
	high, wide, two := strings.Cut(strings.ToLower(strings.ReplaceAll(text, " ", "")), "x")
	if !two {
		wide = high
	}
	for _, side := range []struct {
		text string
		to   *int
	}{{high, &h}, {wide, &w}} {
		n, err := strconv.Atoi(side.text)
		if err != nil || n < 1 || n > mostSide {
			return 0, 0, lang.Errorf("%q is no size such as 64, or 48x64 for 48 high and 64 wide; a side has 1 to %d pixels", text, mostSide)
		}
		*side.to = n
	}
	return h, w, nil
}

// Memory is a number of bytes.
type Memory int64

// memoryUnits are those that ParseMemory reads, the largest first.
var memoryUnits = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

// ParseMemory reads a number of bytes such as 512MiB or 2GiB; GB and G, and so on, mean
// the same.
func ParseMemory(text string) (Memory, error) {
	low := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	for _, u := range memoryUnits {
		for _, unit := range []string{u.name, u.name[:1] + "B", u.name[:1]} {
			number, ok := strings.CutSuffix(low, strings.ToLower(unit))
			if !ok {
				continue
			}
			if n, err := strconv.ParseFloat(number, 64); err == nil && n > 0 && n*float64(u.bytes) < 1<<50 {
				return Memory(n * float64(u.bytes)), nil
			}
		}
	}
	return 0, lang.Errorf("%q is no memory such as 512MiB or 2GiB", text)
}

// String is the number in the largest unit of which there is one.
func (m Memory) String() string {
	for _, u := range memoryUnits {
		if int64(m) >= u.bytes {
			return strconv.FormatFloat(float64(m)/float64(u.bytes), 'g', 3, 64) + " " + u.name
		}
	}
	return lang.T("%d bytes", int64(m)).String()
}
