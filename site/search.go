package site

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sojourn/library"
)

// seekPage is the page of the search.
type seekPage struct {
	setting
	Works, Left, Shards, Block int
	Methods, Countries         []count
	Words                      string // JSON: what the script says
}

func (p *Public) seekPage(s setting) (fragment, error) {
	x := p.searchIndex()
	page := seekPage{setting: s, Works: len(x.works), Left: len(p.view.Works) - len(x.works), Block: perBlock}
	for name := range x.files {
		if strings.HasPrefix(name, "w") {
			page.Shards++
		}
	}
	for _, g := range p.view.countries {
		page.Countries = append(page.Countries, count{Name: s.Country(g.Key), Href: g.Key})
	}
	slices.SortFunc(page.Countries, func(a, b count) int { return strings.Compare(a.Name, b.Name) })
	for _, g := range p.view.group(methodsOf, strings.ToLower) {
		page.Methods = append(page.Methods, count{Name: g.Name})
	}
	say, err := json.Marshal(map[string]string{"found": s.Say("search.n"), "nothing": s.Say("search.nothing"), "broken": s.Say("search.broken"), "unclosed": s.Say("search.unclosed")})
	if err != nil {
		return fragment{}, fmt.Errorf("site: search: %w", err)
	}
	page.Words = string(say)
	f, err := s.filled("seek", s.Say("search.go"), page)
	f.Scripts = []string{"find/stem.js", "find/finder.js", "find/search.js"}
	return f, err
}

func methodsOf(w library.Work) []string {
	if w.Method == nil || w.Method.Kind == "" {
		return nil
	}
	return []string{w.Method.Kind}
}
