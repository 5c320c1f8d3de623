package fieldwork

import (
	"maps"
	"slices"

	"sojourn/dataset"
	"sojourn/instrument"
)

// times are the pages of the repeat that the page belongs to, first time first.
func times(in *instrument.Instrument, page *instrument.Page) []*instrument.Page {
	var pages []*instrument.Page
	for _, p := range in.Pages {
		if p.Repeat != "" && p.Repeat == page.Repeat {
			pages = append(pages, p)
		}
	}
	return pages
}

// another is the question at the end of a time whether there is one more; nil
// where the number of times is counted by an earlier answer, or none can follow.
func another(page *instrument.Page) *instrument.Item {
	name := instrument.Repeat{Name: page.Repeat}.AnotherName(page.Time)
	for _, i := range page.Items {
		if i.Name == name {
			return i
		}
	}
	return nil
}

// removable counts the times of the repeat that the page is one of. It is 0
// where none can be taken out: there is but one, or their number is not the
// respondent's own to say.
func removable(in *instrument.Instrument, route instrument.Route, page *instrument.Page) int {
	if page.Repeat == "" {
		return 0
	}
	all := times(in, page)
	if n := asked(route, all); n > 1 && another(all[0]) != nil {
		return n
	}
	return 0
}

// asked counts the times of a repeat that are on the route.
func asked(route instrument.Route, all []*instrument.Page) int {
	return len(slices.DeleteFunc(slices.Clone(all), func(p *instrument.Page) bool {
		_, on := route.Step(p.Name)
		return !on
	}))
}

// remove takes one time out of a repeat: the answers of those after it move up
// by one, and the last of those that remain is followed by no other.
func remove(in *instrument.Instrument, route instrument.Route, page *instrument.Page, answers instrument.Answers) instrument.Answers {
	all, left := times(in, page), maps.Clone(answers)
	last := asked(route, all)
	for t := page.Time; t <= last; t++ {
		for n, to := range all[t-1].Items {
			if to == another(all[t-1]) {
				continue
			}
			names := [2]string{to.Name, to.OtherName()}
			for k := range names {
				delete(left, names[k])
				if t == last {
					continue
				}
				from := [2]string{all[t].Items[n].Name, all[t].Items[n].OtherName()}
				if a, put := answers[from[k]]; put {
					left[names[k]] = a
				}
			}
		}
	}
	left[another(all[last-2]).Name] = instrument.Answer{Values: []string{noOther(all[last-2])}, Missing: dataset.Present}
	if end := another(all[last-1]); end != nil {
		delete(left, end.Name)
	}
	return left
}

// noOther is the code by which the respondent says that there is no other: the
// second of the question's two.
func noOther(page *instrument.Page) string {
	categories := another(page).Codes.Categories
	return categories[len(categories)-1].Code
}
