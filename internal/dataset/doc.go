// Package dataset reads, makes and checks the data that Mekiki learns from:
// IDX and NumPy files, picture files, whole folders of them (Folder) and how each is
// prepared (Preparation), triplets with their labels, the train/test
// split of scikit-learn and one by class and object (HoldBack), and a sample of Fashion-MNIST that is part of the program. For
// training it says which pictures make a batch (Sampler), and changes pictures
// a little each time they are shown (Augmentation).
//
// It only reads and computes: no network, no environment, no random source
// that is not seeded by the caller. Where the full Fashion-MNIST comes from is
// the business of package fetch.
//
// Where a file holds something else than what it is taken for, the reader says so
// in a Remark, or in fields of a Picture: it prints nothing.
//
// Files may be hostile. A reader takes an fs.FS, because it needs to know how
// long a file really is: nothing that a header claims is allocated before it
// was compared with that.
package dataset
