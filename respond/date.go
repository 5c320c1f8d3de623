package respond

import (
	"strconv"
	"strings"

	"sojourn/instrument"
)

// A part is one menu of a date.
type part struct {
	ID, Name, Label string
	Choices         []choice
}

// The parts of a date, in the order of the date as it is kept; how many of them
// an item asks for is its [instrument.Precision].
var dateParts = [...]string{"year", "month", "day"}

// Years on offer, counted from the present one.
const (
	yearsAhead = 5
	yearsBack  = 110
)

// parts gives the menus of a date, smallest part first as people say it. A
// menu needs no explanation of formats, and no calendar that a keyboard or an
// old phone could not work.
func (p *questions) parts(i *instrument.Item) []part {
	kept := strings.Split(first(p.given[i.Name]), "-")
	var ps []part
	for n := int(i.Precision()) - 1; n >= 0; n-- {
		name := i.Name + "_" + dateParts[n]
		chosen := first(p.given[name]) // what was posted and not taken
		if n < len(kept) && chosen == "" {
			chosen = strings.TrimLeft(kept[n], "0")
		}
		ps = append(ps, part{ID: "q-" + name, Name: name, Label: p.Word("date." + dateParts[n]), Choices: p.partChoices(dateParts[n], chosen)})
	}
	return ps
}

func (p *questions) partChoices(name, chosen string) []choice {
	var cs []choice
	add := func(value, label string) {
		cs = append(cs, choice{Value: value, Plain: label, Checked: value == chosen})
	}
	switch name {
	case "year":
		for y := p.year + yearsAhead; y >= p.year-yearsBack; y-- {
			add(strconv.Itoa(y), strconv.Itoa(y))
		}
	case "month":
		for m := 1; m <= 12; m++ {
			add(strconv.Itoa(m), p.Word("month."+strconv.Itoa(m)))
		}
	case "day":
		for d := 1; d <= 31; d++ {
			add(strconv.Itoa(d), strconv.Itoa(d))
		}
	}
	return cs
}
