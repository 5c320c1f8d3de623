package xlsform_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/internal/judge"
	"sojourn/study"
)

// verdict reads and checks a form as "sojourn check" does.
func verdict(name string, data []byte) (string, study.Problems) {
	wb, problems := xlsform.Read(name, data)
	if problems.Err() == nil {
		in, more := xlsform.Instrument(wb)
		problems = append(problems, more...)
		if problems.Err() == nil {
			problems = append(problems, instrument.Check(in)...)
		}
	}
	verdict := "ok"
	for _, p := range problems {
		switch {
		case p.Severity == study.Error && p.Code == "unsupported":
			verdict = "unsupported"
		case p.Severity == study.Error:
			return "error", problems
		}
	}
	return verdict, problems
}

// TestFormsAreAcceptedAndRefusedAsTheStandardDoes compares our verdict on
// pyxform's own test forms with the recorded one. Forms that use what we
// refuse by name are counted apart.
func TestFormsAreAcceptedAndRefusedAsTheStandardDoes(t *testing.T) {
	dir := judge.Standards.Need(t, "xlsform", "md-forms")
	index, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Form     string `json:"form"`
		Expected bool   `json:"test_expects_error"`
		Verdict  string `json:"pyxform_verdict"`
		Message  string `json:"message"`
	}
	if err := json.Unmarshal(index, &cases); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	agree, differ, unsupported := 0, 0, 0
	for _, c := range cases {
		if seen[c.Form] || c.Expected == (c.Verdict == "ok") {
			continue
		}
		seen[c.Form] = true
		data, err := os.ReadFile(filepath.Join(dir, c.Form))
		if err != nil {
			t.Fatal(err)
		}
		got, problems := verdict(c.Form, data)
		switch {
		case got == "unsupported":
			unsupported++
		case (got == "ok") == (c.Verdict == "ok"):
			agree++
		default:
			differ++
			t.Logf("%s: %s, recorded is %s %.150s\n%v", c.Form, got, c.Verdict, c.Message, errorsOf(problems))
		}
	}
	share := float64(agree) / float64(agree+differ)
	t.Logf("%d agree, %d differ (%.1f %% agreement), %d use what is refused by name", agree, differ, 100*share, unsupported)
	if share < 0.95 {
		t.Errorf("agreement is %.1f %%, below 95 %%", 100*share)
	}
}

func errorsOf(problems study.Problems) study.Problems {
	var found study.Problems
	for _, p := range problems {
		if p.Severity == study.Error {
			found = append(found, p)
		}
	}
	return found
}

func codesOf(problems study.Problems) []string {
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	return codes
}
