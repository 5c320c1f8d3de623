package seal

import "bytes"

// First is the sum of the body with which an envelope entered its chain, also
// where the body was sealed anew since.
func (e Envelope) First() Hash {
	if e.Was != (Hash{}) {
		return e.Was
	}
	return HashOf(e.Body)
}

// Anew closes what was decrypted of an envelope to other recipients. Place,
// header and link stay, for the chain binds the sum of the first body, which
// the envelope carries on. That sum says nothing of the new body: whoever
// follows a chain must know from elsewhere that the new body is theirs. What
// does not belong to the envelope is [ErrFrame].
func (e Envelope) Anew(framed []byte, to Recipients) (Envelope, error) {
	header, _, err := Unframe(framed)
	if err != nil || !bytes.Equal(header, e.Header) {
		return Envelope{}, ErrFrame
	}
	body, err := encrypt(framed, to)
	if err != nil {
		return Envelope{}, err
	}
	e.Was, e.Body = e.First(), body
	return e, nil
}
