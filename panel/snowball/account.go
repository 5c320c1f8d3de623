package snowball

import "slices"

// An Account is what may be told of a tree: no number of it is of fewer than so
// many people, and none follows from the others.
type Account struct {
	People   int
	Began    int // chains; [Hidden] where it would tell of few, and Alone and Recruits with it
	Alone    int // of those who began one, who came by themselves; [Hidden] also where so few did not
	Recruits int // who came by somebody of the sample
	Steps    []Span
	Passed   []Span
	Chains   []Chain
	Deepest  int  // as far as steps are told of; no chain and no branch is said to be deeper
	Open     bool // Deepest stands for more steps as well
	Branches []Branch
}

// A Branch is what grew from all seeds that came by one channel.
type Branch struct {
	Channel string
	People  int // the seeds included; [Hidden] where it is held back
	Depth   int // steps to the person farthest from a seed; [Hidden] with People
}

// Account tells of a tree what may be told where counts below least may not,
// with at most so many chains, the largest first.
func (t *Tree) Account(least, most int) Account {
	a := Account{People: len(t.people), Began: Hidden, Alone: Hidden, Recruits: Hidden, Steps: Joined(t.Waves(), least)}
	if len(a.Steps) == 0 {
		return a
	}
	last := a.Steps[len(a.Steps)-1]
	a.Deepest, a.Open = last.From, last.From < last.To
	if a.Steps[0].To == 0 {
		a.Recruits = t.Recruits()
		a.Began = a.People - a.Recruits
		if alone := a.Began - t.Lost; t.Lost == 0 || t.Lost >= least && alone >= least {
			a.Alone = alone
		}
	}
	a.Passed = t.JoinedPassed(least)
	a.Chains = t.Largest(least, most)
	for i := range a.Chains {
		a.Chains[i].Depth = min(a.Chains[i].Depth, a.Deepest)
	}
	a.Branches = t.branches(least, a.Deepest)
	return a
}

// branches lists the channels by which seeds came, the largest branch first and
// those held back at the end, by name. Where people were counted by the channel
// they came by, a branch of enough seeds less these would tell of its recruits,
// so that few of them are reason enough to hold it back.
func (t *Tree) branches(least, deepest int) []Branch {
	seeds, at := map[string]int{}, map[string]int{}
	var all []Branch
	for i, d := range t.Depth {
		channel := t.people[t.root(i)].Channel
		k, known := at[channel]
		if !known {
			k = len(all)
			at[channel] = k
			all = append(all, Branch{Channel: channel})
		}
		all[k].People++
		all[k].Depth = min(deepest, max(all[k].Depth, d))
		if d == 0 {
			seeds[channel]++
		}
	}
	cells := make([]cell, len(all))
	for k, b := range all {
		cells[k] = cell{&all[k].People, b.People}
		if recruits := b.People - seeds[b.Channel]; recruits > 0 && recruits < least && seeds[b.Channel] >= least {
			cells[k].of = recruits
		}
	}
	hold(cells, least)
	for k := range all {
		if all[k].People == Hidden {
			all[k].Depth = Hidden
		}
	}
	slices.SortFunc(all, func(a, b Branch) int {
		if a.People != b.People {
			return b.People - a.People
		}
		if a.Channel < b.Channel {
			return -1
		}
		return 1
	})
	return all
}
