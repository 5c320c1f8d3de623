package clean

import (
	"fmt"
	"maps"
	"slices"

	"sojourn/dataset"
	"sojourn/panel"
	"sojourn/study"
)

// DispositionItem, FlagItem and InvitedItem are the items under which a linked
// dataset keeps, for each wave, what became of the person, which rule spoke,
// and, where it is known, whether they were invited: "disposition_w2",
// "flag_w2", "invited_w2".
const (
	DispositionItem = "disposition"
	FlagItem        = "flag"
	InvitedItem     = "invited"
)

// A Flagged is a wave with the marks of [Apply].
type Flagged struct {
	Wave
	Flags Flags
}

// Link joins the waves to one row a person, sorted by pseudonym. An item of a
// wave becomes the column [dataset.InWave]; where a person's response is
// flagged or lacking, its cells are NotInWave. Every person who was ever seen
// has a row, and the dispositions say why a wave is empty: too short a
// response is a break-off, a response flagged by any other rule is ineligible,
// and of who did not respond the mailroom may have said what became of the
// invitation.
func Link(waves []Flagged, c study.Completion, completion map[string]bool) (*dataset.Dataset, error) {
	people := map[string]int{}
	for _, w := range waves {
		who, err := w.Table.Column(PanelistColumn)
		if err != nil {
			return nil, fmt.Errorf("clean: wave %d: %w", w.Number, err)
		}
		for _, id := range who.Texts {
			people[id] = 0
		}
	}
	ids := slices.Sorted(maps.Keys(people))
	for i, id := range ids {
		people[id] = i
	}
	linked := dataset.New(len(ids))
	key := dataset.NewColumn(dataset.Variable{Name: PanelistColumn, Kind: dataset.Words,
		Label: study.Text{"en": "Pseudonym", "ru": "Псевдоним"}}, len(ids), dataset.Present)
	copy(key.Texts, ids)
	if err := linked.Add(key); err != nil {
		return nil, err
	}
	for _, w := range waves {
		if err := w.linkInto(linked, people, c, completion); err != nil {
			return nil, fmt.Errorf("clean: wave %d: %w", w.Number, err)
		}
	}
	return linked, nil
}

// linkInto adds the columns of one wave to the linked dataset.
func (w Flagged) linkInto(linked *dataset.Dataset, people map[string]int, c study.Completion, completion map[string]bool) error {
	outcome := dataset.NewColumn(dispositionVariable(w.Number), linked.Rows, dataset.Present) // zero: not invited
	flag := dataset.NewColumn(dataset.Variable{Name: dataset.InWave(FlagItem, w.Number), Kind: dataset.Words, Wave: w.Number,
		Label: study.Text{"en": "Rule that set the response aside", "ru": "Правило, по которому анкета отложена"}}, linked.Rows, dataset.NotInWave)
	from, err := w.standing(outcome, flag, people, c, completion)
	if err != nil {
		return err
	}
	for _, id := range w.Out {
		if row, here := people[id]; here && from[row] == 0 {
			outcome.Codes[row] = uint16(panel.Ineligible)
		}
	}
	if err := w.linkInvitations(linked, outcome, people); err != nil {
		return err
	}
	if err := linked.Add(outcome); err != nil {
		return err
	}
	if err := linked.Add(flag); err != nil {
		return err
	}
	return w.linkAnswers(linked, from)
}

// standing finds the response that stands for each person: the row of the
// wave's table, counted from 1, or 0 where there is none. It fills what became
// of the person, and which rule spoke.
func (w Flagged) standing(outcome, flag *dataset.Column, people map[string]int, c study.Completion, completion map[string]bool) ([]int, error) {
	who, err := w.Table.Column(PanelistColumn)
	if err != nil {
		return nil, err
	}
	share, err := w.Table.Column(ShareColumn)
	if err != nil {
		return nil, err
	}
	from := make([]int, outcome.Len())
	for row, id := range who.Texts {
		to := people[id]
		d := panel.Classify(share.Numbers[row], c)
		names := w.Flags[row]
		if len(names) > 0 {
			d = setAside(names, completion)
		}
		switch {
		case d.Responded():
			from[to] = row + 1
			flag.Texts[to], flag.Missing[to] = "", dataset.NotApplicable // no rule spoke
		case from[to] > 0:
			continue // another response of this person stands
		case len(names) > 0:
			flag.Texts[to], flag.Missing[to] = names[0], dataset.Present
		}
		outcome.Codes[to] = uint16(d)
	}
	return from, nil
}

