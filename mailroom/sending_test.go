package mailroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sojourn/mailroom/posttest"
	"sojourn/outreach"
	"sojourn/study"
)

// The test program plays its own sender and courier, so that they can be killed.
func TestMain(m *testing.M) {
	switch os.Getenv("MAILROOM_PART") {
	case "sender":
		exit(sender())
	case "courier":
		exit(courierOf(os.Getenv("MAILROOM_DIR")))
	}
	os.Exit(m.Run())
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func sender() error {
	room, err := Open(os.Getenv("MAILROOM_DIR"), made())
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(os.Getenv("MAILROOM_PEOPLE"))
	port, _ := strconv.Atoi(os.Getenv("MAILROOM_PORT"))
	round := roundOf(n, port)
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), "MAILROOM_PART=courier")
	courier, err := Hire(command, Login{Server: round.Post.Server, From: round.Post.From.Address})
	if err != nil {
		return err
	}
	_, err = room.Send(context.Background(), round, courier, Clock{Now: noon, Wait: atOnce}, nil)
	return errors.Join(err, courier.Dismiss())
}

func courierOf(dir string) error {
	room, err := Open(dir, made())
	if err != nil {
		return err
	}
	office := func(l Login) (Carrier, error) { return PostOffice(l, time.Now) }
	return room.Courier(os.Stdin, os.Stdout, office, func() study.Day { return "2022-09-05" })
}

// noon is a moment while the wave's doors stand open.
func noon() time.Time { return time.Date(2022, 9, 5, 12, 0, 0, 0, time.UTC) }

func atOnce(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func start(t *testing.T, dir string, people, port int) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "MAILROOM_PART=sender", "MAILROOM_DIR="+dir,
		fmt.Sprintf("MAILROOM_PEOPLE=%d", people), fmt.Sprintf("MAILROOM_PORT=%d", port))
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestEachAddressGetsOneLetterHoweverOftenTheMailroomIsKilled kills the
// program that sends, and lets it begin anew. SOJOURN_PROVE=1 sends 20,000
// letters and kills 50 times.
func TestEachAddressGetsOneLetterHoweverOftenTheMailroomIsKilled(t *testing.T) {
	people, kills, slow := 300, 10, time.Millisecond
	if os.Getenv("SOJOURN_PROVE") != "" {
		people, kills, slow = 20000, 50, 100*time.Microsecond
	}
	m := &posttest.Server{Slow: slow, PutsOff: true}
	port := m.Serve(t)
	dir := private(t)
	random := rand.New(rand.NewPCG(1, 2))
	killed := 0
	for range kills {
		c := start(t, dir, people, port)
		time.Sleep(time.Duration(50+random.IntN(150)) * time.Millisecond)
		if c.Process.Kill() == nil {
			killed++
		}
		c.Wait()
	}
	if err := start(t, dir, people, port).Wait(); err != nil {
		t.Fatal(err)
	}
	got := m.Letters()
	once, twice := 0, 0
	for i := range people {
		switch n := len(got[addressOf(i)]); {
		case n == 1:
			once++
		case n > 1:
			twice++
		}
	}
	t.Logf("%d people, killed %d times: %d have one letter, %d more than one", people, killed, once, twice)
	if once != people || len(got) != people {
		t.Errorf("%d of %d have exactly one letter, %d more than one, %d addresses at the server", once, people, twice, len(got))
	}
}

// TestIfTheComputerDiesALetterIsUncertainAndNeverSentTwice kills the courier
// as well, which is what a power cut does.
func TestIfTheComputerDiesALetterIsUncertainAndNeverSentTwice(t *testing.T) {
	const people = 60
	m := &posttest.Server{Slow: 20 * time.Millisecond}
	port := m.Serve(t)
	dir := private(t)
	room, err := Open(dir, made())
	if err != nil {
		t.Fatal(err)
	}
	round := roundOf(people, port)
	for range 4 {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), "MAILROOM_PART=courier", "MAILROOM_DIR="+dir)
		courier, err := Hire(c, Login{Server: round.Post.Server, From: round.Post.From.Address})
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(150*time.Millisecond, func() { c.Process.Kill() })
		if _, err := room.Send(t.Context(), round, courier, Clock{Now: noon, Wait: atOnce}, nil); err == nil {
			t.Fatal("the courier was not killed in time")
		}
		c.Wait()
	}
	j, err := room.Journal()
	if err != nil {
		t.Fatal(err)
	}
	tally := round.Tally(j)
	arrived := m.Letters()
	for to, letters := range arrived {
		if len(letters) > 1 {
			t.Errorf("%s has %d letters", to, len(letters))
		}
	}
	if got := len(arrived); got < tally[outreach.Already] || got > tally[outreach.Already]+tally[outreach.Uncertain] {
		t.Errorf("%d letters arrived; the journal has %d sent and %d uncertain", got, tally[outreach.Already], tally[outreach.Uncertain])
	}
	if tally[outreach.Uncertain] == 0 {
		t.Error("no letter is uncertain although the courier was killed in the middle of some")
	}
	if n, err := room.Again(round, "2022-09-06"); err != nil || n != tally[outreach.Uncertain] {
		t.Errorf("%d are tried again, %v; want %d", n, err, tally[outreach.Uncertain])
	}
}

