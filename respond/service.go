package respond

import (
	"context"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/outreach"
	"sojourn/study"
)

// A Service runs the wave whose pages these are; [fieldwork.Service] is one.
// Whatever no response can be found for is [study.ErrNotFound], whether it was
// never given out, is malformed or was withdrawn.
type Service interface {
	// Study returns the study whose wave is run.
	Study() *study.Study

	// Crowd says how many want to begin by a channel just now, from 0 to 4. Arrive
	// counts one more, and says whether it is somebody whom the study knows.
	Crowd(channel string) int
	Arrive(ctx context.Context, r fieldwork.StartRequest) (known bool, err error)

	// CurrentVersion is the name of the version that a wave asks now.
	CurrentVersion(w study.WaveID) string

	// Enter, EnterReferred, Start and Return bring a person in.
	Enter(ctx context.Context, channel, link string) (fieldwork.Entry, error)
	EnterReferred(ctx context.Context, coupon string) (fieldwork.Entry, error)
	Start(ctx context.Context, r fieldwork.StartRequest) (token string, err error)
	Return(ctx context.Context, phrase string) (fieldwork.Returned, error)

	// Show and Save serve one page of the questionnaire.
	Show(ctx context.Context, token, page string) (fieldwork.View, error)
	Save(ctx context.Context, r fieldwork.SaveRequest) (next string, faults []instrument.Fault, err error)

	// Others gives what is shown of others' answers after a page.
	Others(ctx context.Context, token, page string) (fieldwork.Others, error)

	// Own, Agree and Find let a person see what is theirs and change what they
	// agreed to.
	Own(ctx context.Context, token string) (fieldwork.Own, error)
	Agree(ctx context.Context, token string, lang study.Lang, purposes []string) error
	Find(ctx context.Context, phrase string) (token string, err error)

	// Referrals are the links to pass on; Recognise takes the code by which
	// somebody is recognised, or names the questions that lack an answer.
	Referrals(ctx context.Context, token string) (fieldwork.Referrals, error)
	Recognise(ctx context.Context, token string, answers map[string]string) (lacking []string, err error)

	// Withdraw, WithdrawByPhrase and WithdrawInvited take back everything of the
	// person who has a link to a response, the words, or a personal link.
	Withdraw(ctx context.Context, token string) error
	WithdrawByPhrase(ctx context.Context, phrase string) error
	WithdrawInvited(ctx context.Context, link string) error

	// Phrase and Thanks let a person go, and come back.
	Phrase(ctx context.Context, token string) (string, error)
	Thanks(ctx context.Context, token string) (fieldwork.Thanks, error)
}

// A Vault takes a contact; [outreach.Vault] is one. A contact that cannot be
// taken is an [outreach.Fault]. Nothing of the response is at hand here.
type Vault interface {
	Leave(ctx context.Context, c outreach.Contact) error
}
