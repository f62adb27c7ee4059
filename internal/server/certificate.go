package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/work"
)

// The certificate that a station makes, in its folder.
const (
	ownCert = "tls.crt"
	ownKey  = "tls.key"
)

// valid is how long it is valid (browsers refuse longer ones), renew how long before its end
// another one is made.
const (
	valid = 825 * 24 * time.Hour
	renew = 30 * 24 * time.Hour
)

// certificate is what the station is served with; fingerprint is "" for one that was given.
func certificate(c work.AccessConfig, dir string, now time.Time) (config *tls.Config, fingerprint string, err error) {
	certFile, keyFile := c.TLSCert, c.TLSKey
	if c.TLS != "" {
		certFile, keyFile = filepath.Join(dir, ownCert), filepath.Join(dir, ownKey)
		if !usable(certFile, keyFile, c.Host, now) {
			if err := makeCertificate(certFile, keyFile, c.Host, now); err != nil {
				return nil, "", err
			}
		}
	}
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, "", lang.Errorf("%s and %s are no certificate with its key: %w", certFile, keyFile, err)
	}
	if c.TLS != "" {
		fingerprint = colons(sha256.Sum256(pair.Certificate[0]))
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, fingerprint, nil
}

// usable says whether the certificate that was made earlier still does.
func usable(certFile, keyFile string, hosts []string, now time.Time) bool {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	return err == nil && now.Add(renew).Before(pair.Leaf.NotAfter) && !slices.ContainsFunc(hosts, func(h string) bool { return pair.Leaf.VerifyHostname(h) != nil })
}

// makeCertificate makes a certificate for the names and addresses that this machine has now.
func makeCertificate(certFile, keyFile string, hosts []string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return err
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: []string{"Mekiki station"}}, NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(valid),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
		DNSNames: append([]string{"localhost"}, hosts...), IPAddresses: append([]net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}, reachable()...),
	}
	if own, err := os.Hostname(); err == nil {
		t.DNSNames = append(t.DNSNames, strings.ToLower(own))
	}
	t.Subject.CommonName = t.DNSNames[len(t.DNSNames)-1]
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.Remove(keyFile); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
}

// colons is a fingerprint as browsers show it.
func colons(sum [sha256.Size]byte) string {
	texts := make([]string, len(sum))
	for i, b := range sum {
		texts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(texts, ":")
}
