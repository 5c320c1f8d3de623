package excel

// The records that matter ([MS-XLS] 2.3), by their numbers.
const (
	recFormula    = 0x0006
	recEOF        = 0x000A
	recDate1904   = 0x0022
	recPassword   = 0x002F
	recContinue   = 0x003C
	recBoundSheet = 0x0085
	recMulRK      = 0x00BD
	recXF         = 0x00E0
	recSST        = 0x00FC
	recLabelSST   = 0x00FD
	recNumber     = 0x0203
	recLabel      = 0x0204
	recBoolErr    = 0x0205
	recString     = 0x0207
	recRK         = 0x027E
	recFormat     = 0x041E
	recBOF        = 0x0809
)

// A record is one record with the parts that continue it.
type record struct {
	kind  uint16
	parts [][]byte
}

// body is the first part.
func (r record) body() cursor { return cursor{parts: r.parts} }

// A records reads record after record.
type records struct{ rest []byte }

// next gives the next record; false at the end or where the stream breaks off.
func (rs *records) next() (record, bool) {
	kind, body, ok := rs.one()
	if !ok {
		return record{}, false
	}
	r := record{kind, [][]byte{body}}
	for len(rs.rest) >= 4 && little.Uint16(rs.rest) == recContinue {
		_, more, ok := rs.one()
		if !ok {
			break
		}
		r.parts = append(r.parts, more)
	}
	return r, true
}

func (rs *records) one() (kind uint16, body []byte, ok bool) {
	if len(rs.rest) < 4 {
		return 0, nil, false
	}
	kind = little.Uint16(rs.rest)
	end := 4 + int(little.Uint16(rs.rest[2:]))
	if end > len(rs.rest) {
		return 0, nil, false
	}
	body, rs.rest = rs.rest[4:end], rs.rest[end:]
	return kind, body, true
}

// A cursor reads the content of a record. What lies beyond its end reads as
// zero and sets short.
type cursor struct {
	parts [][]byte
	short bool
}

// here drops what was read and gives the part under way.
func (c *cursor) here() []byte {
	for len(c.parts) > 1 && len(c.parts[0]) == 0 {
		c.parts = c.parts[1:]
	}
	if len(c.parts) == 0 {
		return nil
	}
	return c.parts[0]
}

// take reads n bytes, across parts.
func (c *cursor) take(n int) []byte {
	if b := c.here(); len(b) >= n {
		c.parts[0] = b[n:]
		return b[:n]
	}
	var joined []byte
	for len(joined) < n {
		b := c.here()
		if len(b) == 0 {
			c.short = true
			return make([]byte, min(n, 8)) // only numbers, of at most 8 bytes, are read without looking at short
		}
		part := b[:min(len(b), n-len(joined))]
		joined = append(joined, part...)
		c.parts[0] = b[len(part):]
	}
	return joined
}

func (c *cursor) u8() int     { return int(c.take(1)[0]) }
func (c *cursor) u16() int    { return int(little.Uint16(c.take(2))) }
func (c *cursor) u32() uint32 { return little.Uint32(c.take(4)) }
func (c *cursor) u64() uint64 { return little.Uint64(c.take(8)) }

// skip passes n bytes.
func (c *cursor) skip(n uint32) {
	for n > 0 && !c.short {
		b := c.here()
		if len(b) == 0 {
			c.short = true
			return
		}
		step := min(uint32(len(b)), n)
		c.parts[0] = b[step:]
		n -= step
	}
}
