package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"time"

	"sojourn/handover"
	"sojourn/mailroom"
	"sojourn/outreach"
	"sojourn/seal/custody"
	"sojourn/study"
)

// mailroomCommand is "sojourn mailroom".
type mailroomCommand struct {
	Take    mailTakeCommand    `cmd:"" help:"Take in the contacts that the desk handed over."`
	Open    mailOpenCommand    `cmd:"" help:"Tell the field whose personal links open the wave's panel door."`
	Status  mailStatusCommand  `cmd:"" help:"Show where everybody stands."`
	Send    mailSendCommand    `cmd:"" help:"Send a letter to everybody who is due."`
	Hand    mailHandCommand    `cmd:"" help:"List those who are written to by messenger, or note them as written to."`
	Gone    mailGoneCommand    `cmd:"" help:"Note addresses that do not work or people who asked to be left alone."`
	Back    mailBackCommand    `cmd:"" help:"Write for the desk what became of the invitations."`
	Sheet   mailSheetCommand   `cmd:"" help:"Give an interviewer an alias and one contact."`
	Desk    mailDeskCommand    `cmd:"" help:"Open the mailroom's pages on this computer."`
	Reseal  mailResealCommand  `cmd:"" help:"Seal the contacts to the present keys, after the contact key was lost, stolen or changed."`
	Forget  mailForgetCommand  `cmd:"" help:"Destroy all contacts: the end of the vault."`
	Courier mailCourierCommand `cmd:"" hidden:"" help:"Deliver letters; started by send."`
}

// mailPlace is where a mailroom is.
type mailPlace struct {
	Study string `arg:"" help:"Study folder: study.yaml and mailroom.yaml are enough."`
	Room  string `required:"" placeholder:"DIR" help:"Folder of the mailroom, on the contact custodian's computer."`
}

func (m mailPlace) open() (*study.Study, *mailroom.Room, error) {
	folder, err := study.Load(os.DirFS(m.Study))
	if err != nil {
		return nil, nil, err
	}
	room, err := mailroom.Open(m.Room, folder.Study)
	return folder.Study, room, err
}

// mailRound is what it takes to see who is due for a letter.
type mailRound struct {
	mailPlace
	Wave       int    `required:"" placeholder:"N" help:"Wave that the letters invite to."`
	Letter     string `default:"invitation" enum:"invitation,reminder,reminder2,update,interview" help:"Which letter: invitation, reminder, reminder2, update or interview."`
	Only       string `placeholder:"FILE" help:"Those alone whom the desk selected: the file that \"sojourn select\" wrote."`
	Key        string `required:"" placeholder:"FILE" help:"The contact key."`
	Passphrase string `placeholder:"FILE" help:"File whose first line is the passphrase of the key."`
}

// round opens the contacts and makes the round of them.
func (m mailRound) round(c console) (*mailroom.Room, mailroom.Round, error) {
	s, room, err := m.open()
	if err != nil {
		return nil, mailroom.Round{}, err
	}
	wave, err := s.Wave(study.WaveID(m.Wave))
	if err != nil {
		return nil, mailroom.Round{}, study.Problem{Where: "--wave", What: fmt.Sprintf("the study has no wave %d", m.Wave), Do: "name a wave of " + study.File}
	}
	post, err := m.post(c, s)
	if err != nil {
		return nil, mailroom.Round{}, err
	}
	key, err := contactKey(m.Key, m.Passphrase)
	if err != nil {
		return nil, mailroom.Round{}, err
	}
	contacts, refused, err := room.Contacts(key)
	if err != nil {
		return nil, mailroom.Round{}, err
	}
	round, more, broken, err := room.Round(wave, outreach.LetterKind(m.Letter), post, contacts)
	if err != nil {
		return nil, round, err
	}
	if n := refused + broken; n > 0 {
		fmt.Fprintf(c.err, "left out, since it cannot be read: %s\n", counted(n, "contact"))
	}
	if more > 0 {
		fmt.Fprintf(c.err, "further, of people who are written to once: %s\n", counted(more, "contact"))
	}
	if m.Only == "" {
		return room, round, nil
	}
	chosen, err := readSelection(m.Only, s.ID)
	if err != nil {
		return nil, round, err
	}
	round, missing := round.Chosen(chosen)
	if missing > 0 {
		fmt.Fprintf(c.err, "%d of those selected have no contact here\n", missing)
	}
	return room, round, nil
}

