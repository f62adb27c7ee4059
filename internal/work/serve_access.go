package work

import (
	"context"
	"encoding/json"
	"net"
	"time"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/people"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// AccessConfig is who may reach a station, and how.
type AccessConfig struct {
	Address string        `yaml:"address" json:"address" value:"host:port" help:"host:port to listen at; any host but 127.0.0.1 lets others in the network reach the station"`
	Host    []string      `yaml:"host" json:"host,omitempty" value:"name" help:"another name under which browsers may reach the station; may be given several times"`
	Open    bool          `yaml:"open" json:"open,omitempty" help:"nobody logs in: whoever uses this computer may do all. At 127.0.0.1 only; --demo does it by itself there"`
	Idle    time.Duration `yaml:"idle" json:"idle" help:"who does nothing for so long is logged out; an operator after 12 h"`
	TLS     string        `yaml:"tls" json:"tls,omitempty" value:"self" help:"self: serve by TLS with a certificate that the station makes; its fingerprint is printed"`
	TLSCert string        `yaml:"tls-cert" json:"tls_cert,omitempty" value:"file" help:"file with the certificate to serve by TLS with, PEM with its chain"`
	TLSKey  string        `yaml:"tls-key" json:"tls_key,omitempty" value:"file" help:"file with the key of the certificate, PEM"`
	Plain   bool          `yaml:"plain" json:"plain,omitempty" help:"reach other computers without TLS: passwords and keys can be read on the way, unless a proxy or a network of its own protects them"`
}

// newAccessConfig has the usual settings.
func newAccessConfig() AccessConfig {
	return AccessConfig{Address: "127.0.0.1:8640", Idle: people.Idle}
}

// Secure says whether the station is served by TLS.
func (c *AccessConfig) Secure() bool { return c.TLS != "" || c.TLSCert != "" }

// Alone says whether the address is one of this computer alone.
func (c *AccessConfig) Alone() bool {
	host, _, err := net.SplitHostPort(c.Address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

func (c *AccessConfig) check() error {
	if _, _, err := net.SplitHostPort(c.Address); err != nil {
		return misuse.Errorf("address %q; it is a host and a port, such as 127.0.0.1:8640", c.Address)
	}
	switch {
	case c.Open && !c.Alone():
		return misuse.Errorf("open at %s would let whoever reaches the address do all; open is for 127.0.0.1", c.Address)
	case c.TLS != "" && c.TLS != "self":
		return misuse.Errorf("tls is %q; self is the one word it knows, and files are given by --tls-cert and --tls-key", c.TLS)
	case c.TLS != "" && c.TLSCert != "":
		return misuse.Errorf("tls and tls-cert exclude each other: a certificate is made or given")
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return misuse.Errorf("tls-cert and tls-key belong together; give both")
	case c.Plain && c.Secure():
		return misuse.Errorf("plain is for a station without TLS; leave it out")
	case !c.Alone() && !c.Secure() && !c.Plain:
		return misuse.Errorf("at %s others could read passwords and keys on the way; add --tls self, or --tls-cert and --tls-key, or --plain behind a proxy or in a network of its own", c.Address)
	case c.Idle < time.Minute || c.Idle > people.Longest:
		return misuse.Errorf("idle is %v; it must lie between 1m and %v", c.Idle, people.Longest)
	}
	return nil
}

// Reached is where people and programs reach a station, and what they must be told once.
type Reached struct {
	Address   string   `json:"address"`
	Addresses []string `json:"addresses"` // all of them, Address first
	Open      bool     `json:"open"`      // nobody logs in
	// Fingerprint is the SHA-256 of the certificate that the station has made.
	Fingerprint string `json:"fingerprint,omitempty"`
	// User and Password are those of the first user, of a folder that had none.
	User     string `json:"user,omitempty"`
	Password string `json:"password,omitempty"`
}

// letIn opens the people of a station, unless nobody logs in.
func (s *Served) letIn(ctx context.Context, db *store.Store, c ServeConfig) (err error) {
	if c.Open || c.Demo && c.Alone() {
		s.Reached.Open = true
		return nil
	}
	s.People, err = people.Open(ctx, people.Config{Store: db, Station: c.Name, Now: time.Now, Idle: c.Idle})
	return err
}

// FirstUser makes the first user of a folder that has none, and puts name and password into
// Reached. It comes after all that may fail: a password that nobody was told would lock the
// station.
func (s *Served) FirstUser() (err error) {
	if s.People != nil {
		s.Reached.User, s.Reached.Password, err = s.People.First()
	}
	return err
}

// noteSettings puts into the audit with what the station runs, where that is not as it was.
func (s *Served) noteSettings(ctx context.Context, db *store.Store, at *desk.Desk, c ServeConfig) error {
	c.InputConfig, c.PlantConfig = c.InputConfig.shown(), c.PlantConfig.shown()
	now, err := json.Marshal(struct {
		Program string `json:"program,omitempty"`
		ServeConfig
	}{at.Program, c})
	if err != nil {
		return err
	}
	const what = "settings"
	rows, err := db.AuditRows(ctx, record.AuditQuery{What: what, Limit: 1})
	if err != nil {
		return err
	}
	e := audit.Entry{At: record.Moment(time.Now()), Who: "station", Station: c.Name, What: what, New: string(now), Reason: startedBy.String()}
	if len(rows) > 0 {
		e.Old = rows[0].New
	}
	if e.Old == e.New {
		return nil
	}
	return s.Enter(e)
}
