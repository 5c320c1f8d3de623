package workspace

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// consented opens responses of people whose ledgers say yes or no to purposes.
func consented(t *testing.T, p *Project, responses map[study.WaveID][]record) {
	t.Helper()
	p.Study.Consent[0].Purposes = []study.Purpose{{Name: study.NextWave}, {Name: study.Interview}}
	for w, records := range responses {
		if err := p.writeRecords(w, records); err != nil {
			t.Fatal(err)
		}
	}
}

// said is a response with its ledger: "next yes 2022-03-01; next no 2022-03-02".
func said(who, key, ledger string) record {
	r := record{Key: key, Kind: seal.Final, Response: fieldwork.Response{Panelist: panel.ID(who)}}
	for line := range strings.SplitSeq(ledger, "; ") {
		f := strings.Fields(line)
		r.Response.Consents = append(r.Response.Consents, fieldwork.ConsentLine{Purpose: f[0], Given: f[1] == "yes", Day: study.Day(f[2])})
	}
	return r
}

func TestTheLastWordOnAPurposeCounts(t *testing.T) {
	p := newRig(t).project
	p.Study.Waves = append(p.Study.Waves, study.Wave{Number: 2})
	consented(t, p, map[study.WaveID][]record{
		1: {said("always", "a", "next yes 2022-03-01"), said("once", "b", "next yes 2022-03-01"), said("never", "c", "next no 2022-03-01"),
			said("later", "d", "next no 2022-03-01"), said("same evening", "e", "next yes 2022-03-01; next no 2022-03-01"),
			said("two names", "f", "next yes 2022-03-01"), said("asked elsewhere", "g", "interview yes 2022-03-01"),
			said("long ledger", "h", "next yes 2022-03-01"), said("long ledger", "h", "next yes 2022-03-01; next no 2022-03-09")},
		2: {said("once", "i", "next no 2022-09-01"), said("later", "j", "next yes 2022-09-01"), said("other name", "k", "next no 2022-09-01")},
	})
	if err := p.KeepOutcomes(paired(2, [2]string{"two names", "other name"})); err != nil {
		t.Fatal(err)
	}
	agreed, err := p.Agreed(study.NextWave)
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(agreed, func(_ panel.ID, yes bool) bool { return !yes })
	if got := slices.Sorted(maps.Keys(agreed)); !slices.Equal(got, []panel.ID{"always", "later"}) {
		t.Errorf("whose consent stands: %q", got)
	}
	marks, err := p.agreement()
	if err != nil {
		t.Fatal(err)
	}
	if len(marks[study.NextWave]) != 2 || !slices.Contains(marks[study.NextWave], handover.MarkOf("small", 0, "always")) || len(marks[study.Interview]) != 1 {
		t.Errorf("the mailroom is told %v", marks)
	}
	if none, err := p.Agreed(study.Archive); none != nil || err != nil {
		t.Errorf("of a purpose that nobody asked for: %v, %v", none, err)
	}
}

func TestNobodyIsDrawnForAnInterviewWhoDoesNotAgreeToOneAnyMore(t *testing.T) {
	p := newRig(t).project
	consented(t, p, map[study.WaveID][]record{1: {said("a", "a", "interview yes 2022-03-01"), said("b", "b", "interview no 2022-03-01"),
		said("c", "c", "interview yes 2022-03-01; interview no 2022-03-05"), said("d", "d", "next yes 2022-03-01")}})
	who := dataset.NewColumn(dataset.Variable{Name: clean.PanelistColumn, Kind: dataset.Words}, 4, dataset.Present)
	copy(who.Texts, []string{"a", "b", "c", "d"})
	d := dataset.New(4)
	age := dataset.NewColumn(dataset.Variable{Name: "age_w1", Kind: dataset.Numeric}, 4, dataset.Present)
	copy(age.Numbers, []float64{30, 30, 30, 30})
	for _, c := range []*dataset.Column{who, age} {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	q := panel.Quota{Groups: []panel.Group{{Name: "all", Where: "${age_w1} >= 18", People: 4}}}
	for consent, want := range map[string]int{"": 1, "${age_w1} = 30": 1, "${age_w1} = 31": 0} { // the quota's own condition narrows it
		q.Consent = consent
		drawn, chosen, err := p.Select(&clean.Cut{Data: d}, q, "quota.yaml", 1)
		if err != nil || drawn[0].Eligible != want || len(chosen.Marks) != want {
			t.Errorf("with %q: %+v, %v; want %d", consent, drawn, err, want)
		}
	}
	p.Study.Consent[0].Purposes = nil
	q.Consent = ""
	if _, _, err := p.Select(&clean.Cut{Data: d}, q, "quota.yaml", 1); err == nil || !strings.Contains(err.Error(), "who agreed to an interview") {
		t.Errorf("where nobody was asked: %v", err)
	}
}
