package seal

import (
	"fmt"
	"io"
)

// A TicketKey closes what a browser carries in an address for some minutes,
// so that nothing of it can be read in the browser's history afterwards. It is
// drawn when a process begins and stored nowhere.
type TicketKey [32]byte

// NewTicketKey draws a key from rand.
func NewTicketKey(rand io.Reader) (TicketKey, error) {
	s, err := NewSecret(rand)
	return TicketKey(s), err
}

// Seal closes plain with AES-256-GCM and a nonce from rand, and writes the
// result as it stands in an address.
func (k TicketKey) Seal(plain []byte, rand io.Reader) (string, error) {
	sealed, err := closeBox(derive(k, "ticket"), "ticket", plain, rand)
	return tokenText.EncodeToString(sealed), err
}

// Open is the reverse of Seal, or returns [ErrNotOpened].
func (k TicketKey) Open(ticket string) ([]byte, error) {
	sealed, err := tokenText.DecodeString(ticket)
	if err != nil {
		return nil, ErrNotOpened
	}
	return openBox(derive(k, "ticket"), "ticket", sealed)
}

// Format writes "(secret)" whatever the verb.
func (TicketKey) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }
