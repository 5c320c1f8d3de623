package excel

import (
	"strings"
	"unicode/utf16"
)

// What the flags of a string say ([MS-XLS] 2.5.293).
const (
	wide     = 1 // two bytes a character
	phonetic = 4
	rich     = 8
)

// text reads a string with a length of two bytes, such as those of the shared
// table. Where it runs over into the next part, the flags stand there anew.
func (c *cursor) text() string {
	length := c.u16()
	flags := c.u8()
	runs, extra := 0, uint32(0)
	if flags&rich != 0 {
		runs = c.u16()
	}
	if flags&phonetic != 0 {
		extra = c.u32()
	}
	s := c.characters(length, flags)
	c.skip(uint32(4 * runs))
	c.skip(extra)
	return s
}

// shortText reads a string with a length of one byte.
func (c *cursor) shortText() string {
	length := c.u8()
	return c.characters(length, c.u8())
}

func (c *cursor) characters(length, flags int) string {
	var units []uint16
	for len(units) < length && !c.short {
		b := c.here()
		if len(b) == 0 {
			c.short = true
			break
		}
		size := 1 + flags&wide
		n := min(len(b)/size, length-len(units))
		if n == 0 {
			c.short = true
			break
		}
		for i := range n {
			if size == 2 {
				units = append(units, little.Uint16(b[2*i:]))
			} else {
				units = append(units, uint16(b[i]))
			}
		}
		c.parts[0] = b[n*size:]
		if len(units) < length && len(c.parts) > 1 && len(c.parts[0]) == 0 {
			flags = c.u8()
		}
	}
	return strings.ReplaceAll(string(utf16.Decode(units)), "\r\n", "\n")
}
