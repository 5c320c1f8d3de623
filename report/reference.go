package report

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A reference is what stands between double braces in an edition.
type reference struct {
	Name     string
	Argument string // of figure, table, wave, sample and finding: what they name
	Keys     []pair // in the order typed
	Show     string
	Decimals int // -1: the default of the measure
	Line     int // counted from 1
	Column   int // in characters, counted from 1
}

// A pair is one key=value of a reference.
type pair struct{ Dim, Value string }

// Words that name no estimate but something of the study or the report.
const (
	figureWord   = "figure"
	tableWord    = "table"
	samplesWord  = "samples"
	methodsWord  = "methods"
	citationWord = "citation"
	waveWord     = "wave"
	sampleWord   = "sample"
	findingWord  = "finding"
)

var (
	withArgument = []string{figureWord, tableWord, waveWord, sampleWord, findingWord}
	blockWords   = []string{figureWord, tableWord, samplesWord, methodsWord, citationWord}
	shows        = []string{"value", "size", "points", "n", "count", "base", "se", "interval", "low", "high", "effective", "sample", "title", "dates"}
)

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// parseReference reads the inside of {{…}}. The text of an error says what is
// wrong with it, for the reader of the edition.
func parseReference(inside string) (reference, error) {
	ref := reference{Show: "value", Decimals: -1}
	words := strings.Fields(inside)
	if len(words) == 0 {
		return ref, fmt.Errorf("a reference is empty")
	}
	ref.Name, words = words[0], words[1:]
	if !nameForm.MatchString(ref.Name) {
		return ref, fmt.Errorf("%q is not a name", ref.Name)
	}
	if slices.Contains(withArgument, ref.Name) {
		if len(words) == 0 || strings.Contains(words[0], "=") {
			return ref, fmt.Errorf("{{%s}} does not say which", ref.Name)
		}
		ref.Argument, words = words[0], words[1:]
	}
	for _, w := range words {
		if err := ref.set(w); err != nil {
			return ref, err
		}
	}
	return ref, nil
}

func (r *reference) set(word string) error {
	dim, value, ok := strings.Cut(word, "=")
	if !ok || dim == "" || value == "" {
		return fmt.Errorf("%q is not of the form key=value", word)
	}
	switch dim {
	case "show":
		if !slices.Contains(shows, value) {
			return fmt.Errorf("show=%s is not known; it is one of %s", value, strings.Join(shows, ", "))
		}
		r.Show = value
	case "decimals":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > 6 {
			return fmt.Errorf("decimals=%s is not a whole number from 0 to 6", value)
		}
		r.Decimals = n
	default:
		if slices.ContainsFunc(r.Keys, func(p pair) bool { return p.Dim == dim }) {
			return fmt.Errorf("%s is given twice", dim)
		}
		r.Keys = append(r.Keys, pair{dim, value})
	}
	return nil
}

// canonical writes the reference in one way however it was typed, so that the
// references of two editions can be compared.
func (r reference) canonical() string {
	words := []string{r.Name}
	if r.Argument != "" {
		words = append(words, r.Argument)
	}
	keys := slices.Clone(r.Keys)
	slices.SortFunc(keys, func(a, b pair) int { return strings.Compare(a.Dim, b.Dim) })
	for _, k := range keys {
		words = append(words, k.Dim+"="+k.Value)
	}
	if r.Show != "value" {
		words = append(words, "show="+r.Show)
	}
	if r.Decimals >= 0 {
		words = append(words, "decimals="+strconv.Itoa(r.Decimals))
	}
	return "{{" + strings.Join(words, " ") + "}}"
}
