package pictures

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"time"
)

// Survey adds up what the folder holds from before. It may take a while; pictures are
// written meanwhile.
func (k *Keeper) Survey() error {
	there := map[string]int64{}
	err := fs.WalkDir(k.disk.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		hour := path.Dir(name)
		if !isHour(hour) {
			return nil // none of ours
		}
		info, err := d.Info()
		if err == nil {
			there[hour] += info.Size()
		}
		return nil // a file that has just got another name
	})
	k.mu.Lock()
	defer k.mu.Unlock()
	for hour, n := range there {
		k.hours[hour] = max(n, k.hours[hour])
	}
	return err
}

// Bytes is how much is kept.
func (k *Keeper) Bytes() (n int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, b := range k.hours {
		n += b
	}
	return n
}

// Prune takes away what the policy does not keep at a time, an hour at a time, the oldest
// first; the hour that runs stays. Without byAge nothing goes for its age: a clock that was set
// may be wrong.
func (k *Keeper) Prune(now time.Time, byAge bool) error {
	k.mu.Lock()
	hours := maps.Clone(k.hours)
	k.mu.Unlock()
	var total int64
	for _, b := range hours {
		total += b
	}
	most, current, cutoff := k.policy.bytes(), now.UTC().Format(hourFormat), time.Time{}
	if byAge {
		cutoff = k.policy.cutoff(now)
	}
	removed, bytes, last := 0, int64(0), ""
	for _, hour := range slices.Sorted(maps.Keys(hours)) {
		at, err := time.Parse(hourFormat, hour)
		if err != nil || hour == current || !at.Before(cutoff) && (most < 0 || total <= most) {
			continue
		}
		if err := k.disk.RemoveAll(hour); err != nil {
			return err
		}
		_ = k.disk.Remove(path.Dir(hour)) // fails where the day has other hours
		k.mu.Lock()
		delete(k.hours, hour)
		k.mu.Unlock()
		total -= hours[hour]
		removed, bytes, last = removed+1, bytes+hours[hour], hour
	}
	if removed > 0 {
		k.hear.Removed(removed, bytes, last)
	}
	return nil
}

func isHour(folder string) bool {
	_, err := time.Parse(hourFormat, folder)
	return err == nil
}
