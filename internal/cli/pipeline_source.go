package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"mekiki/internal/dataset"
	"mekiki/internal/fetch"
	"mekiki/internal/model"
)

// source is what triplets are made of, or a file that holds them. It is read
// once; many runs may share it.
type source struct {
	// found is the data set with the official test pictures, or nil.
	found *fetch.Result
	// triplets are those of a file, nil where they are made from found.
	triplets *dataset.Triplets
	// name, fingerprint and file go into every model.
	name, fingerprint, file string
	// transpose says that rows and columns of found's pictures were exchanged.
	transpose bool
	// folder says how picture files became found, and policy how each was prepared.
	folder model.Folder
	policy string
	// origin says in words where the triplets come from.
	origin string

	// same are the twins of the pictures; finding them reads every picture.
	same []int32
	look sync.Once
}

// twins numbers the pictures im of the triplets by equal ones. Many runs may ask
// at once.
func (s *source) twins(im *dataset.Images) []int32 {
	s.look.Do(func() { s.same = dataset.Twins(im) })
	return s.same
}

// openSource loads the pictures or the file of triplets that r asks for.
func (a *app) openSource(ctx context.Context, from pictures, r recipe) (*source, error) {
	s := &source{transpose: from.Transpose}
	var err error
	if r.protocol != dataset.ProtocolFile {
		if s.found, err = a.loadSet(ctx, from); err != nil {
			return nil, err
		}
		a.lap("load pictures")
		s.name, s.fingerprint = s.found.Set.Name, s.found.Fingerprint
		s.origin = s.name + " from " + s.found.Origin
		if made := s.found.Folder; made != nil {
			s.folder = model.Folder{Is: true, Object: from.Folder.Object, TestShare: made.TestShare, Resplit: from.Folder.Resplit, SkipBroken: from.Folder.SkipBroken}
			s.policy = made.Prepare.Policy
			if err := a.noteNear(ctx, s.found); err != nil {
				return nil, err
			}
		}
		return s, nil
	}
	if s.triplets, err = a.readTriplets(r.file); err != nil {
		return nil, err
	}
	im := s.triplets.Images
	s.name, s.fingerprint, s.origin = filepath.Base(r.file), im.Fingerprint(), r.file
	if s.file, err = filepath.Abs(r.file); err != nil {
		return nil, err
	}
	s.found, err = a.companion(ctx, from, s.triplets)
	return s, err
}

// material makes the triplets of r and splits them. Pictures are shared. For batches
// it is an error if few pictures are left to learn from.
func (s *source) material(r recipe) (*material, error) {
	split, err := s.split(r)
	if err != nil {
		return nil, err
	}
	im := split.Train.Images
	if r.batches && im.Labels != nil { // without them training says what it needs
		if err := s.leastToLearn(split, r); err != nil {
			return nil, err
		}
	}
	var warnings []string
	if s.triplets != nil { // those that we make are right, if the labels are
		var twins []int32
		if r.batches {
			twins = s.twins(im)
		}
		warnings = dataset.CheckTriplets(s.triplets, twins).Contradictions()
	} else if n := dataset.Relabelled(im); n > 0 {
		warnings = append(warnings, fmt.Sprintf("%d of %d training pictures equal another one that has a different label: nothing can tell them apart; correct the labels, 'mekiki data check' names some", n, im.N))
	}
	return &material{
		split: *split, warnings: warnings, input: model.Input{Height: im.H, Width: im.W, Channels: im.C, Policy: s.policy}, classes: im.Classes, found: s.found,
		data: model.Data{
			Name: s.name, Fingerprint: s.fingerprint, TripletFile: s.file, Transpose: s.transpose, Folder: s.folder,
			Triplets: r.protocol, TripletSeed: r.seed, Count: split.Train.Len() + split.Val.Len() + split.Test.Len(),
			TestSize: r.testSize, ValSize: r.valSize, SplitSeed: r.splitSeed,
		},
	}, nil
}

// notes are remarks on the data for a report.
func (s *source) notes() []string {
	switch {
	case s.found == nil:
		return nil
	case s.found.Sample && len(s.found.Notes) == 0:
		return []string{"These runs used the sample inside the program, not the whole of Fashion-MNIST. Get the whole with: mekiki data fetch"}
	}
	return s.found.Notes
}
