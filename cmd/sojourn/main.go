// Command sojourn runs a long study of people on the move: it checks
// questionnaires, fields waves, opens what came back, and turns it into
// estimates and reports.
//
// This package reads flags, wires the packages together and prints; it decides
// nothing else. Every command prints one clear sentence where something fails
// and ends with one of four exit codes.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	_ "time/tzdata" // a study's time zone is known on any machine

	"github.com/alecthomas/kong"

	"sojourn/study"
)

// The exit codes, as the help prints them.
const (
	exitOK          = 0
	exitProblem     = 1 // something a person can mend
	exitUsage       = 2 // the command was not understood
	exitUnsupported = 3 // check: the file asks for something that is refused by name
)

// commands is the command line.
type commands struct {
	Demo    demoCommand    `cmd:"" group:"start" help:"Play a whole made-up study: three waves fielded, synced, opened, estimated, reported."`
	New     newCommand     `cmd:"" group:"start" help:"Start a study folder."`
	Check   checkCommand   `cmd:"" group:"start" help:"Check a questionnaire or a whole study folder."`
	Version versionCommand `cmd:"" group:"start" help:"Print the version."`

	Preview previewCommand `cmd:"" group:"ask" help:"Show a questionnaire as respondents will see it, while it is being written."`
	Edit    editCommand    `cmd:"" group:"ask" help:"Change one question of a questionnaire file and keep every other cell."`
	Bank    bankCommand    `cmd:"" group:"ask" help:"Find questions in a question bank and copy them into a questionnaire."`
	Form    formCommand    `cmd:"" group:"ask" name:"import-form" help:"Make a questionnaire of a survey that LimeSurvey exported."`
	Gallery galleryCommand `cmd:"" group:"ask" help:"Show every page that respondents can see, with made-up data."`

	Key       keyCommand       `cmd:"" group:"field" help:"Make keys and show their fingerprints."`
	Field     fieldCommand     `cmd:"" group:"field" help:"Serve the respondents' pages of a study, or examine a field."`
	Staff     staffCommand     `cmd:"" group:"field" help:"Accounts of those who run a field in the browser."`
	Channel   channelCommand   `cmd:"" group:"field" help:"Show a channel's link, with its QR code."`
	Live      liveCommand      `cmd:"" group:"field" help:"Publish what respondents may be shown of others' answers."`
	Sync      syncCommand      `cmd:"" group:"field" help:"Bring new envelopes from the field and open them."`
	Backup    backupCommand    `cmd:"" group:"field" help:"Copy the field's sealed storage while it runs."`
	Restore   restoreCommand   `cmd:"" group:"field" help:"Set up a field's storage from a copy, without what was withdrawn."`
	Withdrawn withdrawnCommand `cmd:"" group:"field" help:"List what was withdrawn, for a restore."`

	Handover  handoverCommand  `cmd:"" group:"panel" help:"Hand the contacts, sealed as they are, to the contact custodian."`
	Mailroom  mailroomCommand  `cmd:"" group:"panel" help:"Invite and remind: for the contact custodian, on their own computer."`
	Outcomes  outcomesCommand  `cmd:"" group:"panel" help:"Take in what became of the invitations."`
	Select    selectCommand    `cmd:"" group:"panel" help:"Draw people for interviews, by marks."`
	Attrition attritionCommand `cmd:"" group:"panel" help:"Tell who of a panel is lost between two waves, and weigh for it."`
	Snowball  snowballCommand  `cmd:"" group:"panel" help:"See how a sample grew by referral links, and hand it to the R package RDS."`
	Recognise recogniseCommand `cmd:"" group:"panel" help:"See who of two waves may be one person by their codes, and decide."`

	Desk     deskCommand     `cmd:"" group:"data" help:"Open the analyst's pages of a study on this computer."`
	Cut      cutCommand      `cmd:"" group:"data" help:"Clean and link the opened answers into a cut."`
	Codebook codebookCommand `cmd:"" group:"data" help:"Write the codebook of the latest cut."`
	Export   exportCommand   `cmd:"" group:"data" help:"Write a cut for SPSS, Stata, R, Excel and archives."`
	Import   importCommand   `cmd:"" group:"data" help:"Make data from another program a wave of the study."`
	Release  releaseCommand  `cmd:"" group:"data" help:"Prepare data for others: protect people, show the risk, build the bundle."`

	Estimate estimateCommand `cmd:"" group:"numbers" help:"Compute the named estimates of a study."`
	Report   reportCommand   `cmd:"" group:"numbers" help:"Build reports."`
	Library  libraryCommand  `cmd:"" group:"numbers" help:"Keep the works of your field: import, cite, save copies, search, export."`

	ReadPDF readPDFCommand `cmd:"" name:"read-pdf" hidden:"" help:"Print the text of a PDF; the program calls itself so, in a process of its own."`
}

