package workspace

import (
	"bytes"
	"context"
	"testing"

	"sojourn/fieldwork"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/seal/custody"
)

// withdraw takes back what a person sent, as the field does: by the response's
// name where it is known, and by the person's mark.
func (r *rig) withdraw(who string, keys ...string) {
	r.Helper()
	w := fieldwork.Withdrawal{Mark: string(handover.MarkOf("small", 0, "nobody"))}
	if who != "" {
		w.Mark = string(handover.MarkOf("small", 0, panel.ID(who)))
	}
	for _, k := range keys {
		w.Responses = append(w.Responses, fieldwork.ResponseName{Wave: 1, Key: k})
	}
	if err := r.db.Withdraw(context.Background(), w); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) forget(p *Project) Forgotten {
	r.Helper()
	f, err := p.Forget(context.Background(), r.field)
	if err != nil {
		r.Fatal(err)
	}
	return f
}

func lineOf(t *testing.T, e seal.Envelope) []byte {
	t.Helper()
	var line bytes.Buffer
	if err := writeEnvelope(&line, e); err != nil {
		t.Fatal(err)
	}
	return line.Bytes()
}

// people are the pseudonyms of the opened responses.
func (r *rig) people(p *Project) (all []string) {
	r.Helper()
	if err := p.eachRecord(1, func(rec record) { all = append(all, string(rec.Response.Panelist)) }); err != nil {
		r.Fatal(err)
	}
	return all
}

func TestWhatWasWithdrawnIsGoneAfterTheNextSyncAndTheChainHolds(t *testing.T) {
	r := newRig(t)
	for i, who := range []string{"a", "b", "c"} {
		r.receive(who, 30+i)
	}
	r.sync(r.project)
	r.open(r.project)
	names, err := r.db.Envelopes(t.Context(), 1, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	r.withdraw("", names[1].Key)
	r.receive("d", 50)
	if s := r.sync(r.project); len(s.Breaks) > 0 || s.All != 4 {
		t.Errorf("sync after a withdrawal: %+v", s)
	}
	r.open(r.project)
	if f := r.forget(r.project); f.Responses != 1 || f.Envelopes != 1 {
		t.Errorf("dropped %+v, want one of each", f)
	}
	if got := r.people(r.project); len(got) != 3 {
		t.Errorf("people left: %q", got)
	}
	if f := r.forget(r.project); f != (Forgotten{}) {
		t.Errorf("the second time: %+v", f)
	}
	if s := r.sync(r.project); len(s.Breaks) > 0 || s.New != 0 {
		t.Errorf("sync with tombstones here: %+v", s)
	}
	// A desk that comes later sees the tombstone in its place.
	late := r.desk()
	if s := r.sync(late); len(s.Breaks) > 0 || s.All != 4 {
		t.Errorf("a new desk: %+v", s)
	}
	if o := r.open(late); o.Finished != 3 || len(o.Refused) > 0 {
		t.Errorf("a new desk opens %+v", o)
	}
}

func TestWhoWithdrewByMarkIsErasedAtTheFieldByTheDesk(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	r.receive("b", 40)
	r.sync(r.project)
	r.open(r.project)
	r.withdraw("a")
	if f := r.forget(r.project); f.Responses != 1 || f.Envelopes != 1 {
		t.Errorf("dropped %+v", f)
	}
	stones, err := r.db.Tombstones(t.Context(), 1)
	if err != nil || len(stones) != 1 {
		t.Errorf("%d tombstones at the field, %v", len(stones), err)
	}
	if got := r.people(r.project); len(got) != 1 || got[0] != "b" {
		t.Errorf("people left: %q", got)
	}
}

func TestAFieldSetBackToAnOlderCopyBringsNobodyBack(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	r.sync(r.project)
	r.open(r.project)
	r.withdraw("a")
	r.forget(r.project)

	older := newRig(t) // a field that never heard of the withdrawal
	older.project, older.key = r.project, r.key
	older.receive("a", 30)
	if _, err := r.project.OpenEnvelopes([]custody.Identity{r.key}, nil); err != nil {
		t.Fatal(err)
	}
	envelopes, err := older.db.Envelopes(t.Context(), 1, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.project.write(lineOf(t, envelopes[0]), finishedName(1)...); err != nil {
		t.Fatal(err)
	}
	older.open(r.project)
	if got := r.people(r.project); len(got) != 1 {
		t.Fatalf("the older copy holds %q", got)
	}
	if f := older.forget(r.project); f.Responses != 1 {
		t.Errorf("dropped %+v: the desk remembers the mark", f)
	}
	if stones, err := older.db.Tombstones(t.Context(), 1); err != nil || len(stones) != 1 {
		t.Errorf("the older field has %d tombstones, %v", len(stones), err)
	}
}
