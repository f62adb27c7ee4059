// Package data finds what a piece of work is about: pictures, the triplets made of them
// and how these are split, picture files and models, each with what a user should know
// of it.
package data
