// Package outbox hands what a station did to others: to the addresses that an admin gave (webhooks),
// to the database of a plant. It reads the events that the store wrote with each record, in their
// order, and knows no protocol: whoever sends is a function.
//
// Each receiver has its own goroutine and its own place in the events, which the store keeps. A
// receiver that does not answer holds nothing up but itself: its events stay on the disk.
package outbox
