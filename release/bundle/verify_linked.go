package bundle

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
)

// put reports whether a time of something that is asked several times was put
// to the person of a row.
func put(s sheet, row []string, time dataset.Time) bool {
	for _, column := range time {
		if _, why := s.cell(row, column); why != "not_asked" && why != "broke_off" && why != "not_in_wave" {
			return true
		}
	}
	return false
}

// linked checks that every linked table says of each person what the data say
// and no more: a row for each time that was put, the same answers, and an order
// of rows that follows from pseudonym and time alone.
func (c *checker) linked() {
	if len(c.Manifest.Tables) == 0 {
		return
	}
	people := c.sheet(csvName)
	if people == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(c.Manifest.Tables)) {
		file := "data/" + name + ".csv"
		table := c.sheet(file)
		if table == nil {
			continue
		}
		listed := c.columns(file, *table, c.Manifest.Tables[name])
		left := table.rows
		for _, person := range people.rows {
			for i, time := range c.Manifest.Tables[name] {
				if !put(*people, person, time) {
					continue
				}
				if len(left) == 0 || !same(*people, person, *table, left[0], i+1, time, listed) {
					c.wrong(file, "it says other than the data do", "do not hand it out; build the bundle again")
					return
				}
				left = left[1:]
			}
		}
		if len(left) > 0 {
			c.wrong(file, fmt.Sprintf("%d of its rows are of nobody in the data", len(left)), "do not hand it out; build the bundle again")
		}
	}
}

// same reports whether a row of a linked table is the time of the person.
func same(people sheet, person []string, table sheet, row []string, order int, time dataset.Time, listed map[string]bool) bool {
	who, _ := people.cell(person, clean.PanelistColumn)
	whose, _ := table.cell(row, clean.PanelistColumn)
	at, _ := table.cell(row, dataset.OrderName)
	if who != whose || at != strconv.Itoa(order) {
		return false
	}
	for column := range table.at {
		from, there := time[column]
		value, why := table.cell(row, column)
		if !there { // of another time, or why a cell is empty
			if listed[column] && value != "" {
				return false
			}
			continue
		}
		if told, because := people.cell(person, from); value != told || why != because {
			return false
		}
	}
	return true
}

// columns lists the columns of a linked table over all of its times, and
// complains of any other in its file.
func (c *checker) columns(file string, table sheet, times []dataset.Time) map[string]bool {
	listed := map[string]bool{}
	for _, time := range times {
		for column := range time {
			listed[column] = true
		}
	}
	for column := range table.at {
		name, _, _ := strings.Cut(column, ".")
		if column != clean.PanelistColumn && column != dataset.OrderName && !listed[name] {
			c.wrong(file, "nobody has promised anything of its column "+column, "do not hand it out; build the bundle again")
		}
	}
	return listed
}
