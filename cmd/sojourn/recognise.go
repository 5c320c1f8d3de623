package main

import (
	"fmt"
	"math"
	"time"

	"sojourn/clean"
	"sojourn/panel/recognition"
	"sojourn/study"
	"sojourn/workspace"
)

// recogniseCommand is "sojourn recognise".
type recogniseCommand struct {
	Suggest recogniseSuggestCommand `cmd:"" help:"Suggest who of two waves may be the same person, and show how far codes can be trusted."`
	Decide  recogniseDecideCommand  `cmd:"" help:"Write down what somebody decided about two responses."`
}

// recogniseSuggestCommand is "sojourn recognise suggest".
type recogniseSuggestCommand struct {
	Study string         `arg:"" help:"Study folder."`
	Waves []study.WaveID `required:"" placeholder:"1,2" help:"The two waves, the earlier first."`
	By    []string       `placeholder:"ITEM" help:"Items of the earlier wave in which to compare who is recognised with who is not."`
	Cut   string         `placeholder:"CUT" help:"Cut by name or the beginning of its hash, for --by; the latest if left out."`
}

// Help shows an example.
func (recogniseSuggestCommand) Help() string {
	return `Example: sojourn recognise suggest exile-panel --waves 1,2 --by gender,age

Compares the self-generated codes of people who are in one of the two waves only. A suggestion says that two codes are equal,
or one element apart, and with what confidence they are one person's. Nobody is joined: decide with sojourn recognise decide.`
}

// Run compares and prints.
func (k recogniseSuggestCommand) Run(c console) error {
	if len(k.Waves) != 2 {
		return study.Problem{Severity: study.Error, Where: "--waves", What: "two waves are compared", Do: "write for example --waves 1,2"}
	}
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	r, err := p.Recognise(k.Waves[0], k.Waves[1])
	if err != nil {
		return err
	}
	for i, w := range r.Waves {
		c.printf("wave %d: %s gave a code, %d did not\n", w, counted(r.Codes[i], "person"), r.Without[i])
	}
	printTest(c, r.Test)
	printSuggestions(c, r)
	if len(k.By) == 0 {
		return nil
	}
	cut, err := p.Cut(k.Cut)
	if err != nil {
		return err
	}
	gave, found, err := p.Biases(r, cut, k.By)
	if err != nil {
		return err
	}
	printBias(c, fmt.Sprintf("who gave a code in wave %d, against who did not", k.Waves[0]), gave)
	printBias(c, "of those in both waves anyway: whom the code finds, against whom it loses", found)
	return nil
}

func printTest(c console, t recognition.Test) {
	if t.Known == 0 {
		c.printf("nobody is in both waves by link or phrase with two codes, so that it is not known how many codes stay the same\n")
		return
	}
	c.printf("of %d people in both waves by link or phrase: %d codes are equal (%.0f %%), %d one element apart (%.0f %%), %d further apart\n", t.Known,
		t.Exact, 100*float64(t.Exact)/float64(t.Known), t.OneApart, 100*float64(t.OneApart)/float64(t.Known), t.Known-t.Exact-t.OneApart)
}

func printSuggestions(c console, r *workspace.Recognition) {
	for _, how := range []recognition.Likeness{recognition.Exact, recognition.OneApart} {
		t := r.Tallies[how]
		about := "about"
		if t.Bound {
			about = "at most"
		}
		c.printf("%-9s  %s, of which %s %.1f by chance (two strangers agree so with probability %.2g)\n", how, counted(t.Pairs, "pair"), about, t.Expected, t.Chance)
	}
	if len(r.Suggestions) == 0 {
		c.printf("\nnothing to suggest\n")
		return
	}
	c.printf("\nwave %-8d  wave %-8d  likeness   confidence  pairs that exclude each other\n", r.Waves[0], r.Waves[1])
	for _, s := range r.Suggestions {
		pair := r.Handles(s)
		c.printf("%-13s  %-13s  %-9s  %8.0f %%  %d\n", pair[0], pair[1], s.Likeness, 100*s.Confidence, s.Rivals)
	}
	c.printf("These are suggestions. Nobody is joined before somebody decides it.\n")
}

// telling is the standardised difference beyond which groups are held to differ.
const telling = 0.1

func printBias(c console, title string, b workspace.Bias) {
	c.printf("\n%s (%d and %d people), standardised differences\n", title, b.Yes, b.No)
	for _, d := range b.Differences {
		switch {
		case d.Held:
			c.printf("  %-32s      · too few people\n", d.What)
		case math.Abs(d.Standardised) > telling:
			c.printf("  %-32s %+.2f differs\n", d.What, d.Standardised)
		default:
			c.printf("  %-32s %+.2f\n", d.What, d.Standardised)
		}
	}
}

// recogniseDecideCommand is "sojourn recognise decide".
type recogniseDecideCommand struct {
	Study   string         `arg:"" help:"Study folder."`
	First   clean.Handle   `arg:"" help:"The response of the earlier wave, as suggested."`
	Second  clean.Handle   `arg:"" help:"That of the later one."`
	Waves   []study.WaveID `required:"" placeholder:"1,2" help:"Their waves, the earlier first."`
	Verdict string         `required:"" enum:"same,different,undecided" help:"same: one person. different: not suggested again. undecided: takes earlier decisions back."`
	By      string         `required:"" help:"Who decided."`
	Why     string         `required:"" help:"Why."`
}

// Help shows an example.
func (recogniseDecideCommand) Help() string {
	return `Example: sojourn recognise decide exile-panel 5fa993671592 0c1d22ab9e3f --waves 1,2 --verdict same --by "M. K." --why "equal codes, same town"

Adds a line to matches.yaml. The next cut takes the two responses for one person's. Nothing is deleted; a decision is taken
back by another with the verdict undecided.`
}

// Run writes the decision down.
func (k recogniseDecideCommand) Run(c console) error {
	if len(k.Waves) != 2 {
		return study.Problem{Severity: study.Error, Where: "--waves", What: "a decision is about two responses of two waves", Do: "write for example --waves 1,2"}
	}
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	m := clean.Match{Waves: [2]study.WaveID(k.Waves), Responses: [2]clean.Handle{k.First, k.Second}, Verdict: clean.MatchVerdict(k.Verdict),
		By: k.By, Why: k.Why, On: study.DayOf(time.Now().In(p.Study.Location()))}
	if err := p.Match(m); err != nil {
		return err
	}
	c.printf("%s: %s and %s, %s. It counts from the next cut: sojourn cut %s\n", clean.MatchesFile, m.Responses[0], m.Responses[1], m.Verdict, k.Study)
	return nil
}
