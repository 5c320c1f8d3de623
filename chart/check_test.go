package chart

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"sojourn/study"
)

func soundBars() Bars {
	f := Bars{Frame: frame("sound", "en", "Sound", ""), Unit: Percent, Series: []string{""}}
	f.Rows = []Row{{"One", shares(100, .4)}, {"Other", shares(100, .6)}}
	return f
}

func soundStacked() Stacked {
	f := Stacked{Frame: frame("sound", "en", "Sound", ""), Decimals: 1, Categories: []string{"Yes", "No"}}
	f.Rows = []Distribution{{"Wave 1", 100, plainShares(.4, .6)}}
	return f
}

func TestMisleadingFiguresAreRefused(t *testing.T) {
	bars := func(spoil func(*Bars)) Figure { f := soundBars(); spoil(&f); return f }
	stacked := func(spoil func(*Stacked)) Figure { f := soundStacked(); spoil(&f); return f }
	lines := func(spoil func(*Lines)) Figure { f := trustEN().(Lines); spoil(&f); return f }
	alluvial := func(spoil func(*Alluvial)) Figure { f := workEN().(Alluvial); spoil(&f); return f }
	funnel := func(spoil func(*Funnel)) Figure { f := funnelEN().(Funnel); spoil(&f); return f }
	tests := []struct {
		name   string
		figure Figure
		code   string // empty: drawn
	}{
		{"sound bars", bars(func(*Bars) {}), ""},
		{"an id that is no name", bars(func(f *Bars) { f.ID = `x" onload="` }), "bad-id"},
		{"no title", bars(func(f *Bars) { f.Title = "" }), "no-title"},
		{"no sample", bars(func(f *Bars) { f.Sample = "" }), "no-sample"},
		{"shares of nobody knows what", bars(func(f *Bars) { f.Base = "" }), "no-base"},
		{"real data without a source", bars(func(f *Bars) { f.Synthetic, f.Source = false, "" }), "no-source"},
		{"a negative sample", bars(func(f *Bars) { f.N = -1 }), "bad-n"},
		{"no unit", bars(func(f *Bars) { f.Unit = "" }), "bad-unit"},
		{"nine decimals", bars(func(f *Bars) { f.Decimals = 9 }), "bad-decimals"},
		{"no rows", bars(func(f *Bars) { f.Rows = nil }), "empty"},
		{"two rows of one name", bars(func(f *Bars) { f.Rows[1].Label = "One" }), "duplicate-label"},
		{"a row without a name", bars(func(f *Bars) { f.Rows[1].Label = "" }), "no-label"},
		{"a row with a value too few", bars(func(f *Bars) { f.Rows[1].Values = nil }), "ragged"},
		{"a percentage passed as a share", bars(func(f *Bars) { f.Rows[1].Values[0] = Value{Value: 60} }), "out-of-range"},
		{"a negative share", bars(func(f *Bars) { f.Rows[1].Values[0] = Value{Value: -.1} }), "out-of-range"},
		{"not a number", bars(func(f *Bars) { f.Rows[1].Values[0].Value = math.NaN() }), "not-a-number"},
		{"an endless interval", bars(func(f *Bars) { f.Rows[1].Values[0].High = math.Inf(1) }), "not-a-number"},
		{"a value outside its interval", bars(func(f *Bars) { f.Rows[1].Values[0].Value = .9 }), "outside-interval"},
		{"a state that there is not", bars(func(f *Bars) { f.Rows[1].Values[0].State = "lost" }), "bad-state"},

		{"a sound distribution", stacked(func(*Stacked) {}), ""},
		{"shares of two pooled waves", stacked(func(f *Stacked) { f.Rows[0].Shares = plainShares(.237, .302) }), "sum-not-100"},
		{"single-choice shares of 105.34 %", stacked(func(f *Stacked) { f.Rows[0].Shares = plainShares(.5, .5534) }), "sum-not-100"},
		{"a remainder of 3 % that nobody explains", stacked(func(f *Stacked) { f.Rows[0].Shares, f.Decimals = plainShares(.41, .56), 0 }), "sum-not-100"},
		{"shares that were rounded before", stacked(func(f *Stacked) { f.Rows[0].Shares = plainShares(.4005, .6) }), ""},
		{"a share that is hidden", stacked(func(f *Stacked) { f.Rows[0].Shares[0] = Value{State: Suppressed} }), ""},
		{"more than everybody, with a share hidden", stacked(func(f *Stacked) {
			f.Rows[0].Shares = []Value{{State: Suppressed}, {Value: 1}}
			f.Rows[0].Shares[1].Value = 1.2
		}), "out-of-range"},
		{"a share without data among others", stacked(func(f *Stacked) { f.Rows[0].Shares[0] = Value{State: NoData} }), "sum-not-100"},
		{"two categories of one name", stacked(func(f *Stacked) { f.Categories[1] = "Yes" }), "duplicate-label"},

		{"waves out of order", lines(func(f *Lines) { f.Moments[1].At = 2030 }), "time-order"},
		{"a wave without its time among others", lines(func(f *Lines) { f.Moments[3].At = 0 }), "time-order"},
		{"a line with a moment too few", lines(func(f *Lines) { f.Series[0].Values = f.Series[0].Values[1:] }), "ragged"},
		{"flows that lack an origin", alluvial(func(f *Alluvial) { f.Flows = f.Flows[1:] }), "ragged"},
		{"a negative flow", alluvial(func(f *Alluvial) { f.Flows[0][0].People = -1 }), "out-of-range"},
		{"a side without its wave", alluvial(func(f *Alluvial) { f.To.Title = "" }), "no-side"},
		{"a funnel that grows", funnel(func(f *Funnel) { f.Stages[1].People = 2000 }), "funnel-grows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, svgErr := tt.figure.SVG()
			_, tableErr := tt.figure.Table()
			for _, err := range []error{svgErr, tableErr} {
				var p study.Problem
				if errors.As(err, &p); p.Code != tt.code {
					t.Errorf("got %v, want the problem %q", err, tt.code)
				}
			}
		})
	}
}

