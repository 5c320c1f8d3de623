package release

import (
	"strings"
	"testing"

	"sojourn/dataset"
)

func TestByWhomSomebodyCameIsProposedNeverToLeave(t *testing.T) {
	d := dataset.New(1)
	codes := &dataset.CodeList{Name: "referred", Categories: []dataset.Category{{Code: "no"}, {Code: "yes"}}}
	for _, v := range []dataset.Variable{{Name: "recruiter_w1", Wave: 1, Kind: dataset.Words}, {Name: "referred_w1", Wave: 1, Kind: dataset.Categorical, Codes: codes}} {
		if err := d.Add(dataset.NewColumn(v, 1, dataset.Present)); err != nil {
			t.Fatal(err)
		}
	}
	text := string(Propose(d, nil))
	for _, want := range []string{"{name: recruiter, role: direct", "{name: referred, role: quasi", "public: {withhold: true}"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not proposed in\n%s", want, text)
		}
	}
}
