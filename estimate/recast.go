package estimate

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// wordsOf writes the cells of a column as words.
func wordsOf(c *dataset.Column) ([]string, []dataset.Missing) {
	words := make([]string, c.Len())
	for row := range words {
		if c.Missing[row] != dataset.Present {
			continue
		}
		switch c.Kind {
		case dataset.Categorical:
			words[row] = c.CodeAt(row)
		case dataset.Numeric:
			words[row] = strconv.FormatFloat(c.Numbers[row], 'f', -1, 64)
		case dataset.Multiple:
			var codes []string
			for k, category := range c.Variable.Codes.Categories {
				if c.Sets[row]&(1<<k) != 0 {
					codes = append(codes, category.Code)
				}
			}
			words[row] = strings.Join(codes, " ")
		default:
			words[row] = c.Texts[row]
		}
	}
	return words, slices.Clone(c.Missing)
}

// notAvailable is how R and others write an empty cell.
const notAvailable = "NA"

// noNumbers are the words by which other programs write an empty cell among
// numbers.
var noNumbers = []string{notAvailable, "NaN", "nan", ".", ""}

// numericFrom reads words as numbers; nil where one is none. Gaps are read as
// empty cells if gaps is true.
func numericFrom(v dataset.Variable, words []string, why []dataset.Missing, gaps bool) *dataset.Column {
	v.Kind, v.Codes = dataset.Numeric, nil
	c := dataset.NewColumn(v, len(words), dataset.Skipped)
	some := !gaps
	for row, word := range words {
		if why[row] != dataset.Present {
			c.Missing[row] = why[row]
			continue
		}
		if slices.Contains(noNumbers, word) {
			continue
		}
		x, err := strconv.ParseFloat(word, 64)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
			return nil
		}
		c.Numbers[row], c.Missing[row], some = x, dataset.Present, true
	}
	if !some {
		return nil
	}
	return c
}

func listOf(name string, codes []string) *dataset.CodeList {
	list := &dataset.CodeList{Name: name}
	for _, code := range codes {
		list.Categories = append(list.Categories, dataset.Category{Code: code, Label: study.Text{"en": code}})
	}
	return list
}

// categoricalFrom reads words as categories.
func categoricalFrom(v dataset.Variable, codes, words []string, why []dataset.Missing) (*dataset.Column, error) {
	v.Kind, v.Codes = dataset.Categorical, listOf(v.Name, codes)
	at := map[string]uint16{}
	for i, code := range codes {
		at[code] = uint16(i)
	}
	c := dataset.NewColumn(v, len(words), dataset.Present)
	copy(c.Missing, why)
	for row, word := range words {
		code, known := at[word]
		if !known && why[row] == dataset.Present {
			return nil, fmt.Errorf("the value %q is none of its categories", word)
		}
		c.Codes[row] = code
	}
	return c, nil
}

// differing lists the words that occur: numbers by size, words by letters.
func differing(words []string, why []dataset.Missing) []string {
	seen := map[string]bool{}
	for row, word := range words {
		if why[row] == dataset.Present {
			seen[word] = true
		}
	}
	return slices.SortedFunc(maps.Keys(seen), bySize)
}
