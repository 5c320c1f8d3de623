package site

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// A fragment is a page without what stands around it.
type fragment struct {
	Title string
	Head  template.HTML
	Main  template.HTML

	Scripts []string // names of those that the page runs
}

// fragment renders the page of a name, such as "entry/ID" or "topic/housing/2"; a
// name that is no page's gives [study.ErrNotFound].
func (s setting) fragment(v *view, name string) (fragment, error) {
	kind, rest, _ := strings.Cut(name, "/")
	switch kind {
	case "index", "works":
		n, err := leafOf(rest, len(v.newest))
		if err != nil {
			return fragment{}, err
		}
		p := s.leaf(v, s.Say("works"), v.newest, n, "works")
		if s.query {
			p.Search = &search{}
		}
		return s.filled("list", p.Heading, p)
	case "entry":
		return s.work(v, library.ID(rest))
	case "letters":
		return s.filled("groups", s.Say("letters"), s.lettersPage(v))
	case "letter":
		return s.grouped(v, "letter", rest, v.letters, func(g group) string { return g.Name })
	case "year":
		return s.grouped(v, "year", rest, v.years, func(g group) string { return s.yearName(g.Name) })
	case "topics":
		return s.filled("groups", s.Say("topics"), s.topicsPage(v))
	case "countries":
		return s.filled("groups", s.Say("countries"), s.countriesPage(v))
	case "topic":
		return s.grouped(v, "topic", rest, v.topics, func(g group) string { return g.Name })
	case "country":
		return s.grouped(v, "country", rest, v.countries, func(g group) string { return s.Country(g.Key) })
	case "timeline":
		return s.filled("timeline", s.Say("timeline"), s.timelinePage(v))
	case "findings":
		return s.filled("findings", s.Say("findings"), s.findingsPage(v))
	}
	return fragment{}, study.ErrNotFound
}

func (s setting) filled(template, title string, data any) (fragment, error) {
	main, err := s.render(template, data)
	return fragment{Title: title, Main: main}, err
}

func (s setting) work(v *view, id library.ID) (fragment, error) {
	i, ok := v.by[id]
	if !ok {
		return fragment{}, study.ErrNotFound
	}
	p := s.workPage(v, i)
	f, err := s.filled("work", p.Work.Title, p)
	f.Scripts = []string{copying}
	if err != nil {
		return f, err
	}
	f.Head, err = s.render("head", p)
	return f, err
}

// grouped renders one leaf of a group's list.
func (s setting) grouped(v *view, kind, rest string, groups []group, name func(group) string) (fragment, error) {
	key, leaf, _ := strings.Cut(rest, "/")
	i := slices.IndexFunc(groups, func(g group) bool { return g.Key == key })
	if i < 0 {
		return fragment{}, study.ErrNotFound
	}
	n, err := leafOf(leaf, len(groups[i].Works))
	if err != nil {
		return fragment{}, err
	}
	heading := name(groups[i])
	return s.filled("list", heading, s.leaf(v, heading, groups[i].Works, n, kind, key))
}

// leafOf reads the number of a leaf, which counts from 1 and is left out for the first.
func leafOf(s string, works int) (int, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 2 || n > (works+perLeaf-1)/perLeaf {
		return 0, study.ErrNotFound
	}
	return n - 1, nil
}

// names lists every page of the content.
func (v *view) names() []string {
	names := []string{"index", "works", "search", "topics", "letters", "countries", "timeline", "findings"}
	leavesOf := func(base string, works int) {
		for n := 2; n <= (works+perLeaf-1)/perLeaf; n++ {
			names = append(names, base+"/"+strconv.Itoa(n))
		}
	}
	leavesOf("works", len(v.newest))
	for kind, groups := range map[string][]group{"topic": v.topics, "country": v.countries, "letter": v.letters, "year": v.years} {
		for _, g := range groups {
			names = append(names, kind+"/"+g.Key)
			leavesOf(kind+"/"+g.Key, len(g.Works))
		}
	}
	for _, w := range v.Works {
		names = append(names, "entry/"+string(w.ID))
	}
	return names
}
