package fieldwork

// Signals tell the analyst where a response may not be a person's own. Nobody
// is refused for one, and they exist only inside the sealed body: outside they
// would tell apart people whom nothing else tells apart.
type Signals struct {
	Trap  bool  `json:"trap,omitempty"`  // something was written where no person sees a line
	Burst bool  `json:"burst,omitempty"` // saved while very many came in by the same channel
	Asked Asked `json:"asked,omitempty"`
}

// Asked is what somebody had to do before they could begin, while very many
// wanted to.
type Asked string

// What can be asked of those who begin.
const (
	NothingAsked Asked = ""
	Worked       Asked = "work" // their browser computed something
	Waited       Asked = "wait"
)

// A Width is how wide the page of a respondent was: all that is kept of a device.
type Width string

// The widths. An empty one was not told.
const (
	Narrow Width = "narrow" // a telephone, or a small window
	Wide   Width = "wide"
)

// widthOf keeps a width there is.
func widthOf(told Width) Width {
	if told == Narrow || told == Wide {
		return told
	}
	return ""
}

// breakSeconds is from when on a page that lay open counts as a break.
const breakSeconds = 30 * 60

// note puts into the response what a saving tells beside its answers.
func (s *Service) note(d *opened, r SaveRequest) {
	p := &d.Response.Paradata
	if p.Seconds == nil {
		p.Seconds = map[string]int{}
	}
	p.Seconds[r.Page] += min(max(r.Seconds, 0), maxSeconds)
	if r.Later || r.Seconds >= breakSeconds {
		p.Breaks++
	}
	p.Signals.Trap = p.Signals.Trap || r.Trap
	p.Signals.Burst = p.Signals.Burst || s.Crowd(d.Response.Channel) > 0
}

// begun is what is known of the collection when a response begins.
func (s *Service) begun(r StartRequest) Paradata {
	p := Paradata{Signals: Signals{Trap: r.Trap, Asked: r.Asked, Burst: s.Crowd(r.Channel) > 0}}
	if s.study.Paradata.Width {
		p.Width = widthOf(r.Width)
	}
	return p
}
