package server

import "net"

// addresses are those at which a browser reaches a listener: of one that listens everywhere, the
// loopback and each address of this machine.
func addresses(listens net.Addr, secure bool) (list []string) {
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	at, ok := listens.(*net.TCPAddr)
	if !ok || !at.IP.IsUnspecified() {
		return []string{scheme + listens.String()}
	}
	_, port, err := net.SplitHostPort(listens.String())
	if err != nil {
		return []string{scheme + listens.String()}
	}
	for _, ip := range append([]net.IP{net.IPv4(127, 0, 0, 1)}, reachable()...) {
		list = append(list, scheme+net.JoinHostPort(ip.String(), port))
	}
	return list
}

// reachable are the addresses of this machine in its networks, without those of a link alone.
func reachable() (list []net.IP) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			list = append(list, n.IP)
		}
	}
	return list
}
