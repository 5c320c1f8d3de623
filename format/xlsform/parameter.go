package xlsform

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

var (
	assignment = regexp.MustCompile(`([\w-]+)\s*=\s*(\$\{[^}]*\}|'[^']*'|"[^"]*"|[^\s,;]+)`)
	seedForm   = regexp.MustCompile(`^(\$\{[^}]+\}|-?\d+(\.\d+)?)$`)
	callForm   = regexp.MustCompile(`\$\{|[a-z][a-z0-9:-]*\(|^'[^']*'$|^"[^"]*"$`)
)

// parameters reads "start=0 end=10": those that the row may have.
func (r *reader) parameters(t table, row Row, allowed ...string) map[string]string {
	return r.parametersAt("survey", t, row, allowed...)
}

// parametersAt is parameters for a sheet of any name.
func (r *reader) parametersAt(sheet string, t table, row Row, allowed ...string) map[string]string {
	values := map[string]string{}
	written := t.get(row, "parameters")
	for _, m := range assignment.FindAllStringSubmatch(written, -1) {
		name, value := strings.ToLower(m[1]), strings.Trim(m[2], `'"`)
		f, known := feature("parameters", name)
		switch {
		case slices.Contains(allowed, name):
			values[name] = value
		case known && f.Support == PassedOver:
		case known:
			r.problem(study.Error, "parameter", sheet, row.Number, "parameters", fmt.Sprintf("the parameter %s has no meaning here", name), "take it out")
		default:
			r.problem(study.Error, unsupported, sheet, row.Number, "parameters", fmt.Sprintf("the parameter %s is not supported", name), "take it out")
		}
	}
	if rest := strings.Trim(assignment.ReplaceAllString(written, ""), " ,;\n\t"); rest != "" {
		r.problem(study.Error, "parameter", sheet, row.Number, "parameters", "the parameters are not understood", "write name=value, such as start=0 end=10")
	}
	return values
}

// groupParameters reads what a group asks of the numbers in it.
func (r *reader) groupParameters(t table, row Row, g *group) {
	if g.kind != "begin_group" {
		return
	}
	total, ok := r.parameters(t, row, "sum")["sum"]
	if !ok {
		return
	}
	x, err := strconv.ParseFloat(total, 64)
	if err != nil {
		r.fail("parameter", row, "parameters", "the sum is no number", "write for example sum=100")
		return
	}
	g.sum = &instrument.Sum{Total: x}
}

// itemParameters reads the scale of a range and the order of choices.
func (r *reader) itemParameters(t table, row Row, i *instrument.Item) {
	switch {
	case i.Type == instrument.Range:
		r.slider(t, row, i)
	case i.Chooses():
		r.shuffle(t, row, i)
	default:
		r.parameters(t, row)
	}
}

func (r *reader) shuffle(t table, row Row, i *instrument.Item) {
	values := r.parameters(t, row, "randomize", "seed")
	switch strings.ToLower(values["randomize"]) {
	case "true", "true()", "yes":
		i.Shuffle = true
	case "", "false", "no":
	default:
		r.fail("parameter", row, "parameters", "randomize is true or false", "write randomize=true")
	}
	seed, ok := values["seed"]
	switch {
	case !ok:
	case !i.Shuffle:
		r.fail("parameter", row, "parameters", "a seed has a meaning only with randomize=true", "add it, or take the seed out")
	case !seedForm.MatchString(seed):
		r.fail("parameter", row, "parameters", "the seed is neither a number nor the name of an item", "write seed=${name}")
	default:
		i.Seed = r.parse(seed, "parameters", row)
	}
}

