package codebook

import (
	"slices"
	"strings"

	"sojourn/study"
)

// A Hit is an entry in which all words that were looked for stand, with the
// texts, other than its label, in which any of them stands.
type Hit struct {
	Entry Entry
	Texts []study.Text
}

// Search finds the entries that have every one of the words somewhere: in
// names, questions, hints, answers, routing or what changed between waves, in
// any language. Letters may be large or small, and a word may be the beginning
// or the middle of a longer one. No words find everything.
func (b *Book) Search(words string) []Hit {
	wanted := strings.Fields(strings.ToLower(words))
	var hits []Hit
	for _, e := range b.Entries {
		hit, lacking := Hit{Entry: e}, slices.Clone(wanted)
		for i, t := range e.texts() {
			found := false
			lacking = slices.DeleteFunc(lacking, func(word string) bool {
				has := holds(t, word)
				found = found || has
				return has
			})
			if found && i > 1 && len(hit.Texts) < maxTexts { // 0 and 1 are name and label
				hit.Texts = append(hit.Texts, t)
			}
		}
		if len(lacking) == 0 {
			hits = append(hits, hit)
		}
	}
	return hits
}

// maxTexts is how many texts of an entry a search shows.
const maxTexts = 3

// texts lists what an entry says: its name, its label, then the rest, each once.
func (e Entry) texts() []study.Text {
	all := []study.Text{{"en": e.Name}, e.Label}
	seen := map[string]bool{e.Label.In("en"): true}
	add := func(t study.Text) {
		if key := t.In("en"); key != "" && !seen[key] {
			seen[key] = true
			all = append(all, t)
		}
	}
	for _, v := range e.Variables {
		add(v.Label)
		if q := v.Question; q != nil {
			for _, t := range []study.Text{q.Wording, q.Hint, q.Reference, q.Page, {"en": strings.Join(q.Routing, " ")}, {"en": q.Calculation}} {
				add(t)
			}
		}
		for _, c := range v.Categories {
			add(c.Label)
		}
	}
	add(e.Lineage)
	return all
}

func holds(t study.Text, word string) bool {
	for _, wording := range t {
		if strings.Contains(strings.ToLower(wording), word) {
			return true
		}
	}
	return false
}