func TestWhatTheServerSaysDecidesWhatBecomesOfALetter(t *testing.T) {
	m := &posttest.Server{Refuse: addressOf(3), PutsOff: true}
	port := m.Serve(t)
	dir := private(t)
	if err := start(t, dir, 40, port).Wait(); err != nil {
		t.Fatal(err)
	}
	room, _ := Open(dir, made())
	j, err := room.Journal()
	if err != nil {
		t.Fatal(err)
	}
	tally := roundOf(40, port).Tally(j)
	if tally[outreach.Already] != 39 || tally[outreach.Gone] != 1 || m.PutOffs() == 0 {
		t.Errorf("%v, %d put off at first; want 39 sent and one gone", tally, m.PutOffs())
	}
}

func TestALetterIsPlainPrivateAndInTheReadersLanguage(t *testing.T) {
	m := &posttest.Server{}
	port := m.Serve(t)
	if err := start(t, private(t), 2, port).Wait(); err != nil {
		t.Fatal(err)
	}
	for _, letters := range m.Letters() {
		head, body, _ := strings.Cut(letters[0], "\r\n\r\n")
		for _, want := range []string{"Subject:", "From:", "Message-ID:", "Date:", "List-Unsubscribe:"} {
			if !strings.Contains(head, want) {
				t.Errorf("the letter lacks %s:\n%s", want, letters[0])
			}
		}
		hostname, _ := os.Hostname()
		for _, telling := range []string{"User-Agent", "X-Mailer", "Bcc", "Cc:", "<img", hostname} {
			if telling != "" && strings.Contains(letters[0], telling) {
				t.Errorf("the letter has %q", telling)
			}
		}
		if strings.Contains(head, "/i/") || !strings.Contains(body, "https://field.example/i/") {
			t.Error("the personal link stands in a header, or not in the text")
		}
	}
}

func TestAMailServerThatIsAwayLosesNothing(t *testing.T) {
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	round := roundOf(5, port)
	office, err := PostOffice(Login{Server: round.Post.Server, From: round.Post.From.Address}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	_, err = room.Send(t.Context(), round, direct{room, office}, Clock{Now: noon, Wait: atOnce}, nil)
	if err == nil || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("error: %v", err)
	}
	j, _ := room.Journal()
	if tally := round.Tally(j); tally[outreach.Due] != 5 {
		t.Errorf("%v; all five are still due", tally)
	}
}

// direct delivers without a process of its own.
type direct struct {
	room *Room
	by   Carrier
}

func (d direct) Deliver(e Errand) (Delivery, error) { return d.room.deliver(e, d.by, "2022-09-05") }

func TestQuietHoursAndPaceAreWaitedOut(t *testing.T) {
	room, err := Open(private(t), made())
	if err != nil {
		t.Fatal(err)
	}
	round := roundOf(2, 1)
	round.Post.Quiet = outreach.Quiet{From: "22:00", To: "09:00"}
	round.Post.PerHour = 60
	now := time.Date(2022, 9, 5, 23, 0, 0, 0, time.UTC)
	var waited time.Duration
	clock := Clock{Now: func() time.Time { return now }, Wait: func(_ context.Context, d time.Duration) error {
		waited += d
		now = now.Add(d)
		return nil
	}}
	var told []string
	clock.Pause = func(why Pause, until time.Time) {
		told = append(told, fmt.Sprint(why, " until ", until.Format(time.DateTime)))
	}
	if _, err := room.Send(t.Context(), round, direct{room, paper{}}, clock, nil); err != nil {
		t.Fatal(err)
	}
	if want := []string{"quiet hours until 2022-09-06 09:00:00"}; !slices.Equal(told, want) {
		t.Errorf("whoever waits is told %q, want %q", told, want)
	}
	if waited != 10*time.Hour+time.Minute {
		t.Errorf("waited %v; want ten hours for the morning and then a minute", waited)
	}
}

// paper takes every letter.
type paper struct{}

func (paper) Reach() error                { return nil }
func (paper) Carry(Errand) outreach.State { return outreach.Sent }

func private(t *testing.T) string { return filepath.Join(t.TempDir(), "room") }

func TestTheJournalAndTheFolderHoldNoAddress(t *testing.T) {
	m := &posttest.Server{}
	port := m.Serve(t)
	dir := private(t)
	if err := start(t, dir, 20, port).Wait(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			if strings.Contains(string(data), addressOf(i)) || strings.Contains(string(data), secretOf(i).Token()) {
				t.Errorf("%s holds an address or a secret", e.Name())
			}
		}
	}
}

func TestAJournalThatACrashCutShortIsMended(t *testing.T) {
	dir := private(t)
	room, err := Open(dir, made())
	if err != nil {
		t.Fatal(err)
	}
	round := roundOf(2, 1)
	first := outreach.Entry{Mark: round.People[0].Mark, Wave: 2, Letter: outreach.Invitation, State: outreach.Sent, Day: "2022-09-05"}
	if err := room.Record(first); err != nil {
		t.Fatal(err)
	}
	line, _ := json.Marshal(first)
	if err := room.append(journalFile, line[:20]); err != nil {
		t.Fatal(err)
	}
	second := first
	second.Mark = round.People[1].Mark
	if err := room.Record(second); err != nil {
		t.Fatal(err)
	}
	j, err := room.Journal()
	if tally := round.Tally(j); err != nil || tally[outreach.Already] != 2 {
		t.Errorf("%v, %v; both are sent", tally, err)
	}
}
