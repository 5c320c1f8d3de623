// Package qr draws an address as a code that telephones read, for print and
// for pages.
//
// It knows modules and margins and nothing of what the address leads to.
package qr

import (
	"fmt"
	"html"
	"strings"

	"github.com/skip2/go-qrcode"
)

// SVG draws the text as an SVG of black modules on white with the quiet zone
// that readers need, four modules wide (ISO/IEC 18004, 6.3.8). The title is
// what somebody who does not see it is told.
func SVG(text, title string) (string, error) {
	code, err := encode(text)
	if err != nil {
		return "", err
	}
	rows := code.Bitmap()
	n := len(rows)
	var path strings.Builder
	for y, row := range rows {
		for x := 0; x < n; x++ {
			from := x
			for x < n && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" shape-rendering="crispEdges"><title>%s</title>`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`, n, n, html.EscapeString(title), n, n, path.String()), nil
}

// pixels is how wide a PNG is: sharp on paper at a hand's breadth.
const pixels = 1024

// PNG draws the text as a picture for messengers and print shops.
func PNG(text string) ([]byte, error) {
	code, err := encode(text)
	if err != nil {
		return nil, err
	}
	data, err := code.PNG(pixels)
	if err != nil {
		return nil, fmt.Errorf("qr: %w", err)
	}
	return data, nil
}

// encode uses level M: a code that loses 15 % of its modules is still read.
func encode(text string) (*qrcode.QRCode, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("qr: a text of %d bytes: %w", len(text), err)
	}
	return code, nil
}
