package instrument

import "fmt"

// drawnOrder checks that things which change places are of one kind and do not
// hang on each other.
func (c *checker) drawnOrder(x *Experiment) {
	if len(x.Elements) < 2 {
		c.faulty(x, "type", fmt.Sprintf("the order %q has %d elements", x.Name, len(x.Elements)), "write at least two rows of type element below it")
		return
	}
	const most = 12
	if len(x.Elements) > most {
		c.faulty(x, "type", fmt.Sprintf("the order %q has %d elements", x.Name, len(x.Elements)), fmt.Sprintf("shuffle at most %d pages or items", most))
		return
	}
	owner, on := map[string]string{}, map[*Page]bool{}
	pages := 0
	for _, e := range x.Elements {
		if p := c.pageNamed(e); p != nil {
			pages++
			for _, i := range p.Items {
				c.owns(owner, i, e)
			}
			continue
		}
		i, p := c.in.Item(e)
		if i == nil || owner[e] != "" {
			c.faulty(x, "name", fmt.Sprintf("the order %q names %q, which is no page and no item, or stands twice", x.Name, e), "write the name of a page, or of an item")
			return
		}
		on[p] = true
		c.owns(owner, i, e)
	}
	if pages != len(x.Elements) && (pages > 0 || len(on) > 1) {
		c.faulty(x, "name", fmt.Sprintf("the order %q mixes pages and items, or items of several pages", x.Name), "name pages only, or items of one page")
		return
	}
	c.independent(x, owner)
}

func (c *checker) pageNamed(name string) *Page {
	for _, p := range c.in.Pages {
		if p.Name == name && p.Repeat == "" {
			return p
		}
	}
	return nil
}

func (c *checker) owns(owner map[string]string, i *Item, element string) {
	for _, name := range append(i.companions(), i.Name) {
		owner[name] = element
	}
}

// independent finds what refers to an element before all elements are passed.
func (c *checker) independent(x *Experiment, owner map[string]string) {
	var last int
	for name := range owner {
		last = max(last, c.names[name])
	}
	for _, p := range c.in.Pages {
		for n, i := range p.Items {
			here := owner[i.Name]
			names := i.mentions()
			if n == 0 {
				names = append(names, mentions(p.Title)...)
				if p.Relevance != nil {
					names = append(names, p.Relevance.Names()...)
				}
			}
			for _, name := range names {
				if owner[name] != "" && owner[name] != here && c.places[i] <= last {
					c.fail("order-reference", i.Source, "", fmt.Sprintf("%q refers to %q, which may come after it, since the experiment %q draws their order", i.Name, name, x.Name), "leave one of them out of the order")
				}
			}
		}
	}
}
