package study

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A Help is where somebody finds help whom a question troubles. Respondents'
// pages show it beside sensitive questions; nobody sees who goes there.
type Help struct {
	Title     Text   `yaml:"title"`               // who helps, and with what
	Country   Text   `yaml:"country,omitempty"`   // where, if not everywhere
	Languages []Lang `yaml:"languages,omitempty"` // pages on which to show it; all if none is listed
	Address   string `yaml:"address"`             // https://…, tel:+… or mailto:…
}

// HelpIn lists the help to be shown on pages in lang.
func (s *Study) HelpIn(lang Lang) []Help {
	var fit []Help
	for _, h := range s.Help {
		if len(h.Languages) == 0 || slices.Contains(h.Languages, lang) {
			fit = append(fit, h)
		}
	}
	return fit
}

func (s *Study) checkHelp(add func(column, what, do string)) {
	for n, h := range s.Help {
		u, err := url.Parse(h.Address)
		if err != nil || !slices.Contains([]string{"https", "tel", "mailto"}, u.Scheme) || strings.TrimSpace(u.Host+u.Opaque) == "" {
			add("help", fmt.Sprintf("the address of entry %d is no address that a page can lead to", n+1), "write https://…, tel:+… or mailto:…")
		}
		if len(h.Title) == 0 {
			add("help", fmt.Sprintf("entry %d has no title", n+1), "say who helps, and with what")
		}
	}
}
