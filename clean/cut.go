package clean

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"sojourn/dataset"
	"sojourn/study"
)

// A Cut is the cleaned, linked dataset fixed by what it was made from. The
// same raw responses and the same rules give the same cut, and a cut is never
// altered, only made anew.
type Cut struct {
	Hash string // of Raw and Recipe
	Raw  string // hash of the raw responses, set by the caller
	Logs []Log
	Data *dataset.Dataset
}

// Make flags the waves, links them, and names the result by the hash of raw,
// the rules, the completion thresholds, and the variables of the waves with
// their labels and code lists.
func Make(raw string, rules []Rule, c study.Completion, waves []Wave) (*Cut, error) {
	hash, err := recipeHash(raw, rules, c, waves)
	if err != nil {
		return nil, err
	}
	cut := &Cut{Raw: raw, Hash: hash}
	flagged := make([]Flagged, len(waves))
	for i, w := range waves {
		flags, log, err := Apply(rules, w)
		if err != nil {
			return nil, err
		}
		flagged[i] = Flagged{w, flags}
		cut.Logs = append(cut.Logs, log)
	}
	cut.Data, err = Link(flagged, c, CompletionRules(rules))
	return cut, err
}

// version changes when the same recipe would yield another cut because the
// program changed its mind about what a rule means.
const version = 1

func recipeHash(raw string, rules []Rule, c study.Completion, waves []Wave) (string, error) {
	variables := map[study.WaveID][]dataset.Variable{}
	for _, w := range waves {
		for _, c := range w.Table.Columns {
			variables[w.Number] = append(variables[w.Number], c.Variable)
		}
	}
	recipe, err := json.Marshal(struct {
		Version    int
		Raw        string
		Rules      []Rule
		Completion study.Completion
		Variables  map[study.WaveID][]dataset.Variable
	}{version, raw, rules, c, variables})
	if err != nil {
		return "", fmt.Errorf("clean: naming the cut: %w", err)
	}
	sum := sha256.Sum256(recipe)
	return hex.EncodeToString(sum[:]), nil
}
