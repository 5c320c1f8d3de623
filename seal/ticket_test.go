package seal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
)

func TestATicketOpensForTheProcessThatWroteItAlone(t *testing.T) {
	mine, err := NewTicketKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewTicketKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := mine.Seal([]byte("who waits"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := mine.Open(ticket); err != nil || string(plain) != "who waits" {
		t.Errorf("it opens as %q, %v", plain, err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"after a restart": func() ([]byte, error) { return other.Open(ticket) },
		"altered":         func() ([]byte, error) { return mine.Open("A" + ticket[1:]) },
		"cut off":         func() ([]byte, error) { return mine.Open(ticket[:8]) },
		"made up":         func() ([]byte, error) { return mine.Open("no ticket") },
	} {
		if _, err := open(); !errors.Is(err, ErrNotOpened) {
			t.Errorf("%s it gives %v", name, err)
		}
	}
	if got := fmt.Sprintf("%v %x", mine, mine); got != "(secret) (secret)" {
		t.Errorf("a key prints as %q", got)
	}
}
