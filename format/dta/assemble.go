package dta

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// dataset makes columns of the fields.
func (f *file) dataset() (*dataset.Dataset, error) {
	f.ours = f.marks["_dta"][ownMark] != ""
	labels := 0
	for _, v := range f.fields {
		labels += len(f.labels[v.set])
	}
	if labels > labelled.MaxLabels {
		f.Refuse("too-large", "it has more value labels than can be held", "divide it into files of fewer variables")
		return nil, f.Err
	}
	d := dataset.New(f.read)
	folds := f.folds()
	for _, v := range f.fields {
		var c *dataset.Column
		members, first := folds[v]
		switch {
		case first:
			c = f.foldedColumn(members)
		case v.folded || f.mark(v, "reasons_of") != "":
			continue
		default:
			c = f.column(v)
		}
		f.Rename(d, c)
		if err := d.Add(c); err != nil {
			return nil, err
		}
		// What has become a column is not needed any more.
		v.numbers, v.texts, v.refs = nil, nil, nil
	}
	f.applyReasons(d)
	f.Silent(f.silent, "use labelled extended missing values where reasons are known")
	if f.guessed {
		_, called := labelled.GuessEncoding(f.lang)
		f.Warn("encoding", "", "it does not say in which character encoding it is; "+called+" is assumed", "look whether the labels are legible")
	}
	return d, nil
}

func (f *file) mark(v *field, name string) string { return f.marks[v.name]["sojourn_"+name] }

// newColumn is an empty column with what the file says about v.
func (f *file) newColumn(v *field, kind dataset.Kind) *dataset.Column {
	wave, _ := strconv.Atoi(f.mark(v, "wave"))
	description := dataset.Variable{Name: first(f.mark(v, "name"), v.name), Kind: kind, Scale: dataset.Scale(f.mark(v, "scale")),
		Item: f.mark(v, "item"), Wave: study.WaveID(wave), Label: f.label(v)}
	switch description.Scale {
	case dataset.Nominal, dataset.Ordinal, dataset.Interval:
	default:
		description.Scale = dataset.Nominal
		if kind == dataset.Numeric {
			description.Scale = dataset.Interval
		}
	}
	return dataset.NewColumn(description, f.read, dataset.Present)
}

func (f *file) column(v *field) *dataset.Column {
	switch {
	case v.kind == typeStrL || v.kind <= maxString:
		return f.textColumn(v)
	case v.layout() != "":
		return f.dateColumn(v)
	case v.period():
		f.Warn("period", v.name, "it counts weeks, months or other periods and is read as a number", "")
	}
	if c := f.categoricalColumn(v); c != nil {
		return c
	}
	c := f.newColumn(v, dataset.Numeric)
	f.eachNumber(v, c, func(row int, x float64) { c.Numbers[row] = x })
	return c
}

// eachNumber hands every value of v to take and notes why the others are not
// there.
func (f *file) eachNumber(v *field, c *dataset.Column, take func(row int, x float64)) {
	why, told := f.reasons(v)
	silent := false
	for row, x := range v.numbers {
		if gap := v.gaps[row]; gap != 0 {
			c.Missing[row] = why[gap]
			silent = silent || !told[gap]
			continue
		}
		take(row, x)
	}
	if silent {
		f.silent++
	}
}

func (f *file) textColumn(v *field) *dataset.Column {
	c := f.newColumn(v, dataset.Words)
	copy(c.Texts, v.texts)
	for row, at := range v.refs {
		c.Texts[row] = f.long[at]
	}
	if f.ours {
		return c // reasons stand in a variable of their own
	}
	silent := 0
	for row, s := range c.Texts {
		if s == "" {
			c.Missing[row] = dataset.Unknown
			silent = 1
		}
	}
	f.silent += silent
	return c
}

// layout is how the values of the field are written in ISO 8601; empty if they
// are no dates.
func (v *field) layout() string {
	switch format := strings.Replace(v.format, "%-", "%", 1); {
	case strings.HasPrefix(format, "%td"), strings.HasPrefix(format, "%d"):
		return time.DateOnly
	case strings.HasPrefix(format, "%tc"), strings.HasPrefix(format, "%tC"):
		return "2006-01-02T15:04:05"
	}
	return ""
}

// period reports whether the values count periods that are no days.
func (v *field) period() bool {
	return strings.HasPrefix(strings.Replace(v.format, "%-", "%", 1), "%t")
}

func (f *file) dateColumn(v *field) *dataset.Column {
	c := f.newColumn(v, dataset.Words)
	layout, beyond := v.layout(), 0
	unit := 1e-3 // %tc counts milliseconds
	if layout == time.DateOnly {
		unit = 86400
	}
	f.eachNumber(v, c, func(row int, x float64) {
		seconds := math.Floor(x * unit)
		if !(math.Abs(seconds) < 6e10) { // some two thousand years around 1960
			c.Missing[row] = dataset.Unknown
			beyond++
			return
		}
		c.Texts[row] = time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(math.Floor(seconds/86400))).
			Add(time.Duration(math.Mod(math.Mod(seconds, 86400)+86400, 86400)) * time.Second).Format(layout)
	})
	if beyond > 0 {
		f.Warn("no-date", v.name, fmt.Sprintf("there is no date in %s; the reason is read as not known", study.Counted(beyond, "cell")), "look at them in Stata")
	}
	return c
}

// categoricalColumn is nil if v is no choice but a number.
func (f *file) categoricalColumn(v *field) *dataset.Column {
	list, values := f.codeList(v)
	if len(values) == 0 {
		return nil
	}
	place := map[float64]uint16{}
	for i, x := range values {
		place[x] = uint16(i)
	}
	c := f.newColumn(v, dataset.Categorical)
	c.Variable.Codes = list
	f.eachNumber(v, c, func(row int, x float64) { c.Codes[row] = place[x] })
	return c
}

// codeList is the categories of v with the numbers that stand for them; none
// if v is a number after all.
func (f *file) codeList(v *field) (*dataset.CodeList, []float64) {
	list := &dataset.CodeList{Name: f.mark(v, "list")}
	if list.Name == "" && !f.ours {
		list.Name = v.set
	}
	var order []float64
	if codes := f.mark(v, "codes"); codes != "" {
		for code := range strings.SplitSeq(codes, "\n") {
			list.Categories = append(list.Categories, dataset.Category{Code: code})
		}
		order = numbersOf(*list)
	} else {
		for x := range f.labels[v.set] {
			if x < missingLong {
				order = append(order, float64(x))
			}
		}
		slices.Sort(order)
	}
	if len(order) == 0 {
		return nil, nil
	}
	known := len(list.Categories)
	if order = f.unlabelled(v, order); order == nil {
		return nil, nil
	}
	if known == 0 {
		slices.Sort(order)
	}
	for i, x := range order {
		if i >= known {
			list.Categories = append(list.Categories, dataset.Category{Code: strconv.FormatFloat(x, 'f', -1, 64)})
		}
		list.Categories[i].Label = f.valueLabel(v, x)
	}
	return list, order
}

// unlabelled appends to the labelled values those that occur without a label;
// nil if v is a number after all.
func (f *file) unlabelled(v *field, given []float64) []float64 {
	order, ok := labelled.Choice(given, func(yield func(float64) bool) {
		for row, x := range v.numbers {
			if v.gaps[row] == 0 && !yield(x) {
				return
			}
		}
	})
	if !ok {
		f.Warn("labels-dropped", v.name, "it is a number, only some of whose values have labels; these labels are left out", "label all of its values if it is a choice")
	}
	return order
}
