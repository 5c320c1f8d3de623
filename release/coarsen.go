package release

import (
	"math"
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/study"
)

// coarsen gives the column as the change has it, or nil where it is withheld.
func coarsen(c *dataset.Column, ch Change) (*dataset.Column, error) {
	err := ch.fits(c.Variable)
	switch {
	case err != nil:
		return nil, err
	case ch.Withhold:
		return nil, nil
	case c.Kind == dataset.Numeric:
		return numbers(c, ch), nil
	case c.Kind == dataset.Words && ch.Day != "":
		c, err = days(c, ch.Day)
	case c.Kind == dataset.Categorical && ch.Regions:
		if !areCountries(c.Variable.Codes) {
			return nil, Trouble(c.Name, "its categories are not countries by their two letters", "take out regions, and merge what is rare")
		}
		c = toRegions(c)
	}
	if err != nil {
		return nil, err
	}
	if ch.Rare > 1 && c.Kind == dataset.Categorical {
		c = mergeRare(c, ch.Rare)
	}
	return c, nil
}

// fits says what of a change a variable of the kind has no use for.
func (ch Change) fits(v dataset.Variable) error {
	wrong := func(what, do string) error { return Trouble(v.Name, what, do) }
	number := len(ch.Bands) > 0 || ch.Bottom != nil || ch.Top != nil || ch.Round != 0
	choice := ch.Regions || ch.Rare != 0
	text := ch.Day != "" || ch.Screened || ch.Closed
	switch {
	case ch.Withhold:
		return nil
	case number && v.Kind != dataset.Numeric:
		return wrong("bands, bottom, top and round are for numbers", "use rare or regions, or withhold it")
	case choice && v.Kind != dataset.Categorical:
		return wrong("rare and regions are for a choice of one", "withhold it, or declare a band")
	case text && v.Kind != dataset.Words:
		return wrong("day, screened and closed are for texts", "take them out")
	case v.Kind == dataset.Words && !text:
		return wrong("it is free text, and who wrote it may have named somebody", "write withhold: true, or screened: true and let a human pass each text, or closed: true if the program chose it from a list")
	}
	return nil
}

// numbers coarsens a numeric column.
func numbers(c *dataset.Column, ch Change) *dataset.Column {
	if len(ch.Bands) > 0 {
		return banded(c, ch.Bands)
	}
	out := dataset.NewColumn(c.Variable, c.Len(), dataset.Present)
	copy(out.Missing, c.Missing)
	for i, x := range c.Numbers {
		if c.Missing[i] != dataset.Present {
			continue
		}
		if ch.Bottom != nil {
			x = max(x, *ch.Bottom)
		}
		if ch.Top != nil {
			x = min(x, *ch.Top)
		}
		if ch.Round > 0 {
			x = math.Round(x/ch.Round) * ch.Round
		}
		out.Numbers[i] = x
	}
	return out
}

// banded makes categories of numbers. Numbers below the first end are in a
// band of their own, which is bottom coding; the last band is open, which is
// top coding.
func banded(c *dataset.Column, ends []float64) *dataset.Column {
	whole := !slices.ContainsFunc(c.Numbers, func(x float64) bool { return x != math.Trunc(x) })
	v := c.Variable
	v.Kind, v.Scale = dataset.Categorical, dataset.Ordinal
	v.Codes = &dataset.CodeList{Name: v.Name + "_bands", Categories: bands(ends, whole)}
	out := dataset.NewColumn(v, c.Len(), dataset.Present)
	copy(out.Missing, c.Missing)
	for i, x := range c.Numbers {
		at, found := slices.BinarySearch(ends, x)
		if found {
			at++
		}
		out.Codes[i] = uint16(at)
	}
	return out
}

// bands words the bands; of whole numbers the last one in each is named.
func bands(ends []float64, whole bool) []dataset.Category {
	write := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	list := []dataset.Category{{Code: "0", Label: study.Text{"en": "below " + write(ends[0]), "ru": "меньше " + write(ends[0])}}}
	for i, from := range ends {
		label := study.Text{"en": write(from) + " and more", "ru": write(from) + " и больше"}
		if i+1 < len(ends) {
			to := write(ends[i+1])
			label = study.Text{"en": write(from) + " to below " + to, "ru": "от " + write(from) + " до " + to + " (не включая)"}
			if whole {
				to = write(ends[i+1] - 1)
				label = study.Text{"en": write(from) + "–" + to, "ru": write(from) + "–" + to}
			}
		}
		list = append(list, dataset.Category{Code: strconv.Itoa(i + 1), Label: label})
	}
	return list
}

