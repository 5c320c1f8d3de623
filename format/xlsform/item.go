package xlsform

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// typeAliases are other ways in which types are written; the longer of two that
// begin alike comes first.
var typeAliases = []struct{ alias, name string }{
	{"begin group", "begin_group"}, {"end group", "end_group"}, {"begin repeat", "begin_repeat"}, {"end repeat", "end_repeat"},
	{"begin loop over", "begin_loop"}, {"begin loop", "begin_loop"}, {"end loop", "end_loop"},
	{"select from file", "select_one_from_file"}, {"select one from file", "select_one_from_file"}, {"select multiple from file", "select_multiple_from_file"},
	{"select one from", "select_one"}, {"select one", "select_one"}, {"select1", "select_one"},
	{"select all that apply from", "select_multiple"}, {"select all that apply", "select_multiple"}, {"select multiple from", "select_multiple"}, {"select multiple", "select_multiple"},
	{"add select one prompt using", "select_one"}, {"add select multiple prompt using", "select_multiple"},
	{"add note prompt", "note"}, {"add text prompt", "text"}, {"add integer prompt", "integer"},
	{"int", "integer"}, {"string", "text"}, {"q string", "text"}, {"q int", "integer"}, {"trigger", "acknowledge"}, {"datetime", "dateTime"},
	{"gps", "geopoint"}, {"location", "geopoint"}, {"photo", "image"},
	{"phone number", "phonenumber"}, {"get phone number", "phonenumber"}, {"device id", "deviceid"}, {"get device id", "deviceid"},
	{"get start time", "start"}, {"get end time", "end"}, {"get today", "today"},
}

// typeOf brings the cell of a type into its canonical form.
func typeOf(cell string) string {
	cell = strings.TrimPrefix(strings.Join(strings.Fields(cell), " "), "uri:")
	for _, a := range typeAliases {
		if rest, ok := strings.CutPrefix(cell, a.alias); ok && (rest == "" || rest[0] == ' ') {
			return a.name + rest
		}
	}
	return cell
}

// A Kind is the cell of a type, taken apart.
type Kind struct {
	Name  string // canonical, such as "select_one"
	List  string // of choices; empty where there is none
	Other bool   // a wording of one's own is asked for by the type, as or_other does
}

// KindOf takes the cell of a type apart, by whatever name it is written.
func KindOf(cell string) Kind {
	name, rest, _ := strings.Cut(typeOf(cell), " ")
	words, other := cutOther(strings.Fields(rest))
	return Kind{name, strings.Join(words, " "), other}
}

// item reads a row that is neither the begin nor the end of a group. It is nil
// if the type is not supported.
func (r *reader) item(t table, row Row, kind string, rest []string) *instrument.Item {
	if !r.supported(t, row, kind) {
		return nil
	}
	i := &instrument.Item{
		Name: t.get(row, "name"), Type: instrument.Type(kind),
		Label: t.text(row, "label", r.fallback), Hint: t.text(row, "hint", r.fallback), Guidance: t.text(row, "guidance_hint", r.fallback),
		Relevance: r.expression(t, row, "relevant"), Constraint: r.expression(t, row, "constraint"),
		ConstraintMessage: t.text(row, "constraint_message", r.fallback), Calculation: r.expression(t, row, "calculation"),
		RequiredMessage: t.text(row, "required_message", r.fallback),
		Appearance:      t.get(row, "appearance"), Reference: t.text(row, "reference", r.fallback),
		Origin: t.get(row, "source"), Target: t.get(row, "target"),
		Other: t.get(row, "other"), Exclusive: split(t.get(row, "exclusive")),
		Sensitive: r.yes(t, row, "sensitive"), HelpLink: r.yes(t, row, "help"), Carry: r.yes(t, row, "carry"),
		NonAnswers: r.nonAnswers(t, row), Scale: r.scale(t, row), Source: r.source(row),
	}
	i.Required, i.RequiredWhen = r.required(t, row)
	r.claim(row, i.Name, true)
	switch {
	case i.Chooses():
		r.list(i, row, rest)
	case len(rest) > 0 && r.computed(i):
	case len(rest) > 0:
		r.fail("type", row, "type", fmt.Sprintf("%s takes nothing after its name", kind), "take out what follows")
	}
	if r.computed(i) {
		i.Type = instrument.Calculate
	}
	if kind == "today" {
		i.Type, i.Calculation = instrument.Calculate, r.parse("once(today())", "type", row)
	}
	r.choiceFilter(t, row, i)
	r.itemParameters(t, row, i)
	i.Default = r.standard(t, row)
	if i.Type == instrument.Calculate && i.Calculation == nil && i.Default != nil {
		i.Calculation, i.Default = r.parse("once("+i.Default.Source()+")", "default", row), nil
	}
	if strings.Contains(i.Appearance, "search(") {
		r.fail(unsupported, row, "appearance", "search() is not supported: there are no outside lists", "put the choices into the sheet choices")
	}
	if i.Calculation != nil && i.Type != instrument.Calculate {
		r.fail(unsupported, row, "calculation", fmt.Sprintf("%q is asked and calculated at once, which is not supported", i.Name), "calculate in a row of type calculate, and show it by ${name} or use it as default")
	}
	return i
}

