// Package work does what each command is for, without a command line: a struct of settings
// goes in (its tags are the flags of the command), a result comes out, and what happens on
// the way is told to the desk where the work is done. It reads no flags and no environment
// and prints nothing, so a server or a test can do the same work.
package work
