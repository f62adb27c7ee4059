package inspect

// marked are the places that masks of so many pictures mark; masks may be nil, and each of them.
func (n *Inspector) marked(masks [][]uint8, pictures int) ([][]int, error) {
	list := make([][]int, pictures)
	if masks == nil {
		return list, nil
	}
	f, err := n.features(1)
	if err != nil {
		return nil, err
	}
	for i, mask := range masks {
		if mask != nil {
			list[i] = markedPlaces(mask, n.Input.Height, n.Input.Width, f.High, f.Wide)
		}
	}
	return list, nil
}

// markedHalf is which share of a place a mask must cover for the place to be one of the defect.
const markedHalf = 0.5

// markedPlaces are the places of a map, high x wide, that a mask of h x w values covers by markedHalf; where it
// covers none so much, those that it covers most. There are none where the mask is empty.
func markedPlaces(mask []uint8, h, w, high, wide int) (list []int) {
	share, most := make([]float64, high*wide), 0.0
	for i := range share {
		y, to := i/wide*h/high, (i/wide+1)*h/high
		x, end := i%wide*w/wide, (i%wide+1)*w/wide
		count, of := 0, max(1, (to-y)*(end-x))
		for ; y < to; y++ {
			for _, v := range mask[y*w+x : y*w+end] {
				if v != 0 {
					count++
				}
			}
		}
		share[i] = float64(count) / float64(of)
		most = max(most, share[i])
	}
	for i, s := range share {
		if s > 0 && s >= min(markedHalf, most) {
			list = append(list, i)
		}
	}
	return list
}
