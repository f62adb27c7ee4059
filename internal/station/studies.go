package station

import (
	"context"
	"errors"

	"mekiki/internal/lang"
	"mekiki/internal/station/agreement"
	"mekiki/internal/station/record"
)

// StudyError means that what is asked of an agreement study cannot be; it changes nothing.
type StudyError struct{ Err error }

func (e *StudyError) Error() string { return e.Err.Error() }

func (e *StudyError) Unwrap() error { return e.Err }

// AddStudy begins an agreement study and gives it its ID, time and the names of its parts. Their pictures must be there, and are kept from then on as
// those of bad parts are.
func (s *Station) AddStudy(ctx context.Context, y agreement.Study) (agreement.Study, error) {
	if err := y.Check(); err != nil {
		return y, &StudyError{err}
	}
	if y.Recipe != "" {
		b, err := s.store.Recipes(ctx)
		if err == nil {
			_, err = b.Entry(y.Recipe)
		}
		if err != nil {
			return y, err
		}
	}
	var kept []record.Result
	for i, p := range y.Parts {
		f, err := s.store.Result(ctx, p.Trigger)
		if errors.Is(err, record.ErrNone) {
			return y, &StudyError{lang.Errorf("there is no part %d", p.Trigger)}
		}
		if err != nil {
			return y, err
		}
		if _, _, err := s.Picture(ctx, p.Trigger); err != nil {
			return y, &StudyError{lang.Errorf("part %d: %w; take another part", p.Trigger, err)}
		}
		kept = append(kept, s.keepShown(f.Result)...)
		y.Parts[i].Part = f.Part
	}
	y.At = record.Moment(s.cfg.Now())
	return s.store.AddStudy(s.cfg.Name, y, kept...)
}

// CallStudy adds what an appraiser says of the part that comes next, whose picture must still be there.
func (s *Station) CallStudy(ctx context.Context, c agreement.Call) (agreement.Call, error) {
	s.studies.Lock()
	defer s.studies.Unlock()
	at, err := s.NextOfStudy(ctx, c.Study, c.Who)
	if err != nil {
		return c, err
	}
	if at.Trigger == 0 || at.Trigger != c.Trigger || at.Round != c.Round {
		return c, &StudyError{lang.Errorf("%s does not call part %d in round %d now; open the study anew", c.Who, c.Trigger, c.Round)}
	}
	if _, _, err := s.Picture(ctx, c.Trigger); err != nil {
		return c, &StudyError{lang.Errorf("part %d cannot be called without its picture: %w", c.Trigger, err)}
	}
	c.At = record.Moment(s.cfg.Now())
	c, err = s.store.AddStudyCall(s.cfg.Name, c)
	if errors.Is(err, record.ErrDuplicate) {
		err = &StudyError{err}
	}
	return c, err
}

// NextOfStudy is where an appraiser stands in a study that has not ended.
func (s *Station) NextOfStudy(ctx context.Context, id int64, who string) (agreement.Turn, error) {
	y, err := s.store.Study(ctx, id)
	if err != nil {
		return agreement.Turn{}, err
	}
	switch _, err := s.store.StudyEnd(ctx, id); {
	case err == nil:
		return agreement.Turn{}, &StudyError{lang.Errorf("this study has ended")}
	case !errors.Is(err, record.ErrNone):
		return agreement.Turn{}, err
	}
	calls, err := s.store.StudyCalls(ctx, id)
	return y.Next(who, calls), err
}

// EndStudy ends a study: nobody calls any more, and there is a result.
func (s *Station) EndStudy(ctx context.Context, e agreement.End) (agreement.End, error) {
	s.studies.Lock()
	defer s.studies.Unlock()
	if _, err := s.store.Study(ctx, e.Study); err != nil {
		return e, err
	}
	e.At = record.Moment(s.cfg.Now())
	err := s.store.EndStudy(s.cfg.Name, e)
	if errors.Is(err, record.ErrDuplicate) {
		err = &StudyError{lang.Errorf("this study has ended")}
	}
	return e, err
}

// ResultOfStudy is what an ended study found. Before, nobody sees what others called.
func (s *Station) ResultOfStudy(ctx context.Context, id int64) (*agreement.Study, *agreement.Outcome, error) {
	y, err := s.store.Study(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	end, err := s.store.StudyEnd(ctx, id)
	if errors.Is(err, record.ErrNone) {
		err = &StudyError{lang.Errorf("this study has not ended; its result would tell appraisers what others said")}
	}
	if err != nil {
		return nil, nil, err
	}
	calls, err := s.store.StudyCalls(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	machine, err := s.presented(ctx, &y, &end)
	if err != nil {
		return nil, nil, err
	}
	return &y, y.Compute(calls, machine), nil
}

// presented are the verdicts of the study's recipe on its parts: of the result itself, and of each later one under the same name
// until the study ended, since the same picture again would say the same. nil where no recipe is meant.
func (s *Station) presented(ctx context.Context, y *agreement.Study, end *agreement.End) (map[int64][]record.Verdict, error) {
	if y.Recipe == "" {
		return nil, nil
	}
	said, named := map[int64][]record.Verdict{}, map[string]int{}
	for _, p := range y.Parts {
		named[p.Part]++
	}
	for _, p := range y.Parts {
		f, err := s.store.Result(ctx, p.Trigger)
		if err != nil {
			return nil, err
		}
		list := []record.Result{f.Result}
		if p.Part != "" && named[p.Part] == 1 {
			later, err := s.store.Results(ctx, record.Query{Part: p.Part, Oldest: true, After: p.Trigger, To: end.At})
			if err != nil {
				return nil, err
			}
			// A name that comes more often than the study presents a part is not that of one part, such as that
			// of a file which a camera writes again and again.
			if len(later) < y.Rounds {
				list = append(list, later...)
			}
		}
		for _, r := range list {
			if r.Recipe == y.Recipe {
				said[p.Trigger] = append(said[p.Trigger], r.Verdict)
			}
		}
	}
	return said, nil
}
