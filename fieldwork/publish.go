package fieldwork

import "sojourn/study"

// A Published version is a questionnaire's file that was published while its
// wave ran.
type Published struct {
	Wave    study.WaveID
	Place   int // counted from 1
	Version string
	After   string // the version that it took the place of
	Day     study.Day
	Who     string // account
	File    string // name of the file
	Data    []byte
}

// A Posting is a note that somebody posted a channel's link.
type Posting struct {
	Channel string
	Day     study.Day
	Who     string // account
	Place   string // in the words of the account: "group of newcomers, pinned"
}
