package library

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"sojourn/internal/judge"

	"github.com/google/go-cmp/cmp"
)

const table = `id,source,page,figure,section,measure,label_en,label_ru,group,category,value,unit,base_n,sample,note
f1,road-2023,4,,key,income,"Could buy a car, or more",,wave=1,yes,42,percent,,all,
f2,road-2023,5,2,income,income,,,wave=1,yes,43,percent,1200,all,
f3,road-2023,5,,who,age,Mean age,,wave=1,mean,32,mean,,all,
f4,road-2024,7,,who,age,Mean age,,wave=1,mean,32.4,mean,,all,
f5,road-2024,7,,who,age,Mean age,,wave=1,mean,46,mean,,elsewhere,
`

func TestFindingsThatContradictStandSideBySide(t *testing.T) {
	findings, ps := ReadFindings("findings.csv", strings.NewReader(table))
	if len(ps) > 0 || len(findings) != 5 {
		t.Fatalf("%d findings, %v", len(findings), ps)
	}
	got := Contradictions(findings)
	if len(got) != 1 || got[0].Measure != "income" || len(got[0].Says) != 2 || got[0].Says[1].Page != 5 || got[0].Says[1].Base != 1200 {
		t.Errorf("%+v", got)
	}
}

func TestFindingsComeBackAsTheyWere(t *testing.T) {
	first, _ := ReadFindings("findings.csv", strings.NewReader(table))
	var b bytes.Buffer
	if err := WriteFindings(&b, first); err != nil {
		t.Fatal(err)
	}
	again, ps := ReadFindings("findings.csv", &b)
	if diff := cmp.Diff(first, again); diff != "" || len(ps) > 0 {
		t.Errorf("%v\n%s", ps, diff)
	}
}

func TestARowThatCannotBeUsedIsNamed(t *testing.T) {
	for row, says := range map[string]string{
		"f1,road,x,,,m,,,,,1,,,,":            "row 2 column page",
		",road,1,,,m,,,,,1,,,,":              "row 2 column id",
		"f1,Road Two,1,,,m,,,,,1,,,,":        "row 2 column work",
		"f1,road,1,,,m,,,,,,,,,":             "row 2 column value",
		"f1,road,1,,,m,,,,,1,,-5,,":          "row 2 column base_n",
		"f1,road,1,,,m,\"x,,,,1,,,,":         "row 2: the row is not",
		"f1,r,1,,,m,,,,,1\nf1,r,1,,,m,,,,,2": "row 3 column id",
	} {
		head, _, _ := strings.Cut(table, "\n")
		if _, ps := ReadFindings("findings.csv", strings.NewReader(head+"\n"+row+"\n")); !strings.Contains(ps.Error(), says) {
			t.Errorf("%q: %v", row, ps)
		}
	}
}

// TestThePublishedFiguresAreRead takes the table of published figures where it is at hand.
func TestThePublishedFiguresAreRead(t *testing.T) {
	f, err := os.Open(judge.Study.Need(t, "published.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	findings, ps := ReadFindings("published.csv", f)
	t.Logf("%d findings, %d contradictions", len(findings), len(Contradictions(findings)))
	if len(ps) > 0 || len(findings) != 884 {
		t.Errorf("%d findings, %v", len(findings), ps)
	}
}
