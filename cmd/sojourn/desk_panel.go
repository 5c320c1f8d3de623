package main

import (
	"sojourn/clean"
	"sojourn/desk"
	"sojourn/panel/snowball"
	"sojourn/study"
	"sojourn/workspace"
)

// Recruited grows the tree of a wave of the latest cut.
func (d *deskProject) Recruited(w study.WaveID, item string) (*snowball.Tree, error) {
	b, err := d.current()
	if err != nil {
		return nil, err
	}
	r, err := d.Recruitment(b.Cut, w, item)
	if err != nil {
		return nil, err
	}
	return snowball.Grow(r.People)
}

// Recognised compares the codes of two waves.
func (d *deskProject) Recognised(first, second study.WaveID, items []string) (desk.Recognised, error) {
	found, err := d.Recognise(first, second)
	if err != nil {
		return desk.Recognised{}, err
	}
	r := desk.Recognised{Codes: found.Codes, Without: found.Without, Test: found.Test, Tallies: found.Tallies}
	for _, s := range found.Suggestions {
		r.Suggested = append(r.Suggested, desk.Suggested{Responses: found.Handles(s), Suggestion: s})
	}
	if len(items) == 0 {
		return r, nil
	}
	b, err := d.current()
	if err != nil {
		return r, err
	}
	gave, lost, err := d.Biases(found, b.Cut, items)
	for _, one := range []workspace.Bias{gave, lost} {
		bias := desk.Bias{Yes: one.Yes, No: one.No}
		for _, x := range one.Differences {
			bias.Differences = append(bias.Differences, desk.Differing(x))
		}
		r.Biases = append(r.Biases, bias)
	}
	return r, err
}

// Matches lists what was decided about pairs of responses.
func (d *deskProject) Matches() ([]clean.Match, error) {
	recipe, err := d.Recipe()
	return recipe.Matches, err
}
