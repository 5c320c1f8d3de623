package respond

import (
	"slices"
	"strconv"

	"sojourn/instrument"
)

// openPlaces is how many places of a ranking are shown at once. More can be
// folded out: hardly anybody ranks further, and a phone has little room.
const openPlaces = 5

// places gives a ranking one menu for each place. Menus need neither a script
// nor a hand that can drag, and every one can be left open.
func (p *questions) places(i *instrument.Item, a *asked) error {
	offered, err := p.choices(i, nil)
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(p.given[i.Name]), isReason)
	for n := range offered {
		name := i.PlaceName(n + 1)
		chosen := first(p.given[name]) // what was posted and not taken
		if chosen == "" && n < len(kept) {
			chosen = kept[n]
		}
		menu := part{ID: "q-" + name, Name: name, Label: p.Word("rank.place", strconv.Itoa(n+1)), Choices: slices.Clone(offered)}
		for k := range menu.Choices {
			menu.Choices[k].Checked = menu.Choices[k].Value == chosen
		}
		if n < openPlaces || len(offered) <= openPlaces+1 {
			a.Parts = append(a.Parts, menu)
		} else {
			a.Rest = append(a.Rest, menu)
			a.Unfold = a.Unfold || chosen != ""
		}
	}
	return nil
}
