package xlsform

import (
	"fmt"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
)

// experiments writes the sheet of experiments.
func (w writer) experiments() Sheet {
	var records []record
	add := func(kind, name string, fill func(record)) {
		rec := record{"type": kind}
		rec.set("name", name)
		fill(rec)
		records = append(records, rec)
	}
	for _, x := range w.in.Experiments {
		add(string(x.Kind), x.Name, func(rec record) {
			w.text(rec, "label", x.Label)
			rec.set("parameters", experimentParameters(x))
		})
		for _, a := range x.Arms {
			kind := parts[x.Kind][0]
			if a.Sensitive {
				kind = "sensitive"
			}
			add(kind, a.Code, func(rec record) {
				w.text(rec, "label", a.Label)
				if a.Share != 0 {
					rec.set("share", strconv.FormatFloat(a.Share, 'f', -1, 64))
				}
			})
		}
		for _, e := range x.Elements {
			add("element", e, func(record) {})
		}
		for _, a := range x.Attributes {
			add("attribute", a.Name, func(rec record) { w.text(rec, "label", a.Label) })
			for _, l := range a.Levels {
				add("level", l.Code, func(rec record) { w.text(rec, "label", l.Label) })
			}
		}
		for _, e := range x.Restrictions {
			add("restriction", "", func(rec record) { rec.set("constraint", source(e)) })
		}
	}
	return w.sheet(experimentSheet, records, []string{"type", "name"}, "label", "share", "parameters", "constraint")
}

func experimentParameters(x *instrument.Experiment) string {
	var words []string
	if x.Count != "" {
		words = append(words, "count="+x.Count)
	}
	if x.Tasks != 0 {
		words = append(words, fmt.Sprintf("tasks=%d", x.Tasks))
	}
	if x.Profiles != 0 {
		words = append(words, fmt.Sprintf("profiles=%d", x.Profiles))
	}
	return strings.Join(words, " ")
}

// drawnRows are rows of the survey by which programs that know nothing of
// experiments have the same variables. They draw levels one by one, so
// restrictions do not hold there, and they cannot change an order.
func (w writer) drawnRows() []record {
	var rows []record
	for _, x := range w.in.Experiments {
		for _, v := range x.Variables() {
			rec := record{"type": "hidden", "name": v.Name}
			if x.Kind != instrument.Order && v.Codes != nil && !strings.HasPrefix(v.Name, x.Name+"_order_") {
				rec["type"], rec["calculation"] = "calculate", "once("+oneOf(x, v.Codes.Categories)+")"
			}
			rows = append(rows, rec)
		}
	}
	return rows
}

// oneOf is an expression that draws one of the categories: of those left, each
// with its share of what is left.
func oneOf(x *instrument.Experiment, categories []dataset.Category) string {
	last := len(categories) - 1
	drawn := "'" + categories[last].Code + "'"
	left := share(x, last)
	for n := last - 1; n >= 0; n-- {
		left += share(x, n)
		drawn = fmt.Sprintf("if(random() < %s, '%s', %s)", strconv.FormatFloat(share(x, n)/left, 'g', 6, 64), categories[n].Code, drawn)
	}
	return drawn
}

func share(x *instrument.Experiment, n int) float64 {
	if x.Kind != instrument.Split || x.Arms[n].Share == 0 {
		return 1
	}
	return x.Arms[n].Share
}
