package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sojourn/estimate"
	"sojourn/format/parquet"
)

// passing is computed while a long file passes: means, tables with tests,
// ratios under strata, totals.
const passing = `estimates:
  - {name: means, measure: mean, item: age, by: country, design: {weights: w}}
  - {name: table, measure: table, item: trust, by: sex, design: {weights: w}}
  - {name: strata, measure: ratio, item: y1, over: age, by: sex, design: {weights: w, strata: m1}}
  - {name: total, measure: total, item: y2, design: {weights: w}}
`

// staying needs its columns whole.
const staying = "estimates:\n  - {name: quantiles, measure: quantile, item: age, by: country, quantiles: [0.5], design: {weights: w}}\n"

// raked makes a weight set while a long file passes, and estimates under it.
const raked = `weights:
  - name: raked
    start: w
    margins:
      - {item: m1, targets: {"1": 3, "2": 4, "3": 5, "4": 6, "5": 7}, source: made up}
      - {item: m2, targets: {"1": 3, "2": 4, "3": 5, "4": 6, "5": 7}, source: made up}
      - {item: m3, targets: {"1": 3, "2": 4, "3": 5, "4": 6, "5": 7}, source: made up}
      - {item: m4, targets: {"1": 3, "2": 4, "3": 5, "4": 6, "5": 7}, source: made up}
estimates:
  - {name: mean, measure: mean, item: y1, weight: raked}
  - {name: groups, measure: mean, item: y1, by: country, weight: raked}
  - {name: table, measure: table, item: trust, by: sex, weight: raked}
`

// memory measures what a process needs at most that does nothing else.
func memory(long int) ([]figure, error) {
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var all []figure
	_, size, err := measureAlone("explore", "")
	if err != nil {
		return nil, err
	}
	all = append(all, figure{what: "1,000,000 rows of 30 variables in memory, raked, 10 means, means in groups", unit: "MB", limit: 1000, got: size})
	for _, rows := range []int{long / 10, long} {
		if rows == 0 {
			continue
		}
		file := filepath.Join(dir, "long.parquet")
		if err := writeLong(file, rows); err != nil {
			return all, err
		}
		for _, kind := range []struct{ one, what string }{{"pass", "4 estimates while the file passes"}, {"stay", "a median, whose 3 columns stay"}, {"rake", "raked to 4 margins, means, table with test, in 3 readings"}} {
			t, size, err := measureAlone(kind.one, file)
			if err != nil {
				return all, err
			}
			what := fmt.Sprintf("%s rows of 30 variables in Parquet: %s", thousands(rows), kind.what)
			all = append(all, figure{what: what + ", memory", unit: "MB", got: size},
				figure{what: what + ", time", unit: "ms", got: millis(t.took), spent: t.spent})
		}
	}
	return all, nil
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// measureAlone runs this program for one measurement and tells its time and
// its highest resident size in MB.
func measureAlone(one, file string) (t timing, size float64, err error) {
	self, err := os.Executable()
	if err != nil {
		return t, 0, err
	}
	command := exec.Command(self, "-one", one, "-file", file)
	begin := time.Now()
	out, err := command.Output()
	if err != nil {
		return t, 0, fmt.Errorf("measuring %s: %w", one, err)
	}
	t = timing{time.Since(begin), command.ProcessState.UserTime() + command.ProcessState.SystemTime()}
	size, err = strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	return t, size / 1024, err
}

// resident prints the highest resident size of this process in kB.
func resident() error {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return fmt.Errorf("this system does not tell the memory of a process: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if size, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Println(strings.Fields(size)[0])
		}
	}
	return nil
}

// alone does one measurement's work.
func alone(one, file string) error {
	var err error
	switch one {
	case "explore":
		_, err = largeOn(1_000_000, 1)
	case "pass":
		err = compute(passing, file)
	case "rake":
		err = compute(raked, file)
	case "stay":
		err = compute(staying, file)
	default:
		err = fmt.Errorf("there is no measurement %q", one)
	}
	if err != nil {
		return err
	}
	return resident()
}

// compute computes estimates on a Parquet file.
func compute(yaml, file string) error {
	r, err := request(yaml)
	if err != nil {
		return err
	}
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	columns, err := parquet.Open(in, info.Size())
	if err != nil {
		return err
	}
	stream, err := r.Stream(nil, nil, "figures", columns)
	if err != nil {
		return err
	}
	for _, o := range stream.Estimates(r.Estimates, func(estimate.Whole) {}) {
		if o.Err != nil {
			return o.Err
		}
	}
	return nil
}
