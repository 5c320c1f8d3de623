package instrument

import (
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// An Experiment is a comparison that chance makes within the questionnaire. What
// is drawn for a respondent is drawn once, from the seed of the [Sitting], kept
// among the answers and exported as variables.
//
// Everybody is drawn for independently of all others. With n people and two
// arms, the share of an arm then lies within 1/√n of one half for 95 % of
// studies, and an imbalance of that size costs less than 1/n of the precision.
// Permuted blocks would balance exactly, but they need a counter of arrivals on
// the server, by which the place of an envelope would tell its arm; and those
// who break off undo the balance anyway. Within a person the draws are balanced
// where the kind allows it: vignettes do not repeat, nor do the two profiles of
// a choice.
type Experiment struct {
	Name         string         `json:"name"`
	Kind         ExperimentKind `json:"kind"`
	Label        study.Text     `json:"label,omitempty"`
	Arms         []Arm          `json:"arms,omitempty"`         // of a split: arms; of a list: statements
	Elements     []string       `json:"elements,omitempty"`     // of an order: pages, or items of one page
	Attributes   []Attribute    `json:"attributes,omitempty"`   // of vignettes and of a conjoint
	Restrictions []*expr.Expr   `json:"restrictions,omitempty"` // that every profile meets; attributes are written ${name}
	Tasks        int            `json:"tasks,omitempty"`        // vignettes or choices that a person gets
	Profiles     int            `json:"profiles,omitempty"`     // of a conjoint: profiles in a choice
	Count        string         `json:"count,omitempty"`        // of a list: the item that asks how many statements apply
	Source       Place          `json:"-"`
}

// An ExperimentKind says what chance decides.
type ExperimentKind string

// The kinds of experiment.
const (
	Split    ExperimentKind = "split"    // which of several wordings, questions or pages: the split ballot
	Order    ExperimentKind = "order"    // in which order pages, or items of a page, come
	List     ExperimentKind = "list"     // whether a list of statements has the sensitive one: the item count technique
	Vignette ExperimentKind = "vignette" // which descriptions: the factorial survey
	Conjoint ExperimentKind = "conjoint" // which profiles to choose between
)

// An Arm is what a person can be drawn into: the arm of a split, or a statement
// of a list.
type Arm struct {
	Code      string     `json:"code"`
	Label     study.Text `json:"label,omitempty"`
	Share     float64    `json:"share,omitempty"`     // of people, in proportion to those of the other arms; 0 stands for 1
	Sensitive bool       `json:"sensitive,omitempty"` // of a statement: only half of the people see it
}

// An Attribute is one thing in which profiles differ.
type Attribute struct {
	Name   string             `json:"name"`
	Label  study.Text         `json:"label,omitempty"`
	Levels []dataset.Category `json:"levels"`
}

// The arms of a list experiment, with and without the sensitive statement.
const (
	WithoutSensitive = "0"
	WithSensitive    = "1"
)

// Variables lists what the experiment puts into the data:
//
//	split     NAME, the arm
//	order     NAME_1, NAME_2, …, what came first, second, …
//	list      NAME, 1 for people whose list had the sensitive statement, and
//	          NAME_order, the statements in the order in which they were shown
//	vignette  NAME_TASK_ATTRIBUTE, the level
//	conjoint  NAME_TASK_PROFILE_ATTRIBUTE, the level, and NAME_order_1, …, the
//	          attributes in the order in which the person saw them
func (x *Experiment) Variables() []dataset.Variable {
	switch x.Kind {
	case Split:
		return []dataset.Variable{x.variable(x.Name, "", x.arms())}
	case List:
		order := x.variable(x.Name+"_order", "order", nil)
		return []dataset.Variable{x.variable(x.Name, "", x.arms()), order}
	case Order:
		return x.places(x.Name, x.elements())
	}
	var vs []dataset.Variable
	for _, p := range x.profiles() {
		for _, a := range x.Attributes {
			vs = append(vs, x.variable(p+"_"+a.Name, p[len(x.Name)+1:]+" "+a.Name, &dataset.CodeList{Name: x.Name + "_" + a.Name, Categories: a.Levels}))
		}
	}
	if x.Kind == Conjoint {
		vs = append(vs, x.places(x.Name+"_order", x.attributes())...)
	}
	return vs
}

// variable is one variable of the experiment, of words without a list.
func (x *Experiment) variable(name, part string, list *dataset.CodeList) dataset.Variable {
	v := dataset.Variable{Name: name, Label: study.Text{}, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: list}
	if list == nil {
		v.Kind = dataset.Words
	}
	for lang, label := range x.Label {
		v.Label[lang] = label
		if part != "" {
			v.Label[lang] += " (" + part + ")"
		}
	}
	if len(v.Label) == 0 {
		v.Label["en"] = name
	}
	return v
}

// places are the variables of an order: what stands at each place.
func (x *Experiment) places(name string, list *dataset.CodeList) []dataset.Variable {
	var vs []dataset.Variable
	for n := range list.Categories {
		vs = append(vs, x.variable(fmt.Sprintf("%s_%d", name, n+1), fmt.Sprintf("place %d", n+1), list))
	}
	return vs
}

// arms is the code list of the arms.
func (x *Experiment) arms() *dataset.CodeList {
	list := &dataset.CodeList{Name: x.Name}
	if x.Kind == List {
		list.Categories = []dataset.Category{
			{Code: WithoutSensitive, Label: study.Text{"en": "without the sensitive statement", "ru": "без чувствительного утверждения"}},
			{Code: WithSensitive, Label: study.Text{"en": "with the sensitive statement", "ru": "с чувствительным утверждением"}}}
		return list
	}
	for _, a := range x.Arms {
		label := a.Label
		if len(label) == 0 {
			label = study.Text{"en": a.Code}
		}
		list.Categories = append(list.Categories, dataset.Category{Code: a.Code, Label: label})
	}
	return list
}

func (x *Experiment) elements() *dataset.CodeList {
	list := &dataset.CodeList{Name: x.Name}
	for _, e := range x.Elements {
		list.Categories = append(list.Categories, dataset.Category{Code: e, Label: study.Text{"en": e}})
	}
	return list
}

func (x *Experiment) attributes() *dataset.CodeList {
	list := &dataset.CodeList{Name: x.Name + "_order"}
	for _, a := range x.Attributes {
		label := a.Label
		if len(label) == 0 {
			label = study.Text{"en": a.Name}
		}
		list.Categories = append(list.Categories, dataset.Category{Code: a.Name, Label: label})
	}
	return list
}

// profiles are the names of the profiles that a person gets: NAME_TASK, or
// NAME_TASK_PROFILE of a conjoint.
func (x *Experiment) profiles() []string {
	var names []string
	for t := range x.Tasks {
		if x.Kind != Conjoint {
			names = append(names, fmt.Sprintf("%s_%d", x.Name, t+1))
			continue
		}
		for p := range x.Profiles {
			names = append(names, fmt.Sprintf("%s_%d_%d", x.Name, t+1, p+1))
		}
	}
	return names
}

// Texts are the names by which a wording shows what was drawn as a text of
// several lines: NAME_list of a list, NAME_TASK of vignettes, NAME_TASK_PROFILE
// of a conjoint.
func (x *Experiment) Texts() []string {
	switch x.Kind {
	case List:
		return []string{x.Name + "_list"}
	case Vignette, Conjoint:
		return x.profiles()
	}
	return nil
}

// drawn finds the experiment and the variable of the name.
func (in *Instrument) drawn(name string) (*Experiment, dataset.Variable, bool) {
	for _, x := range in.Experiments {
		for _, v := range x.Variables() {
			if v.Name == name {
				return x, v, true
			}
		}
	}
	return nil, dataset.Variable{}, false
}

// shown finds the experiment that a wording shows under the name.
func (in *Instrument) shown(name string) *Experiment {
	for _, x := range in.Experiments {
		if slices.Contains(x.Texts(), name) {
			return x
		}
	}
	return nil
}
