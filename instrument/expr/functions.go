package expr

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A function is one entry of the language's table.
type function struct {
	min, max int // arguments; max < 0: any number
	eval     func(*run, *node) Value
	yields   Kind
	check    func(*node) (wrong string) // at parse time; may prepare the node
}

// arity says how many arguments the function takes.
func (f function) arity() string {
	switch {
	case f.max < 0:
		return fmt.Sprintf("%d or more arguments", f.min)
	case f.min == f.max && f.min != 1:
		return fmt.Sprintf("%d arguments", f.min)
	case f.min == f.max:
		return "1 argument"
	}
	return fmt.Sprintf("%d to %d arguments", f.min, f.max)
}

var functions = map[string]function{
	"true":  {0, 0, func(*run, *node) Value { return Bool(true) }, Boolean, nil},
	"false": {0, 0, func(*run, *node) Value { return Bool(false) }, Boolean, nil},
	"not":   {1, 1, func(r *run, n *node) Value { return Bool(!r.eval(n.args[0]).True()) }, Boolean, nil},

	"if":       {3, 3, evalIf, Empty, alike},
	"coalesce": {2, -1, evalCoalesce, Empty, alike},
	"once":     {1, 1, evalOnce, Empty, alike},

	"selected":       {2, 2, func(r *run, n *node) Value { return Bool(r.eval(n.args[0]).Has(r.text(n.args[1]))) }, Boolean, nil},
	"count-selected": {1, 1, func(r *run, n *node) Value { return Num(float64(r.eval(n.args[0]).Len())) }, Number, nil},
	"selected-at":    {2, 2, evalSelectedAt, String, nil},

	"string-length": {1, 1, func(r *run, n *node) Value { return Num(float64(utf8.RuneCountInString(r.text(n.args[0])))) }, Number, nil},
	"contains":      {2, 2, func(r *run, n *node) Value { return r.match(n, strings.Contains) }, Boolean, nil},
	"starts-with":   {2, 2, func(r *run, n *node) Value { return r.match(n, strings.HasPrefix) }, Boolean, nil},
	"ends-with":     {2, 2, func(r *run, n *node) Value { return r.match(n, strings.HasSuffix) }, Boolean, nil},
	"substr":        {2, 3, evalSubstr, String, nil},
	"concat":        {1, -1, func(r *run, n *node) Value { return r.join("", n.args) }, String, nil},
	"join":          {2, -1, func(r *run, n *node) Value { return r.join(r.text(n.args[0]), n.args[1:]) }, String, nil},
	"string":        {1, 1, func(r *run, n *node) Value { return Text(r.text(n.args[0])) }, String, nil},
	"regex":         {2, 2, func(r *run, n *node) Value { return Bool(n.re.MatchString(r.text(n.args[0]))) }, Boolean, compilePattern},

	"number": {1, 1, func(r *run, n *node) Value { return r.number(n, same) }, Number, nil},
	"int":    {1, 1, func(r *run, n *node) Value { return r.number(n, math.Trunc) }, Number, nil},
	"abs":    {1, 1, func(r *run, n *node) Value { return r.number(n, math.Abs) }, Number, nil},
	"round":  {1, 2, evalRound, Number, nil},
	"pow":    {2, 2, func(r *run, n *node) Value { return r.arith(n, math.Pow) }, Number, nil},
	"min":    {1, -1, func(r *run, n *node) Value { return r.fold(n, math.Min) }, Number, nil},
	"max":    {1, -1, func(r *run, n *node) Value { return r.fold(n, math.Max) }, Number, nil},
	"sum":    {1, -1, func(r *run, n *node) Value { return r.fold(n, func(x, y float64) float64 { return x + y }) }, Number, nil},

	"random":         {0, 0, evalRandom, Number, nil},
	"prev":           {2, 2, evalPrev, Empty, literalPast},
	"position":       {1, 1, evalPosition, Number, onlyParent},
	"count":          {1, -1, evalCount, Number, nil},
	"nth":            {2, -1, evalNth, Empty, nil},
	"indexed-repeat": {3, 3, evalIndexed, Empty, nil},

	"boolean":             {1, 1, func(r *run, n *node) Value { return Bool(r.eval(n.args[0]).True()) }, Boolean, nil},
	"boolean-from-string": {1, 1, func(r *run, n *node) Value { return Bool(truthText(r.text(n.args[0]), 1)) }, Boolean, nil},
	"count-non-empty":     {1, -1, evalCount, Number, nil},
	"normalize-space":     {1, 1, func(r *run, n *node) Value { return Text(strings.Join(strings.Fields(r.text(n.args[0])), " ")) }, String, nil},
	"substring-before":    {2, 2, func(r *run, n *node) Value { return r.side(n, true) }, String, nil},
	"substring-after":     {2, 2, func(r *run, n *node) Value { return r.side(n, false) }, String, nil},
	"floor":               {1, 1, func(r *run, n *node) Value { return r.number(n, math.Floor) }, Number, nil},
	"ceiling":             {1, 1, func(r *run, n *node) Value { return r.number(n, math.Ceil) }, Number, nil},
	"sqrt":                {1, 1, func(r *run, n *node) Value { return r.number(n, math.Sqrt) }, Number, nil},
	"exp":                 {1, 1, func(r *run, n *node) Value { return r.number(n, math.Exp) }, Number, nil},
	"log":                 {1, 1, func(r *run, n *node) Value { return r.number(n, math.Log) }, Number, nil},
	"log10":               {1, 1, func(r *run, n *node) Value { return r.number(n, math.Log10) }, Number, nil},

	"today":             {0, 0, func(r *run, _ *node) Value { return r.clock(time.DateOnly) }, String, nil},
	"now":               {0, 0, func(r *run, _ *node) Value { return r.clock("2006-01-02T15:04:05") }, String, nil},
	"date":              {1, 1, evalDate, String, nil},
	"decimal-date-time": {1, 1, evalDecimalDateTime, Number, nil},
	"format-date":       {2, 2, evalFormatDate, String, literalFormat},
	"format-date-time":  {2, 2, evalFormatDate, String, literalFormat},
}

