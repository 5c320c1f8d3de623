package instrument

import (
	"slices"
	"strconv"
)

// ranking collects a ranking that was posted place by place. A place left
// open is passed over: those after it move up.
func (r *reader) ranking(i *Item) []string {
	if i.Codes == nil {
		return nil
	}
	var codes []string
	for n := range i.Codes.Categories {
		codes = append(codes, clean(r.form[i.PlaceName(n+1)])...)
	}
	return codes
}

// readRanking reads codes in the order of preference.
func (i *Item) readRanking(values []string) ([]string, FaultCode) {
	for n, v := range values {
		switch {
		case i.Codes == nil || i.Codes.Index(v) < 0:
			return nil, UnknownCode
		case slices.Contains(values[:n], v):
			return nil, RankedTwice
		}
	}
	return values, ""
}

// readPoint reads a point of a slider.
func (i *Item) readPoint(typed string) ([]string, FaultCode) {
	values, fault := readNumber(typed, false)
	if fault != "" {
		return nil, fault
	}
	if x, err := strconv.ParseFloat(values[0], 64); err != nil || i.Slider == nil || !i.Slider.Has(x) {
		return nil, NotOnScale
	}
	return values, ""
}
