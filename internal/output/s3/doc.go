// Package s3 writes objects to a bucket of Amazon S3, or of a server that speaks its protocol, and reads
// them: PUT, GET and HEAD over HTTP, signed by Signature Version 4. It tries once; whoever calls it tries
// again. Errors say in words what is wrong and hold no secret.
package s3
