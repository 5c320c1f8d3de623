package sav

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// dataset makes columns of the fields.
func (f *file) dataset() (*dataset.Dataset, error) {
	d := dataset.New(f.read)
	folds := f.folds()
	for _, v := range f.fields {
		var c *dataset.Column
		fold, first := folds[v]
		switch {
		case first:
			c = f.foldedColumn(fold)
		case v.folded || v.attribute("reasons_of") != "":
			continue
		default:
			c = f.column(v)
		}
		f.Rename(d, c)
		if err := d.Add(c); err != nil {
			return nil, err
		}
		// What has become a column is not needed any more.
		v.numbers, v.texts = nil, nil
	}
	f.applyReasons(d)
	f.Silent(f.silent, "declare user-missing values with labels where reasons are known")
	return d, nil
}

// newColumn is an empty column with what the file says about v.
func (f *file) newColumn(v *field, kind dataset.Kind) *dataset.Column {
	name := v.attribute("name")
	if name == "" {
		name = v.name
	}
	wave, _ := strconv.Atoi(v.attribute("wave"))
	description := dataset.Variable{Name: name, Kind: kind, Item: v.attribute("item"), Wave: study.WaveID(wave), Label: f.text(v.wholeLabel())}
	description.Scale = [...]dataset.Scale{"", dataset.Nominal, dataset.Ordinal, dataset.Interval}[max(0, v.measure)%4]
	if description.Scale == "" {
		description.Scale = dataset.Nominal
		if kind == dataset.Numeric {
			description.Scale = dataset.Interval
		}
	}
	return dataset.NewColumn(description, f.read, dataset.Present)
}

func (f *file) text(s string) study.Text {
	if s == "" {
		return nil
	}
	return study.Text{f.lang: s}
}

// wholeLabel is the label, in full if an attribute has it so.
func (v *field) wholeLabel() string {
	if whole := v.attribute("label"); len(whole) > len(v.label) && whole[:len(v.label)] == v.label {
		return whole
	}
	return v.label
}

func (f *file) column(v *field) *dataset.Column {
	why := f.verdictOn(v)
	if why.vague > 0 {
		f.Warn("no-reason", v.name, fmt.Sprintf("no known reason is told by the labels of %s; it is read as not known", study.Counted(why.vague, "user-missing value")), "reword these labels, such as “refused” or “don't know”")
	}
	switch {
	case v.width > 0:
		return f.textColumn(v, why)
	case v.layout() != "":
		return f.dateColumn(v, why)
	case v.duration():
		f.Warn("duration", v.name, "it is a span of time and is read as seconds", "")
	}
	if c := f.categoricalColumn(v, why); c != nil {
		return c
	}
	c := f.newColumn(v, dataset.Numeric)
	f.eachNumber(v, why, c, func(row int, x float64) { c.Numbers[row] = x })
	return c
}

// eachNumber hands every value of v to take and notes why the others are not
// there.
func (f *file) eachNumber(v *field, why *verdict, c *dataset.Column, take func(row int, x float64)) {
	silent := false
	for row, x := range v.numbers {
		m, told := why.on(x)
		c.Missing[row] = m
		silent = silent || !told
		if m == dataset.Present {
			take(row, x)
		}
	}
	if silent {
		f.silent++
	}
}

func (f *file) dateColumn(v *field, why *verdict) *dataset.Column {
	c := f.newColumn(v, dataset.Words)
	layout, beyond := v.layout(), 0
	f.eachNumber(v, why, c, func(row int, x float64) {
		t, ok := moment(x)
		if !ok {
			c.Missing[row] = dataset.Unknown
			beyond++
			return
		}
		c.Texts[row] = t.Format(layout)
	})
	if beyond > 0 {
		f.Warn("no-date", v.name, fmt.Sprintf("there is no date in %s; the reason is read as not known", study.Counted(beyond, "cell")), "look at them in SPSS")
	}
	return c
}

// categoricalColumn is nil if v is no choice but a number.
func (f *file) categoricalColumn(v *field, why *verdict) *dataset.Column {
	list, values := f.codeList(v, why)
	if len(values) == 0 {
		return nil
	}
	place := map[float64]uint16{}
	for i, x := range values {
		place[x] = uint16(i)
	}
	c := f.newColumn(v, dataset.Categorical)
	c.Variable.Codes = list
	f.eachNumber(v, why, c, func(row int, x float64) { c.Codes[row] = place[x] })
	return c
}

// codeList is the categories of v with the numbers that stand for them; none
// if v is a number after all.
func (f *file) codeList(v *field, why *verdict) (*dataset.CodeList, []float64) {
	labels, order := map[float64]string{}, []float64(nil)
	for _, l := range v.labels {
		x := f.number(l.value)
		if _, twice := labels[x]; !twice && !why.missing(x) && !math.IsNaN(x) {
			labels[x] = f.trimmed(l.label)
			order = append(order, x)
		}
	}
	list := &dataset.CodeList{Name: v.attribute("list")}
	if list.Name == "" && !f.ours {
		list.Name = v.name
	}
	if codes := v.attributes["sojourn.codes"]; len(codes) > 0 {
		for _, code := range codes {
			list.Categories = append(list.Categories, dataset.Category{Code: code})
		}
		order = numbersOf(*list)
	} else if len(order) == 0 {
		return nil, nil
	}
	known := len(order)
	if order = f.unlabelled(v, why, order); order == nil {
		return nil, nil
	}
	for i, x := range order {
		if i >= len(list.Categories) {
			list.Categories = append(list.Categories, dataset.Category{Code: strconv.FormatFloat(x, 'f', -1, 64)})
		}
		list.Categories[i].Label = f.text(labels[x])
		if whole := v.attributes["sojourn.categories"]; i < len(whole) && labelled.CutBytes(whole[i], maxValueLabel) == labels[x] {
			list.Categories[i].Label = f.text(whole[i])
		}
	}
	if len(order) > known && len(v.attributes["sojourn.codes"]) == 0 {
		sortCategories(list, order)
	}
	return list, order
}

// unlabelled appends to the labelled values those that occur without a label;
// nil if v is a number after all.
func (f *file) unlabelled(v *field, why *verdict, given []float64) []float64 {
	order, ok := labelled.Choice(given, func(yield func(float64) bool) {
		for _, x := range v.numbers {
			if m, _ := why.on(x); m == dataset.Present && !yield(x) {
				return
			}
		}
	})
	if !ok || v.measure == 3 && len(order) > len(given) {
		f.Warn("labels-dropped", v.name, "it is a number, only some of whose values have labels; these labels are left out", "label all of its values if it is a choice")
		return nil
	}
	return order
}

// sortCategories puts categories into the order of their numbers.
func sortCategories(list *dataset.CodeList, order []float64) {
	byNumber := map[float64]dataset.Category{}
	for i, x := range order {
		byNumber[x] = list.Categories[i]
	}
	slices.Sort(order)
	for i, x := range order {
		list.Categories[i] = byNumber[x]
	}
}
