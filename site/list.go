package site

import (
	"bytes"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

func sortedKeys[V any](m map[study.Lang]V) []study.Lang { return slices.Sorted(maps.Keys(m)) }

// listPage shows works in an order: all of them, those of a topic, those found.
type listPage struct {
	setting
	Heading string
	Total   int
	Cards   []card
	Search  *search
	Places  []step // leaves of a long list

	Unclosed bool // a quotation mark of what was looked for
}

// A step leads to another leaf of a long list.
type step struct {
	Name, Href string
	Current    bool
}

// A count is a group with its number of works.
type count struct {
	Name, Href string
	N, Percent int
}

// search is what was asked for.
type search struct {
	Words, Country, From, To, Method, Population, MinN, MaxN string
}

// perLeaf is how many works a leaf of a list shows.
const perLeaf = 100

// leaves cuts places of works into leaves; there is always one.
func leaves(works []int) [][]int {
	if len(works) == 0 {
		return [][]int{nil}
	}
	return slices.Collect(slices.Chunk(works, perLeaf))
}

// leaf prepares leaf n of a list whose first leaf lies at base and whose others
// at base/2, base/3, ….
func (s setting) leaf(v *view, heading string, works []int, n int, base ...string) listPage {
	cut := leaves(works)
	p := listPage{setting: s, Heading: heading, Total: len(works)}
	for _, i := range cut[n] {
		p.Cards = append(p.Cards, s.card(v.Works[i]))
	}
	for i := range cut {
		href := s.To(base...)
		if i > 0 {
			href = s.To(append(slices.Clone(base), fmt.Sprint(i+1))...)
		}
		if len(cut) > 1 {
			p.Places = append(p.Places, step{fmt.Sprint(i + 1), href, i == n})
		}
	}
	return p
}

// groupsPage shows groups with their numbers: topics or countries.
type groupsPage struct {
	setting
	Heading, About string
	Counts         []count
	Map            *mapView // of countries
}

func (s setting) topicsPage(v *view) groupsPage {
	p := groupsPage{setting: s, Heading: s.Say("topics"), About: s.Say("topics.about")}
	p.Counts = s.counts(v.topics, func(g group) (string, string) { return g.Name, s.To("topic", g.Key) })
	return p
}

func (s setting) countriesPage(v *view) groupsPage {
	p := groupsPage{setting: s, Heading: s.Say("countries"), About: s.Say("countries.about")}
	p.Counts = s.counts(v.countries, func(g group) (string, string) { return s.Country(g.Key), s.To("country", g.Key) })
	if len(v.countries) > 0 {
		drawn := s.countryMap(v)
		p.Map = &drawn
	}
	return p
}

func (s setting) counts(groups []group, of func(group) (name, href string)) []count {
	most := 1
	for _, g := range groups {
		most = max(most, len(g.Works))
	}
	var counts []count
	for _, g := range groups {
		name, href := of(g)
		counts = append(counts, count{Name: name, Href: href, N: len(g.Works), Percent: max(1, 100*len(g.Works)/most)})
	}
	return counts
}

// timelinePage shows years with works and the waves of collection that lie in them.
type timelinePage struct {
	setting
	Years []year
}

type year struct {
	Name  string // empty: without a date
	Href  string
	Cards []card
	More  int
	Waves []waveView
}

type waveView struct {
	library.Wave
	Of   string
	Lang study.Lang // of the title in Of
	Href string
}

// mostInYear is how many works of a year the timeline names.
const mostInYear = 50

func (s setting) timelinePage(v *view) timelinePage {
	waves := map[string][]waveView{}
	for _, i := range v.newest {
		w := v.Works[i]
		if w.Method == nil {
			continue
		}
		for _, wave := range w.Method.Waves {
			if y := wave.From.Year(); y > 0 {
				waves[fmt.Sprint(y)] = append(waves[fmt.Sprint(y)], waveView{wave, w.Title, w.Language, s.To("entry", string(w.ID))})
			}
		}
	}
	p := timelinePage{setting: s}
	seen := map[string]bool{}
	for _, g := range v.years {
		y := year{Name: g.Name, Href: s.To("year", g.Key), Waves: waves[g.Key], More: max(0, len(g.Works)-mostInYear)}
		for _, i := range g.Works[:min(mostInYear, len(g.Works))] {
			y.Cards = append(y.Cards, s.card(v.Works[i]))
		}
		seen[g.Key] = true
		p.Years = append(p.Years, y)
	}
	for key, list := range waves {
		if !seen[key] {
			p.Years = append(p.Years, year{Name: key, Waves: list})
		}
	}
	slices.SortStableFunc(p.Years, func(a, b year) int { return -strings.Compare(a.Name, b.Name) })
	return p
}

// yearName words a year, or that there is none.
func (s setting) yearName(year string) string {
	if year == "" {
		return s.Say("undated")
	}
	return year
}

// findingsPage shows what works say of one thing and where they contradict.
type findingsPage struct {
	setting
	Total          int
	Contradictions []contradiction
}

type contradiction struct {
	library.Contradiction
	Rows []findingRow
}

type findingRow struct {
	library.Finding
	Title, Href string
	Lang        study.Lang // of the title
}

func (s setting) findingsPage(v *view) findingsPage {
	p := findingsPage{setting: s, Total: len(v.Findings)}
	for _, c := range library.Contradictions(v.Findings) {
		row := contradiction{Contradiction: c}
		for _, f := range c.Says {
			r := findingRow{Finding: f, Title: string(f.Work)}
			if i, ok := v.by[f.Work]; ok {
				r.Title, r.Lang, r.Href = v.Works[i].Title, v.Works[i].Language, s.To("entry", string(f.Work))
			}
			row.Rows = append(row.Rows, r)
		}
		p.Contradictions = append(p.Contradictions, row)
	}
	return p
}

// Label is how the work words the finding, in the language of the page if it can.
func (p findingsPage) Label(f library.Finding) string { return label(p.Lang, f) }

// Label is how the work words the finding.
func (p workPage) Label(f library.Finding) string { return label(p.Lang, f) }

func label(lang study.Lang, f library.Finding) string {
	text := study.Text{"en": f.LabelEN, "ru": f.LabelRU}
	if s := text.In(lang); s != "" {
		return s
	}
	return f.Measure
}

// render fills a template of the package.
func (p *pages) render(name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := p.templates.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("site: %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}
