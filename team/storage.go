package team

import (
	"context"
	"time"

	"sojourn/study"
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

	// ChangeAccount replaces an account and ends its sessions. One that has
	// ended, or is to be enrolled anew, loses its passkeys.
	ChangeAccount(ctx context.Context, a Account, e Entry) error

	// Admit keeps a session and the step of the code that opened it. A step that
	// is not behind the last one used is [study.ErrConflict].
	Admit(ctx context.Context, s Session, step int64, e Entry) error

	// Passkey returns the passkey of a credential's id, or [study.ErrNotFound].
	Passkey(ctx context.Context, id []byte) (Passkey, error)

	// Passkeys lists the passkeys of an account by name.
	Passkeys(ctx context.Context, account string) ([]Passkey, error)

	// AddPasskey keeps a passkey and the step of the code by which its holder
	// was known. A step that is not behind the last one used, and a key that is
	// there already, is [study.ErrConflict].
	AddPasskey(ctx context.Context, k Passkey, step int64, e Entry) error

	// RemovePasskey forgets a passkey of an account; [study.ErrConflict] if it
	// has no such key.
	RemovePasskey(ctx context.Context, account string, id []byte, e Entry) error

	// AdmitByPasskey keeps a session that a passkey opened, with the key's count
	// and the day. A count that is not behind the last one is [study.ErrConflict].
	AdmitByPasskey(ctx context.Context, s Session, id []byte, count uint32, day study.Day, e Entry) error

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