func readSelection(name string, id study.ID) (handover.Selection, error) {
	file, err := os.Open(name)
	if err != nil {
		return handover.Selection{}, study.Problem{Where: name, What: "this file cannot be read", Do: "check the name and the permissions"}
	}
	defer file.Close()
	return handover.ReadSelection(file, id)
}

// contactKey reads a key that opens contacts.
func contactKey(name, passphrase string) (custody.Identity, error) {
	key, err := readKey(name, passphrase)
	if err == nil && key.Role() == custody.Answers {
		err = study.Problem{Where: name, What: "this is the answers key; it opens no contacts", Do: "use the contact key"}
	}
	return key, err
}

func (m mailPlace) post(c console, s *study.Study) (outreach.Post, error) {
	post, problems := readPost(m.Study, s)
	warn(c, problems)
	return post, problems.Err()
}

// readPost reads mailroom.yaml of a study folder.
func readPost(dir string, s *study.Study) (outreach.Post, study.Problems) {
	data, err := fs.ReadFile(os.DirFS(dir), outreach.PostFile)
	if err != nil {
		return outreach.Post{}, study.Problems{{Severity: study.Error, Where: outreach.PostFile, What: "this file is missing in the study folder", Do: "write it as docs/mailroom.md shows"}}
	}
	return outreach.ParsePost(data, s)
}

// mailTakeCommand is "sojourn mailroom take".
type mailTakeCommand struct {
	mailPlace
	File string `arg:"" help:"File that \"sojourn handover\" wrote."`
}

// Run takes the file in.
func (k mailTakeCommand) Run(c console) error {
	s, room, err := k.open()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(k.File)
	if err != nil {
		return study.Problem{Where: k.File, What: "this file cannot be read", Do: "check the name and the permissions"}
	}
	h, err := handover.ReadToMailroom(bytes.NewReader(data), s.ID)
	if err != nil {
		return err
	}
	fresh, err := room.Take(h)
	if err != nil {
		return err
	}
	c.printf("%s, %d of them new; wave %[4]d: %[3]s done with it\n", counted(len(h.Contacts), "contact"), fresh, counted(len(h.Done), "person"), h.Wave)
	agreed, err := room.Agreement()
	if err == nil && agreed.Day > h.Day {
		c.printf("The file is older than one of %s that was taken in before: who agreed to what stays as it was told then.\n", agreed.Day)
	}
	return err
}

// mailStatusCommand is "sojourn mailroom status".
type mailStatusCommand struct{ mailRound }

// Run prints the tally.
func (k mailStatusCommand) Run(c console) error {
	room, round, err := k.round(c)
	if err != nil {
		return err
	}
	j, err := room.Journal()
	if err != nil {
		return err
	}
	printTally(c, round.Tally(j), len(round.People))
	c.printf("the contacts may be used until %s\n", round.Post.Until(room.Study()))
	return nil
}

// meanings say what each standing is, in the order in which people read them.
var meanings = []struct {
	standing outreach.Standing
	says     string
}{
	{outreach.Already, "have the letter"},
	{outreach.Due, "are due, by mail"},
	{outreach.ByHand, "are due, by messenger: sojourn mailroom hand"},
	{outreach.NotYet, "have not had the letter before it"},
	{outreach.Done, "finished the wave"},
	{outreach.Declined, "do not agree to be asked for this, as the desk said last: sojourn handover"},
	{outreach.Gone, "asked to be left alone, or their address does not work"},
	{outreach.Exhausted, "were put off by their server too often"},
	{outreach.Uncertain, "may or may not have it: the computer stopped in between; decide by send --again or --assume"},
}

func printTally(c console, t mailroom.Tally, all int) {
	c.printf("%s\n", counted(all, "person"))
	for _, m := range meanings {
		if n := t[m.standing]; n > 0 {
			c.printf("%6d %s\n", n, m.says)
		}
	}
}

// mailSendCommand is "sojourn mailroom send".
type mailSendCommand struct {
	mailRound
	Password string `placeholder:"FILE" help:"File whose first line is the password of the mail server."`
	Most     int    `placeholder:"N" help:"Send N letters at most."`
	DryRun   bool   `help:"Show the first letter and how many are due, and send nothing."`
	Again    bool   `help:"Send once more to those of whom nobody knows whether they got the letter." xor:"uncertain"`
	Assume   bool   `help:"Take it that they got it." xor:"uncertain"`
}

// Help shows an example.
func (mailSendCommand) Help() string {
	return `Example: sojourn mailroom send exile-panel --room mailroom --wave 2 --key contact.key --password smtp-password.txt

Writes to one recipient at a time, at the pace and outside the quiet hours of mailroom.yaml. Stop it with Ctrl-C and run it
again whenever you like: nobody gets the letter twice. Those who finished the wave, asked to be left alone or cannot be
reached are left out.`
}

