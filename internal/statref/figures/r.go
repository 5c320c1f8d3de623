package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "embed"
)

//go:embed figures.R
var scriptForR string

// timesOfR times R on the same data: n rows of a study's size, rows of the
// large one. Without R or the package survey it says so.
func timesOfR(n, rows int) (map[string]time.Duration, string) {
	if rows == 0 {
		return nil, "R was not asked."
	}
	if exec.Command("Rscript", "-e", "library(survey)").Run() != nil {
		return nil, "R with the package survey is not installed, so there is nothing to hold the times against."
	}
	times := map[string]time.Duration{}
	for _, part := range []struct {
		name            string
		rows, countries int
	}{{"small", n, 40}, {"large", rows, 100}} {
		if err := runR(part.name, part.rows, part.countries, times); err != nil {
			return times, "R gave no times: " + err.Error()
		}
	}
	return times, ""
}

// runR runs one part of the script.
func runR(part string, rows, countries int, times map[string]time.Duration) error {
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	d, err := people(rows, countries)
	if err != nil {
		return err
	}
	script, data := filepath.Join(dir, "figures.R"), filepath.Join(dir, "data.bin")
	if err := writeForR(data, d); err != nil {
		return err
	}
	if err := os.WriteFile(script, []byte(scriptForR), 0o600); err != nil {
		return err
	}
	out, err := exec.Command("Rscript", script, part, data, strconv.Itoa(rows)).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
	}
	for line := range strings.Lines(string(out)) {
		name, seconds, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if t, err := strconv.ParseFloat(seconds, 64); ok && err == nil {
			times[name] = time.Duration(t * float64(time.Second))
		}
	}
	return nil
}
