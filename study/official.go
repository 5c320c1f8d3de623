package study

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// An Official is by what people tell that an invitation comes from the team.
type Official struct {
	Places []Place `yaml:"places,omitempty"` // where the team speaks in its own name
	Never  []Text  `yaml:"never,omitempty"`  // what it never asks for, beside what the page says anyway
}

// A Place is an address of the team outside the field.
type Place struct {
	Title   Text   `yaml:"title"`
	Address string `yaml:"address"`
}

// Addresses are those under which the field can be reached, its own first.
func (s *Study) Addresses() []string {
	var all []string
	for _, a := range append([]string{s.Field}, s.Mirrors...) {
		if a != "" {
			all = append(all, strings.TrimRight(a, "/"))
		}
	}
	return all
}

// A Verdict says whose a link is.
type Verdict string

// The verdicts on a link.
const (
	Genuine   Verdict = "genuine"
	Foreign   Verdict = "foreign"   // of somebody else
	Imitation Verdict = "imitation" // of somebody else, and made to look like ours
	NoLink    Verdict = "nolink"    // it cannot be read as an address
)

// Judge says whose a link is, as somebody typed it. It looks at where the link
// leads and not at what stands behind that, which may be the person's own.
func (s *Study) Judge(typed string) Verdict {
	typed = strings.Trim(strings.TrimSpace(typed), "<>()«»“”\"'.,")
	if len(typed) > 2000 {
		return NoLink
	}
	hidden := strings.ContainsFunc(typed, func(r rune) bool { return unicode.In(r, unicode.Cf, unicode.Cc) })
	typed = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Cc) {
			return -1
		}
		return r
	}, typed)
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || !strings.Contains(u.Hostname(), ".") || strings.ContainsFunc(u.Host, unicode.IsSpace) {
		return NoLink
	}
	verdict := s.owner(u)
	if verdict == Genuine && (hidden || u.User != nil) || verdict == Foreign && s.named(u) {
		return Imitation
	}
	return verdict
}

// owner compares scheme, host and port with the study's addresses.
func (s *Study) owner(u *url.URL) Verdict {
	verdict := Foreign
	for _, a := range s.Addresses() {
		ours, err := url.Parse(a)
		if err != nil {
			continue
		}
		host := plainHost(u.Hostname())
		switch mine := plainHost(ours.Hostname()); {
		case host == mine && u.Scheme == ours.Scheme && u.Port() == ours.Port():
			return Genuine
		case resembles(host, mine):
			verdict = Imitation
		}
	}
	return verdict
}

// named reports whether an address of the study stands somewhere in a link
// that leads elsewhere.
func (s *Study) named(u *url.URL) bool {
	return slices.ContainsFunc(s.Addresses(), func(a string) bool {
		ours, err := url.Parse(a)
		return err == nil && ours.Hostname() != "" && strings.Contains(strings.ToLower(u.String()), plainHost(ours.Hostname()))
	})
}

// plainHost is a host as browsers read it, with foreign letters as letters.
func plainHost(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if shown, err := idna.Punycode.ToUnicode(host); err == nil {
		return shown
	}
	return host
}

// looks are signs that the eye takes for others.
var looks = strings.NewReplacer("а", "a", "в", "b", "с", "c", "ԁ", "d", "е", "e", "ё", "e", "һ", "h", "і", "i", "ї", "i", "ј", "j", "к", "k", "ӏ", "l", "м", "m", "н", "h",
	"о", "o", "р", "p", "ԛ", "q", "ѕ", "s", "т", "t", "ѵ", "v", "ԝ", "w", "х", "x", "у", "y", "α", "a", "ε", "e", "ι", "i", "κ", "k", "ν", "v", "ο", "o", "ρ", "p", "τ", "t",
	"υ", "u", "χ", "x", "ı", "i", "ɡ", "g", "ɑ", "a", "0", "o", "1", "l", "3", "e", "5", "s", "rn", "m", "vv", "w", "cl", "d", "-", "", ".", "", "_", "")

// skeleton is what a host looks like at a glance.
func skeleton(host string) string { return strings.ReplaceAll(looks.Replace(host), "i", "l") }

// resembles reports whether a host can be taken for ours: it looks the same at
// a glance, or one letter is left out, put in or changed.
func resembles(host, ours string) bool {
	a, b := []rune(skeleton(host)), []rune(skeleton(ours))
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || len(b) < 6 {
		return string(a) == string(b)
	}
	from := 0
	for from < len(a) && a[from] == b[from] {
		from++
	}
	if len(a) == len(b) {
		return from == len(a) || string(a[from+1:]) == string(b[from+1:])
	}
	return string(a[from:]) == string(b[from+1:])
}

func (s *Study) checkOfficial(add func(column, what, do string)) {
	for n, p := range s.Official.Places {
		if u, err := url.Parse(p.Address); err != nil || !slices.Contains([]string{"https", "mailto"}, u.Scheme) || u.Host+u.Opaque == "" || len(p.Title) == 0 {
			add("official", fmt.Sprintf("place %d has no title, or no address that a page can lead to", n+1), "write what it is, and https://… or mailto:…")
		}
	}
	for n, a := range s.Mirrors {
		if u, err := url.Parse(a); err != nil || u.Host == "" || u.Scheme != "https" && !strings.HasSuffix(u.Hostname(), ".onion") {
			add("mirrors", fmt.Sprintf("mirror %d is no address of a field", n+1), "write https://… or, of an onion service, http://….onion")
		}
	}
}