// supported reports whether there is such a type. One that is refused may
// still be calculated without being asked, such as a dateTime.
func (r *reader) supported(t table, row Row, kind string) bool {
	f, known := feature("types", kind)
	switch {
	case known && f.Support == Supported && kind == f.Name:
		return true
	case known && t.get(row, "calculation") != "" && len(t.text(row, "label", r.fallback)) == 0 && (f.Name == "dateTime" || f.Name == "time"):
		return true
	case known && f.Support == PassedOver:
		r.passOver(row, f, t.get(row, "name"))
	case known:
		r.fail(unsupported, row, "type", fmt.Sprintf("the type %q is unsupported: %s", kind, f.Note), "use another type or take the row out")
	default:
		r.fail("type", row, "type", fmt.Sprintf("there is no type %q", kind), "correct it")
	}
	return false
}

// A passedRow is a row that other programs fill by themselves.
type passedRow struct {
	name string
	row  Row
}

// passOver leaves a row out that asks nobody anything.
func (r *reader) passOver(row Row, f Feature, name string) {
	r.problem(study.Warning, "passed-over", "survey", row.Number, "type", fmt.Sprintf("the row of type %s is passed over: %s", f.Name, noDevice), "take it out, if only Sojourn reads the file")
	r.passed = append(r.passed, passedRow{name, row})
}

// passedReferences refuses rows that were passed over and that something
// refers to.
func (r *reader) passedReferences(tables ...table) {
	for _, p := range r.passed {
		if p.name == "" {
			continue
		}
		reference := "${" + p.name + "}"
		for _, t := range tables {
			for _, row := range t.sheet.Rows {
				if slices.ContainsFunc(row.Cells, func(c string) bool { return strings.Contains(c, reference) }) {
					r.fail(unsupported, p.row, "type", fmt.Sprintf("%q is not supported, and row %d of %s refers to it: %s", p.name, row.Number, t.sheet.Name, noDevice), "take out what refers to it")
					return
				}
			}
		}
	}
}

// computed reports whether the item is calculated and never asked, whatever
// its type.
func (r *reader) computed(i *instrument.Item) bool {
	return i.Calculation != nil && len(i.Label) == 0 && len(i.Hint) == 0
}

// list gives a select its list of codes. One that is not there is left empty,
// for [instrument.Check] to find.
func (r *reader) list(i *instrument.Item, row Row, rest []string) {
	named, other := cutOther(rest)
	if other {
		i.Other = "other"
	}
	if len(named) != 1 {
		r.fail("type", row, "type", "a select needs the name of one list", fmt.Sprintf("write %s and a list_name of the sheet choices", i.Type))
		return
	}
	if strings.HasPrefix(named[0], "${") {
		r.fail(unsupported, row, "type", "choices made of the answers to a repeat are not supported", "write a list into the sheet choices")
		return
	}
	i.Codes = r.in.Lists[named[0]]
	if i.Codes == nil {
		i.Codes = &dataset.CodeList{Name: named[0]}
		return
	}
	if i.Other == "other" && i.Codes.Index("other") < 0 {
		r.problem(study.Warning, "other", "survey", row.Number, "type", fmt.Sprintf("the list %q has no code other; it is added", i.Codes.Name),
			"add it to the choices, with its label in every language")
		i.Codes.Categories = append(i.Codes.Categories, dataset.Category{Code: "other", Label: study.Text{"en": "Other"}})
	}
}

// cutOther cuts off the words by which a select asks for a wording of one's own.
func cutOther(words []string) (rest []string, other bool) {
	for _, ending := range []string{"or_other", "or specify other", "or other", "or_specify_other"} {
		if cut, ok := strings.CutSuffix(strings.Join(words, " "), " "+ending); ok {
			return strings.Fields(cut), true
		}
	}
	return words, false
}

// split cuts a cell at spaces and commas.
func split(cell string) []string {
	return strings.FieldsFunc(cell, func(c rune) bool { return c == ' ' || c == ',' || c == '\n' })
}

func (r *reader) yes(t table, row Row, column string) bool {
	switch strings.ToLower(t.get(row, column)) {
	case "yes", "true", "true()", "1":
		return true
	case "", "no", "false", "false()", "0":
		return false
	}
	r.fail("yes", row, column, "only yes and no are understood", "write yes, or leave the cell empty")
	return false
}

// required is yes or no, or a condition.
func (r *reader) required(t table, row Row) (bool, *expr.Expr) {
	if condition := t.get(row, "required"); strings.ContainsAny(condition, "$=(") && !strings.HasSuffix(condition, "e()") {
		return false, r.parse(condition, "required", row)
	}
	return r.yes(t, row, "required"), nil
}

func (r *reader) nonAnswers(t table, row Row) []dataset.Missing {
	var reasons []dataset.Missing
	for _, name := range split(t.get(row, "nonanswers")) {
		m, err := dataset.ParseMissing(name)
		if err != nil || m != dataset.Refused && m != dataset.DontKnow && m != dataset.NotApplicable {
			r.problem(study.Error, "nonanswers", "survey", row.Number, "nonanswers", fmt.Sprintf("%q cannot be offered", name),
				"write refused, dont_know or not_applicable")
			continue
		}
		reasons = append(reasons, m)
	}
	return reasons
}

func (r *reader) scale(t table, row Row) dataset.Scale {
	switch s := dataset.Scale(t.get(row, "scale")); s {
	case "", dataset.Nominal, dataset.Ordinal, dataset.Interval:
		return s
	default:
		r.problem(study.Error, "scale", "survey", row.Number, "scale", fmt.Sprintf("there is no level of measurement %q", s), "write nominal, ordinal or interval")
		return ""
	}
}