// refused names functions of XLSForm that have no meaning here, and why.
var refused = map[string]string{
	"uuid":               "respondents are not numbered by the questionnaire",
	"instance":           "there are no outside lists: put the values into the choices",
	"pulldata":           "there are no outside lists: put the values into the choices; an answer of an earlier wave is prev(1, 'name')",
	"jr:choice-name":     "write ${name} in the label: it shows the label of the answer",
	"jr:itext":           "write ${name} in the label",
	"current":            "paths are not supported; write ${name}",
	"search":             "there are no outside lists: put the values into the choices",
	"property":           "nothing is known about the respondent's device",
	"digest":             "answers are sealed as a whole",
	"base64-decode":      "answers are texts",
	"extract-signed":     "answers are texts",
	"area":               "places on earth are not asked",
	"distance":           "places on earth are not asked",
	"geofence":           "places on earth are not asked",
	"randomize":          "write randomize=true in the column parameters",
	"decimal-time":       "hours are not collected",
	"last":               "use count()",
	"weighted-checklist": "add up conditions: (${a} = 'yes') * 2 + (${b} = 'yes') >= 3",
	"checklist":          "add up conditions: (${a} = 'yes') + (${b} = 'yes') >= 2",
}

// Functions lists the functions of the language, and those of XLSForm that are
// refused by name.
func Functions() (known, unsupported []string) {
	return slices.Sorted(maps.Keys(functions)), slices.Sorted(maps.Keys(refused))
}

// alike lets a choice among values yield what all of them yield.
func alike(n *node) string {
	values := n.args
	if n.name == "if" {
		values = n.args[1:]
	}
	n.yields = values[0].yields
	for _, v := range values {
		if v.yields != n.yields {
			n.yields = Empty
		}
	}
	return ""
}

