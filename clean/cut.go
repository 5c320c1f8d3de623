package clean

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/panel"
	"sojourn/study"
)

// A Recipe is everything that decides what becomes of the responses.
type Recipe struct {
	Rules      []Rule           `json:"rules"`
	Completion study.Completion `json:"completion"`
	Decisions  []Decision       `json:"decisions,omitempty"`
	Derived    []Derived        `json:"derived,omitempty"`
	Matches    []Match          `json:"matches,omitempty"`
}

// A Cut is the cleaned, linked dataset fixed by what it was made from. The
// same raw responses and the same recipe give the same cut, and a cut is never
// altered, only made anew.
type Cut struct {
	Hash   string // of Raw and Recipe
	Raw    string // hash of the raw responses, set by the caller
	Recipe Recipe
	Logs   []Log
	Data   *dataset.Dataset
}

// Cut derives variables, flags the waves, joins people whom somebody decided to
// be one, links them, and names the result by
// the hash of raw, the recipe, and the variables of the waves with their
// labels, code lists, what became of invitations and, where a rule asks, doors.
func (r Recipe) Cut(raw string, waves []Wave) (*Cut, error) {
	hash, err := r.hash(raw, waves)
	if err != nil {
		return nil, err
	}
	cut := &Cut{Raw: raw, Hash: hash, Recipe: r}
	flagged := make([]Flagged, len(waves))
	for i, w := range waves {
		if w, err = deriveInWave(r.Derived, w); err != nil {
			return nil, err
		}
		flags, log, err := Apply(r.Rules, r.Decisions, w)
		if err != nil {
			return nil, err
		}
		flagged[i] = Flagged{w, flags}
		cut.Logs = append(cut.Logs, log)
	}
	if flagged, err = join(flagged, r.Matches); err != nil {
		return nil, err
	}
	if cut.Data, err = Link(flagged, r.Completion, CompletionRules(r.Rules)); err != nil {
		return nil, err
	}
	return cut, deriveLinked(r.Derived, cut.Data)
}

// version changes when the same recipe would yield another cut because the
// program changed its mind about what a rule means.
const version = 2

func (r Recipe) hash(raw string, waves []Wave) (string, error) {
	variables := map[study.WaveID][]dataset.Variable{}
	doors := map[study.WaveID][]study.Door{}
	invitations := map[study.WaveID]map[string]panel.Disposition{}
	inField := slices.ContainsFunc(r.Rules, func(r Rule) bool { return r.Kind == OutOfField })
	for _, w := range waves {
		for _, c := range w.Table.Columns {
			variables[w.Number] = append(variables[w.Number], c.Variable)
		}
		if len(w.Invitations) > 0 {
			invitations[w.Number] = w.Invitations
		}
		if inField {
			doors[w.Number] = w.Doors
		}
	}
	recipe, err := json.Marshal(struct {
		Version   int
		Raw       string
		Recipe    Recipe
		Variables map[study.WaveID][]dataset.Variable
		Doors     map[study.WaveID][]study.Door

		Invitations map[study.WaveID]map[string]panel.Disposition `json:",omitempty"`
	}{version, raw, r, variables, doors, invitations})
	if err != nil {
		return "", fmt.Errorf("clean: naming the cut: %w", err)
	}
	sum := sha256.Sum256(recipe)
	return hex.EncodeToString(sum[:]), nil
}

// Without is the recipe without a rule.
func (r Recipe) Without(rule string) Recipe {
	r.Rules = slices.DeleteFunc(slices.Clone(r.Rules), func(x Rule) bool { return x.Name == rule })
	return r
}
