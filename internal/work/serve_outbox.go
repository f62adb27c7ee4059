package work

import (
	"context"
	"encoding/json"
	"time"

	"mekiki/internal/output/webhook"
	"mekiki/internal/station/outbox"
)

// OpenOutbox begins to tell others of what the station does: the webhooks that admins added, and the
// database and the bucket of a plant, where there are such. CloseOutbox ends it, before the station is closed.
func (p *Plant) OpenOutbox(ctx context.Context, db outbox.Store, plant outbox.Plant, pictures outbox.Bucket) (err error) {
	sender := webhook.New()
	p.Outbox, err = outbox.Open(ctx, outbox.Config{
		Store: db, Station: p.Name(), Now: time.Now, Plant: plant, Bucket: pictures,
		Post: func(ctx context.Context, address string, secret []byte, m outbox.Message) error {
			body, err := json.Marshal(m)
			if err != nil {
				return err
			}
			return sender.Post(ctx, address, secret, m.ID, body)
		},
		Raise: p.Raise,
	})
	p.closeOutbox = func() {
		if p.Outbox != nil {
			p.Outbox.Close()
		}
		sender.Close()
	}
	return err
}

// CloseOutbox ends sending. What was not sent is sent when the station runs again.
func (p *Plant) CloseOutbox() {
	if p.closeOutbox != nil {
		p.closeOutbox()
	}
}
