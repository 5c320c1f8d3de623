package instrument

// circles finds the calculates that are made from themselves, by others or at
// once: those on the circles of the graph of references (Tarjan 1972,
// "Depth-first search and linear graph algorithms").
func (c *checker) circles() map[string]bool {
	t := tracer{checker: c, index: map[string]int{}, low: map[string]int{}, onPath: map[string]bool{}, circular: map[string]bool{}}
	for _, p := range c.in.Pages {
		for _, i := range p.Items {
			if i.Calculation != nil && t.items[i.Name] == i && t.index[i.Name] == 0 {
				t.visit(i.Name)
			}
		}
	}
	return t.circular
}

// A tracer goes through the references depth first.
type tracer struct {
	*checker
	index, low map[string]int // from 1, in the order of the visits
	path       []string
	onPath     map[string]bool
	circular   map[string]bool
}

func (t *tracer) visit(name string) {
	t.index[name] = len(t.index) + 1
	t.low[name] = t.index[name]
	t.path, t.onPath[name] = append(t.path, name), true
	for _, next := range t.items[name].Calculation.Names() {
		i := t.items[next]
		switch {
		case i == nil || i.Calculation == nil:
		case t.index[next] == 0:
			t.visit(next)
			t.low[name] = min(t.low[name], t.low[next])
		case t.onPath[next]:
			t.low[name] = min(t.low[name], t.index[next])
		}
		t.circular[name] = t.circular[name] || next == name
	}
	if t.low[name] != t.index[name] {
		return
	}
	for alone := t.path[len(t.path)-1] == name; ; {
		member := t.path[len(t.path)-1]
		t.path, t.onPath[member] = t.path[:len(t.path)-1], false
		t.circular[member] = t.circular[member] || !alone
		if member == name {
			return
		}
	}
}
