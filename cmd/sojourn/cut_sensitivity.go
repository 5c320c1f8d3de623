package main

import (
	"fmt"

	"sojourn/estimate"
	"sojourn/study/phrasebook"
	"sojourn/workspace"
)

// cutSensitivityCommand is "sojourn cut sensitivity".
type cutSensitivityCommand struct {
	Study string   `arg:"" help:"Study folder."`
	Names []string `arg:"" optional:"" help:"Names of estimates.yaml; its first five if none is given."`
}

// Help shows an example.
func (cutSensitivityCommand) Help() string {
	return `Example: sojourn cut sensitivity exile-panel life_sat_w2

Cuts again without each rule that flags anybody, and without all, makes the weights anew, and prints each estimate with and
without. Nothing is stored. A number that moves by more than its standard error rests on that rule.`
}

// Run computes and prints.
func (k cutSensitivityCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	s, err := p.Sensitivity(k.Names)
	if err != nil {
		return err
	}
	for r, rule := range s.Rules {
		c.printf("%-36s without it %s more\n", ruleName(rule), counted(s.Back[r], "response"))
	}
	for i, base := range s.Base {
		c.printf("\n%s\n", base.Spec.Name)
		for _, cell := range base.Cells {
			printShifts(c, s, i, cell)
		}
	}
	for _, problem := range s.Refused {
		fmt.Fprintf(c.err, "refused: %s\n", problem.Error())
	}
	return nil
}

// printShifts prints a cell of an estimate, and how it reads without each rule
// that changes whom it is about.
func printShifts(c console, s workspace.Sensitivity, i int, cell estimate.Cell) {
	voice := phrasebook.Voice{Lang: "en"}
	c.printf("  %-46s %s\n", keysOf(cell), valueOf(voice, s.Base[i], cell))
	for r, rule := range s.Rules {
		without, ok := s.Without[r][i].Like(cell)
		if !ok || without.N == cell.N && without.Value == cell.Value {
			continue
		}
		shift := ""
		if cell.SE > 0 {
			shift = fmt.Sprintf("  (%+.1f standard errors)", (without.Value-cell.Value)/cell.SE)
		}
		c.printf("    %-44s %s%s\n", ruleName(rule), valueOf(voice, s.Base[i], without), shift)
	}
}

func ruleName(rule string) string {
	if rule == "" {
		return "without any rule"
	}
	return "without " + rule
}
