package desk

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"sojourn/estimate"
)

// panelCSV serves GET /panel.csv: every estimate of the panel page with what
// makes it a number. What stays at the desk is left out, for a file is what
// gets passed on.
func (s *site) panelCSV(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "nav.panel")
	cut, _, err := s.latest(w, f)
	if err != nil || cut == nil {
		return err
	}
	k := s.reckoning(f, cut, r.URL.Query())
	accounts, err := k.accounts()
	if err != nil {
		return err
	}
	attrition, err := k.attrition()
	if err != nil {
		return err
	}
	if attrition != nil {
		accounts = append(accounts, *attrition)
	}
	var file bytes.Buffer
	lines := csv.NewWriter(&file)
	lines.Write([]string{"table", "line", "of", "part", "base", "people", "share", "low", "high", "sample", "method", "estimate", "cut"})
	for _, a := range accounts {
		for _, l := range a.lines {
			if !l.stays {
				lines.Write(append([]string{a.Name}, l.record(k.sample)...))
			}
		}
	}
	lines.Flush()
	if err := lines.Error(); err != nil {
		return fmt.Errorf("desk: panel.csv: %w", err)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="panel.csv"`)
	_, _ = file.WriteTo(w) // a browser that went away is no failure of ours
	return nil
}

// record is a finding as a line of the file.
func (l finding) record(sample string) []string {
	heads := append(slices.Clone(l.heads), "", "")[:3]
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', 6, 64) }
	low, high := "", ""
	if l.cell.State == "" && l.estimate.Spec.Measure != estimate.Rate {
		low, high = number(l.cell.Low), number(l.cell.High)
	}
	return append(heads, strconv.Itoa(l.cell.N), strconv.Itoa(l.cell.Count), number(l.cell.Value), low, high,
		sample, l.cell.Method, l.estimate.ID, l.estimate.Cut)
}
