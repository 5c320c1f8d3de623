package desk

import (
	"html/template"
	"slices"
	"strconv"

	"sojourn/estimate"
	"sojourn/study"
)

// cells sets every cell in a row, headed by the dimensions in which they differ.
func (f *frame) cells(e estimate.Estimate, stays []bool) table {
	dims := varying(e)
	section := ""
	if len(dims) > 1 {
		section, dims = dims[0], dims[1:] // said once for all its rows
	}
	t := table{ID: "cells", Heads: max(len(dims), 1), Caption: f.Say("cells.caption", f.Word("measure."+string(e.Spec.Measure)))}
	for _, dim := range dims {
		t.Columns = append(t.Columns, heading(f.dimension(dim)))
	}
	if len(dims) == 0 {
		t.Columns = append(t.Columns, heading(f.Say("dim.all")))
	}
	for _, key := range []string{"cells.value", "cells.interval", "cells.se", "cells.count", "cells.n", "cells.effective"} {
		t.Columns = append(t.Columns, numbers(f.Say(key)))
	}
	mixed := len(methodsOf(e)) > 1
	if mixed {
		t.Columns = append(t.Columns, heading(f.Say("fact.method")))
	}
	for i, c := range e.Cells {
		r := row{Cells: f.heads(e, c, dims)}
		if stays[i] {
			r.Kind = "stays" // interval and base would tell as much
		}
		r.Cells = append(r.Cells, cell{Text: plain(f.value(e, c)), Stays: stays[i]})
		r.Cells = append(r.Cells, texts(f.interval(e, c), f.se(e, c), f.Count(c.Count), f.Count(c.N), f.whole(c.Effective))...)
		if mixed {
			r.Cells = append(r.Cells, cell{Text: `<span class="fine">` + f.Text(estimate.MethodText(c.Method)) + `</span>`})
		}
		if i == 0 || section != "" && c.Key(section) != e.Cells[i-1].Key(section) {
			t.Bodies = append(t.Bodies, body{Title: f.sectionOf(c, section)})
		}
		last := &t.Bodies[len(t.Bodies)-1]
		last.Rows = append(last.Rows, r)
	}
	return t
}

// sectionOf names the rows that share a value of the dimension; nothing where
// the table is not divided.
func (f *frame) sectionOf(c estimate.Cell, dim string) template.HTML {
	i := slices.IndexFunc(c.Keys, func(k estimate.Key) bool { return k.Dim == dim })
	if i < 0 {
		return ""
	}
	return f.keyOf(c.Keys[i])
}

// heads names a cell by its values of the dimensions.
func (f *frame) heads(e estimate.Estimate, c estimate.Cell, dims []string) []cell {
	var cells []cell
	for _, dim := range dims {
		text := template.HTML(none)
		if i := slices.IndexFunc(c.Keys, func(k estimate.Key) bool { return k.Dim == dim }); i >= 0 {
			text = f.keyOf(c.Keys[i])
		}
		cells = append(cells, cell{Text: text})
	}
	if len(dims) == 0 {
		var names []template.HTML
		for _, k := range c.Keys {
			names = append(names, f.keyOf(k))
		}
		if len(names) == 0 {
			names = append(names, f.Text(e.Sample))
		}
		cells = append(cells, cell{Text: joined(names, ", ")})
	}
	return cells
}

// keyOf names one value of a dimension.
func (f *frame) keyOf(k estimate.Key) template.HTML {
	switch k.Dim {
	case "wave":
		if n, err := strconv.Atoi(k.Value); err == nil {
			return f.Wave(study.WaveID(n))
		}
	case "of":
		return f.Say("of." + k.Value)
	case "minus":
		return f.Say("dim.minus") + " " + labelled(f, k)
	}
	return labelled(f, k)
}

func labelled(f *frame, k estimate.Key) template.HTML {
	if label := f.Text(k.Label); label != "" {
		return label
	}
	return plain(k.Value)
}

// dimension heads a column of keys; a variable is called by its name.
func (f *frame) dimension(dim string) template.HTML {
	switch dim {
	case "wave", "category", "from", "to", "of", "step", "minus":
		return f.Say("dim." + dim)
	}
	return code(dim)
}
