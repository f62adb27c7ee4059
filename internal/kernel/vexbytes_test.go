package kernel

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestBytesOfVPDPBUSD reads the instructions that the generator writes as bytes, which few processors can run: each adds
// to a sum of its own the products of the row that was spread last, bytes without sign, and of one of the columns that
// were loaded last.
func TestBytesOfVPDPBUSD(t *testing.T) {
	source, err := os.ReadFile("kernel_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	_, body, ok := strings.Cut(string(source), "TEXT ·mulBytesVNNIAVX2x1(")
	body, _, _ = strings.Cut(body, "\nTEXT ")
	if !ok {
		t.Fatal("no kernel")
	}
	column, spread, written := regexp.MustCompile(`VMOVUPS +\d*\(CX\), Y(\d+)`), regexp.MustCompile(`VPBROADCASTD .*, Y(\d+)`), regexp.MustCompile(`\$0x(\w\w)`)
	var columns, sums []string
	row := ""
	for line := range strings.Lines(body) {
		if m := column.FindStringSubmatch(line); m != nil {
			columns = append(columns, m[1])
		} else if m := spread.FindStringSubmatch(line); m != nil {
			row = m[1]
		} else if strings.Contains(line, "BYTE ") {
			var b []byte
			for _, m := range written.FindAllStringSubmatch(line, -1) {
				v, err := strconv.ParseUint(m[1], 16, 8)
				if err != nil {
					t.Fatal(line, err)
				}
				b = append(b, byte(v))
			}
			// A prefix of three bytes: extensions of registers, inverted, and the map 0F38; the row, inverted, 256 bits, 66.
			if len(b) != 5 || b[0] != 0xc4 || b[1]&0x5f != 0x42 || b[2]&0x87 != 0x05 || b[3] != 0x50 || b[4]>>6 != 3 {
				t.Fatalf("%x is no VPDPBUSD of registers", b)
			}
			sum, x, y := b[4]>>3&7|^b[1]>>4&8, ^b[2]>>3&15, b[4]&7|^b[1]>>2&8
			if want := columns[len(columns)-2+len(sums)%2]; fmt.Sprint(x) != row || fmt.Sprint(y) != want {
				t.Errorf("%x: row Y%d and column Y%d, not Y%s and Y%s", b, x, y, row, want)
			}
			sums = append(sums, fmt.Sprint(sum))
		}
	}
	const tile = 6 * 2 // rows, halves of a panel
	if len(sums) != 2*tile || !slices.Equal(sums[:tile], sums[tile:]) {
		t.Fatalf("sums %v, not those of a tile, twice", sums)
	}
	all := slices.Concat(sums[:tile], columns[:2], []string{row})
	if slices.Sort(all); len(slices.Compact(all)) != tile+3 {
		t.Errorf("sums %v, columns %v and row %s overlap", sums[:tile], columns[:2], row)
	}
}