// slider reads the scale of a range; 1 to 10 by steps of 1 where nothing is said.
func (r *reader) slider(t table, row Row, i *instrument.Item) {
	values := r.parameters(t, row, "start", "end", "step", "tick_interval", "tick_labelset")
	number := func(name string, usual float64) float64 {
		if values[name] == "" {
			return usual
		}
		x, err := strconv.ParseFloat(values[name], 64)
		if err != nil {
			r.fail("parameter", row, "parameters", fmt.Sprintf("the %s of the range is no number", name), "write for example start=0 end=10 step=1")
		}
		return x
	}
	s := instrument.Slider{Start: number("start", 1), End: number("end", 10), Step: number("step", 1)}
	i.Slider = &s
	if s.Start == s.End || s.Step <= 0 {
		r.fail("parameter", row, "parameters", "the range has no points between its start and its end", "write for example start=0 end=10 step=1")
		return
	}
	if interval := number("tick_interval", s.Step); interval <= 0 || !(instrument.Slider{Start: s.Start, End: s.End, Step: s.Step}).Has(s.Start+interval) && !s.Has(s.Start-interval) {
		r.fail("parameter", row, "parameters", "the ticks of the range do not lie on its points", "make tick_interval a multiple of step")
	}
	r.ticks(row, i, values)
}

// ticks reads the labels at points of a scale. Without an interval only the
// two ends have room for one.
func (r *reader) ticks(row Row, i *instrument.Item, values map[string]string) {
	name, ok := values["tick_labelset"]
	if !ok {
		return
	}
	list := r.in.Lists[name]
	if list == nil {
		r.fail("no-list", row, "parameters", fmt.Sprintf("there is no list %q", name), "write its choices, or correct the name of the list")
		return
	}
	i.Codes = list
	for _, c := range list.Categories {
		x, err := strconv.ParseFloat(c.Code, 64)
		atEnd := x == i.Slider.Start || x == i.Slider.End
		if err != nil || !i.Slider.Has(x) || values["tick_interval"] == "" && !atEnd {
			r.fail("parameter", row, "parameters", fmt.Sprintf("the code %q of the list %q is no point of the range that has a tick", c.Code, name), "give the labels to the start and the end, or write tick_interval")
			return
		}
	}
}

func (r *reader) choiceFilter(t table, row Row, i *instrument.Item) {
	source := t.get(row, "choice_filter")
	switch {
	case source == "":
	case !i.Chooses():
		r.fail("choice-filter", row, "choice_filter", fmt.Sprintf("%q has no choices to filter", i.Name), "take the filter out")
	case i.Other == "other":
		r.fail("choice-filter", row, "choice_filter", "a filter does not go with or_other", "write the choice into the list, with the columns that the filter looks at, and its code into the column other")
	default:
		f, err := expr.ParseFilter(source)
		r.mistake(err, "choice_filter", row)
		i.Filter = f
	}
}

// standard is what is filled in before the respondent answers: an expression
// if it looks like one, else a value as it stands.
func (r *reader) standard(t table, row Row) *expr.Expr {
	source := t.get(row, "default")
	switch {
	case source == "":
		return nil
	case callForm.MatchString(source):
		return r.parse(source, "default", row)
	case strings.Contains(source, "'"):
		source = `"` + strings.ReplaceAll(source, `"`, "”") + `"`
	default:
		source = "'" + source + "'"
	}
	return r.parse(source, "default", row)
}

func (r *reader) expression(t table, row Row, column string) *expr.Expr {
	source := t.get(row, column)
	if source == "" {
		return nil
	}
	return r.parse(source, column, row)
}

func (r *reader) parse(source, column string, row Row) *expr.Expr {
	return r.parseAt("survey", source, column, row)
}

// parseAt is parse for a sheet of any name.
func (r *reader) parseAt(sheet, source, column string, row Row) *expr.Expr {
	e, err := expr.Parse(source)
	r.mistakeAt(sheet, err, column, row)
	return e
}

// mistake tells of an expression that is not understood.
func (r *reader) mistake(err error, column string, row Row) { r.mistakeAt("survey", err, column, row) }

func (r *reader) mistakeAt(sheet string, err error, column string, row Row) {
	var syntax *expr.SyntaxError
	switch {
	case err == nil:
	case errors.As(err, &syntax) && syntax.Unsupported:
		r.problem(study.Error, unsupported, sheet, row.Number, column, "the expression uses what is not supported, "+err.Error(), "write it in another way")
	default:
		r.problem(study.Error, "expression", sheet, row.Number, column, "the expression is not understood "+err.Error(), "correct the expression")
	}
}
