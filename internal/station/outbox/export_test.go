package outbox

import (
	"context"
	"time"
)

// OpenQuick is Open for tests, which do not wait.
func OpenQuick(ctx context.Context, cfg Config, first, mark time.Duration) (*Outbox, error) {
	return open(ctx, cfg, pace{some: 7, first: first, most: 8 * first, mark: mark})
}

// Look is what raises alarms from time to time.
func (o *Outbox) Look(now time.Time) { o.look(now) }
