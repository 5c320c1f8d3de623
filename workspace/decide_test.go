package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/clean"
)

func TestADecisionIsAddedAndNothingIsTakenOut(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	r.receive("b", 17)
	p := r.put(map[string]string{clean.File: "rules: [{name: age, kind: range, item: age, min: 18, reason: {en: Adults.}}]"})
	flagged := r.cut().Logs[0].Flagged
	if len(flagged) != 1 {
		t.Fatalf("flagged are %+v", flagged)
	}
	keep := clean.Decision{Wave: 1, Response: flagged[0].Response, Verdict: clean.Keep, By: "М.", On: "2022-05-01", Why: "17: \"went\" up #1 in June"}
	if err := p.Decide(keep); err != nil {
		t.Fatal(err)
	}
	if cut := r.cut(); cut.Logs[0].Clean != 2 {
		t.Errorf("after the decision %d are clean", cut.Logs[0].Clean)
	}
	back := keep
	back.Verdict, back.Why = clean.AsRuled, "it was another person"
	if err := p.Decide(back); err != nil {
		t.Fatal(err)
	}
	if cut := r.cut(); cut.Logs[0].Clean != 1 || len(cut.Recipe.Decisions) != 2 {
		t.Errorf("after it was taken back %d are clean and %d decisions are kept", cut.Logs[0].Clean, len(cut.Recipe.Decisions))
	}
	keep.By = ""
	if err := p.Decide(keep); err == nil || !strings.Contains(err.Error(), "who decided") {
		t.Errorf("a decision by nobody gives %v", err)
	}
	text, err := os.ReadFile(filepath.Join(p.Dir, clean.DecisionsFile))
	if err != nil || strings.Count(string(text), "- wave: 1") != 2 {
		t.Errorf("the file reads %s, %v", text, err)
	}
}

func TestADecisionLeavesAFileAloneThatItCannotAddTo(t *testing.T) {
	r := newRig(t)
	const text = "decisions: [{wave: 1, response: 0123456789ab, verdict: keep, by: M., on: 2022-05-01, why: x}]\n"
	p := r.put(map[string]string{clean.DecisionsFile: text})
	err := p.Decide(clean.Decision{Wave: 1, Response: "0123456789ab", Verdict: clean.AsRuled, By: "M.", On: "2022-05-02", Why: "y"})
	if after, _ := os.ReadFile(filepath.Join(p.Dir, clean.DecisionsFile)); err == nil || !strings.Contains(err.Error(), "by hand") || string(after) != text {
		t.Errorf("said %v and left %s", err, after)
	}
}
