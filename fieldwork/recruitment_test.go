package fieldwork_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/panel"
)

func TestTheTableSaysByWhomPeopleCame(t *testing.T) {
	row := func(who, came string, gave ...string) fieldwork.Row {
		r := fieldwork.Row{Key: who}
		r.Response.Panelist, r.Response.Coupon, r.Response.Coupons = panel.ID("p-"+who), came, gave
		return r
	}
	d := dataset.New(4)
	rows := []fieldwork.Row{row("seed", "", "c1", "c2"), row("by seed", "c2"), row("by somebody gone", "c9"), row("by themselves", "c4", "c4")}
	if err := fieldwork.AddRecruitment(d, rows); err != nil {
		t.Fatal(err)
	}
	by, err := d.Column("recruiter")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"", "p-seed", "", ""}, by.Texts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]dataset.Missing{dataset.NotApplicable, dataset.Present, dataset.Unknown, dataset.Unknown}, by.Missing); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
