package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"sojourn/listener"
	"sojourn/mailroom"
	"sojourn/mailroom/pages"
	"sojourn/outreach"
	"sojourn/study"
)

// mailDeskCommand is "sojourn mailroom desk".
type mailDeskCommand struct {
	mailPlace
	Key        string `required:"" placeholder:"FILE" help:"The contact key."`
	Passphrase string `placeholder:"FILE" help:"File whose first line is the passphrase of the key."`
	Password   string `placeholder:"FILE" help:"File whose first line is the password of the mail server."`
	Only       string `placeholder:"FILE" help:"Whom the desk selected for interviews: the file that \"sojourn select\" wrote."`
	Listen     string `default:"127.0.0.1:0" help:"Address on this computer."`
}

// Help shows an example.
func (mailDeskCommand) Help() string {
	return `Example: sojourn mailroom desk exile-panel --room mailroom --key contact.key --password smtp-password.txt

Prints an address that works once, in one browser on this computer: where everybody stands, what each letter says, sending
with a button to stop it, people to write to by messenger, bounced addresses. Stop with Ctrl-C; a letter in hand is finished.`
}

// Run serves the pages until it is told to stop.
func (k mailDeskCommand) Run(c console) error {
	s, room, err := k.open()
	if err != nil {
		return err
	}
	o, err := k.options(s, room)
	if err != nil {
		return err
	}
	l, token, err := listenHere(k.Listen)
	if err != nil {
		return err
	}
	o.Token, o.Host, o.Log = token, l.Addr().String(), slog.New(slog.NewTextHandler(c.err, nil))
	site := pages.New(o)
	server := listener.Server(site.Handler(), 0)
	go server.Serve(l)
	c.printf("The mailroom: %s\nThe address works once, in one browser on this computer. Stop with Ctrl-C.\n", addressOnce(l, token))
	<-c.ctx.Done()
	site.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("stopping the mailroom: %w", err)
	}
	return nil
}

// options opens the contacts once, so that a wrong key is told before any page.
func (k mailDeskCommand) options(s *study.Study, room *mailroom.Room) (pages.Options, error) {
	key, err := contactKey(k.Key, k.Passphrase)
	if err != nil {
		return pages.Options{}, err
	}
	o := pages.Options{Room: room,
		Contacts: func() ([]outreach.Contact, int, error) { return room.Contacts(key) },
		Post:     func() (outreach.Post, study.Problems) { return readPost(k.Study, s) },
		Hire:     func(post outreach.Post) (pages.Courier, error) { return k.hire(post, k.Password) },
		Clock:    mailroom.Clock{Now: time.Now, Wait: mailroom.Wait},
	}
	if k.Only != "" {
		chosen, err := readSelection(k.Only, s.ID)
		if err != nil {
			return o, err
		}
		o.Selection = &chosen
	}
	if _, problems := o.Post(); problems.Err() != nil {
		return o, problems.Err()
	}
	_, _, err = o.Contacts()
	return o, err
}

// mailSheetCommand is "sojourn mailroom sheet".
type mailSheetCommand struct {
	mailPlace
	Wave       int    `required:"" placeholder:"N" help:"Wave under which they were asked."`
	Key        string `required:"" placeholder:"FILE" help:"The contact key."`
	Passphrase string `placeholder:"FILE" help:"File whose first line is the passphrase of the key."`
	Only       string `required:"" placeholder:"FILE" help:"The file that \"sojourn select\" wrote."`
	Alias      string `placeholder:"NAME" help:"Show the contact of this one. Without it the aliases are listed."`
}

// Help shows an example.
func (mailSheetCommand) Help() string {
	return `Example: sojourn mailroom sheet exile-panel --room mailroom --wave 3 --key contact.key --only for-interviews.jsonl --alias badoki-mure

Lists those who were asked for an interview, under aliases that the desk does not know. With --alias, shows one contact on the
screen, for one interviewer.`
}

// Run lists the aliases, or shows one contact.
func (k mailSheetCommand) Run(c console) error {
	asked := mailRound{mailPlace: k.mailPlace, Wave: k.Wave, Letter: string(outreach.Interview), Key: k.Key, Passphrase: k.Passphrase, Only: k.Only}
	room, round, err := asked.round(c)
	if err != nil {
		return err
	}
	j, err := room.Journal()
	if err != nil {
		return err
	}
	people := round.Informants(j)
	for _, p := range people {
		switch k.Alias {
		case "":
			c.printf("%s\n", p.Alias)
		case p.Alias:
			c.printf("%s\n%s: %s\nlanguage: %s\n", p.Alias, p.Contact.Medium, p.Contact.Address, room.Language(p))
			return nil
		}
	}
	if k.Alias != "" {
		return study.Problem{Where: "--alias", What: "nobody who was asked has this alias", Do: "list them without --alias"}
	}
	if len(people) == 0 {
		c.printf("nobody was asked yet: sojourn mailroom send with --letter interview and --only\n")
	}
	return nil
}