// Run sends.
func (k mailSendCommand) Run(c console) error {
	room, round, err := k.round(c)
	if err != nil {
		return err
	}
	round.Most = k.Most
	if err := readyNow(room, round); err != nil {
		return err
	}
	if err := k.settle(c, room, round); err != nil {
		return err
	}
	j, err := room.Journal()
	if err != nil {
		return err
	}
	printTally(c, round.Tally(j), len(round.People))
	if k.DryRun {
		subject, text := round.Post.Write(round.Letter, room.Study().Default(), outreach.Places{Link: "https://…/i/…", Closes: string(round.Wave.Closes()), Code: round.Code})
		c.printf("\nSubject: %s\n\n%s\n", subject, text)
		return nil
	}
	return k.send(c, room, round)
}

// readyNow says what keeps a letter from going out today.
func readyNow(room *mailroom.Room, round mailroom.Round) error {
	if err := room.Ready(round); err != nil {
		return err
	}
	if err := room.Timely(round, study.DayOf(time.Now().In(room.Study().Location()))); err != nil {
		return err
	}
	return room.LetIn(round)
}

func (k mailSendCommand) settle(c console, room *mailroom.Room, round mailroom.Round) error {
	today := study.DayOf(time.Now())
	if k.Again {
		n, err := room.Again(round, today)
		c.printf("tried again, since nobody knows what became of them: %s\n", counted(n, "letter"))
		return err
	}
	if k.Assume {
		n, err := room.Assume(round, today)
		c.printf("taken as sent, though nobody knows: %s\n", counted(n, "letter"))
		return err
	}
	return nil
}

func (k mailSendCommand) send(c console, room *mailroom.Room, round mailroom.Round) error {
	courier, err := k.hire(round.Post, k.Password)
	if err != nil {
		return err
	}
	clock := mailroom.Clock{Now: time.Now, Wait: mailroom.Wait, Pause: func(why mailroom.Pause, until time.Time) {
		c.printf("%s until %s in %s. Ctrl-C is safe: start again, and nobody gets the letter twice.\n", pausing[why],
			until.In(room.Study().Location()).Format("15:04 on 2006-01-02"), room.Study().Location())
	}}
	sent, err := room.Send(c.ctx, round, courier, clock, func(sent, due int) {
		if terminal(c.out) {
			c.printf("\r%d of %d sent ", sent, due)
		}
	})
	if ended := courier.Dismiss(); err == nil {
		err = ended
	}
	c.printf("%s sent\n", counted(sent, "letter"))
	j, unread := room.Journal()
	switch {
	case unread != nil:
		return errors.Join(err, unread)
	case err != nil && c.ctx.Err() != nil:
		return study.Problem{Where: "mailroom send", What: fmt.Sprintf("it was interrupted: %d sent, %d remain", sent, round.Tally(j)[outreach.Due]),
			Do: "start it again; it goes on where it stopped, and nobody gets the letter twice"}
	case err != nil:
		return err
	}
	printTally(c, round.Tally(j), len(round.People))
	return nil
}

// pausing says why a round waits.
var pausing = map[mailroom.Pause]string{
	mailroom.QuietHours: "These are the quiet hours of " + outreach.PostFile + ": waiting",
	mailroom.PutOff:     "The server put some letters off: they are tried again after a pause, waiting",
}

// hire starts this program a second time as a courier.
func (m mailPlace) hire(post outreach.Post, passwordFile string) (*mailroom.Hired, error) {
	login := mailroom.Login{Server: post.Server, From: post.From.Address}
	var err error
	if passwordFile != "" {
		if login.Password, err = firstLine(passwordFile); err != nil {
			return nil, err
		}
	}
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding this program: %w", err)
	}
	return mailroom.Hire(exec.Command(program, "mailroom", "courier", m.Study, "--room", m.Room), login)
}

// mailCourierCommand is "sojourn mailroom courier", which "send" starts.
type mailCourierCommand struct{ mailPlace }

// Run delivers what comes in.
func (k mailCourierCommand) Run(console) error {
	_, room, err := k.open()
	if err != nil {
		return err
	}
	office := func(l mailroom.Login) (mailroom.Carrier, error) { return mailroom.PostOffice(l, time.Now) }
	return room.Courier(os.Stdin, os.Stdout, office, func() study.Day { return study.DayOf(time.Now()) })
}
