// Package schema is the one way in which the program writes JSON for others: every
// object says in its first field which schema it follows, such as
// "mekiki/summary/1", and no value in it is one that JSON lacks. The rooms that
// write list their types in a Table; the files in docs/schema are made from these.
package schema
