package workspace

import (
	"slices"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/handover"
	"sojourn/instrument"
	"sojourn/panel"
	"sojourn/study"
)

// waveOf is the table of a wave in which these people answered.
func waveOf(t *testing.T, p *Project, w study.WaveID, people ...string) clean.Wave {
	t.Helper()
	var rows []fieldwork.Row
	for _, who := range people {
		rows = append(rows, fieldwork.Row{Key: who, Response: fieldwork.Response{Study: "small", Wave: w, Panelist: panel.ID(who), Finished: true,
			Answers: instrument.Answers{"age": {Values: []string{"30"}}}}})
	}
	table, err := fieldwork.Tabulate(p.Instruments[1], rows)
	if err != nil {
		t.Fatal(err)
	}
	return clean.Wave{Number: w, Table: table}
}

func TestWhatTheMailroomSaysBecomesTheOutcomeOfWhoDidNotAnswer(t *testing.T) {
	p := newRig(t).project
	for w := study.WaveID(2); w <= 3; w++ {
		p.Study.Waves = append(p.Study.Waves, study.Wave{Number: w})
	}
	cut := func() *clean.Cut {
		t.Helper()
		waves := []clean.Wave{waveOf(t, p, 1, "a", "b", "c", "d", "e", "f"), waveOf(t, p, 2, "a"), waveOf(t, p, 3, "f")}
		if err := p.invite(waves, nil); err != nil {
			t.Fatal(err)
		}
		c, err := clean.Recipe{Completion: p.Study.Completion}.Cut("raw", waves)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	before := cut()
	if _, err := before.Data.Column("invited_w2"); err == nil {
		t.Error("before the mailroom said anything somebody counts as invited, or not")
	}
	tell := func(w study.WaveID, outcomes map[string]panel.Disposition, refused ...string) {
		t.Helper()
		back := handover.ToDesk{Study: "small", Wave: w}
		for who, d := range outcomes {
			back.Outcomes = append(back.Outcomes, handover.Outcome{Mark: handover.MarkOf("small", w, panel.ID(who)), Disposition: d})
		}
		for _, who := range refused {
			back.Refused = append(back.Refused, handover.MarkOf("small", 0, panel.ID(who)))
		}
		if err := p.KeepOutcomes(back); err != nil {
			t.Fatal(err)
		}
	}
	tell(2, map[string]panel.Disposition{"a": panel.NonContact, "b": panel.NonContact, "c": panel.Undelivered, "nobody here": panel.NonContact}, "d")
	tell(3, map[string]panel.Disposition{"a": panel.NonContact, "f": panel.NonContact}, "d", "e")
	after := cut()
	for column, want := range map[string]string{
		"disposition_w1": "complete complete complete complete complete complete",
		"disposition_w2": "complete noncontact undelivered refusal notinvited notinvited",
		"invited_w2":     "yes yes yes yes no no",
		"disposition_w3": "noncontact notinvited notinvited notinvited refusal complete",
		"invited_w3":     "yes no no no yes yes",
	} {
		if got := codesOf(t, after.Data, column); got != want {
			t.Errorf("%s is %s, want %s", column, got, want)
		}
	}
	quota := panel.Quota{Consent: "${age_w1} > 18", Groups: []panel.Group{{Name: "all", Where: "${age_w1} = 30", People: 9}}}
	drawn, chosen, err := p.Select(after, quota, "quota.yaml", 1)
	if err != nil || drawn[0].Eligible != 4 || len(chosen.Marks) != 4 || slices.Contains(chosen.Marks, handover.MarkOf("small", 0, "d")) {
		t.Errorf("drawn %+v, %v; want the four who did not ask to be left alone", drawn, err)
	}
	if after.Hash == before.Hash || cut().Hash != after.Hash {
		t.Error("a cut is not named by what it was made of, outcomes included")
	}
}

func codesOf(t *testing.T, d *dataset.Dataset, name string) string {
	t.Helper()
	c, err := d.Column(name)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for row := range d.Rows {
		codes = append(codes, c.CodeAt(row))
	}
	return strings.Join(codes, " ")
}

func TestAPanelistWhoWasLedOutIsIneligibleAndAStrangerIsNobody(t *testing.T) {
	p := newRig(t).project
	p.Study.Waves = append(p.Study.Waves, study.Wave{Number: 2})
	second := waveOf(t, p, 2, "a")
	second.Out = []string{"b", "stranger"}
	cut, err := clean.Recipe{Completion: p.Study.Completion}.Cut("raw", []clean.Wave{waveOf(t, p, 1, "a", "b", "c"), second})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := codesOf(t, cut.Data, "disposition_w2"), "complete ineligible notinvited"; got != want {
		t.Errorf("disposition_w2 is %s, want %s", got, want)
	}
}
