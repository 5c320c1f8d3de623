package xlsform

import (
	"fmt"
	"strconv"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// experimentSheet is the name of the sheet that other programs pass over.
const experimentSheet = "experiments"

// parts are the types of row that belong to each kind of experiment.
var parts = map[instrument.ExperimentKind][]string{
	instrument.Split:    {"arm"},
	instrument.Order:    {"element"},
	instrument.List:     {"statement", "sensitive"},
	instrument.Vignette: {"attribute", "level", "restriction"},
	instrument.Conjoint: {"attribute", "level", "restriction"},
}

// experiments reads the sheet of experiments: a row for each, followed by rows
// for its arms, elements, statements, or attributes with their levels.
func (r *reader) experiments(t table) {
	for _, row := range t.sheet.Rows {
		kind := t.get(row, "type")
		switch kind {
		case "":
			continue
		case "split", "order", "list", "vignette", "conjoint":
			r.experiment(t, row, instrument.ExperimentKind(kind))
			continue
		}
		if len(r.in.Experiments) == 0 {
			r.strayPart(row, fmt.Sprintf("a row of type %s belongs below an experiment", kind))
			continue
		}
		r.part(t, row, kind, r.in.Experiments[len(r.in.Experiments)-1])
	}
}

func (r *reader) strayPart(row Row, what string) {
	r.problem(study.Error, "experiment", experimentSheet, row.Number, "type", what, "write split, order, list, vignette or conjoint, and below it rows of type arm, element, statement, sensitive, attribute, level or restriction")
}

func (r *reader) experiment(t table, row Row, kind instrument.ExperimentKind) {
	x := &instrument.Experiment{Name: t.get(row, "name"), Kind: kind, Label: t.text(row, "label", r.fallback),
		Source: instrument.Place{File: r.wb.File, Sheet: experimentSheet, Row: row.Number}}
	if x.Name == "" {
		r.problem(study.Error, "no-name", experimentSheet, row.Number, "name", "the experiment has no name", "give it one, such as wording")
	}
	allowed := map[instrument.ExperimentKind][]string{instrument.List: {"count"}, instrument.Vignette: {"tasks"}, instrument.Conjoint: {"tasks", "profiles"}}[kind]
	values := r.parametersAt(experimentSheet, t, row, allowed...)
	x.Count = values["count"]
	x.Tasks, x.Profiles = r.howMany(row, values, "tasks"), r.howMany(row, values, "profiles")
	if kind == instrument.Conjoint && x.Profiles == 0 {
		x.Profiles = 2
	}
	if (kind == instrument.Conjoint || kind == instrument.Vignette) && x.Tasks == 0 {
		x.Tasks = 1
	}
	r.in.Experiments = append(r.in.Experiments, x)
}

func (r *reader) howMany(row Row, values map[string]string, name string) int {
	n, err := strconv.Atoi(values[name])
	if values[name] != "" && (err != nil || n < 1) {
		r.problem(study.Error, "parameter", experimentSheet, row.Number, "parameters", fmt.Sprintf("%s is no whole number above nothing", name), "write for example tasks=5")
		return 1
	}
	return n
}

// part reads a row that belongs to the experiment above it.
func (r *reader) part(t table, row Row, kind string, x *instrument.Experiment) {
	fits := false
	for _, p := range parts[x.Kind] {
		fits = fits || p == kind
	}
	if !fits {
		r.strayPart(row, fmt.Sprintf("a row of type %s does not belong to the %s %q", kind, x.Kind, x.Name))
		return
	}
	name, label := t.get(row, "name"), t.text(row, "label", r.fallback)
	switch kind {
	case "arm", "statement", "sensitive":
		x.Arms = append(x.Arms, instrument.Arm{Code: name, Label: label, Share: r.share(t, row), Sensitive: kind == "sensitive"})
	case "element":
		x.Elements = append(x.Elements, name)
	case "attribute":
		x.Attributes = append(x.Attributes, instrument.Attribute{Name: name, Label: label})
	case "level":
		if len(x.Attributes) == 0 {
			r.strayPart(row, fmt.Sprintf("the level %q belongs below an attribute", name))
			return
		}
		a := &x.Attributes[len(x.Attributes)-1]
		a.Levels = append(a.Levels, dataset.Category{Code: name, Label: label})
	case "restriction":
		if e := r.parseAt(experimentSheet, t.get(row, "constraint"), "constraint", row); e != nil {
			x.Restrictions = append(x.Restrictions, e)
		}
	}
}

func (r *reader) share(t table, row Row) float64 {
	source := t.get(row, "share")
	if source == "" {
		return 0
	}
	x, err := strconv.ParseFloat(source, 64)
	if err != nil || !(x > 0 && x < 1e6) {
		r.problem(study.Error, "parameter", experimentSheet, row.Number, "share", "the share is no number above nothing", "write a number such as 1 or 0.5")
		return 0
	}
	return x
}

// drawnRow reports whether a row of the survey stands only for other programs,
// which know nothing of experiments: they get the variable by a calculate.
func (r *reader) drawnRow(kind, name string) bool {
	if kind != "calculate" && kind != "hidden" {
		return false
	}
	for _, x := range r.in.Experiments {
		for _, v := range x.Variables() {
			if v.Name == name {
				return true
			}
		}
	}
	return false
}
