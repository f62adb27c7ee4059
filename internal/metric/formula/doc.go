// Package formula is the language in which losses and distances are written: it reads a
// line, runs it forward for a value and backward for its slopes, bounds it, and writes it
// again. It knows neither distances nor pictures: whoever reads a formula passes in the
// symbols of the distances, and fills the registers of its variables.
//
// A loss of one triplet is a line such as
//
//	let w = 0.8; w*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)
//
//	formula = { "let" name "=" value ";" } expression
//	value   = number                        a parameter, --param name=value sets it
//	        | "learn(" start, lo, hi ")"    a parameter that is trained within lo to hi
//	        | expression of cos, euc, |x|…  a distance of one's own, see below
//	        | expression                    a name for a part of the formula
//
// An expression has numbers, + - * / and brackets, the functions of Functions, and
// comparisons (< <= > >= and or not) as the condition of where. Its variables
// are the distances of the pairs (cos_ap, euc_an, sqeuc_pn and so on: the
// symbol of a distance, then the pair) and the lengths |a|, |p|, |n|.
//
// A distance of one's own leaves the pair open: let d = 0.8*cos + 0.02*euc makes
// d_ap, d_an and d_pn. In it |x| and |y| are the lengths of the pair's first and
// second picture.
package formula
