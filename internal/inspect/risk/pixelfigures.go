package risk

// proLimit is the share of good pixels called defects up to which AUPRO is taken.
const proLimit = 0.3

// PixelFigures say how well maps show where the defects are. All but the counts and the
// threshold are 0 to 1.
type PixelFigures struct {
	Pictures int `json:"pictures"`
	Regions  int `json:"regions"` // connected regions of all masks, corners included
	// AUROC is the area under the ROC curve of pixels.
	AUROC float64 `json:"auroc"`
	// AUPRO is the mean over regions of the share of each that is found, averaged over the
	// shares of good pixels called defects from 0 to 0.3 (Bergmann and others, MVTec AD,
	// 2019, and The MVTec Anomaly Detection Dataset, 2021): a small defect counts as
	// much as a large one.
	AUPRO float64 `json:"aupro"`
	// IoU is the best intersection over union of all pixels over all thresholds, reached at
	// IoUThreshold: an optimistic figure, chosen on these maps.
	IoU          float64 `json:"best_iou"`
	IoUThreshold float64 `json:"best_iou_threshold"`
	// Resolution is PixelResolution: scores nearer to each other, as a share of themselves,
	// may count as equal.
	Resolution float64 `json:"resolution"`
}

// Figures are those of all pictures that were added; nil unless there are pixels of defects
// and others.
func (p *Pixels) Figures() *PixelFigures {
	var good, bad, region uint64
	for i := range bins {
		good += p.good[i]
		bad += p.bad[i]
		region += p.region[i]
	}
	if good == 0 || bad == 0 {
		return nil
	}
	f := &PixelFigures{Pictures: p.pictures, Regions: p.regions, Resolution: PixelResolution}
	var wrong, hit, found uint64
	var fpr, tpr, pro float64
	for b := bins - 1; b >= 0; b-- {
		if p.good[b] == 0 && p.bad[b] == 0 {
			continue
		}
		wrong += p.good[b]
		hit += p.bad[b]
		found += p.region[b]
		nextFPR, nextTPR, nextPRO := float64(wrong)/float64(good), float64(hit)/float64(bad), float64(found)/float64(region)
		f.AUROC += (nextFPR - fpr) * (tpr + nextTPR) / 2
		f.AUPRO += upTo(proLimit, fpr, nextFPR, pro, nextPRO)
		fpr, tpr, pro = nextFPR, nextTPR, nextPRO
		if iou := float64(hit) / float64(wrong+bad); iou > f.IoU {
			f.IoU, f.IoUThreshold = iou, lowest(uint32(b))
		}
	}
	f.AUPRO /= proLimit
	return f
}

// upTo is the area under the line from (x0, y0) to (x1, y1), of that part of it where x is at
// most limit.
func upTo(limit, x0, x1, y0, y1 float64) float64 {
	switch {
	case x0 >= limit || x0 == x1:
		return 0
	case x1 > limit:
		y1 = y0 + (y1-y0)*(limit-x0)/(x1-x0)
		x1 = limit
	}
	return (x1 - x0) * (y0 + y1) / 2
}
