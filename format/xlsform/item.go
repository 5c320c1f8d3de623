package xlsform

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// typeAliases are other ways in which types are written.
var typeAliases = []struct{ alias, name string }{
	{"begin group", "begin_group"}, {"end group", "end_group"}, {"begin repeat", "begin_repeat"}, {"end repeat", "end_repeat"},
	{"select one from", "select_one"}, {"select one", "select_one"}, {"select1", "select_one"},
	{"select all that apply from", "select_multiple"}, {"select all that apply", "select_multiple"}, {"select multiple", "select_multiple"},
	{"int", "integer"}, {"string", "text"}, {"trigger", "acknowledge"},
}

// typeOf brings the cell of a type into its canonical form.
func typeOf(cell string) string {
	cell = strings.Join(strings.Fields(cell), " ")
	for _, a := range typeAliases {
		if rest, ok := strings.CutPrefix(cell, a.alias); ok && (rest == "" || rest[0] == ' ') {
			return a.name + rest
		}
	}
	return cell
}

// types are those that take nothing after their name.
var types = []instrument.Type{instrument.Integer, instrument.Decimal, instrument.Text, instrument.Date,
	instrument.Note, instrument.Acknowledge, instrument.Hidden, instrument.Calculate}

// item reads a row that is neither the begin nor the end of a group. It is nil
// if the type is not supported.
func (r *reader) item(t table, row Row, kind string, rest []string) *instrument.Item {
	i := &instrument.Item{
		Name: t.get(row, "name"), Type: instrument.Type(kind),
		Label: t.text(row, "label", r.fallback), Hint: t.text(row, "hint", r.fallback),
		Relevance: r.expression(t, row, "relevant"), Constraint: r.expression(t, row, "constraint"),
		ConstraintMessage: t.text(row, "constraint_message", r.fallback), Calculation: r.expression(t, row, "calculation"),
		Appearance: t.get(row, "appearance"), Reference: t.text(row, "reference", r.fallback),
		Other: t.get(row, "other"), Exclusive: split(t.get(row, "exclusive")),
		Required: r.yes(t, row, "required"), Sensitive: r.yes(t, row, "sensitive"), HelpLink: r.yes(t, row, "help"),
		NonAnswers: r.nonAnswers(t, row), Scale: r.scale(t, row),
		Source: instrument.Place{File: r.wb.File, Sheet: "survey", Row: row.Number},
	}
	switch {
	case i.Type == instrument.SelectOne || i.Type == instrument.SelectMultiple:
		r.list(i, row, rest)
	case !slices.Contains(types, i.Type):
		r.problem(study.Error, "unsupported", "survey", row.Number, "type", unsupported(kind), "use another type or take the row out")
		return nil
	case len(rest) > 0:
		r.problem(study.Error, "type", "survey", row.Number, "type", fmt.Sprintf("%s takes nothing after its name", kind), "take out what follows")
	}
	return i
}

func unsupported(kind string) string {
	switch kind {
	case "":
		return "the row has no type"
	case "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "start-geopoint":
		return fmt.Sprintf("the type %q is unsupported: nothing is collected about the respondent's device or hours", kind)
	}
	return fmt.Sprintf("the type %q is unsupported", kind)
}

// list gives a select its list of codes. One that is not there is left empty,
// for [instrument.Check] to find.
func (r *reader) list(i *instrument.Item, row Row, rest []string) {
	if len(rest) > 0 && slices.Contains([]string{"or_other", "or"}, rest[len(rest)-1]) || len(rest) > 1 && strings.Join(rest[len(rest)-2:], " ") == "or other" {
		i.Other = "other"
		rest = rest[:1]
	}
	if len(rest) != 1 {
		r.problem(study.Error, "type", "survey", row.Number, "type", "a select needs the name of one list", fmt.Sprintf("write %s and a list_name of the sheet choices", i.Type))
		return
	}
	i.Codes = r.in.Lists[rest[0]]
	if i.Codes == nil {
		i.Codes = &dataset.CodeList{Name: rest[0]}
		return
	}
	if i.Other == "other" && i.Codes.Index("other") < 0 {
		r.problem(study.Warning, "other", "survey", row.Number, "type", fmt.Sprintf("the list %q has no code other; it is added", i.Codes.Name),
			"add it to the choices, with its label in every language")
		i.Codes.Categories = append(i.Codes.Categories, dataset.Category{Code: "other", Label: study.Text{"en": "Other"}})
	}
}

// split cuts a cell at spaces and commas.
func split(cell string) []string {
	return strings.FieldsFunc(cell, func(c rune) bool { return c == ' ' || c == ',' || c == '\n' })
}

func (r *reader) yes(t table, row Row, column string) bool {
	switch strings.ToLower(t.get(row, column)) {
	case "yes", "true", "true()":
		return true
	case "", "no", "false", "false()":
		return false
	}
	r.problem(study.Error, "yes", "survey", row.Number, column, "only yes and no are understood", "write yes, or leave the cell empty")
	return false
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