// groups are the headings of the help, in its order.
var groups = []kong.Group{
	{Key: "start", Title: "Begin:"},
	{Key: "ask", Title: "Write a questionnaire:"},
	{Key: "field", Title: "Field a wave:"},
	{Key: "panel", Title: "Follow people:"},
	{Key: "data", Title: "Work on the data:"},
	{Key: "numbers", Title: "Numbers, reports, sources:"},
}

// console is where a command speaks and how it learns that it should stop.
type console struct {
	ctx context.Context
	out io.Writer
	err io.Writer
	in  io.Reader
}

func (c console) printf(format string, args ...any) { fmt.Fprintf(c.out, format, args...) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends what does not listen to the first
	os.Exit(run(os.Args[1:], console{ctx: ctx, out: os.Stdout, err: os.Stderr, in: os.Stdin}))
}

const description = `Sojourn runs long studies of people on the move.

Exit codes: 0 done, 1 something to mend, 2 the command was not understood, 3 (check) a feature that is refused.

Begin with: sojourn demo`

// exited carries kong's wish to end, as after --help, past its exit function.
type exited int

// run runs one command line and returns the exit code.
func run(args []string, c console) (code int) {
	defer func() {
		if r := recover(); r != nil {
			asked, ok := r.(exited)
			if !ok {
				panic(r)
			}
			code = int(asked)
		}
	}()
	var cli commands
	parser, err := kong.New(&cli, kong.Name("sojourn"), kong.Description(description), kong.UsageOnError(),
		kong.Writers(c.out, c.err), kong.Exit(func(code int) { panic(exited(code)) }), kong.Bind(c),
		kong.ExplicitGroups(groups), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(c.err, err)
		return exitUsage
	}
	if len(args) == 0 || len(args) == 1 && slices.Contains([]string{"key", "report", "library", "bank", "staff", "snowball", "recognise"}, args[0]) {
		args = append(args, "--help")
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(c.err, "sojourn: %v\nTry: %s --help\n", err, commandOf(err))
		return exitUsage
	}
	return conclude(c, ctx.Run())
}

// commandOf is how far a line that was not understood named a command, such as
// "sojourn cut show": that one's help has the answer.
func commandOf(err error) string {
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil && parse.Context.Selected() != nil {
		return "sojourn " + parse.Context.Selected().Path()
	}
	return "sojourn"
}

// conclude prints an error as a person should read it and gives its exit code.
func conclude(c console, err error) int {
	var unsupported unsupportedError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &unsupported):
		return exitUnsupported
	case errors.Is(err, errShown):
		return exitProblem
	}
	var ps study.Problems
	if errors.As(err, &ps) {
		for _, p := range ps {
			fmt.Fprintf(c.err, "%s: %s\n", cmp.Or(p.Severity, study.Error), p.Error())
		}
		return exitProblem
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(c.err, "sojourn: it was interrupted before it was done; start it again")
		return exitProblem
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(c.err, "sojourn: %s\n", strings.TrimRight(line, "\n"))
	}
	return exitProblem
}

// errShown ends a command whose problems are already on the screen.
var errShown = errors.New("problems were shown")

// unsupportedError ends a check that met a feature refused by name.
type unsupportedError struct{}

// Error says so.
func (unsupportedError) Error() string { return "a feature is not supported" }

// warn prints the problems that do not stop the work.
func warn(c console, ps study.Problems) {
	for _, p := range ps {
		if p.Severity == study.Warning {
			fmt.Fprintf(c.err, "warning: %s\n", p.Error())
		}
	}
}
