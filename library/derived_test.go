package library

import (
	"bytes"
	"strings"
	"testing"
)

func TestAFigureThatFollowsFromOthersIsComputedAndKeptAsAFormula(t *testing.T) {
	table := "id,work,value,unit\na,w,77.6,percent\nb,w,59.4,percent\nc,w,=  {a} - {b},points\nd,w,\"=(58/569)*100\",percent\n"
	found, ps := ReadFindings("f.csv", strings.NewReader(table))
	if len(ps) > 0 || len(found) != 4 || found[2].Value != "18.2" || found[3].Value != "10.2" {
		t.Fatalf("%v %+v", ps, found)
	}
	var b bytes.Buffer
	if err := WriteFindings(&b, found); err != nil || !strings.Contains(b.String(), "=  {a} - {b}") || strings.Contains(b.String(), "18.2") {
		t.Errorf("%v %s", err, b.String())
	}
}

func TestAFormulaThatGivesNothingIsListedWithItsRow(t *testing.T) {
	for formula, says := range map[string]string{"={x}-1": "no finding {x}", "={a}/0": "no value", "={a}+os.Exit(1)": "no value", "={a}+": "not understood", "={c}+1": "no number that a work prints", "=" + strings.Repeat("1+", 200) + "1": "longer", "={words}*2": "no number"} {
		found, ps := ReadFindings("f.csv", strings.NewReader("id,work,value\na,w,1\nwords,w,almost half\nc,w,={a}\nd,w,"+formula+"\n"))
		if len(ps) != 1 || ps[0].Row != 5 || !strings.Contains(ps[0].What, says) || len(found) != 3 {
			t.Errorf("%s: %v, %d findings", formula, ps, len(found))
		}
	}
}

func TestAFormulaBeforeABrokenRowIsComputedOrListed(t *testing.T) {
	found, ps := ReadFindings("f.csv", strings.NewReader("id,work,value\na,w,1\nb,w,={a}+1\nc,w,=1/0\nd,w,\"open\n"))
	if len(found) != 2 || found[1].Value != "2.0" || len(ps) != 2 {
		t.Errorf("%+v %v", found, ps)
	}
}
