package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sojourn/handover"
	"sojourn/study"
	"sojourn/workspace"
)

// handoverCommand is "sojourn handover".
type handoverCommand struct {
	Study      string   `arg:"" help:"Study folder."`
	Wave       int      `required:"" placeholder:"N" help:"Wave whose respondents need no invitation or reminder any more."`
	Field      string   `required:"" placeholder:"URL" help:"The field's sync address."`
	Token      string   `required:"" placeholder:"FILE" help:"File with the field's sync token."`
	Key        []string `required:"" placeholder:"FILE" help:"The answers key, all of them where the study changed its key. It takes the outer seal off; the addresses stay sealed."`
	Passphrase string   `placeholder:"FILE" help:"File whose first line is the passphrase of the keys."`
	Out        string   `required:"" placeholder:"FILE" help:"File for the contact custodian. An existing file is never overwritten."`
	Few        bool     `help:"Hand over fewer than 20 contacts although the wave is still open."`
}

// Help shows an example.
func (handoverCommand) Help() string {
	return `Example: sojourn handover exile-panel --wave 2 --field http://127.0.0.1:8081 --token sync-token --key answers.key \
           --out for-the-mailroom.jsonl

Fetches the contacts from the field, shuffles them and writes a file for the contact custodian, who alone can open them:
give it to them in person or by mail. The field then forgets the contacts it handed over. The file also says, under marks
that name nobody, who finished the wave, so that they are not reminded. Do it when a wave is over: the more contacts go at
once, the less their company tells.`
}

// fewest is how many contacts go together while people still come: among
// fewer, when somebody came would say who they are.
const fewest = 20

// Run writes the file and then lets the field forget.
func (k handoverCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	wave, err := p.Study.Wave(study.WaveID(k.Wave))
	if err != nil {
		return study.Problem{Where: "--wave", What: fmt.Sprintf("the study has no wave %d", k.Wave), Do: "name a wave of " + study.File}
	}
	token, err := firstLine(k.Token)
	if err != nil {
		return err
	}
	keys, err := answersKeys(k.Key, k.Passphrase)
	if err != nil {
		return err
	}
	field := workspace.Field{Address: k.Field, Token: token}
	parcel, err := p.Parcel(c.ctx, field, keys, wave.Number)
	if err != nil {
		return err
	}
	parcel.Day = study.DayOf(time.Now().In(p.Study.Location()))
	return k.handOver(c, p, field, wave, parcel)
}

func (k handoverCommand) handOver(c console, p *workspace.Project, field workspace.Field, wave study.Wave, parcel workspace.Parcel) error {
	for _, line := range parcel.Refused {
		fmt.Fprintf(c.err, "left at the field: %s\n", line)
	}
	open := wave.Closes() >= study.DayOf(time.Now().In(p.Study.Location()))
	if n := len(parcel.Contacts); open && n > 0 && n < fewest && !k.Few {
		return study.Problem{Where: "handover", What: fmt.Sprintf("at the field there is no more than %s, and the wave is open until %s", counted(n, "contact"), wave.Closes()),
			Do: fmt.Sprintf("wait until there are %d or the wave is over, or add --few", fewest)}
	}
	var file bytes.Buffer
	if err := parcel.Write(&file); err != nil {
		return err
	}
	if err := writeNew(k.Out, file.Bytes()); err != nil {
		return err
	}
	// Only now: whoever is interrupted before this has the contacts twice and not never.
	if err := field.Taken(c.ctx, parcel.At); err != nil {
		return err
	}
	c.printf("%s: %s, sealed to the contact key, and %s of people who are done with wave %d.\n"+
		"Give the file to the contact custodian: sojourn mailroom take STUDY %s --room ROOM\n", k.Out, counted(len(parcel.Contacts), "contact"), counted(len(parcel.Done), "mark"), wave.Number, filepath.Base(k.Out))
	return nil
}

// outcomesCommand is "sojourn outcomes".
type outcomesCommand struct {
	Study string `arg:"" help:"Study folder."`
	File  string `arg:"" help:"File that the contact custodian wrote with \"sojourn mailroom back\"."`
}

// Help shows an example.
func (outcomesCommand) Help() string {
	return `Example: sojourn outcomes exile-panel from-the-mailroom.jsonl

Keeps what became of the invitations: sent, undelivered, refused. The file has marks and no address.`
}

// Run keeps the file's outcomes.
func (k outcomesCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	file, err := os.Open(k.File)
	if err != nil {
		return study.Problem{Where: k.File, What: "this file cannot be read", Do: "check the name and the permissions"}
	}
	defer file.Close()
	back, err := handover.ReadToDesk(file, p.Study.ID)
	if err != nil {
		return err
	}
	if err := p.KeepOutcomes(back); err != nil {
		return err
	}
	c.printf("wave %d: outcomes of %s kept; they enter the next cut: sojourn cut %s\n", back.Wave, counted(len(back.Outcomes), "invitation"), k.Study)
	if n := len(back.Same); n > 0 {
		c.printf("%s left an address twice, by a personal link and by the open one: the next cut counts each once\n", counted(n, "person"))
	}
	return nil
}