// days makes categories of days written 2006-01-02 or less precisely.
func days(c *dataset.Column, span Span) (*dataset.Column, error) {
	length := map[Span]int{Month: len("2006-01"), Year: len("2006")}[span]
	short := func(s string) string { return s[:min(length, len(s))] }
	var codes []string
	for i, s := range c.Texts {
		if c.Missing[i] != dataset.Present {
			continue
		}
		if !isDay(s) {
			return nil, Trouble(c.Name, "it has a text that is no day", "withhold it; only days written 2006-01-02, 2006-01 or 2006 can be made coarser")
		}
		codes = append(codes, short(s))
	}
	slices.Sort(codes)
	v := c.Variable
	v.Kind, v.Scale, v.Codes = dataset.Categorical, dataset.Ordinal, &dataset.CodeList{Name: v.Name + "_" + string(span)}
	for _, code := range slices.Compact(codes) {
		v.Codes.Categories = append(v.Codes.Categories, dataset.Category{Code: code, Label: study.Text{"en": code, "ru": code}})
	}
	out := dataset.NewColumn(v, c.Len(), dataset.Present)
	copy(out.Missing, c.Missing)
	for i, s := range c.Texts {
		if c.Missing[i] == dataset.Present {
			out.Codes[i] = uint16(v.Codes.Index(short(s)))
		}
	}
	return out, nil
}

// isDay reports whether s is a day, a month or a year of the calendar.
func isDay(s string) bool {
	switch len(s) {
	case len("2006"):
		s += "-01-01"
	case len("2006-01"):
		s += "-01"
	}
	return study.Day(s).Valid()
}

// toRegions puts regions in the place of countries.
func toRegions(c *dataset.Column) *dataset.Column {
	list := &dataset.CodeList{Name: c.Variable.Codes.Name + "_region"}
	for _, r := range regions {
		list.Categories = append(list.Categories, dataset.Category{Code: r.code, Label: r.name})
	}
	to := make([]int, len(c.Variable.Codes.Categories))
	for i, category := range c.Variable.Codes.Categories {
		to[i] = regionOf(category.Code)
	}
	return recoded(c, list, to)
}

// mergedCode is the code of the category that rare ones become.
const mergedCode = "merged"

// mergeRare joins the categories that fewer than n people chose, those that
// nobody chose among them, so that nobody learns which somebody did. A single
// one stays as it is: to put it together with a category of many would take
// that from all of them.
func mergeRare(c *dataset.Column, n int) *dataset.Column {
	list := c.Variable.Codes
	counts := make([]int, len(list.Categories))
	for i, m := range c.Missing {
		if m == dataset.Present {
			counts[c.Codes[i]]++
		}
	}
	short := &dataset.CodeList{Name: list.Name + "_merged"}
	to, rare := make([]int, len(counts)), []int{}
	for i, category := range list.Categories {
		if counts[i] < n {
			rare = append(rare, i)
			continue
		}
		to[i] = len(short.Categories)
		short.Categories = append(short.Categories, category)
	}
	if len(rare) < 2 {
		return c
	}
	for _, i := range rare {
		to[i] = len(short.Categories)
	}
	short.Categories = append(short.Categories, dataset.Category{Code: mergedCode, Label: study.Text{"en": "Another, rarely named", "ru": "Другое, редко называемое"}})
	return recoded(c, short, to)
}

// recoded gives the column with another code list; to says where each category goes.
func recoded(c *dataset.Column, list *dataset.CodeList, to []int) *dataset.Column {
	v := c.Variable
	v.Codes, v.Scale = list, dataset.Nominal
	out := dataset.NewColumn(v, c.Len(), dataset.Present)
	copy(out.Missing, c.Missing)
	for i, m := range c.Missing {
		if m == dataset.Present {
			out.Codes[i] = uint16(to[c.Codes[i]])
		}
	}
	return out
}
