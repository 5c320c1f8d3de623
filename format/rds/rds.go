// Package rds writes a sample in which people recruited each other in the form
// that the R package RDS reads (Handcock, Fellows & Gile): a table with id,
// recruiter.id and network.size, and a script that makes an rds.data.frame of
// it.
//
// It knows columns and quoting. It does not know where the sample comes from.
package rds

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Seed is the recruiter.id of whoever came by themselves.
const Seed = "seed"

// A Person is a row of the table. People are numbered from 1; a recruiter of 0
// is that of a seed.
type Person struct {
	Recruiter int
	Network   float64  // how many people of the population they know
	Values    []string // of the variables; empty where there is none
}

// A Sample is what is written.
type Sample struct {
	Variables []string
	People    []Person
	Coupons   int // links that everybody had
}

// Table writes the table as CSV.
func (s Sample) Table(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(append([]string{"id", "recruiter.id", "network.size"}, s.Variables...)); err != nil {
		return fmt.Errorf("rds: %w", err)
	}
	for i, p := range s.People {
		recruiter := Seed
		if p.Recruiter > 0 {
			recruiter = strconv.Itoa(p.Recruiter)
		}
		row := append([]string{strconv.Itoa(i + 1), recruiter, strconv.FormatFloat(p.Network, 'f', -1, 64)}, p.Values...)
		if err := out.Write(row); err != nil {
			return fmt.Errorf("rds: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// Script is an R script that reads the table and estimates every variable. It
// says what to do where the package is not there. The population's size is of
// the one who runs it to fill in.
func (s Sample) Script(table string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `# Reads the sample with the R package RDS: Rscript rds.R
if (!requireNamespace("RDS", quietly = TRUE)) stop("the R package RDS is not there: install.packages(\"RDS\")")
people <- read.csv(%s, colClasses = "character", na.strings = "", check.names = FALSE)
people$network.size <- as.numeric(people$network.size)
population <- NULL # its size, if you know it: then successive sampling is computed too
sample <- RDS::as.rds.data.frame(people, id = "id", recruiter.id = "recruiter.id", network.size = "network.size",
  population.size = population, max.coupons = %d)
`, quoted(table), s.Coupons)
	for _, v := range s.Variables {
		fmt.Fprintf(&b, "print(RDS::RDS.II.estimates(sample, outcome.variable = %s))\n", quoted(v))
		fmt.Fprintf(&b, "if (!is.null(population)) print(RDS::RDS.SS.estimates(sample, outcome.variable = %s, N = population))\n", quoted(v))
	}
	return []byte(b.String())
}

func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
