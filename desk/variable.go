package desk

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// variablePage is everything variable.html may show.
type variablePage struct {
	*frame
	Name        string
	Kind        template.HTML
	Section     template.HTML
	Frequencies table
	Private     bool
	Multiple    bool
	Wordings    []wordingOf
	Differs     template.HTML // what is not the same in all waves
	Derived     []fact        // of a derived variable
	Explore     string
}

// A wordingOf is an item as it was put in one or more waves.
type wordingOf struct {
	Waves []template.HTML
	Texts []spoken
	Facts []fact
	Codes table
	first instance
}

// An instance is an item on the page of one wave.
type instance struct {
	wave study.WaveID
	in   *instrument.Instrument
	page *instrument.Page
	item *instrument.Item
}

// A spoken is a wording in one language, with the hint below it.
type spoken struct {
	Language, Text, Hint template.HTML
}

// A fact is a line of a list of particulars.
type fact struct{ Name, Value template.HTML }

// variable serves GET /data/{variable}.
func (s *site) variable(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "nav.data")
	cut, _, err := s.latest(w, f)
	if err != nil || cut == nil {
		return err
	}
	m, ok := find(catalogue(cut.Data, s.project.Instruments()), r.PathValue("variable"))
	if !ok {
		return study.ErrNotFound
	}
	latest := m.latestColumn()
	p := variablePage{frame: f, Name: m.Name, Kind: f.kind(latest), Section: f.section(m.Page), Private: m.private(),
		Multiple: latest.Kind == dataset.Multiple, Frequencies: f.frequencies(m), Wordings: s.wordings(f, m)}
	p.Differs = f.differences(p.Wordings)
	p.Derived = f.derived(latest.Variable)
	p.call(latest.Label)
	if latest.Kind != dataset.Words {
		p.Explore = m.Name
	}
	return s.pages.Show(w, http.StatusOK, "variable", p)
}

// derived tells how a variable was computed that no item gave.
func (f *frame) derived(v dataset.Variable) []fact {
	if v.Formula == "" {
		return nil
	}
	facts := []fact{{f.Say("variable.calculation"), code(v.Formula)}}
	if len(v.Universe) > 0 {
		facts = append(facts, fact{f.Say("variable.universe"), f.Text(v.Universe)})
	}
	return facts
}

// wordings tells how an item was put, once for all waves that put it alike.
func (s *site) wordings(f *frame, m measured) []wordingOf {
	var all []wordingOf
	for _, c := range m.Columns {
		in := s.project.Instruments()[c.Wave]
		if in == nil || c.Item == "" {
			continue
		}
		item, page := in.Item(c.Item)
		if item == nil {
			continue
		}
		x := instance{c.Wave, in, page, item}
		i := slices.IndexFunc(all, func(w wordingOf) bool { return len(changes(w.first, x)) == 0 })
		if i < 0 {
			all = append(all, f.wording(x))
			i = len(all) - 1
		}
		all[i].Waves = append(all[i].Waves, f.Wave(c.Wave))
	}
	return all
}

// changes names what differs in how two waves put an item.
func changes(a, b instance) []string {
	same := func(x, y study.Text) bool {
		for lang := range x {
			if x[lang] != y[lang] {
				return false
			}
		}
		return len(x) == len(y)
	}
	var all []string
	for _, part := range []struct {
		name string
		same bool
	}{
		{"wording", same(a.item.Label, b.item.Label) && same(a.item.Hint, b.item.Hint)},
		{"reference", same(a.item.Reference, b.item.Reference)},
		{"categories", a.item.Type == b.item.Type && sameList(a.item.Codes, b.item.Codes, same)},
		{"routing", a.routing() == b.routing()},
	} {
		if !part.same {
			all = append(all, part.name)
		}
	}
	return all
}

// differences words what differs between any two of the ways an item was put.
func (f *frame) differences(all []wordingOf) template.HTML {
	var names []template.HTML
	for _, name := range []string{"wording", "reference", "categories", "routing"} {
		if slices.ContainsFunc(all, func(w wordingOf) bool { return slices.Contains(changes(all[0].first, w.first), name) }) {
			names = append(names, f.Say("differs."+name))
		}
	}
	return joined(names, ", ")
}

func sameList(a, b *dataset.CodeList, same func(x, y study.Text) bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.EqualFunc(a.Categories, b.Categories, func(x, y dataset.Category) bool { return x.Code == y.Code && same(x.Label, y.Label) })
}

// routing is the condition under which the item is put, its page's included.
func (x instance) routing() string {
	var parts []string
	if x.page.Relevance != nil {
		parts = append(parts, x.page.Relevance.Source())
	}
	if x.item.Relevance != nil {
		parts = append(parts, x.item.Relevance.Source())
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return "(" + strings.Join(parts, ") and (") + ")"
}

func (f *frame) wording(x instance) wordingOf {
	w := wordingOf{first: x}
	for _, lang := range x.in.Languages {
		if x.item.Label.Has(lang) {
			w.Texts = append(w.Texts, spoken{f.tongueOf(lang), in(lang, x.item.Label[lang]), in(lang, x.item.Hint[lang])})
		}
	}
	add := func(key string, value template.HTML) {
		if value != "" {
			w.Facts = append(w.Facts, fact{f.Say(key), value})
		}
	}
	asked := f.Say("variable.everybody")
	if source := x.routing(); source != "" {
		asked = code(source)
	}
	add("variable.asked", asked)
	if x.item.Constraint != nil {
		add("variable.constraint", code(x.item.Constraint.Source()))
	}
	if x.item.Calculation != nil {
		add("variable.calculation", code(x.item.Calculation.Source()))
	}
	add("variable.exclusive", codes(x.item.Exclusive))
	var reasons []template.HTML
	for _, m := range x.item.NonAnswers {
		reasons = append(reasons, f.Say("missing."+m.String()))
	}
	add("variable.nonanswers", joined(reasons, ", "))
	add("variable.reference", f.Text(x.item.Reference))
	if x.item.Codes != nil {
		w.Codes = f.codeList(x)
	}
	return w
}

// codeList sets the permitted values in every language of the instrument.
func (f *frame) codeList(x instance) table {
	t := table{ID: "codes-" + strconv.Itoa(int(x.wave)), Heads: 1, Caption: f.Say("variable.codes"), Columns: []column{heading(f.Say("variable.code"))}, Bodies: []body{{}}}
	for _, lang := range x.in.Languages {
		t.Columns = append(t.Columns, heading(f.tongueOf(lang)))
	}
	for _, c := range x.item.Codes.Categories {
		cells := []cell{{Text: code(c.Code)}}
		for _, lang := range x.in.Languages {
			cells = append(cells, cell{Text: in(lang, c.Label[lang])})
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: cells})
	}
	return t
}

func codes(all []string) template.HTML {
	var parts []template.HTML
	for _, c := range all {
		parts = append(parts, code(c))
	}
	return joined(parts, ", ")
}

func joined(parts []template.HTML, between template.HTML) template.HTML {
	var all template.HTML
	for i, p := range parts {
		if i > 0 {
			all += between
		}
		all += p
	}
	return all
}
