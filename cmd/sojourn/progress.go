package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// A bar shows how far a long piece of work has come: a moving bar on a
// terminal, one line at the end elsewhere.
type bar struct {
	mu    sync.Mutex
	out   io.Writer
	label string
	total int
	done  int
	rest  int // bytes that are no whole kilobyte yet
	moves bool
	began time.Time
	shown time.Time
}

// newBar begins a piece of work of total steps.
func newBar(c console, label string, total int) *bar {
	b := &bar{out: c.out, label: label, total: total, moves: terminal(c.out), began: time.Now()}
	b.draw()
	return b
}

// terminal reports whether somebody watches w on a screen.
func terminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// add says that n more steps are done.
func (b *bar) add(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += n
	if time.Since(b.shown) > 80*time.Millisecond {
		b.draw()
	}
}

// set says how many steps are done by now.
func (b *bar) set(done int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = done
	b.draw()
}

// clear takes the bar off the screen without a word.
func (b *bar) clear() {
	if b.moves {
		fmt.Fprint(b.out, "\r"+strings.Repeat(" ", 44+width+10)+"\r")
	}
}

const width = 28

func (b *bar) draw() {
	if !b.moves {
		return
	}
	b.shown = time.Now()
	full := width
	if b.total > 0 {
		full = min(width, width*b.done/b.total)
	}
	fmt.Fprintf(b.out, "\r%-44s %s%s %6d", b.label, strings.Repeat("█", full), strings.Repeat("·", width-full), b.done)
}

// end ends the piece of work and says how much was done.
func (b *bar) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
	fmt.Fprintf(b.out, "%-44s %6d  %5.1f s\n", b.label, b.done, time.Since(b.began).Seconds())
}

// bytes says that n more bytes are done; the bar counts kilobytes.
func (b *bar) bytes(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rest += n
	b.done, b.rest = b.done+b.rest/1000, b.rest%1000
	if time.Since(b.shown) > 80*time.Millisecond {
		b.draw()
	}
}
