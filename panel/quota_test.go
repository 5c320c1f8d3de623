package panel

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func crowd(from, to int) []ID {
	var ids []ID
	for i := from; i < to; i++ {
		ids = append(ids, ID(fmt.Sprintf("p%03d", i)))
	}
	return ids
}

func TestPeopleAreDrawnAtRandomWithinTheirQuota(t *testing.T) {
	q := Quota{Consent: "x", Groups: []Group{{"georgia", "a", 10}, {"women", "b", 20}, {"rare", "c", 5}}}
	fit := [][]ID{crowd(0, 100), crowd(50, 200), crowd(200, 203)}
	drawn := q.Draw(fit, 1)
	seen := map[ID]bool{}
	for i, d := range drawn {
		for _, id := range d.Drawn {
			if seen[id] || !slices.Contains(fit[i], id) {
				t.Errorf("%s: %s was drawn twice or does not fit", d.Name, id)
			}
			seen[id] = true
		}
	}
	if len(drawn[0].Drawn) != 10 || len(drawn[1].Drawn) != 20 || len(drawn[2].Drawn) != 3 || drawn[2].Eligible != 3 {
		t.Errorf("drawn %d, %d, %d of %d", len(drawn[0].Drawn), len(drawn[1].Drawn), len(drawn[2].Drawn), drawn[2].Eligible)
	}
	reversed := slices.Clone(fit[0])
	slices.Reverse(reversed)
	if again := q.Draw([][]ID{reversed, fit[1], fit[2]}, 1); !slices.Equal(again[0].Drawn, drawn[0].Drawn) {
		t.Error("the same seed draws others when the people are listed in another order")
	}
	if other := q.Draw(fit, 2); slices.Equal(other[0].Drawn, drawn[0].Drawn) {
		t.Error("another seed draws the same people")
	}
	times := map[ID]int{}
	for seed := range uint64(400) {
		for _, id := range q.Draw(fit, seed)[0].Drawn {
			times[id]++
		}
	}
	for _, id := range fit[0] { // 40 expected, five standard deviations are 30
		if times[id] < 10 || times[id] > 70 {
			t.Errorf("%s was drawn in %d of 400 drawings, want about 40", id, times[id])
		}
	}
}

func TestAQuotaThatCannotBeDrawnSaysWhere(t *testing.T) {
	const good = "consent: ${interview_w3} = 'yes'\ngroups:\n  - {name: georgia, where: \"${country_w3} = 'GE'\", people: 5}\n"
	if _, err := ParseQuota("quota.yaml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ old, with, want string }{
		"nobody to ask":        {"people: 5", "people: 0", "groups 1"},
		"a key that is none":   {"people", "number", "number"},
		"a group without name": {"name: georgia, ", "", "groups 1"},
		"no group":             {"groups:\n  - {name: georgia, where: \"${country_w3} = 'GE'\", people: 5}", "groups: []", "groups"},
	} {
		if _, err := ParseQuota("quota.yaml", []byte(strings.Replace(good, tt.old, tt.with, 1))); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v does not name %q", name, err, tt.want)
		}
	}
}
