package seal

import (
	"io"
	"strconv"

	"sojourn/study"
)

// Carried is the part of the locker for what a person takes along from a wave
// into their next ones. It follows from the phrase and not from the person's
// [Secret]: whoever opens contacts holds secrets, and must open nothing by them.
func (l Locker) Carried(wave study.WaveID) Locker {
	return Locker{derive(l.key, "locker-carried", []byte(strconv.Itoa(int(wave))))}
}

// Seal closes plain to the locker, padded to the sizes of [Bucket], with a
// nonce from rand.
func (l Locker) Seal(plain []byte, rand io.Reader) ([]byte, error) {
	framed, err := frame(nil, plain)
	if err != nil {
		return nil, err
	}
	return closeBox(derive(l.key, "locker-body"), l.ID(), framed, rand)
}

// Open is the reverse of Seal, or returns [ErrNotOpened].
func (l Locker) Open(sealed []byte) ([]byte, error) {
	framed, err := openBox(derive(l.key, "locker-body"), l.ID(), sealed)
	if err != nil {
		return nil, err
	}
	plain, err := UnframeClosed(framed)
	if err != nil {
		return nil, ErrNotOpened
	}
	return plain, nil
}
