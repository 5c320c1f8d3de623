package sav

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// A fold is a group of 0-or-1 fields that make one choice of several.
type fold struct {
	name, question string
	members        []*field
	counted        float64
	countedLabels  bool // the label of the counted value names the category
}

// folds finds the choices of several, each under its first field: those that
// this package wrote by their attributes, others by the sets of the file.
func (f *file) folds() map[*field]*fold {
	own := map[string]*fold{}
	var all []*fold
	for _, v := range f.fields {
		name := v.attribute("set")
		if name == "" || v.width > 0 {
			continue
		}
		if own[name] == nil {
			own[name] = &fold{name: name, question: v.attribute("question"), counted: 1}
			all = append(all, own[name])
		}
		own[name].members = append(own[name].members, v)
	}
	all = append(all, f.sets(f.extensions[7])...)
	all = append(all, f.sets(f.extensions[19])...)
	byFirst := map[*field]*fold{}
	for _, g := range all {
		if len(g.members) == 0 || len(g.members) > dataset.MaxSet || !g.free() {
			continue
		}
		for _, v := range g.members {
			v.folded = true
		}
		byFirst[g.members[0]] = g
	}
	return byFirst
}

func (g *fold) free() bool {
	seen := map[*field]bool{}
	for _, v := range g.members {
		if v.folded || seen[v] || v.width > 0 || v.layout() != "" {
			return false
		}
		seen[v] = true
	}
	return true
}

// sets reads the dichotomy sets of an extension record. Its grammar counts
// bytes, so it is read before decoding.
func (f *file) sets(b []byte) []*fold {
	var all []*fold
	for line := range bytes.SplitSeq(b, []byte("\n")) {
		name, rest, found := bytes.Cut(line, []byte("="))
		if !found || len(rest) == 0 {
			continue
		}
		g := &fold{name: strings.TrimPrefix(f.trimmed(name), "$")}
		switch rest[0] {
		case 'D':
			rest = rest[1:]
		case 'E':
			// E, a blank, where the label comes from, a blank.
			parts := bytes.SplitN(rest, []byte(" "), 3)
			if len(parts) < 3 {
				continue
			}
			g.countedLabels, rest = true, parts[2]
		default:
			f.Warn("set", g.name, "it is a set of categories; its variables are read one by one", "")
			continue
		}
		value, rest, ok := lengthed(rest)
		label, rest, ok2 := lengthed(rest)
		counted, err := strconv.ParseFloat(strings.TrimSpace(string(value)), 64)
		if !ok || !ok2 || err != nil {
			f.Warn("set", g.name, "its set counts no number; its variables are read one by one", "")
			continue
		}
		g.counted, g.question = counted, f.trimmed(label)
		for name := range strings.FieldsSeq(f.decode(rest)) {
			if v := f.named(name); v != nil {
				g.members = append(g.members, v)
			}
		}
		if len(g.members) > 1 {
			all = append(all, g)
		}
	}
	return all
}

// lengthed reads a length, a blank and so many bytes.
func lengthed(b []byte) (value, rest []byte, ok bool) {
	b = bytes.TrimLeft(b, " ")
	number, rest, found := bytes.Cut(b, []byte(" "))
	n, err := strconv.Atoi(string(number))
	if !found || err != nil || n < 0 || n > len(rest) {
		return nil, nil, false
	}
	return rest[:n], rest[n:], true
}

// foldedColumn makes one column of the members. A row is empty if all of them
// are, for the reason of the first.
func (f *file) foldedColumn(g *fold) *dataset.Column {
	first := g.members[0]
	c := f.newColumn(first, dataset.Multiple)
	c.Name, c.Label, c.Scale = g.name, f.text(g.question), dataset.Nominal
	c.Variable.Codes = &dataset.CodeList{Name: first.attribute("list")}
	if c.Variable.Codes.Name == "" && !f.ours {
		c.Variable.Codes.Name = g.name
	}
	given := make([]int, f.read)
	silent := false
	for k, v := range g.members {
		why := f.verdictOn(v)
		c.Variable.Codes.Categories = append(c.Variable.Codes.Categories, f.member(g, v))
		for row, x := range v.numbers {
			m, told := why.on(x)
			switch {
			case m == dataset.Present:
				given[row]++
				if x == g.counted {
					c.Sets[row] |= 1 << k
				}
			case k == 0:
				c.Missing[row] = m
			}
			silent = silent || !told
		}
		v.numbers = nil
	}
	partly := 0
	for row, n := range given {
		if n > 0 {
			c.Missing[row] = dataset.Present
		}
		if n > 0 && n < len(g.members) {
			partly++
		}
	}
	if silent {
		f.silent++
	}
	if partly > 0 {
		f.Warn("set-gaps", g.name, fmt.Sprintf("in %s only some variables of the set are empty; they are read as not chosen", study.Counted(partly, "row")), "")
	}
	return c
}

// member is the category that the field v stands for.
func (f *file) member(g *fold, v *field) dataset.Category {
	code, ok := v.attributes["sojourn.code"]
	if !ok {
		code = []string{v.name}
		if rest, cut := strings.CutPrefix(v.name, g.name+"_"); cut && rest != "" {
			code = []string{rest}
		}
	}
	label := v.wholeLabel()
	if g.countedLabels {
		for _, l := range v.labels {
			if f.number(l.value) == g.counted {
				label = f.trimmed(l.label)
			}
		}
	}
	return dataset.Category{Code: code[0], Label: f.text(label)}
}

// applyReasons gives the texts of this package's files the reasons why they are
// empty, which stand in variables of their own.
func (f *file) applyReasons(d *dataset.Dataset) {
	for _, v := range f.fields {
		of := v.attribute("reasons_of")
		if of == "" || v.width > 0 {
			continue
		}
		c, err := d.Column(of)
		if err != nil || c.Kind != dataset.Words {
			continue
		}
		why := f.verdictOn(v)
		for row, x := range v.numbers {
			if c.Missing[row], _ = why.on(x); c.Missing[row] != dataset.Present {
				c.Texts[row] = ""
			}
		}
		v.numbers = nil
	}
}
