// Command figures measures what the statistics engine promises of its speed
// and prints one table: what was asked for, what was measured, and how long
// the package survey of R takes for the same on the same data, where R and the
// package are installed.
//
// It knows made-up data alone. Times are the shortest of several runs in one
// process; memory is the highest resident size of a process that does nothing
// else, as Linux tells it.
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"
	"time"
)

// A figure is one line of the table.
type figure struct {
	what  string
	limit float64       // what was asked for, in ms or MB
	unit  string        // ms or MB
	got   float64       // measured
	spent time.Duration // by the processors
	ours  time.Duration // on as many rows as R had; 0: not held against R
	r     string        // the name under which R was timed
}

func main() {
	rRows := flag.Int("r-rows", 100_000, "rows that R gets where we get a million; 0: no R")
	long := flag.Int("long", 10_000_000, "rows of the file that is read block by block; 0: none")
	only := flag.Bool("tables", false, "measure the kinds of table alone")
	one := flag.String("one", "", "measure only this, for the memory it takes")
	file := flag.String("file", "", "with -one: the Parquet file")
	flag.Parse()
	if err := run(*rRows, *long, *only, *one, *file); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(rRows, long int, only bool, one, file string) error {
	if one != "" {
		return alone(one, file)
	}
	fmt.Printf("%d cores, %s, %s\n\n", runtime.GOMAXPROCS(0), runtime.GOARCH, runtime.Version())
	if only {
		all, err := tables(18_000, 41)
		write(all, nil, 0)
		return err
	}
	var all []figure
	for _, measure := range []func() ([]figure, error){
		func() ([]figure, error) { return small(18_000, 41) },
		func() ([]figure, error) { return tables(18_000, 41) },
		func() ([]figure, error) { return large(1_000_000, rRows, 7) },
	} {
		some, err := measure()
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	some, err := memory(long)
	if err != nil {
		fmt.Printf("Memory was not measured to the end: %v\n\n", err)
	}
	all = append(all, some...)
	times, why := timesOfR(18_000, rRows)
	write(all, times, rRows)
	if why != "" {
		fmt.Println("\n" + why)
	}
	return nil
}

// write prints the table.
func write(all []figure, r map[string]time.Duration, rRows int) {
	rows := [][]string{{"what", "measured", "of processors", "asked for", "R takes, times as long"}}
	for _, f := range all {
		times := ""
		if t, timed := r[f.r]; timed && f.ours > 0 {
			times = fmt.Sprintf("%.0f (%s)", t.Seconds()/f.ours.Seconds(), strings.TrimSpace(fmt.Sprintf("%.2g s", t.Seconds())))
		}
		asked := ""
		if f.limit > 0 {
			asked = fmt.Sprintf("%.0f %s", f.limit, f.unit)
		}
		processors := ""
		if f.spent > 0 {
			processors = number(millis(f.spent)) + " ms"
		}
		rows = append(rows, []string{f.what, number(f.got) + " " + f.unit, processors, asked, times})
	}
	var width [5]int
	for _, row := range rows {
		for k, cell := range row {
			width[k] = max(width[k], len([]rune(cell)))
		}
	}
	for i, row := range rows {
		line, rule := "", ""
		for k, cell := range row {
			fill := strings.Repeat(" ", width[k]-len([]rune(cell)))
			if k == 0 {
				line, rule = "| "+cell+fill, "|"+strings.Repeat("-", width[k]+2)
			} else {
				line, rule = line+" | "+fill+cell, rule+"|"+strings.Repeat("-", width[k]+1)+":"
			}
		}
		fmt.Println(line + " |")
		if i == 0 {
			fmt.Println(rule + "|")
		}
	}
	if len(r) > 0 && rRows != 1_000_000 {
		fmt.Printf("\nWhere we have a million rows, R was given %s, and so were we for the ratio.\n", thousands(rRows))
	}
}

func number(x float64) string {
	if x < 10 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// A timing is how long a computation took, and how much of the processors'
// time, which does not hang on what else the machine does.
type timing struct{ took, spent time.Duration }

// quickest times a computation some times over and gives the shortest.
func quickest(times int, compute func() error) (timing, error) {
	least := timing{math.MaxInt64, math.MaxInt64}
	for range times {
		runtime.GC() // what was left behind is not of this run
		begin, before := time.Now(), spent()
		if err := compute(); err != nil {
			return timing{}, err
		}
		least.took, least.spent = min(least.took, time.Since(begin)), min(least.spent, spent()-before)
	}
	return least, nil
}

func millis(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }
