// Package look is the one system of type, space and colour that every page
// and figure of the program is drawn with.
//
// It holds the base style sheet and the colours of data. It knows no page and
// no language; a package of pages adds only what is particular to it.
package look

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
)

// Base is the style sheet under all pages: reset, tokens, type, forms, tables,
// in light and dark, on paper, in both directions of writing.
//
//go:embed base.css
var Base string

// StyleHash gives the source expression by which a Content-Security-Policy
// admits an inline style of exactly this text and no other.
func StyleHash(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Categories are the colours of unordered categories, most important first.
// Neighbours differ in lightness as well as hue, so that they stay apart in
// grey print and for colour-blind readers.
var Categories = [...]string{"#1d5c63", "#d98e32", "#7a4b7c", "#8fae5d", "#a33b3b", "#5b86b8", "#6d6a62", "#c9a9b9"}

// Scale are the colours of an ordered scale of up to five steps, low to high.
var Scale = [...]string{"#b5532f", "#e3a877", "#d9d4c7", "#7fb0ae", "#1d5c63"}

// Ink, Muted, Line and Paper are the colours of text, secondary text, rules
// and ground in figures, which are always drawn light.
const (
	Ink   = "#22262a"
	Muted = "#5c6268"
	Line  = "#d8d4cb"
	Paper = "#ffffff"
)
