// Package agreement is studies of how well people and inspectors agree on parts, with one
// another, with themselves and with what the parts are: the attribute study of AIAG, Measurement
// Systems Analysis. It knows no database and no pictures: records in, figures out.
package agreement
