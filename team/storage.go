package team

import (
	"context"
	"time"
)

// Storage is what the package needs of the field's storage. Each change and
// its audit entry are one transaction.
type Storage interface {
	// Account returns the account of a name, or [study.ErrNotFound].
	Account(ctx context.Context, name string) (Account, error)

	// Accounts lists all, by name.
	Accounts(ctx context.Context) ([]Account, error)

	// AddAccount keeps a new account; a name that is taken is [study.ErrConflict].
	AddAccount(ctx context.Context, a Account, e Entry) error

	// ChangeAccount replaces an account and ends its sessions.
	ChangeAccount(ctx context.Context, a Account, e Entry) error

	// Admit keeps a session and the step of the code that opened it. A step that
	// is not behind the last one used is [study.ErrConflict].
	Admit(ctx context.Context, s Session, step int64, e Entry) error

	// Session returns the session under a hash, or [study.ErrNotFound].
	Session(ctx context.Context, hash string) (Session, error)

	// Touch notes that a session is in use.
	Touch(ctx context.Context, hash string, seen time.Time) error

	// EndSession forgets a session.
	EndSession(ctx context.Context, hash string, e Entry) error

	// Note adds a line to the audit log.
	Note(ctx context.Context, e Entry) error

	// Entries are the last lines of the audit log, the newest first.
	Entries(ctx context.Context, limit int) ([]Entry, error)
}
