// Package pass makes a graph smaller without changing what it computes: what an
// exporter has taken to pieces becomes one operation again, and what can be joined
// is. Each pass is a file; All runs them in an order in which one finds what
// another leaves.
//
// A pass never takes away a value that is asked for or needed elsewhere: it lets a
// node compute its result in another way (graph.Rewrite), and what nothing needs
// then is swept.
package pass
