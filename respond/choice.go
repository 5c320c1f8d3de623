package respond

import (
	"bytes"
	"slices"
	"strconv"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"sojourn/dataset"
	"sojourn/instrument"
)

// choices are the categories of a list or menu that are offered to the
// respondent, those given marked.
func (p *questions) choices(i *instrument.Item, given []string) ([]choice, error) {
	offered, err := p.view.Step.Offered(i)
	if err != nil {
		return nil, err
	}
	var cs []choice
	for _, c := range p.ordered(i, offered) {
		plain, lang := p.wording(c.Label)
		cs = append(cs, choice{Value: c.Code, Label: p.mark(plain, lang), Plain: plain, Checked: slices.Contains(given, c.Code)})
	}
	for n := range cs {
		cs[n].ID = "q-" + i.Name + "-" + strconv.Itoa(n+1)
	}
	return cs, nil
}

// follows reports whether the choices of an item follow from an answer that is
// given on the same page. Then there is a button to bring them up to date, and
// a page that is sent without it asks once more.
func (p *questions) follows(i *instrument.Item) bool {
	return i.Filter != nil && slices.ContainsFunc(p.view.Step.Items, func(other *instrument.Item) bool {
		return other.Asks() && slices.Contains(i.Filter.Names(), other.Name)
	})
}

// ordered gives the offered categories in the order of the page. A long list without
// an order of its own, such as countries, is sorted by its labels in the
// language of the page, because there people look for a word; what is no
// such category, as "other", keeps its place at the end. Every other list
// keeps the order of the codebook.
func (p *questions) ordered(i *instrument.Item, all []dataset.Category) []dataset.Category {
	if i.Shuffle || controlOf(i) != menuControl || len(all) <= longList || i.Scale == dataset.Ordinal || i.Codes.Scores() != nil {
		return all
	}
	tag, err := language.Parse(string(p.Lang))
	if err != nil {
		return all
	}
	type keyed struct {
		dataset.Category
		last bool
		key  []byte
	}
	order, keys := collate.New(tag), collate.Buffer{}
	sorted := make([]keyed, len(all))
	for n, c := range all {
		label, _ := p.wording(c.Label)
		sorted[n] = keyed{c, c.Code == i.Other || slices.Contains(i.Exclusive, c.Code), bytes.Clone(order.KeyFromString(&keys, label))}
		keys.Reset()
	}
	slices.SortStableFunc(sorted, func(a, b keyed) int {
		switch {
		case a.last && b.last:
			return 0
		case a.last:
			return 1
		case b.last:
			return -1
		}
		return bytes.Compare(a.key, b.key)
	})
	out := make([]dataset.Category, len(sorted))
	for n, k := range sorted {
		out[n] = k.Category
	}
	return out
}

// placeOther puts the line for the wording of "other" beside its choice, or
// under the menu.
func (p *questions) placeOther(i *instrument.Item, a *asked) {
	if i.Other == "" {
		return
	}
	line := &specify{frame: p.frame, ID: a.ID + "-other", Name: i.OtherName(), Value: first(p.given[i.OtherName()])}
	for n := range a.Choices {
		c := &a.Choices[n]
		if c.Value != i.Other {
			continue
		}
		c.Own, line.Choice = true, c.Label
		if a.Control == menuControl {
			a.Specify = line
		} else {
			c.Specify = line
		}
	}
}

// A block is what stands together on a page: one item, several steps of the
// same scale in a row, which a wide screen shows as a table, or numbers in a
// row that are to add up.
type block struct {
	Items []asked
	Heads []choice // the scale over the table
	Sum   *sum
}

// blocks groups the items of a page.
func (p *questions) blocks(step instrument.Step) ([]block, error) {
	var bs []block
	sums := p.sumsOf(step)
	for n, i := range step.Items {
		a, err := p.ask(i)
		if err != nil {
			return nil, err
		}
		sum := sums[i.Name]
		if n == 0 || !together(step.Items[n-1], i) && (sum == nil || sum != sums[step.Items[n-1].Name]) {
			bs = append(bs, block{Items: []asked{a}, Sum: sum})
			continue
		}
		last := &bs[len(bs)-1]
		last.Items = append(last.Items, a)
		if sum == nil {
			last.Heads = last.Items[0].Choices
		}
	}
	return bs, nil
}

// together reports whether two neighbours are rows of one table: likert items
// that take the same answers.
func together(a, b *instrument.Item) bool {
	likert := func(i *instrument.Item) bool {
		return i.Type == instrument.SelectOne && appears(i, "likert") && i.Other == "" && i.Filter == nil && !i.Shuffle && controlOf(i) == listControl
	}
	return likert(a) && likert(b) && a.Codes == b.Codes && slices.Equal(a.NonAnswers, b.NonAnswers)
}
