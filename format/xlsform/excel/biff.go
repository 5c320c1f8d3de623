package excel

import "math"

// A workbook is what the cells of all sheets refer to.
type workbook struct {
	stream   []byte
	sheets   []Sheet
	starts   []uint32
	strings  []string
	dates    dates
	tally    tally
	tooLarge bool
}

// version8 is the version of BIFF that Excel 97 to 2003 write.
const version8 = 0x0600

// readWorkbook reads the globals and then every sheet.
func readWorkbook(stream []byte) ([]Sheet, error) {
	w := &workbook{stream: stream, dates: dates{formats: map[int]string{}}}
	if err := w.globals(); err != nil {
		return nil, err
	}
	for i, start := range w.starts {
		if int64(start) >= int64(len(stream)) {
			return nil, ErrFormat
		}
		if err := w.sheet(&w.sheets[i], stream[start:]); err != nil {
			return nil, err
		}
	}
	return w.sheets, nil
}

func (w *workbook) globals() error {
	rs := records{w.stream}
	first, ok := rs.next()
	if !ok || first.kind != recBOF {
		return ErrFormat
	}
	if c := first.body(); c.u16() != version8 {
		return ErrOld
	}
	for r, ok := rs.next(); ok && r.kind != recEOF; r, ok = rs.next() {
		c := r.body()
		switch r.kind {
		case recPassword:
			return ErrPassword
		case recDate1904:
			w.dates.from1904 = c.u16() == 1
		case recFormat:
			number := c.u16()
			w.dates.formats[number] = c.text()
		case recXF:
			c.skip(2)
			w.dates.styles = append(w.dates.styles, c.u16())
		case recBoundSheet:
			start := c.u32()
			c.skip(1)
			if kind := c.u8(); kind == 0 { // neither a chart nor a macro
				w.starts = append(w.starts, start)
				w.sheets = append(w.sheets, Sheet{Name: c.shortText()})
			}
		case recSST:
			w.shared(&c)
		}
	}
	return nil
}

// shared reads the table of strings to which cells refer.
func (w *workbook) shared(c *cursor) {
	c.skip(4)
	for n := c.u32(); n > 0 && !c.short; n-- {
		w.strings = append(w.strings, c.text())
	}
}

// sheet reads the cells of a sheet.
func (w *workbook) sheet(s *Sheet, stream []byte) error {
	rs := records{stream}
	if first, ok := rs.next(); !ok || first.kind != recBOF {
		return ErrFormat
	}
	for r, ok := rs.next(); ok && r.kind != recEOF; r, ok = rs.next() {
		w.cell(s, r)
		if w.tooLarge {
			return ErrTooLarge
		}
	}
	return nil
}

// put keeps a cell.
func (w *workbook) put(s *Sheet, row, column int, text string) {
	if text == "" {
		return
	}
	if !w.tally.add(row, column) {
		w.tooLarge = true
		return
	}
	s.Cells = append(s.Cells, Cell{row, column, text})
}

// cell reads one record of a sheet.
func (w *workbook) cell(s *Sheet, r record) {
	c := r.body()
	switch r.kind {
	case recString: // the value of the formula just read
		if n := len(s.Cells); n > 0 && s.Cells[n-1].Text == pending {
			s.Cells[n-1].Text = c.text()
		}
		return
	case recLabelSST, recLabel, recNumber, recRK, recMulRK, recBoolErr, recFormula:
	default:
		return
	}
	row, column, style := c.u16(), c.u16(), 0
	if r.kind != recMulRK {
		style = c.u16()
	}
	switch r.kind {
	case recLabelSST:
		if n := c.u32(); int64(n) < int64(len(w.strings)) {
			w.put(s, row, column, w.strings[n])
		}
	case recLabel:
		w.put(s, row, column, c.text())
	case recNumber:
		w.put(s, row, column, w.dates.number(math.Float64frombits(c.u64()), style))
	case recRK:
		w.put(s, row, column, w.dates.number(rk(c.u32()), style))
	case recMulRK:
		for ; len(c.here()) >= 8 && !c.short; column++ { // the last column ends the record
			style = c.u16()
			w.put(s, row, column, w.dates.number(rk(c.u32()), style))
		}
	case recBoolErr:
		w.put(s, row, column, truth(c.u8(), c.u8()))
	case recFormula:
		w.put(s, row, column, w.result(c.u64(), style))
	}
}

// pending marks a formula whose text follows in a record of its own.
const pending = "\x00"

// result is the saved value of a formula: a number, or by its last two bytes
// something else ([MS-XLS] 2.5.133).
func (w *workbook) result(bits uint64, style int) string {
	if bits>>48 != 0xFFFF {
		return w.dates.number(math.Float64frombits(bits), style)
	}
	switch bits & 0xFF {
	case 0:
		return pending
	case 1:
		return truth(int(bits>>16&0xFF), 0)
	}
	return ""
}

// truth is a condition as Excel shows it; an error is nothing.
func truth(value, isError int) string {
	switch {
	case isError != 0:
		return ""
	case value != 0:
		return "TRUE"
	}
	return "FALSE"
}

// rk reads a number packed into 30 bits ([MS-XLS] 2.5.217).
func rk(packed uint32) float64 {
	var x float64
	if packed&2 != 0 {
		x = float64(int32(packed) >> 2)
	} else {
		x = math.Float64frombits(uint64(packed&^3) << 32)
	}
	if packed&1 != 0 {
		x /= 100
	}
	return x
}
