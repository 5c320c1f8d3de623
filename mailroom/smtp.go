package mailroom

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"sojourn/outreach"
)

// A post office is a connection to the study's SMTP server.
type postOffice struct {
	client *mail.Client
	now    func() time.Time
	open   bool
}

// Login is how the courier gets at the study's SMTP server. It crosses a pipe
// and is never written down.
type Login struct {
	Server   outreach.MailServer `json:"server"`
	From     string              `json:"from"` // the sender's address; its domain is how the courier names itself
	Password string              `json:"password,omitempty"`
}

// PostOffice returns a carrier over SMTP. It connects when the first letter comes.
func PostOffice(l Login, now func() time.Time) (Carrier, error) {
	// Not the name of the custodian's computer, which is the library's choice.
	options := []mail.Option{mail.WithTimeout(patience / 2), mail.WithHELO(domain(l.From))}
	switch l.Server.TLS {
	case "tls":
		options = append(options, mail.WithSSL())
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	options = append(options, mail.WithPort(l.Server.Port))
	if l.Server.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(l.Server.User), mail.WithPassword(l.Password))
	}
	client, err := mail.NewClient(l.Server.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mailroom: %w", err)
	}
	return &postOffice{client: client, now: now}, nil
}

// Reach connects unless there is a connection that answers.
func (o *postOffice) Reach() error {
	if o.open && o.client.Reset() == nil {
		return nil
	}
	o.open = false
	ctx, cancel := context.WithTimeout(context.Background(), patience/2)
	defer cancel()
	if err := o.client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("the mail server cannot be reached: %w", err)
	}
	o.open = true
	return nil
}

// Carry hands over one letter to one recipient.
func (o *postOffice) Carry(e Errand) outreach.State {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	err := errors.Join(m.FromFormat(e.FromName, e.From), m.To(e.To))
	if err != nil {
		return outreach.Undelivered
	}
	m.Subject(e.Subject)
	m.SetDateWithValue(o.now().UTC()) // not the custodian's time zone
	// The name of the letter is the same at every try, and says nothing.
	m.SetMessageIDWithValue(fmt.Sprintf("%s.%d.%s@%s", e.Entry.Mark, e.Entry.Wave, e.Entry.Letter, domain(e.From)))
	m.SetGenHeader(mail.HeaderContentLang, string(e.Language))
	m.SetGenHeader(mail.HeaderListUnsubscribe, "<mailto:"+e.From+">")
	m.SetBodyString(mail.TypeTextPlain, e.Text)
	err = o.client.Send(m)
	if m.IsDelivered() {
		return outreach.Sent
	}
	o.open = false
	return verdict(err)
}

func domain(address string) string {
	_, d, _ := strings.Cut(address, "@")
	return d
}

// verdict reads from a failure what became of the letter.
func verdict(err error) outreach.State {
	var failure *mail.SendError
	if !errors.As(err, &failure) {
		return outreach.PutOff
	}
	switch code := failure.ErrorCode(); {
	case failure.Reason == mail.ErrSMTPDataClose && code == 0:
		return outreach.Trying
	case code >= 500 && failure.Reason == mail.ErrSMTPRcptTo:
		return outreach.Undelivered
	}
	return outreach.PutOff
}
