package cli

import (
	"fmt"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/work"
)

// eyeText prints a network layer by layer.
func eyeText(t *table, v *work.Eye) {
	t.line("layer\toperation\tmap\tchannels\tstride\treceptive field\tparameters\tMFLOP")
	for _, l := range v.Layers {
		t.line("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", foreign(l.Name), l.Operation, extents(l.Map), unlessZero(l.Channels), unlessZero(l.Stride), fieldOf(l), unlessZero(l.Parameters), millions(l.MFLOP))
	}
	t.line("total\t\t\t\t\t\t%d\t%s", v.Parameters, millions(v.MFLOP))
	t.line("")
	for _, in := range v.Inputs {
		t.line("input\t%s, %s", foreign(in.Name), extents(in.Shape))
	}
	for _, out := range v.Outputs {
		t.line("output\t%s, %s", foreign(out.Name), extents(out.Shape))
	}
	program := lang.T("opset %d", v.Opset)
	if v.Producer != "" {
		program = lang.T("written by %s, opset %d", foreign(v.Producer), v.Opset)
	}
	t.line("file\t%s", program)
	originText(t, &v.EyeOrigin)
	if v.Picture != "" {
		t.line("picture\t%s", v.Picture)
	}
}

// foundText prints one of a list of eyes.
func foundText(t *table, v *work.EyeFound) {
	t.line("eye\t%s", foreign(v.File))
	for _, l := range v.Layers {
		if l.Stride == 0 {
			t.line("looks at\t%s, %d channels", foreign(l.Name), l.Channels)
			continue
		}
		t.line("looks at\t%s, stride %v, %d channels", foreign(l.Name), l.Stride, l.Channels)
	}
	originText(t, &v.EyeOrigin)
}

// originText prints where an eye comes from.
func originText(t *table, v *work.EyeOrigin) {
	t.line("name\t%s", foreign(v.Name))
	for _, row := range []struct {
		text  lang.Message
		value string
	}{{lang.T("network"), v.Family}, {lang.T("source"), v.Source}, {lang.T("SHA-256 of the source"), v.SourceSHA256}} {
		if row.value != "" {
			t.line("%s\t%s", row.text, foreign(row.value))
		}
	}
	licence := lang.T("the file does not say")
	if v.Licence != "" {
		licence = lang.T("%s", foreign(v.Licence))
	}
	t.line("licence\t%s", licence)
	if v.Preprocess != "" {
		t.line("input\t%s", v.Preprocess)
	}
	t.line("size\t%.1f MB", float64(v.Bytes)/1e6)
}

// fieldOf is the receptive field of a layer.
func fieldOf(l work.EyeLayer) lang.Message {
	if l.Field == 0 {
		return lang.T("whole picture")
	}
	return lang.T("%d x %d", l.Field, l.Field)
}

// extents writes a shape as people do.
func extents(shape []int) string {
	texts := make([]string, len(shape))
	for i, d := range shape {
		texts[i] = fmt.Sprint(d)
	}
	return strings.Join(texts, " x ")
}

// foreign is a name of another program's file: quoted where it could do something to a
// terminal or a table.
func foreign(name string) string {
	if quoted := strconv.Quote(name); quoted != `"`+name+`"` {
		return quoted
	}
	return name
}
