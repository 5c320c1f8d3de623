package rds

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheTableIsTheOneThatThePackageReads(t *testing.T) {
	s := Sample{Variables: []string{"place", "odd, name"}, Coupons: 3, People: []Person{
		{Recruiter: 2, Network: 12, Values: []string{"here", ""}}, {Network: 2.5, Values: []string{"other", "a \"b\""}}}}
	var b bytes.Buffer
	if err := s.Table(&b); err != nil {
		t.Fatal(err)
	}
	want := "id,recruiter.id,network.size,place,\"odd, name\"\n1,2,12,here,\n2,seed,2.5,other,\"a \"\"b\"\"\"\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheScriptNamesColumnsAndVariablesAsText(t *testing.T) {
	script := string(Sample{Variables: []string{`x"); quit("`}, Coupons: 4}.Script("rds.csv"))
	for _, want := range []string{`read.csv("rds.csv"`, `id = "id", recruiter.id = "recruiter.id", network.size = "network.size"`, "max.coupons = 4", `outcome.variable = "x\"); quit(\""`} {
		if !strings.Contains(script, want) {
			t.Errorf("%q is not in\n%s", want, script)
		}
	}
}
