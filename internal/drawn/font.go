package drawn

import (
	"math"
	"strings"
)

// glyphs are letters as a plotter draws them: lines through points of a grid of 4 columns
// and 6 rows, each point its column and row.
var glyphs = map[byte]string{
	'-': "1333",
	'0': "100105163645413010 1432", '1': "112026 1636", '2': "01103041420646", '3': "01103041423313 334445361605",
	'4': "36300444", '5': "400002324345361605", '6': "4130100105163645443303", '7': "004016",
	'8': "130201103041423313 1304051636454433", '9': "0516364541301001021343",
	'A': "062046 1434", 'B': "06003041423303 3344453606", 'C': "4130100105163645", 'D': "06003041453606",
	'E': "40000646 0333", 'F': "400006 0333", 'G': "41301001051636454323", 'H': "0006 4046 0343",
	'I': "2026 1030 1636", 'J': "4045361605", 'K': "0006 4003 0346", 'L': "000646",
	'M': "0600234046", 'N': "06004640", 'O': "100105163645413010", 'P': "06003041423303",
	'Q': "100105163645413010 2446", 'R': "06003041423303 2346", 'S': "413010010213334445361605", 'T': "0040 2026",
	'U': "000516364540", 'V': "002640", 'W': "0016233640", 'X': "0046 4006", 'Y': "002340 2326", 'Z': "00400646",
}

// letterRows is the height of a letter in units of the grid, letterAdvance how far the
// next one begins.
const letterRows, letterAdvance = 6, 5.7

// stroke is a straight piece from a place, to another that lies so far from it.
type stroke struct{ x, y, dx, dy, square float64 }

func newStroke(ax, ay, bx, by float64) stroke {
	return stroke{ax, ay, bx - ax, by - ay, dot(bx-ax, by-ay, bx-ax, by-ay)}
}

// squareTo is the square of the distance to a place.
func (s *stroke) squareTo(x, y float64) float64 {
	x, y = x-s.x, y-s.y
	t := clamp(dot(x, y, s.dx, s.dy) / s.square)
	x, y = x-float64(s.dx*t), y-float64(s.dy*t)
	return dot(x, y, x, y)
}

// strokesOf are the strokes of a letter, none of a space.
func strokesOf(letter byte) (out []stroke) {
	for line := range strings.FieldsSeq(glyphs[letter]) {
		for i := 2; i+1 < len(line); i += 2 {
			at := func(k int) float64 { return float64(line[k] - '0') }
			out = append(out, newStroke(at(i-2), at(i-1), at(i), at(i+1)))
		}
	}
	return out
}

// unlike is how many strokes of one letter are away from all of the other's.
func unlike(a, b byte) (n int) {
	count := func(of, from []stroke) {
		for _, s := range of {
			square := 1e9
			for k := range from {
				square = min(square, from[k].squareTo(s.x+s.dx/2, s.y+s.dy/2))
			}
			if square > 1 {
				n++
			}
		}
	}
	of, from := strokesOf(a), strokesOf(b)
	count(of, from)
	count(from, of)
	return n
}

// text is a line of print.
type text struct {
	x, y, height float64 // upper left corner, height of a letter
	weight       float64 // half the width of a stroke
	letters      string
	strokes      [][]stroke
}

func newText(x, y, height, weight float64, letters string) text {
	t := text{x: x, y: y, height: height, weight: weight, letters: letters}
	for i := range len(letters) {
		t.strokes = append(t.strokes, strokesOf(letters[i]))
	}
	return t
}

// with is the text with another letter at place i.
func (t text) with(i int, letter byte) text {
	return newText(t.x, t.y, t.height, t.weight, t.letters[:i]+string(letter)+t.letters[i+1:])
}

// middle is a circle around letter i.
func (t text) middle(i int) circle {
	unit := t.height / letterRows
	return circle{t.x + float64((float64(float64(i)*letterAdvance)+2)*unit), t.y + t.height/2, float64(5 * unit)}
}

// ink is how much of a ray's surroundings is printed.
func (t *text) ink(s *shot, x, y float64) float64 {
	y -= t.y
	if y < -t.weight-s.scale || y > t.height+t.weight+s.scale {
		return 0
	}
	unit := t.height / letterRows
	x, y = (x-t.x)/unit, y/unit
	i := int(math.Floor((x + 0.8) / letterAdvance))
	if i < 0 || i >= len(t.strokes) {
		return 0
	}
	x -= float64(float64(i) * letterAdvance)
	square := 1e9
	for k := range t.strokes[i] {
		square = min(square, t.strokes[i][k].squareTo(x, y))
	}
	return s.cover(float64(math.Sqrt(square)*unit) - t.weight)
}
