package data

import (
	"context"
	"path/filepath"
	"sync"

	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/work/desk"
)

// Source is what triplets are made of, or a file that holds them. It is read
// once; many runs may share it.
type Source struct {
	// Found is the data set with the official test pictures, or nil.
	Found *fetch.Result
	// Front is the eye of all runs, which has looked at the pictures; nil for none.
	Front *eye.Front
	// Tail is its last stage where runs train that, too: it has looked instead.
	Tail *eye.Tail
	// Triplets are those of a file, nil where they are made from found.
	Triplets *dataset.Triplets
	// name, fingerprint and file go into every model.
	Name, Fingerprint, File string
	// transpose says that rows and columns of found's pictures were exchanged.
	transpose bool
	// folder says how picture files became found, and policy and roi how each was prepared.
	folder      model.Folder
	policy, roi string
	// Origin says in words where the triplets come from.
	Origin lang.Message

	// same are the twins of the pictures; finding them reads every picture.
	same []int32
	look sync.Once
}

// Twins numbers the pictures im of the triplets by equal ones. Many runs may ask
// at once.
func (s *Source) Twins(im *dataset.Images) []int32 {
	s.look.Do(func() { s.same = dataset.Twins(im) })
	return s.same
}

// Open loads the pictures or the file of triplets that r asks for.
func Open(ctx context.Context, at *desk.Desk, from Pictures, r Recipe) (*Source, error) {
	s := &Source{transpose: from.Transpose}
	var err error
	if r.Protocol != dataset.ProtocolFile {
		if s.Found, err = LoadParts(ctx, at, from); err != nil {
			return nil, err
		}
		s.Name, s.Fingerprint = s.Found.Set.Name, s.Found.Fingerprint
		s.Origin = lang.T("%s from %s", s.Name, lang.Saved(s.Found.Origin))
		if made := s.Found.Folder; made != nil {
			s.folder = Parted(from, s.Found)
			s.policy, s.roi = made.Prepare.Policy, made.Prepare.ROI
		}
		return s, nil
	}
	if s.Triplets, err = ReadTriplets(at, r.File); err != nil {
		return nil, err
	}
	im := s.Triplets.Images
	s.Name, s.Origin = filepath.Base(r.File), lang.T("%s", r.File)
	if s.Fingerprint, err = im.Fingerprint(); err != nil {
		return nil, err
	}
	if s.File, err = filepath.Abs(r.File); err != nil {
		return nil, err
	}
	s.Found, err = companion(ctx, at, from, s.Triplets)
	return s, err
}

// Material makes the triplets of r and splits them. pictures are shared. For batches
// it is an error if few pictures are left to learn from.
func (s *Source) Material(r Recipe) (*Material, error) {
	split, err := s.split(r)
	if err != nil {
		return nil, err
	}
	im := split.Train.Images
	if r.Batches && im.Labels != nil { // without them training says what it needs
		if err := s.leastToLearn(split, r); err != nil {
			return nil, err
		}
	}
	made := r.Split
	if s.Triplets != nil {
		made = ""
	}
	var warnings []string
	if s.Triplets != nil { // those that we make are right, if the labels are
		var twins []int32
		if r.Batches {
			twins = s.Twins(im)
		}
		warnings = dataset.CheckTriplets(s.Triplets, twins).Contradictions()
	} else if n := dataset.Relabelled(im); n > 0 {
		warnings = append(warnings, lang.T("%d of %d training pictures equal another one that has a different label: nothing can tell them apart; correct the labels, 'mekiki data check' names some", n, im.N).String())
	}
	return &Material{
		Split: *split, Front: s.Front, Tail: s.Tail, Warnings: warnings, Input: model.Input{Height: im.H, Width: im.W, Channels: im.C, Policy: s.policy, ROI: s.roi}, Classes: im.Classes, Found: s.Found,
		Data: model.Data{
			Name: s.Name, Fingerprint: s.Fingerprint, TripletFile: s.File, Transpose: s.transpose, Folder: s.folder,
			Triplets: r.Protocol, TripletSeed: r.Seed, Count: split.Train.Len() + split.Val.Len() + split.Test.Len(),
			Split: made, TestSize: r.TestSize, ValSize: r.ValSize, SplitSeed: r.SplitSeed,
		},
	}, nil
}

// Notes are remarks on the data for a report.
func (s *Source) Notes() []string {
	switch {
	case s.Found == nil:
		return nil
	case s.Found.Sample && len(s.Found.Notes) == 0:
		return []string{lang.T("These runs used the sample inside the program, not the whole of Fashion-MNIST. Get the whole with: mekiki data fetch").String()}
	}
	return s.Found.Notes
}
