package workspace

import (
	"fmt"
	"math"
	"slices"

	"sojourn/estimate"
	"sojourn/fieldwork"
	"sojourn/report"
	"sojourn/study"
)

// What respondents see is open to anybody who answers, and is published again
// and again; so it is held to these thresholds where the study's own are lower.
const (
	liveCell = 10
	liveBase = 50
)

// liveSpec is the estimate of what respondents are shown: the shares of all
// answers to one item in one wave, for nobody but all of the sample.
func liveSpec(specs []estimate.Spec, l study.Live) (estimate.Spec, error) {
	where := fmt.Sprintf("%s live %s", study.File, l.Item)
	at := slices.IndexFunc(specs, func(s estimate.Spec) bool { return s.Name == l.Estimate })
	if at < 0 {
		return estimate.Spec{}, study.Problem{Severity: study.Error, Code: "live-estimate", Where: where, Column: "estimate",
			What: fmt.Sprintf("there is no estimate %q", l.Estimate), Do: "correct the name or add it to " + estimate.File}
	}
	s := specs[at]
	if s.Measure != estimate.Share || s.Item != l.Item || len(s.Waves) != 1 || s.By != "" || len(s.Categories) > 0 {
		return s, study.Problem{Severity: study.Error, Code: "live-estimate", Where: where, Column: "estimate",
			What: fmt.Sprintf("the estimate %q is not the shares of this item in one wave", l.Estimate), Do: "write one with measure: share, this item, one wave, and without by and categories"}
	}
	return s, nil
}

// Publish works out what respondents may be shown of others' answers. Small
// groups are hidden first, then shares are rounded to hundredths and bases
// down to tens. Where fewer people than a base must have came since the former
// publication, the former numbers stay, and a warning says so: the difference
// would tell of them.
func (p *Project) Publish(b *Bench, former *fieldwork.Numbers, today study.Day) (fieldwork.Numbers, study.Problems, error) {
	out := fieldwork.Numbers{Study: p.Study.ID}
	specs, err := p.Specs()
	if err != nil {
		return out, nil, err
	}
	limits := p.Study.Disclosure
	limits.MinCell, limits.MinBase = max(limits.MinCell, liveCell), max(limits.MinBase, liveBase)
	var ps study.Problems
	for _, l := range p.Study.Live {
		spec, err := liveSpec(specs, l)
		if err != nil {
			return out, nil, err
		}
		e, err := b.Estimate(spec)
		if err != nil {
			return out, nil, err
		}
		fresh := itemNumber(l, report.Suppress(e, limits), today)
		if old := formerOf(former, l); old != nil && !alike(*old, fresh) && fresh.Base-old.Base < limits.MinBase {
			ps = append(ps, study.Problem{Severity: study.Warning, Code: "live-few", Where: fieldwork.LiveFile, Column: l.Item,
				What: fmt.Sprintf("fewer than %d people came since %s; what was published then stays", limits.MinBase, old.Day), Do: "publish again when more have answered"})
			fresh = *old
		}
		if fresh.Base == 0 {
			ps = append(ps, study.Problem{Severity: study.Warning, Code: "live-few", Where: fieldwork.LiveFile, Column: l.Item,
				What: fmt.Sprintf("fewer than %d people answered, so nothing is shown", limits.MinBase), Do: "publish again when more have answered"})
			continue
		}
		out.Items = append(out.Items, fresh)
	}
	return out, ps, nil
}

// formerOf is what was published of an item before; nil if nothing was.
func formerOf(former *fieldwork.Numbers, l study.Live) *fieldwork.ItemNumber {
	if former == nil {
		return nil
	}
	for n := range former.Items {
		if former.Items[n].Item == l.Item && former.Items[n].Estimate == l.Estimate {
			return &former.Items[n]
		}
	}
	return nil
}

// alike reports whether two publications tell the same.
func alike(a, b fieldwork.ItemNumber) bool {
	return a.Base == b.Base && slices.Equal(a.Shares, b.Shares)
}

// itemNumber writes an estimate down whose small groups are hidden. Without a
// base that may be told it has none.
func itemNumber(l study.Live, e estimate.Estimate, today study.Day) fieldwork.ItemNumber {
	n := fieldwork.ItemNumber{Item: l.Item, Estimate: l.Estimate, Day: today, Sample: e.Sample}
	for _, c := range e.Cells {
		code := c.Key("category")
		if code == "" || c.State == estimate.NoData {
			continue
		}
		if c.State == estimate.Suppressed {
			n.Shares = append(n.Shares, fieldwork.Share{Code: code, Hidden: true})
			continue
		}
		n.Base = c.N / fieldwork.BaseStep * fieldwork.BaseStep
		n.Shares = append(n.Shares, fieldwork.Share{Code: code, Percent: int(math.Round(100 * c.Value))})
	}
	return n
}
