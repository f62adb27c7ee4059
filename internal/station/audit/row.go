package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"
)

// Entry is one thing that was done. Times are kept to the microsecond, with the offset from
// UTC that the station's clock had.
type Entry struct {
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Station string    `json:"station"`
	What    string    `json:"what"`              // such as "result", "review", "command"
	Subject string    `json:"subject,omitempty"` // of what: a trigger number, a command
	Old     string    `json:"old,omitempty"`
	New     string    `json:"new,omitempty"`
	Reason  string    `json:"reason,omitempty"`
	// Record is the SHA-256, in hex, of what was stored with it, "" for nothing.
	Record string `json:"record,omitempty"`
}

// Row is an entry in its place. Seq counts from 1; Prev is the Hash of the row before, "" in
// the first. Hashes are SHA-256 in hex.
type Row struct {
	Seq int64 `json:"seq"`
	Entry
	Prev string `json:"prev"`
	Hash string `json:"hash"`
}

// Head is the last row of a chain: what was before it cannot be changed any more without a
// change of Hash. The zero value is the head of no rows.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// String is the head as it is noted: its row, a colon, the hash.
func (h Head) String() string { return strconv.FormatInt(h.Seq, 10) + ":" + h.Hash }

// Next is the row that e is behind a head.
func Next(h Head, e Entry) Row {
	r := Row{Seq: h.Seq + 1, Entry: e, Prev: h.Hash}
	r.Hash = r.sum()
	return r
}

// Head is the head of a chain that ends with r.
func (r Row) Head() Head { return Head{r.Seq, r.Hash} }

// format begins what is hashed; another order of fields is another format.
const format = "mekiki audit 1"

// sum is the hash of all of a row but Hash: each text with its length before it, so that no
// two rows are the same bytes.
func (r Row) sum() string {
	h := sha256.New()
	number := func(v int64) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(v))) }
	_, offset := r.At.Zone()
	texts := []string{format, r.Prev, r.Who, r.Station, r.What, r.Subject, r.Old, r.New, r.Reason, r.Record}
	for _, t := range texts {
		number(int64(len(t)))
		h.Write([]byte(t))
	}
	number(r.Seq)
	number(r.At.UnixMicro())
	number(int64(offset))
	return hex.EncodeToString(h.Sum(nil))
}
