package desk

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/estimate"
	"sojourn/report"
)

// yamlOf writes a spec as it stands in estimates.yaml, to be copied there.
func yamlOf(s estimate.Spec) string { return listItem([]estimate.Spec{s}) }

// figureYAML writes the lines of figures.yaml that draw an estimate.
func figureYAML(name string, kind report.Kind) string {
	return listItem([]struct {
		Name     string      `yaml:"name"`
		Kind     report.Kind `yaml:"kind"`
		Estimate string      `yaml:"estimate"`
	}{{name, kind, name}})
}

// listItem writes a list of one as it stands under its key, two spaces in.
func listItem(list any) string {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(list); err != nil {
		return "" // plain values always encode
	}
	var out strings.Builder
	for line := range strings.Lines(b.String()) {
		out.WriteString("  " + line)
	}
	return out.String()
}
