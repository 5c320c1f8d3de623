package report

import (
	"encoding/json"
	"fmt"

	"sojourn/estimate"
)

// An exportedCell is a cell as it stands in estimates.json. A number that is
// hidden or does not exist is absent, so that nobody reads it as zero.
type exportedCell struct {
	Keys      []estimate.Key `json:"keys"`
	State     estimate.State `json:"state,omitempty"`
	Value     *float64       `json:"value,omitempty"`
	SE        *float64       `json:"se,omitempty"`
	Low       *float64       `json:"low,omitempty"`
	High      *float64       `json:"high,omitempty"`
	DF        *float64       `json:"df,omitempty"`
	Count     *int           `json:"count,omitempty"`
	N         *int           `json:"n,omitempty"`
	WeightedN *float64       `json:"weighted_n,omitempty"`
	Effective *float64       `json:"effective_n,omitempty"`
	Method    string         `json:"method,omitempty"`
}

// Export writes suppressed estimates as JSON: the same estimates give the same
// bytes.
func Export(es []estimate.Estimate) ([]byte, error) {
	type exported struct {
		estimate.Estimate
		Cells []exportedCell `json:"cells"` // in place of the estimate's own
	}
	list := make([]exported, len(es))
	for i, e := range es {
		list[i] = exported{Estimate: e, Cells: make([]exportedCell, len(e.Cells))}
		for k, c := range e.Cells {
			list[i].Cells[k] = exportCell(c)
		}
	}
	data, err := json.MarshalIndent(map[string]any{"estimates": list}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing estimates.json: %w", err)
	}
	return append(data, '\n'), nil
}

func exportCell(c estimate.Cell) exportedCell {
	out := exportedCell{Keys: c.Keys, State: c.State}
	if c.State == estimate.Suppressed || c.State == estimate.NoData {
		return out
	}
	out.Value, out.Count, out.N = &c.Value, &c.Count, &c.N
	out.WeightedN, out.Effective, out.Method = &c.WeightedN, &c.Effective, c.Method
	if c.State != estimate.NoInterval {
		out.SE, out.Low, out.High, out.DF = &c.SE, &c.Low, &c.High, &c.DF
	}
	return out
}
