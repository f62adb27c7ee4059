package work

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"mekiki/internal/drawn"
	"mekiki/internal/station"
)

// The simulated camera: a part every so often, of so many one that is bad.
const (
	cameraEvery = 2 * time.Second
	cameraBad   = 4
	cameraLot   = "demo"
)

// drawnCamera gives a station drawn rings until ctx ends. A part that is refused, in whatever
// state the station is, passes by.
func drawnCamera(ctx context.Context, s *station.Station, first uint64) {
	tick := time.NewTicker(cameraEvery)
	defer tick.Stop()
	for n := first; ; n++ {
		picture, err := drawnPart(n)
		if err != nil {
			return // a drawing can always be encoded
		}
		_, _ = s.Submit(ctx, station.Part{Picture: picture, Format: "PNG", Part: fmt.Sprintf("D-%06d", n), Lot: cameraLot, Source: "camera"})
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// drawnPart is the picture of ring n, a PNG: mostly good, the others with one defect after
// another, from gross to moderate.
func drawnPart(n uint64) ([]byte, error) {
	p := drawn.Part{Kind: drawn.Ring, Seed: 1_000_000 + n, Width: 256, Height: 256}
	img := drawn.Draw(p)
	if n%cameraBad == cameraBad-1 {
		kinds := drawn.Defects(p.Kind)
		bad := n / cameraBad
		img, _ = drawn.DrawBad(p, kinds[bad%uint64(len(kinds))], float64(bad%4)/8)
	}
	var b bytes.Buffer
	err := writeDrawn(&b, img)
	return b.Bytes(), err
}
