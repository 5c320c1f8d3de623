package estimate

import "testing"

func TestNamesOfPackagesAreTakenOutOfReasonsAndNothingElse(t *testing.T) {
	for reason, want := range map[string]string{
		"estimate: model: sex has a single category among the 2 people of the model: drop it": "sex has a single category among the 2 people of the model: drop it",
		"weight set a: kernel: no rows": "weight set a: no rows",
		"nothing of the kind":           "nothing of the kind",
	} {
		if got := inPackage.ReplaceAllString(reason, "$1"); got != want {
			t.Errorf("%q becomes %q, want %q", reason, got, want)
		}
	}
}