// linkAnswers adds what the responses that stand say.
func (w Flagged) linkAnswers(linked *dataset.Dataset, from []int) error {
	for _, col := range w.Table.Columns {
		if col.Name == PanelistColumn || col.Name == ResponseColumn {
			continue
		}
		v := col.Variable
		v.Name, v.Wave = dataset.InWave(col.Name, w.Number), w.Number
		to := dataset.NewColumn(v, linked.Rows, dataset.NotInWave)
		for i, row := range from {
			if row > 0 {
				to.Copy(i, col, row-1)
			}
		}
		if err := linked.Add(to); err != nil {
			return err
		}
	}
	return nil
}

// linkInvitations says who was invited to the wave, and of those without any
// response what became of the invitation.
func (w Flagged) linkInvitations(linked *dataset.Dataset, outcome *dataset.Column, people map[string]int) error {
	if len(w.Invitations) == 0 {
		return nil
	}
	invited := dataset.NewColumn(invitedVariable(w.Number), linked.Rows, dataset.Present) // zero: no
	for id, d := range w.Invitations {
		row, here := people[id]
		if !here {
			continue // withdrawn since
		}
		invited.Codes[row] = 1
		if outcome.Codes[row] == uint16(panel.NotInvited) {
			outcome.Codes[row] = uint16(d)
		}
	}
	return linked.Add(invited)
}

func invitedVariable(w study.WaveID) dataset.Variable {
	list := &dataset.CodeList{Name: InvitedItem, Categories: []dataset.Category{
		{Code: "no", Label: study.Text{"en": "not invited", "ru": "не приглашался"}}, {Code: "yes", Label: study.Text{"en": "invited", "ru": "приглашался"}}}}
	return dataset.Variable{Name: dataset.InWave(InvitedItem, w), Kind: dataset.Categorical, Scale: dataset.Nominal,
		Codes: list, Wave: w, Label: study.Text{"en": "Invited to the wave", "ru": "Приглашение в волну"}}
}

// setAside is the disposition of a flagged response. Whoever left early is a
// break-off, whatever else was marked: leaving early also looks like haste.
func setAside(names []string, completion map[string]bool) panel.Disposition {
	for _, n := range names {
		if completion[n] {
			return panel.BreakOff
		}
	}
	return panel.Ineligible
}

func dispositionVariable(w study.WaveID) dataset.Variable {
	list := &dataset.CodeList{Name: DispositionItem}
	for _, d := range panel.Dispositions() {
		list.Categories = append(list.Categories, dataset.Category{Code: d.String(), Label: dispositionLabels[d]})
	}
	return dataset.Variable{Name: dataset.InWave(DispositionItem, w), Kind: dataset.Categorical, Scale: dataset.Nominal,
		Codes: list, Wave: w, Label: study.Text{"en": "Outcome", "ru": "Исход контакта"}}
}

var dispositionLabels = map[panel.Disposition]study.Text{
	panel.NotInvited:  {"en": "not invited", "ru": "не приглашался"},
	panel.Complete:    {"en": "complete", "ru": "полная"},
	panel.Partial:     {"en": "partial", "ru": "частичная"},
	panel.BreakOff:    {"en": "break-off", "ru": "прерванная"},
	panel.Refusal:     {"en": "refusal", "ru": "отказ"},
	panel.NonContact:  {"en": "no contact", "ru": "нет контакта"},
	panel.Undelivered: {"en": "undelivered", "ru": "не доставлено"},
	panel.Ineligible:  {"en": "ineligible", "ru": "вне совокупности"},
}

// CompletionRules names the rules of kind completion, as [Link] wants them.
func CompletionRules(rules []Rule) map[string]bool {
	names := map[string]bool{}
	for _, r := range rules {
		if r.Kind == Completion {
			names[r.Name] = true
		}
	}
	return names
}
