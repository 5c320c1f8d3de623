package desk

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// rowsWith are the rows of a table whose first cells read so.
func rowsWith(t *testing.T, p page, id string, heads ...string) [][]string {
	t.Helper()
	return slices.DeleteFunc(p.byID(t, id).rows(), func(r []string) bool {
		return len(r) < len(heads) || !slices.Equal(r[:len(heads)], heads)
	})
}

func TestThePanelPageTellsWhoWasInvitedAndWhoCameBack(t *testing.T) {
	p := parsed(t, visit(t, newFake(t)).get("/panel?sample=first&to=2&lang=en"))
	for _, tt := range []struct {
		table string
		heads []string
		want  string // base, people
	}{
		{"back", []string{"Wave 1, March 2022", "Wave 2, September 2022"}, "240 160"},
		{"new", []string{"Wave 2, September 2022", "came back"}, "160 160"},
		{"outcomes", []string{"Wave 1, March 2022", "those who began", "responded (completion)"}, "240 240"},
		{"outcomes", []string{"Wave 2, September 2022", "those invited", "complete"}, "200 160"},
		{"outcomes", []string{"Wave 2, September 2022", "those invited", "never opened it"}, "200 25"},
		{"outcomes", []string{"Wave 2, September 2022", "those invited", "not delivered"}, "200 15"},
		{"contacts", []string{"Wave 1, March 2022", "all ways"}, "240 200"},
		{"contacts", []string{"Wave 1, March 2022", "Friends"}, "240 200"},
		{"rates", []string{"Wave 2, September 2022", "participation, partial included", "AAPOR RR2"}, "200 160"},
		{"rates", []string{"Wave 2, September 2022", "cooperation of those reached", "AAPOR COOP2"}, "160 160"},
	} {
		rows := rowsWith(t, p, tt.table, tt.heads...)
		if len(rows) != 1 || strings.Join(rows[0][len(tt.heads):len(tt.heads)+2], " ") != tt.want {
			t.Errorf("%v: %v, want %s", tt.heads, rows, tt.want)
		}
	}
	if open := rowsWith(t, p, "rates", "Wave 1, March 2022"); len(open) > 0 {
		t.Errorf("a wave behind an open link has rates: %v", open)
	}
	if strings.Contains(strings.ReplaceAll(strings.ToLower(p.text()), "no response rate", ""), "response rate") {
		t.Error("the page speaks of a response rate")
	}
	histories := p.byID(t, "histories").rows()
	if len(histories) < 5 || strings.Join(histories[1], " ") != "In 1, 2 took part took part 160 66.7%" {
		t.Errorf("histories: %v", histories)
	}
}

func TestTheFunnelOfThePanelNamesItsSampleAndBase(t *testing.T) {
	figure := parsed(t, visit(t, newFake(t)).get("/panel?sample=first&to=2&lang=en")).all("figure")[0].text()
	for _, want := range []string{"responded before wave 2", "240", "invited to wave 2", "200", "responded in wave 2", "160", "first wave"} {
		if !strings.Contains(figure, want) {
			t.Errorf("the funnel lacks %q: %s", want, figure)
		}
	}
}

func TestWhoIsLostIsToldByAnAnswer(t *testing.T) {
	p := parsed(t, visit(t, newFake(t)).get("/panel?sample=first&to=2&item=sex&lang=en"))
	invited, back := rowsWith(t, p, "attrition", "were invited again"), rowsWith(t, p, "attrition", "came back")
	sum := func(rows [][]string, cell int) (n int64) {
		for _, r := range rows {
			n += atoi(r[cell])
		}
		return n
	}
	if sum(invited, 2) != 240 || sum(invited, 3) != 200 || sum(back, 2) != 240 || sum(back, 3) != 160 {
		t.Errorf("invited %v, back %v: they do not add up to 200 and 160 of 240", invited, back)
	}
}

func TestASampleIsTriedAndCanBeKept(t *testing.T) {
	p := parsed(t, visit(t, newFake(t)).get("/panel?of=1&of=2&least=2&lang=en")).text()
	if !strings.Contains(p, "In at least 2 of the waves 1, 2: 160 people") || !strings.Contains(p, "waves: [1, 2]") || !strings.Contains(p, "min: 2") {
		t.Error("the page does not count 160 people in both waves, or does not say how to keep them")
	}
}

func TestTheDownloadHasWhatMakesANumberAndNothingThatStays(t *testing.T) {
	w := visit(t, newFake(t)).get("/panel.csv?sample=first&to=2&lang=en")
	lines, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || w.Code != http.StatusOK || len(lines) < 5 {
		t.Fatalf("%d, %d lines, %v", w.Code, len(lines), err)
	}
	found := false
	for _, l := range lines[1:] {
		if l[9] != "first" || l[10] == "" || l[11] == "" || l[12] == "" {
			t.Errorf("a number without sample, method, estimate or cut: %v", l)
		}
		if n := atoi(l[5]); n > 0 && n < 10 {
			t.Errorf("a number below the threshold leaves the desk: %v", l)
		}
		found = found || l[0] == "outcomes" && l[3] == "not delivered" && l[5] == "15"
	}
	if !found {
		t.Error("the undelivered are not in the file")
	}
}

func TestThoseLostAreHeldAgainstThoseWhoWentOn(t *testing.T) {
	p := parsed(t, visit(t, newFake(t)).get("/panel?sample=first&to=2&by=sex&lang=en"))
	for stage, want := range map[string]string{"contact": "240", "return": "200", "whole": "240"} {
		rows := p.byID(t, "losses-"+stage).rows()
		if len(rows) < 3 || len(rows[len(rows)-1]) != 4 {
			t.Errorf("%s: %v", stage, rows)
		}
		if !strings.Contains(p.text(), "of "+want+" people") {
			t.Errorf("%s does not say of how many people", stage)
		}
	}
	if text := p.text(); !strings.Contains(text, "Joint test: likelihood ratio") || !strings.Contains(text, "response: {formula: \"is(disposition_w2, complete, partial) ~ sex_w1\", classes: 5}") {
		t.Error("the page has no joint test, or does not say how to weigh")
	}
	if plain := parsed(t, visit(t, newFake(t)).get("/panel?sample=first&to=2&by=nothing&lang=en")); strings.Contains(plain.text(), "Joint test") {
		t.Error("an answer that nobody gave is compared")
	}
}

func TestAStudyOfOneWaveIsNotAskedForALaterOne(t *testing.T) {
	f := newFake(t)
	f.study.Waves = f.study.Waves[:1]
	for _, menu := range parsed(t, visit(t, f).get("/panel")).all("select") {
		if options := strings.TrimSpace(menu.text()); options == "" {
			t.Errorf("the menu %s has nothing to choose", menu.attr("name"))
		}
	}
}
