package desk

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/weight"
)

// A form is the form of the explore page with what was chosen in it.
type form struct {
	Item, By                     string
	Items, Crossings, Later      []optionGroup
	Waves, Measures, Categories  []option
	Groups, Samples, Sets, Bases []option
	Where                        string
	More                         bool // something beyond the first settings is chosen
}

// An option is one thing to choose.
type option struct {
	ID, Value, Label string
	Chosen           bool
}

// An optionGroup is the items of one page of the questionnaires.
type optionGroup struct {
	Label   string
	Options []option
}

// form lays out the settings; before an item is chosen there is only that.
func (f *frame) form(q question, all []measured, sets []weight.Set) form {
	out := form{}
	if q.item != nil {
		out.Item = q.item.Name
	}
	out.Items = f.menu(all, out.Item, func(c *dataset.Column) bool { return c.Kind != dataset.Words })
	if q.item == nil {
		return out
	}
	if q.by != nil {
		out.By = q.by.Name
		out.Groups = f.categories("group", q.by.latestColumn(), q.groups)
	}
	categorical := func(c *dataset.Column) bool { return c.Kind == dataset.Categorical }
	out.Crossings = f.menu(all, out.By, categorical)
	out.Later = f.menu(all, q.to, categorical)
	out.Categories = f.categories("category", q.item.latestColumn(), q.categories)
	out.Where, out.More = q.where, q.where != "" || q.weight != "" || q.to != "" || q.base == estimate.Total
	for _, w := range f.Study.Waves {
		label := f.Word("wave.number", int(w.Number)) + ", " + f.words(w.Title)
		if len(q.item.waves()) > 0 && !slices.Contains(q.item.waves(), w.Number) {
			label = f.Word("explore.not-asked", label)
		}
		n := strconv.Itoa(int(w.Number))
		out.Waves = append(out.Waves, option{"wave-" + n, n, label, slices.Contains(q.waves, w.Number)})
	}
	for _, m := range measures {
		out.Measures = append(out.Measures, option{Value: string(m), Label: f.Word("measure." + string(m)), Chosen: m == q.measure})
	}
	for _, sm := range f.Study.Samples {
		out.Samples = append(out.Samples, option{Value: sm.Name, Label: f.words(sm.Title), Chosen: sm.Name == q.sample})
	}
	for _, set := range sets {
		label := set.Name
		if title := f.words(set.Recipe.Title); title != "" {
			label = title + " (" + set.Name + ")"
		}
		out.Sets = append(out.Sets, option{Value: set.Name, Label: label, Chosen: set.Name == q.weight})
	}
	for _, b := range []estimate.Base{estimate.Valid, estimate.Total} {
		out.Bases = append(out.Bases, option{Value: string(b), Label: f.Word("base." + string(b)), Chosen: b == q.base})
	}
	return out
}

// menu lists the variables of some kind by the pages that ask them.
func (f *frame) menu(all []measured, chosen string, fit func(*dataset.Column) bool) []optionGroup {
	var groups []optionGroup
	for i, m := range all {
		if i == 0 || m.Page.In("en") != all[i-1].Page.In("en") {
			label := f.words(m.Page)
			if label == "" {
				label = f.Word("data.response")
			}
			groups = append(groups, optionGroup{Label: label})
		}
		if c := m.latestColumn(); fit(c) {
			last := &groups[len(groups)-1]
			last.Options = append(last.Options, option{Value: m.Name, Label: abridged(f.words(c.Label)) + " · " + m.Name, Chosen: m.Name == chosen})
		}
	}
	return slices.DeleteFunc(groups, func(g optionGroup) bool { return len(g.Options) == 0 })
}

// abridged keeps a menu from growing as wide as its longest question.
func abridged(text string) string {
	const most = 70
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// categories lists those that anybody chose: of a list of all countries the
// others would only be in the way.
func (f *frame) categories(field string, c *dataset.Column, chosen []string) []option {
	if c.Variable.Codes == nil {
		return nil
	}
	counts := tallyOf(c)
	var all []option
	for i, category := range c.Variable.Codes.Categories {
		if counts[category.Code] == 0 && !slices.Contains(chosen, category.Code) {
			continue
		}
		label := f.words(category.Label)
		if label == "" {
			label = category.Code
		}
		all = append(all, option{field + "-" + strconv.Itoa(i), category.Code, label, slices.Contains(chosen, category.Code)})
	}
	return all
}

// A choice is options of one field, set as boxes to tick.
type choice struct {
	Field   string
	Options []option
}

// Checks puts options on the page as boxes to tick.
func (f *frame) Checks(field string, options []option) choice { return choice{field, options} }

// Any reports whether one of the options is chosen.
func (f *frame) Any(options []option) bool {
	return slices.ContainsFunc(options, func(o option) bool { return o.Chosen })
}
