package seed

// returnees fills the page for people who are in Russia again; what they
// answered is published apart, of 169 people.
func (w *world) returnees() {
	back := w.where(func(m int) bool { return w.members[m].stands == inside && w.members[m].in[2] })
	reason := w.column("returned_reason", 2)
	w.ask(reason, back)
	answering := w.answering("returned_reason", 2, back)
	rng := w.rng("returnees")
	for k, category := range reason.item.Codes.Categories {
		share := optionPriors["returned_reason"][category.Code]
		for _, t := range w.targets {
			if t.Item == "returned_reason" && t.Codes[0] == category.Code {
				share = t.Share
			}
		}
		count := int(share*float64(len(answering)) + 0.5)
		for _, m := range shuffled(rng, answering)[:count] {
			reason.many[m] |= 1 << k
		}
	}
	for _, m := range answering {
		reason.one[m] = 0
	}
	w.nobodyEmpty(reason, answering, true)
	w.choose("return_temporary", 2, back)
}

// outside fills the answers of people outside the analysed population: page by
// page those of an analysed person of the same waves, each page of another.
func (w *world) outside() {
	rng := w.rng("outside")
	donors := map[[Waves + 1]bool][]int{}
	for m, who := range w.members {
		if who.stands == analysed {
			continue
		}
		pool, ok := donors[who.in]
		if !ok {
			pool = w.where(func(d int) bool { return w.members[d].stands == analysed && covers(w.members[d].in, who.in) })
			donors[who.in] = pool
		}
		stayed := who.stands == earlier && rng.IntN(7) == 0
		of := map[string]int{}
		for wave := 1; wave <= Waves; wave++ {
			if !who.in[wave] {
				continue
			}
			for _, p := range w.forms[wave-1].Pages {
				donor, known := of[p.Name]
				if !known {
					donor = pool[rng.IntN(len(pool))]
					of[p.Name] = donor
				}
				for _, i := range p.Items {
					w.columns[at(i.Name, wave)].borrow(m, donor)
				}
			}
			w.screenOutside(m, wave, stayed)
		}
	}
}

// borrow gives m the answer of another where m has none.
func (c *column) borrow(m, from int) {
	if c != nil && c.one[m] == unasked {
		c.one[m], c.many[m] = c.one[from], c.many[from]
	}
}

func covers(have, want [Waves + 1]bool) bool {
	for wave, yes := range want {
		if yes && !have[wave] {
			return false
		}
	}
	return true
}

func (w *world) screenOutside(m, wave int, stayed bool) {
	left, there := w.column("left_when", wave), w.column("in_russia_now", wave)
	switch {
	case w.members[m].stands == inside:
		left.set(m, "feb")
	case stayed:
		left.set(m, "not_left")
	default:
		left.set(m, "before")
	}
	if there != nil {
		there.set(m, "no")
		if stayed || w.members[m].stands == inside {
			there.set(m, "yes")
		}
	}
	if w.cameBack(m, wave) {
		w.column("recontact", wave).set(m, "yes")
	}
}
