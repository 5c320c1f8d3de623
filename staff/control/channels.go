package control

import (
	"net/http"
	"strings"

	"sojourn/fieldwork"
	"sojourn/listener"
	"sojourn/qr"
	"sojourn/study"
)

// channelsPage is what channels.html shows.
type channelsPage struct {
	*frame
	Channels []channelState
	May      bool // note postings
	NoField  bool // the study does not say its address
	Today    study.Day
}

// A channelState is a channel with its link and the notes about it.
type channelState struct {
	Name, Title, Link string
	Postings          []fieldwork.Posting
}

// channels serves GET /channels.
func (s *site) channels(w http.ResponseWriter, r *http.Request) error {
	postings, err := s.Storage.Postings(r.Context())
	if err != nil {
		return err
	}
	page := channelsPage{frame: s.frame(r, "nav.channels"), NoField: s.Study.Field == "", May: s.allows(who(r).Role, "POST /channels/{channel}/postings"),
		Today: study.DayOf(s.Clock().In(s.Study.Location()))}
	for _, c := range s.Study.Channels {
		if !who(r).Sees(c.Name) {
			continue
		}
		state := channelState{Name: c.Name, Title: page.Text(c.Title), Link: s.Study.ChannelLink(c.Name)}
		for _, p := range postings {
			if p.Channel == c.Name {
				state.Postings = append(state.Postings, p)
			}
		}
		page.Channels = append(page.Channels, state)
	}
	return s.pages.Show(w, http.StatusOK, "channels", page)
}

// channel is the name of the channel of an address, if the asker may see it.
func (s *site) channel(r *http.Request) (string, error) {
	name := r.PathValue("channel")
	if _, known := s.Study.Channel(name); !known || !who(r).Sees(name) {
		return "", study.ErrNotFound
	}
	return name, nil
}

// link is the address to be posted of the channel of a request.
func (s *site) link(r *http.Request) (string, error) {
	name, err := s.channel(r)
	if err == nil && s.Study.Field == "" {
		err = study.Problem{Severity: study.Error, Code: "no-field", Where: study.File, Column: "field", What: "the public address of the field is not given",
			Do: "write it here, such as https://field.example.org, and start the field again"}
	}
	return s.Study.ChannelLink(name), err
}

// codeSVG serves GET /channels/{channel}/qr.svg.
func (s *site) codeSVG(w http.ResponseWriter, r *http.Request) error {
	link, err := s.link(r)
	if err != nil {
		return err
	}
	picture, err := qr.SVG(link, link)
	if err != nil {
		return err
	}
	return sendPicture(w, "image/svg+xml", []byte(picture))
}

// codePNG serves GET /channels/{channel}/qr.png.
func (s *site) codePNG(w http.ResponseWriter, r *http.Request) error {
	link, err := s.link(r)
	if err != nil {
		return err
	}
	picture, err := qr.PNG(link)
	if err != nil {
		return err
	}
	return sendPicture(w, "image/png", picture)
}

func sendPicture(w http.ResponseWriter, kind string, data []byte) error {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(data) // a browser that went away is no failure of ours
	return nil
}

// longestNote bounds what is said of a posting, in letters.
const longestNote = 300

// notePosting serves POST /channels/{channel}/postings.
func (s *site) notePosting(w http.ResponseWriter, r *http.Request) error {
	name, err := s.channel(r)
	if err != nil {
		return err
	}
	p := fieldwork.Posting{Channel: name, Day: study.Day(r.PostForm.Get("day")), Who: who(r).Name, Place: strings.TrimSpace(r.PostForm.Get("place"))}
	if !p.Day.Valid() {
		return study.Problem{Severity: study.Error, Code: "day", Where: "note", Column: "day", What: "this day is not in the calendar", Do: "write it as 2022-03-27"}
	}
	if p.Place == "" || len([]rune(p.Place)) > longestNote {
		return study.Problem{Severity: study.Error, Code: "place", Where: "note", Column: "place", What: "the note is empty or too long", Do: "say in up to 300 letters where the link was posted"}
	}
	if err := s.Storage.NotePosting(r.Context(), p, s.entry(r, "posting", name)); err != nil {
		return err
	}
	return listener.SeeOther(w, "/channels")
}