func evalIf(r *run, n *node) Value {
	if r.eval(n.args[0]).True() {
		return r.eval(n.args[1])
	}
	return r.eval(n.args[2])
}

// evalCoalesce gives the first value that is not empty.
func evalCoalesce(r *run, n *node) Value {
	for _, a := range n.args {
		if v := r.eval(a); !v.IsEmpty() {
			return v
		}
	}
	return Value{}
}

// evalOnce keeps the answer that is there and computes one where there is none.
func evalOnce(r *run, n *node) Value {
	if v, _ := r.env.Lookup("."); !v.IsEmpty() {
		return v
	}
	return r.eval(n.args[0])
}

func evalSelectedAt(r *run, n *node) Value {
	chosen := r.eval(n.args[0]).picked()
	at, ok := r.eval(n.args[1]).Float()
	if !ok || at < 0 || at >= float64(len(chosen)) {
		return Value{}
	}
	return Text(chosen[int(at)])
}

func same(x float64) float64 { return x }

func (r *run) number(n *node, f func(float64) float64) Value {
	x, ok := r.eval(n.args[0]).Float()
	if !ok {
		return Value{}
	}
	return Num(f(x))
}

// evalRound rounds half away from zero, to whole numbers or to some decimals.
func evalRound(r *run, n *node) Value {
	if len(n.args) == 1 {
		return r.number(n, math.Round)
	}
	x, ok := r.eval(n.args[0]).Float()
	if !ok {
		return Value{}
	}
	decimals, ok := r.eval(n.args[1]).Float()
	if !ok {
		return Value{}
	}
	scale := math.Pow(10, math.Trunc(decimals))
	return Num(math.Round(x*scale) / scale)
}

// fold combines the arguments that are numbers; without any, it is empty.
func (r *run) fold(n *node, f func(x, y float64) float64) Value {
	var result Value
	for _, a := range n.args {
		x, ok := r.eval(a).Float()
		switch {
		case !ok:
		case result.kind == Empty:
			result = Num(x)
		default:
			result = Num(f(result.num, x))
		}
	}
	return result
}

func (r *run) clock(layout string) Value {
	c, ok := r.env.(Clock)
	if !ok {
		if r.err == nil {
			r.err = fmt.Errorf("expr: today() and now() have no meaning here; write the date as a text")
		}
		return Value{}
	}
	return Text(c.Now().Format(layout))
}

// evalDate gives the day of a date, of a date with a time, or of a number of
// days since 1 January 1970.
func evalDate(r *run, n *node) Value {
	v := r.eval(n.args[0])
	if t, ok := parseDate(v.Text()); ok {
		return Text(t.Format(time.DateOnly))
	}
	const farthest = 1e6 // days; a year of four digits
	days, ok := v.Float()
	if v.kind != Number || !ok || math.Abs(days) > farthest {
		return Value{}
	}
	return Text(time.Unix(0, 0).UTC().AddDate(0, 0, int(math.Floor(days))).Format(time.DateOnly))
}

func evalDecimalDateTime(r *run, n *node) Value {
	days, ok := dayNumber(r.text(n.args[0]))
	if !ok {
		return Value{}
	}
	return Num(days)
}

func evalFormatDate(r *run, n *node) Value {
	t, ok := parseDate(r.text(n.args[0]))
	if !ok {
		return Value{}
	}
	return Text(formatDate(t, n.args[1].value.str))
}

func literalFormat(n *node) string {
	format := n.args[1].value
	if format.kind != String {
		return "the format of format-date() must be a text in quotes"
	}
	if unknown, ok := checkDateFormat(format.str); !ok {
		return fmt.Sprintf("format-date() does not know %s; it knows %%Y %%y %%m %%n %%d %%e %%H %%M %%S", unknown)
	}
	return ""
}