// TestHiddenNumbersLeaveNoTrace draws figures whose hidden values differ.
func TestHiddenNumbersLeaveNoTrace(t *testing.T) {
	hide := func(v Value, people int) []Figure {
		v.State = Suppressed
		bars, stacked, lines := soundBars(), scaleEN().(Stacked), gapsFA().(Lines)
		bars.Rows[0].Values[0] = v
		stacked.Rows[2].Shares[0], stacked.Rows[2].Shares[4] = v, v
		stacked.Rows = append(stacked.Rows, Distribution{"All hidden", v.N, []Value{v, v, v, v, v}})
		lines.Series[0].Values[1] = v
		alluvial, funnel := languageRU().(Alluvial), funnelRU().(Funnel)
		alluvial.Flows[0][1].People = people
		funnel.Stages[2].People = people
		return []Figure{bars, stacked, lines, alluvial, funnel}
	}
	one := hide(Value{}, 0)
	for i, other := range hide(Value{Value: .4242, Low: .3, High: .7777, N: 7}, 7) {
		if !bytes.Equal(draw(t, one[i]), draw(t, other)) {
			t.Errorf("%s tells something of what is hidden", id(other))
		}
		a, _ := one[i].Table()
		b, _ := other.Table()
		if flat(a) != flat(b) {
			t.Errorf("the table of %s tells something of what is hidden", id(other))
		}
	}
}

func flat(t Table) string {
	var b strings.Builder
	for _, row := range t.Rows {
		b.WriteString(strings.Join(row, "|") + "\n")
	}
	return b.String()
}

func TestMissingValueIsNoBar(t *testing.T) {
	for _, state := range []State{NoData, Suppressed} {
		f := soundBars()
		f.Rows[0].Values[0] = Value{State: state, Value: .4}
		svg := string(draw(t, f))
		if n := strings.Count(svg, `fill="`+paints(1, false)[0].fill+`"`); n != 1 {
			t.Errorf("%s: %d bars are drawn, want that of the other row alone", state, n)
		}
		if why := f.words().Say("state." + string(state)); !strings.Contains(svg, ">"+why+"<") {
			t.Errorf("%s: the figure does not say %q", state, why)
		}
	}
}

func TestMadeUpDataSaySoOnTheFigure(t *testing.T) {
	for _, f := range gallery() {
		table, err := f.Table()
		if err != nil {
			t.Fatal(err)
		}
		said := table.Notes[len(table.Notes)-1]
		svg := draw(t, f)
		for _, place := range []string{">" + said + "</text>", said + "</desc>"} {
			if !bytes.Contains(svg, []byte(place)) {
				t.Errorf("%s does not say %q", id(f), place)
			}
		}
	}
}
