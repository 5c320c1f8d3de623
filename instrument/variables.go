package instrument

import (
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// Variables lists the variables that the instrument yields, in the order of
// its items, after what its experiments decide. A wording of one's own follows
// its item as a variable NAME_other.
// The wave is left open.
func (in *Instrument) Variables() []dataset.Variable {
	var vs []dataset.Variable
	for _, x := range in.Experiments {
		vs = append(vs, x.Variables()...)
	}
	for _, p := range in.Pages {
		for _, i := range p.Items {
			if i.Type == Note {
				continue
			}
			first := len(vs)
			vs = append(vs, i.Variable())
			if i.Other != "" {
				vs = append(vs, i.otherVariable())
			}
			if i.Type == Rank {
				vs = append(vs, i.placeVariables()...)
			}
			for n := range vs[first:] {
				vs[first+n].Repeated = p.repeated(i, vs[first+n].Name)
			}
		}
	}
	return vs
}

// repeated tells which time of a repeat a variable of an item is; nil outside
// of repeats.
func (p *Page) repeated(i *Item, variable string) *dataset.Repeated {
	if p.Repeat == "" {
		return nil
	}
	suffix := timed("", p.Time)
	base := strings.TrimSuffix(i.Name, suffix)
	return &dataset.Repeated{Repeat: p.Repeat, Time: p.Time, Name: base + strings.TrimPrefix(variable, i.Name)}
}

// Variable is the variable that the item yields. A calculate is numeric if its
// expression cannot but give numbers or conditions, else it is words.
func (i *Item) Variable() dataset.Variable {
	v := dataset.Variable{Name: i.Name, Label: i.Label, Item: i.Name, Codes: i.Codes, Scale: i.Level()}
	switch i.Type {
	case SelectOne:
		v.Kind = dataset.Categorical
	case SelectMultiple, Rank:
		v.Kind = dataset.Multiple
	case Acknowledge:
		v.Kind, v.Codes = dataset.Categorical, acknowledgement()
	case Integer, Decimal, Range:
		v.Kind = dataset.Numeric
	case Calculate:
		v.Kind = dataset.Words
		if i.yieldsNumber() {
			v.Kind = dataset.Numeric
		}
	default:
		v.Kind = dataset.Words
	}
	if i.Type == Hidden {
		v.Item = "" // set from outside: nobody's answer, and no sign of who copied whom
	}
	return v
}

// Level is the level of measurement: what the sheet says, else what follows
// from the type. Categories are ordered if they are shown as a Likert scale or
// if every code is a number.
func (i *Item) Level() dataset.Scale {
	switch {
	case i.Scale != "":
		return i.Scale
	case i.Type == Integer || i.Type == Decimal || i.Type == Range || i.Type == Date || i.Type == Calculate && i.yieldsNumber():
		return dataset.Interval
	case i.Type == SelectOne && (i.likert() || i.scored()):
		return dataset.Ordinal
	}
	return dataset.Nominal
}

func (i *Item) likert() bool { return slices.Contains(strings.Fields(i.Appearance), "likert") }

// scored reports whether every code is a number.
func (i *Item) scored() bool {
	return i.Codes != nil && len(i.Codes.Categories) > 1 && i.Codes.Scores() != nil
}

func (i *Item) yieldsNumber() bool {
	if i.Calculation == nil {
		return false
	}
	kind := i.Calculation.Yields()
	return kind == expr.Number || kind == expr.Boolean
}

func acknowledgement() *dataset.CodeList {
	return &dataset.CodeList{Name: string(Acknowledge), Categories: []dataset.Category{
		{Code: Acknowledged, Label: study.Text{"en": Acknowledged}},
	}}
}

// otherVariable holds the wordings of the category that asks for one. Its
// label is that of the item and of the category.
func (i *Item) otherVariable() dataset.Variable {
	v := dataset.Variable{Name: i.OtherName(), Label: study.Text{}, Kind: dataset.Words, Scale: dataset.Nominal, Item: i.Name}
	category, _ := i.Category(i.Other)
	for lang, label := range i.Label {
		v.Label[lang] = strings.TrimSpace(label + " — " + category.Label.In(lang))
	}
	return v
}

// placeVariables hold the category at each place of a ranking. The order of
// preference cannot be read from the variable of the item itself, which says
// only what was ranked at all.
func (i *Item) placeVariables() []dataset.Variable {
	var vs []dataset.Variable
	for _, name := range i.companions() {
		place := name[strings.LastIndex(name, "_")+1:]
		v := dataset.Variable{Name: name, Label: study.Text{}, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: i.Codes, Item: name}
		for lang, label := range i.Label {
			v.Label[lang] = label + " (" + place + ")"
		}
		vs = append(vs, v)
	}
	return vs
}
