package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sojourn/qr"
	"sojourn/study"
)

// channelCommand is "sojourn channel".
type channelCommand struct {
	Study string `arg:"" help:"Study folder."`
	Name  string `arg:"" optional:"" help:"Channel; all of them where none is named."`
	Out   string `placeholder:"DIR" help:"Folder for the QR codes, as SVG for print and PNG for messengers."`
}

// Help shows an example.
func (channelCommand) Help() string {
	return `Example: sojourn channel exile-panel friends --out codes

Prints the link to be posted in each channel, and with --out writes its QR code.`
}

// Run prints the links.
func (k channelCommand) Run(c console) error {
	folder, err := study.Load(os.DirFS(k.Study))
	if err != nil {
		return err
	}
	s := folder.Study
	if s.Field == "" {
		return study.Problem{Where: study.File, Column: "field", What: "the public address of the field is not given",
			Do: "write it there, such as https://field.example.org"}
	}
	channels := s.Channels
	if k.Name != "" {
		channels = slices.DeleteFunc(slices.Clone(channels), func(ch study.Channel) bool { return ch.Name != k.Name })
	}
	if len(channels) == 0 {
		var names []string
		for _, ch := range s.Channels {
			names = append(names, ch.Name)
		}
		return study.Problem{Where: study.File, Column: "channels", What: fmt.Sprintf("there is no channel %q", k.Name),
			Do: "name one of: " + strings.Join(names, ", ")}
	}
	for _, ch := range channels {
		c.printf("%s\t%s\n", ch.Name, s.ChannelLink(ch.Name))
		if err := k.draw(ch.Name, s.ChannelLink(ch.Name)); err != nil {
			return err
		}
	}
	return nil
}

// draw writes the codes of a channel.
func (k channelCommand) draw(name, link string) error {
	if k.Out == "" {
		return nil
	}
	svg, err := qr.SVG(link, link)
	if err != nil {
		return err
	}
	png, err := qr.PNG(link)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(k.Out, 0o755); err != nil {
		return cannotWrite(k.Out)
	}
	for file, data := range map[string][]byte{name + ".svg": []byte(svg), name + ".png": png} {
		if err := os.WriteFile(filepath.Join(k.Out, file), data, 0o644); err != nil {
			return cannotWrite(k.Out)
		}
	}
	return nil
}
