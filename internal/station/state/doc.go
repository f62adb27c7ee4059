// Package state is the state machine of a station, that of OPC 40100-1 (Machine Vision,
// 2019) with local control by a person as a state of its own. It knows no protocol: whoever
// commands a station asks Next, and gets the same answer.
package state
