package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"os"

	"sojourn/estimate"
	"sojourn/format/parquet"
	"sojourn/study"
	"sojourn/weight"
)

// manyRows is the number of rows from which on a Parquet file is no longer
// held in memory where that can be helped.
const manyRows = 1 << 20

// outcomesOnColumns computes the estimates of a request on a Parquet file, of
// which only the columns are read that the request speaks of; those of a file
// of many rows pass block by block where that can be.
func outcomesOnColumns(c console, r estimate.Request, s *study.Study, sets []weight.Recipe, name string, many int) (scripter, []estimate.Outcome, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, cannotRead(name, "name a data file: .parquet, .csv or .sav")
	}
	defer file.Close()
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	if err != nil {
		return nil, nil, cannotRead(name, "name a data file: .parquet, .csv or .sav")
	}
	columns, err := parquet.Open(file, size)
	if err != nil {
		return nil, nil, err
	}
	stream, err := r.Stream(s, sets, hex.EncodeToString(sum.Sum(nil)), columns)
	if err != nil {
		return nil, nil, err
	}
	if columns.Rows() < many {
		engine, err := stream.Engine(r.Estimates)
		if err != nil {
			return nil, nil, err
		}
		return engine, outcomesOf(engine, r.Estimates), nil
	}
	return tooLong{}, stream.Estimates(r.Estimates, func(w estimate.Whole) {
		fmt.Fprintf(c.err, "note: %s: its columns are read whole, for %s: %d bytes a row at least, %s for %d rows\n",
			w.Spec.Name, w.Why, w.PerRow, inGigabytes(w.PerRow*w.Rows), w.Rows)
	}), nil
}

// tooLong writes no scripts: R would have to hold the data.
type tooLong struct{}

// Script refuses.
func (tooLong) Script(spec estimate.Spec, _ string) (estimate.Script, error) {
	return estimate.Script{}, study.Problem{Severity: study.Error, Where: estimate.File + " " + spec.Name,
		What: fmt.Sprintf("there are more than %d rows, which a script in R would have to hold", manyRows), Do: "write the script for a part of the rows"}
}

// inGigabytes words a size of memory.
func inGigabytes(bytes int) string {
	if bytes < 1e8 {
		return fmt.Sprintf("%.0f MB", math.Ceil(float64(bytes)/1e6))
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
}
