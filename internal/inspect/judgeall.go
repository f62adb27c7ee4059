package inspect

import (
	"context"
)

// JudgeAll judges pictures 0 to count-1, spread over the workers; take gets each result, several at
// a time. Errors are in a user's words.
func (n *Inspector) JudgeAll(ctx context.Context, pictures Pictures, count, workers int, take func(i int, r *Result)) error {
	f, err := n.views(1)
	if err != nil {
		return err
	}
	return each(ctx, count, workers, func() (func(i int) error, func()) {
		judge := newJudge(n, f, 1, n.Mix.wants())
		return func(i int) error {
			pix, err := pictures.Bytes(i)
			if err != nil {
				return err
			}
			take(i, judge.Judge(pix))
			return nil
		}, judge.Close
	})
}
