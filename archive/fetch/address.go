package fetch

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// written is an address as browsers send and archives record it, so that a saved
// page is found by what a person types: host in small Latin letters (UTS #46), no
// port that goes without saying, everything else escaped (RFC 3986), and without
// what only a browser reads, the fragment. What is no address stays.
func written(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return address
	}
	host := strings.ToLower(u.Hostname())
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && !(u.Scheme == "http" && port == "80") && !(u.Scheme == "https" && port == "443") {
		host += ":" + port
	}
	u.Host, u.Fragment, u.RawFragment = host, "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawQuery = escaped(u.RawQuery)
	return u.String()
}

// escaped leaves what is escaped already and escapes what may not stand in a query.
func escaped(query string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(query) {
		if c > ' ' && c < 0x7f && !strings.ContainsRune(`"<>`, rune(c)) {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', digits[c>>4], digits[c&15]})
	}
	return b.String()
}
