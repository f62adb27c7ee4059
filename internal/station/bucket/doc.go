// Package bucket copies the pictures that a station keeps into a bucket of objects, for the plant. They
// are named by their content, so one may be sent any number of times and by any number of stations. The
// station keeps its own by its policy; what the bucket keeps is the bucket's to say.
package bucket
