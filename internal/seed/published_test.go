package seed

import (
	"math"
	"testing"
)

func TestPublishedRowsComeOut(t *testing.T) {
	d := open(t)
	targets, err := Targets()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range targets {
		got, n := d.value(p)
		want, within := p.Share, max(p.Within, p.Spare/float64(n))
		switch p.Kind {
		case "count":
			want, within = p.Value, 0
		case "mean":
			want, within = p.Value, p.Within*100
		}
		if math.Abs(got-want) > within+1e-9 || math.IsNaN(got) {
			t.Errorf("%s %s %s (%s@%d): %.4f of %d, published %.4f ± %.4f", p.ID, p.Group, p.Category, p.Item, p.Wave, got, n, want, within)
		}
	}
	t.Logf("%d published rows come out", len(targets))
}
