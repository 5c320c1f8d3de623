package tabular

import (
	"bytes"
	"fmt"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// ReadWords reads a CSV that nothing describes: every column as words, for the
// caller to say which are numbers and which are categories. The reasons for
// empty cells that [WriteData] puts beside a variable are read with it.
func ReadWords(data []byte) (*dataset.Dataset, study.Problems, error) {
	s, err := newScanner("data", bytes.NewReader(data))
	if err != nil {
		return nil, nil, err
	}
	_, ok, err := s.next()
	if err != nil {
		return nil, nil, err
	}
	if !ok {
		return nil, nil, s.problem("the file is empty", "choose a CSV with a heading of variable names")
	}
	heading := s.strings()
	named := map[string]bool{}
	for _, name := range heading {
		named[name] = true
	}
	var l Legend
	for i, name := range heading {
		if of, reasons := strings.CutSuffix(name, missingSuffix); reasons && named[of] {
			continue
		}
		if name == "" {
			return nil, nil, s.problem(fmt.Sprintf("column %d has no name", i+1), "name it in the heading, or take it out")
		}
		l.Variables = append(l.Variables, dataset.Variable{Name: name, Kind: dataset.Words})
	}
	return ReadData(bytes.NewReader(data), l)
}
