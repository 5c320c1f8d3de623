package desk

import (
	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

// contacts tells by channel how many of the respondents of a wave can be
// written to. The field could not: a contact is sealed apart and names no
// channel. It shows once the mailroom has told whom it invited to the wave
// after, under marks; who is not among them left no address, or took it back.
func (k reckoning) contacts() (account, error) {
	a := account{Name: "contacts"}
	for i, w := range k.waves {
		if i+1 == len(k.waves) || !k.knows(k.waves[i+1]) {
			continue
		}
		next := k.waves[i+1]
		if err := k.part(&a, []string{k.waveLabel(w), k.Word("panel.all-channels")}, responded(w), invited(next)); err != nil {
			return a, err
		}
		if _, err := k.cut.Data.Column(dataset.InWave(clean.ChannelColumn, w)); err != nil {
			continue // collected elsewhere
		}
		for _, c := range k.Study.Channels {
			if err := k.part(&a, []string{k.waveLabel(w), k.words(c.Title)}, responded(w)+" and "+cameBy(w, c), invited(next)); err != nil {
				return a, err
			}
		}
	}
	return a, nil
}

// cameBy is the condition to have come to a wave by a channel.
func cameBy(w study.WaveID, c study.Channel) string {
	return "${" + dataset.InWave(clean.ChannelColumn, w) + "} = '" + c.Name + "'"
}
