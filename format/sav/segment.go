package sav

// A string of more than 255 bytes, a very long string, is kept in pieces called
// segments. There is one for every 252 bytes, but each is filled with 255, so
// that the last ones may be empty.
const (
	segmentFill = 255
	segmentStep = 252
)

// segments is the number of pieces in which a string of the width is kept.
func segments(width int) int {
	if width <= segmentFill {
		return 1
	}
	return (width + segmentStep - 1) / segmentStep
}

// segmentWidth is the declared width of piece i.
func segmentWidth(width, i int) int {
	if i < segments(width)-1 {
		return segmentFill
	}
	return width - i*segmentStep
}

// slots is the number of 8-byte elements that a value of the width takes; a
// number, of width 0, takes one.
func slots(width int) int {
	if width == 0 {
		return 1
	}
	n := 0
	for i := range segments(width) {
		n += (segmentWidth(width, i) + 7) / 8
	}
	return n
}
