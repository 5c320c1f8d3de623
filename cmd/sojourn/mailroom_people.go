package main

import (
	"bytes"
	"errors"
	"os"
	"time"

	"sojourn/mailroom"
	"sojourn/outreach"
	"sojourn/study"
)

// mailOpenCommand is "sojourn mailroom open".
type mailOpenCommand struct {
	mailRound
	Field string `required:"" placeholder:"URL" help:"The field's sync address."`
	Token string `required:"" placeholder:"FILE" help:"File with the field's mailroom token."`
}

// Help shows an example.
func (mailOpenCommand) Help() string {
	return `Example: sojourn mailroom open exile-panel --room mailroom --wave 2 --key contact.key \
           --field http://127.0.0.1:8081 --token mailroom-token

Sends the field one hash a person, another one in every wave: it can tell an invited link from a made-up one, and nothing else.`
}

// Run sends the hashes.
func (k mailOpenCommand) Run(c console) error {
	room, round, err := k.round(c)
	if err != nil {
		return err
	}
	token, err := firstLine(k.Token)
	if err != nil {
		return err
	}
	if err := room.LearnCodes(token); err != nil {
		return err
	}
	if round.Code, err = room.Code(round.Wave.Number, round.Letter); err != nil {
		return err
	}
	if err := room.Ready(round); err != nil {
		return err
	}
	if err := room.Timely(round, study.DayOf(time.Now().In(room.Study().Location()))); err != nil {
		return err
	}
	warn(c, room.Study().Overlaps())
	people, err := mailroom.OpenDoor(c.ctx, mailroom.Field{Address: k.Field, Token: token}, round)
	if err != nil {
		return err
	}
	if err := room.Opened(round); err != nil {
		return err
	}
	c.printf("the personal links of %s lead to wave %d now\n", counted(people, "person"), k.Wave)
	if n := len(round.People) - people; n > 0 {
		c.printf("%d do not agree to be asked again, as the desk said last, and are left out\n", n)
	}
	return nil
}

// mailHandCommand is "sojourn mailroom hand".
type mailHandCommand struct {
	mailRound
	Sent string `placeholder:"FILE" help:"File with the names you wrote to, one a line: they are noted as sent."`
}

// Help shows an example.
func (mailHandCommand) Help() string {
	return `Example: sojourn mailroom hand exile-panel --room mailroom --wave 2 --key contact.key

Prints whom to write to by Telegram or Signal and what, on the screen only. Note those you wrote to with --sent FILE, and
delete that file.`
}

// Run lists, or notes.
func (k mailHandCommand) Run(c console) error {
	room, round, err := k.round(c)
	if err != nil {
		return err
	}
	if k.Sent != "" {
		return noteAddresses(c, room, round, k.Sent, func(p outreach.Panelist) []outreach.Entry {
			return []outreach.Entry{{Mark: p.Mark, Wave: p.Wave, Letter: round.Letter, State: outreach.Sent}}
		})
	}
	if err := readyNow(room, round); err != nil {
		return err
	}
	j, err := room.Journal()
	if err != nil {
		return err
	}
	for _, p := range round.ByHand(j) {
		c.printf("%s: %s\n%s\n\n", p.Contact.Medium, p.Contact.Address, room.Text(round, p))
	}
	return nil
}

// mailGoneCommand is "sojourn mailroom gone".
type mailGoneCommand struct {
	mailRound
	File    string `arg:"" help:"File with addresses, one a line."`
	Refused bool   `help:"These people asked to be left alone. Without it: their addresses do not work."`
}

// Help shows an example.
func (mailGoneCommand) Help() string {
	return `Example: sojourn mailroom gone exile-panel bounced.txt --room mailroom --wave 2 --key contact.key

Nobody listed is written to again. The journal keeps marks and no address: delete the file afterwards.`
}

// Run notes the addresses.
func (k mailGoneCommand) Run(c console) error {
	room, round, err := k.round(c)
	if err != nil {
		return err
	}
	state := outreach.Undelivered
	if k.Refused {
		state = outreach.Refused
	}
	return noteAddresses(c, room, round, k.File, func(p outreach.Panelist) []outreach.Entry { return outreach.ForGood(p, state) })
}

// noteAddresses makes entries for everybody whose address stands in a file.
func noteAddresses(c console, room *mailroom.Room, round mailroom.Round, name string, noted func(outreach.Panelist) []outreach.Entry) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return study.Problem{Where: name, What: "this file cannot be read", Do: "check the name and the permissions"}
	}
	found, strangers := round.Find(string(data))
	var entries []outreach.Entry
	for _, p := range found {
		for _, e := range noted(p) {
			e.Day = study.DayOf(time.Now())
			entries = append(entries, e)
		}
	}
	if len(entries) > 0 {
		if err := room.Record(entries...); err != nil {
			return err
		}
	}
	c.printf("%s noted; %s of the file with nobody's address here\n", counted(len(entries), "person"), counted(strangers, "line"))
	return nil
}

// mailBackCommand is "sojourn mailroom back".
type mailBackCommand struct {
	mailRound
	Out string `required:"" placeholder:"FILE" help:"File for the desk. An existing file is never overwritten."`
}

// Run writes the outcomes.
func (k mailBackCommand) Run(c console) error {
	room, round, err := k.round(c)
	if err != nil {
		return err
	}
	j, err := room.Journal()
	if err != nil {
		return err
	}
	back := round.Back(room.Study(), j)
	var file bytes.Buffer
	if err := back.Write(&file); err != nil {
		return err
	}
	if err := writeNew(k.Out, file.Bytes()); err != nil {
		return err
	}
	c.printf("%s: outcomes of %s, without any address. At the desk: sojourn outcomes STUDY %s\n", k.Out, counted(len(back.Outcomes), "invitation"), k.Out)
	return nil
}

// mailForgetCommand is "sojourn mailroom forget".
type mailForgetCommand struct {
	mailPlace
	Yes bool `help:"Really destroy them."`
}

// Run destroys the contacts.
func (k mailForgetCommand) Run(c console) error {
	_, room, err := k.open()
	if err != nil {
		return err
	}
	if !k.Yes {
		return errors.New("this destroys every contact of the study here, for good; add --yes, and destroy copies of the handover files too")
	}
	if err := room.Forget(); err != nil {
		return err
	}
	c.printf("no contact is left in %s\n", k.Room)
	return nil
}
