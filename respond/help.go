package respond

import (
	"html/template"
	"slices"
	"strings"

	"sojourn/instrument"
	"sojourn/study"
)

// A refuge is a place to turn to, as page.html shows it.
type refuge struct {
	Title, Country template.HTML
	Address        template.URL
	Plain          string // the address as people read it
}

// refuges are shown on pages with a question that may trouble somebody. Who
// goes there is known to nobody here: it is a link like any other, and the
// browser does not say from where it comes.
func (f *frame) refuges(st *study.Study, items []*instrument.Item) []refuge {
	if !slices.ContainsFunc(items, func(i *instrument.Item) bool { return i.HelpLink || i.Sensitive }) {
		return nil
	}
	return f.help(st)
}

// help lists every place to turn to.
func (f *frame) help(st *study.Study) []refuge {
	var all []refuge
	for _, h := range st.HelpIn(f.Lang) {
		all = append(all, f.refuge(h.Title, h.Country, h.Address))
	}
	return all
}

func (f *frame) refuge(title, country study.Text, address string) refuge {
	plain := address
	for _, scheme := range []string{"https://", "tel:", "mailto:"} {
		plain = strings.TrimPrefix(plain, scheme)
	}
	return refuge{f.Text(title), f.Text(country), template.URL(address), strings.TrimRight(plain, "/")} // study.Check knows its schemes
}
