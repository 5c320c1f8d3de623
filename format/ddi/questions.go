package ddi

import "sojourn/dataset"

// Questions is the document of a question bank: what was asked, without data
// file and frequencies, as the European Question Bank wants it.
func (c Codebook) Questions() Codebook {
	out := Codebook{Study: c.Study}
	for _, v := range c.Variables {
		if len(c.Study.ordered(v.Question)) == 0 {
			continue
		}
		v.Valid, v.Invalid = nil, nil
		var categories []Category
		for _, category := range v.Categories {
			if category.Missing == dataset.Present {
				category.Count = nil
				categories = append(categories, category)
			}
		}
		v.Categories = categories
		out.Variables = append(out.Variables, v)
	}
	return out
}
