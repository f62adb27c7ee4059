package inspect

import (
	"context"
	"math"

	"mekiki/internal/inspect/patch"
)

// Light says how pictures are lit that the eye looks at.
type Light string

// The lights.
const (
	// UsualLight brings mean and standard deviation of each picture's values to those of a usual good
	// picture: for parts that lamp, exposure or the camera's gain show darker or with less contrast at
	// times. The guard sees pictures as they are.
	UsualLight Light = "usual"
	// RawLight leaves pictures as they are: for parts that are bad when they are darker or paler.
	RawLight Light = "raw"
	// AutoLight is UsualLight where good parts vary in light, else RawLight.
	AutoLight Light = "auto"
)

// Lights are those that an inspector may have.
func Lights() []Light { return []Light{UsualLight, RawLight} }

// lightVaries is from which standard deviation on, of the logarithm of the mean or of the deviation of
// their values, good pictures vary in light: then light says nothing of a part. docs/inspection.md has that of many sets.
const lightVaries = 0.1

// LightMode is the light of the pictures that the inspector's eye looks at.
func (n *Inspector) LightMode() Light {
	return lightMode(n.Light)
}

func lightMode(l *patch.Light) Light {
	if l == nil {
		return RawLight
	}
	return UsualLight
}

// findLight finds what light the good pictures are brought to: the medians over some of them.
func (f *fit) findLight(ctx context.Context) error {
	if f.Light == RawLight {
		return nil
	}
	count := min(f.n, layersFrom)
	mean, deviation := make([]float64, count), make([]float64, count)
	err := each(ctx, count, f.Workers, func() (func(i int) error, func()) {
		return func(i int) error {
			pix, err := f.good.Bytes(i * f.n / count)
			if err != nil {
				return err
			}
			l := patch.LightOf(pix)
			mean[i], deviation[i] = l.Mean, l.Deviation
			return nil
		}, func() {}
	})
	if err != nil {
		return err
	}
	if f.Light == UsualLight || math.Max(logSpread(mean), logSpread(deviation)) >= lightVaries {
		f.light = &patch.Light{Mean: median(mean), Deviation: median(deviation)}
	}
	return nil
}

// logSpread is the standard deviation of the logarithms of numbers, of which those below 1 count as 1. It
// is estimated, so as not to be too small by few.
func logSpread(list []float64) float64 {
	logs := make([]float64, len(list))
	for i, v := range list {
		logs[i] = math.Log(math.Max(v, 1))
	}
	n := float64(len(list))
	return math.Sqrt(variance(logs) * n / math.Max(1, n-1))
}
