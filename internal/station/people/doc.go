// Package people is who may do what at a station: users with roles and passwords, sessions of
// those who have logged in, and keys of programs. It knows no protocol. A [Store] keeps it all,
// and each change stands in the audit before it counts.
package people
