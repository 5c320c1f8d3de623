package seal

import (
	"crypto/hmac"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"sojourn/study"
)

// A Coupon is what stands in a referral link: 128 bits that follow from the
// draft key of the person who passes it on, and cannot be matched with
// anything of theirs without that key.
type Coupon [16]byte

// Coupon is the coupon that the holder of the draft key has at a place,
// counted from 1. It is not kept anywhere: whoever has the link to their own
// response finds the same coupons again.
func (k DraftKey) Coupon(place int) Coupon {
	sum := derive(k, "coupon", []byte(strconv.Itoa(place)))
	return Coupon(sum[:16])
}

// ID is the name of the coupon inside sealed bodies, of who gave it and of who
// came by it.
func (c Coupon) ID() string { return name(derive(HashOf(c[:]), "coupon-id")) }

// Lookup is the name under which the server counts how often the coupon was
// used. It cannot be matched with the ID without the coupon itself.
func (c Coupon) Lookup() string { return name(derive(HashOf(c[:]), "coupon-lookup")) }

// Use is what the server keeps of one use of a coupon: the same for the same
// response, so that sending a page twice uses it once, and matched with
// nothing that is kept of the response.
func (k DraftKey) Use() string { return name(derive(k, "coupon-use")) }

// Format writes "(secret)" whatever the verb.
func (Coupon) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// A CouponKey is by what the server knows a coupon that it gave out: it marks
// them and keeps no list. Whoever steals it can make coupons, and learns nothing
// of those that were given.
type CouponKey [32]byte

// Token writes a coupon with the day on which it runs out, as it stands in a
// link: coupon, days since 1970, mark.
func (k CouponKey) Token(c Coupon, id study.ID, wave study.WaveID, until study.Day) string {
	day := make([]byte, 2)
	binary.BigEndian.PutUint16(day, uint16(until.Time().Unix()/daySeconds))
	mark := k.mark(c, id, wave, day)
	return tokenText.EncodeToString(append(append(c[:], day...), mark...))
}

const (
	daySeconds = 24 * 60 * 60
	markBytes  = 12
	tokenBytes = len(Coupon{}) + 2 + markBytes
)

// Read gives the coupon of a token and the day on which it runs out, or
// [ErrToken] if the token is not one of the study's and the wave's.
func (k CouponKey) Read(token string, id study.ID, wave study.WaveID) (Coupon, study.Day, error) {
	data, err := tokenText.DecodeString(token)
	if err != nil || len(data) != tokenBytes || len(token) != tokenText.EncodedLen(tokenBytes) {
		data = make([]byte, tokenBytes) // takes as long as a token does
	}
	c, day := Coupon(data[:16]), data[16:18]
	right := hmac.Equal(data[18:], k.mark(c, id, wave, day))
	if err != nil || !right {
		return c, "", ErrToken
	}
	return c, study.DayOf(time.Unix(int64(binary.BigEndian.Uint16(day))*daySeconds, 0).UTC()), nil
}

func (k CouponKey) mark(c Coupon, id study.ID, wave study.WaveID, day []byte) []byte {
	sum := derive(k, "coupon-mark", []byte(id), []byte(strconv.Itoa(int(wave))), c[:], day)
	return sum[:markBytes]
}

// Format writes "(secret)" whatever the verb.
func (CouponKey) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// ParseCouponKey reads a key as the server keeps it.
func ParseCouponKey(data []byte) (CouponKey, error) {
	if len(data) != len(CouponKey{}) {
		return CouponKey{}, errors.New("seal: the key of coupons is not 32 bytes")
	}
	return CouponKey(data), nil
}
