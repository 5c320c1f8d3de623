package workspace

import (
	"testing"

	"sojourn/clean"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/study"
)

// paired is what the mailroom gives back: pairs of people who left one address.
func paired(w study.WaveID, pairs ...[2]string) handover.ToDesk {
	back := handover.ToDesk{Study: "small", Wave: w}
	for _, p := range pairs {
		back.Same = append(back.Same, handover.Pair{handover.MarkOf("small", 0, panel.ID(p[0])), handover.MarkOf("small", 0, panel.ID(p[1]))})
	}
	return back
}

func TestWhoAnsweredByPersonalLinkAndByOpenLinkIsOnePerson(t *testing.T) {
	p := newRig(t).project
	p.Study.Waves = append(p.Study.Waves, study.Wave{Number: 2})
	back := paired(2, [2]string{"d", "b"}, [2]string{"e", "d"}, [2]string{"a", "nobody here"})
	back.Outcomes = []handover.Outcome{{Mark: handover.MarkOf("small", 2, "d"), Disposition: panel.NonContact}}
	if err := p.KeepOutcomes(back); err != nil {
		t.Fatal(err)
	}
	waves := []clean.Wave{waveOf(t, p, 1, "a", "d", "c"), waveOf(t, p, 2, "b", "c", "e")}
	same, err := p.join(waves)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.invite(waves, same); err != nil {
		t.Fatal(err)
	}
	rules := []clean.Rule{{Name: "same_person", Kind: clean.Repeat, Share: 0.8, Reason: study.Text{"en": "x"}}}
	cut, err := clean.Recipe{Rules: rules, Completion: p.Study.Completion}.Cut("raw", waves)
	if err != nil {
		t.Fatal(err)
	}
	who, err := cut.Data.Column(clean.PanelistColumn)
	if err != nil {
		t.Fatal(err)
	}
	if len(who.Texts) != 3 || who.Texts[1] != "b" {
		t.Fatalf("the people of the cut are %q", who.Texts)
	}
	for column, want := range map[string]string{"disposition_w1": "complete", "disposition_w2": "complete", "invited_w2": "yes"} {
		c, err := cut.Data.Column(column)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.CodeAt(1); got != want {
			t.Errorf("%s of who has two names: %q, want %q", column, got, want)
		}
	}
	if tally := cut.Logs[1].Tallies[0]; tally.Caught != 1 || cut.Logs[1].Clean != 2 {
		t.Errorf("of the second wave %d responses are flagged and %d stand, want 1 and 2", tally.Caught, cut.Logs[1].Clean)
	}
}

func TestWhatTheMailroomSaysOfPeopleGivesAnotherCut(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	r.receive("b", 40)
	r.sync(r.project)
	r.open(r.project)
	hash := func() string {
		raw, err := r.project.raw()
		if err != nil {
			t.Fatal(err)
		}
		return raw.hash
	}
	before := hash()
	if err := r.project.KeepOutcomes(paired(1, [2]string{"a", "b"})); err != nil {
		t.Fatal(err)
	}
	if hash() == before {
		t.Error("two people became one, and the cut keeps its name")
	}
}
