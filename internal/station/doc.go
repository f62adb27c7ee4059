// Package station is a place of inspection on a line: parts come in as pictures, verdicts go
// out, and what was done can be shown later. It knows no protocol and no inspector; adapters
// call Submit and Command, and a [Judge] looks at pictures.
//
// A part has a trigger number, and a result belongs to one. It is NONE, which is not OK, until
// it was judged and stored. Who waits for a result longer than the window is told NONE; what
// comes then is kept as late and never given to the part behind. Storing a picture delays
// and decides nothing.
package station
