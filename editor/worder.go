package editor

import (
	"regexp"
	"strings"

	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
)

// A worder puts conditions into words by the wordings of the questions and
// choices that they speak of.
type worder struct {
	v       *visit
	labels  map[string]string            // by item
	lists   map[string]string            // of items, by item
	choices map[string]map[string]string // labels by list and code
}

func (v *visit) wordings() worder {
	w := worder{v: v, labels: map[string]string{}, lists: map[string]string{}, choices: map[string]map[string]string{}}
	s := v.wb.Sheet("survey")
	if s == nil {
		return w
	}
	names, types := s.Column("name"), s.Column("type")
	for _, row := range s.Rows {
		if name := cellAt(row, names); name != "" {
			w.labels[name], _ = v.spoken("survey", row, "label")
			w.lists[name] = xlsform.KindOf(cellAt(row, types)).List
		}
	}
	for _, l := range edit.Lists(v.wb) {
		w.choices[l.Name] = map[string]string{}
		for _, row := range l.Rows {
			w.choices[l.Name][v.cell("choices", row, "name")], _ = v.spoken("choices", row, "label")
		}
	}
	return w
}

var (
	chosen     = regexp.MustCompile(`selected\(\s*\$\{\s*([^{}\s]+)\s*\}\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\)`)
	compared   = regexp.MustCompile(`\$\{\s*([^{}\s]+)\s*\}\s*(!=|<=|>=|=|<|>)\s*(?:'([^']*)'|"([^"]*)"|(-?[0-9.]+))`)
	mentioned  = regexp.MustCompile(`\$\{\s*([^{}\s]+)\s*\}`)
	connective = regexp.MustCompile(`\b(and|or|not)\b`)
)

// condition puts an expression into words. What it has no words for stays as it
// is written.
func (w worder) condition(source string) string {
	const longest = 2000
	if len(source) > longest {
		return source
	}
	var said []string // kept apart, so that wordings are not taken for parts of the expression
	keep := func(text string) string {
		said = append(said, text)
		return "\x00" + string(rune(len(said))) + "\x00"
	}
	source = chosen.ReplaceAllStringFunc(source, func(m string) string {
		p := chosen.FindStringSubmatch(m)
		return keep(w.v.Say("says.selected", w.item(p[1]), w.choice(p[1], p[2]+p[3])))
	})
	source = compared.ReplaceAllStringFunc(source, func(m string) string {
		p := compared.FindStringSubmatch(m)
		value := p[5]
		switch {
		case value != "":
		case p[3]+p[4] == "":
			return keep(w.v.Say(map[bool]string{true: "says.empty", false: "says.answered"}[p[2] == "="], w.item(p[1])))
		default:
			value = w.choice(p[1], p[3]+p[4])
		}
		return keep(w.v.Say("says."+operators[p[2]], w.item(p[1]), value))
	})
	source = mentioned.ReplaceAllStringFunc(source, func(m string) string { return keep(w.item(mentioned.FindStringSubmatch(m)[1])) })
	source = connective.ReplaceAllStringFunc(strings.ReplaceAll(source, "not(", "not ("), func(m string) string { return w.v.Say("says." + m) })
	for n, text := range said {
		source = strings.Replace(source, "\x00"+string(rune(n+1))+"\x00", text, 1)
	}
	return source
}

var operators = map[string]string{"=": "is", "!=": "is-not", "<": "less", ">": "more", "<=": "at-most", ">=": "at-least"}

// item names a question by its wording, or by its name.
func (w worder) item(name string) string {
	label := w.labels[name]
	if label == "" {
		label = name
	}
	const longest = 48
	if letters := []rune(label); len(letters) > longest {
		label = string(letters[:longest-1]) + "…"
	}
	return w.v.Say("quoted", label)
}

// choice names a choice by its label, or by its code.
func (w worder) choice(item, code string) string {
	if label := w.choices[w.lists[item]][code]; label != "" {
		return w.v.Say("quoted", label)
	}
	return w.v.Say("quoted", code)
}
