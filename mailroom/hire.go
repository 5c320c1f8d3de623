package mailroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// errCourier says that the courier ended too early.
var errCourier = errors.New("mailroom: the courier ended before it answered; run the command again: nobody gets the letter twice")

// A Hired courier is a process of its own that delivers.
type Hired struct {
	command *exec.Cmd
	errands io.WriteCloser
	out     *json.Encoder
	in      *json.Decoder
}

// Hire starts the command as a courier, which runs [Room.Courier], and gives
// it the login. It waits until an earlier courier has finished its letter.
func Hire(command *exec.Cmd, l Login) (*Hired, error) {
	apart(command)
	command.Stderr = os.Stderr
	in, errIn := command.StdinPipe()
	out, errOut := command.StdoutPipe()
	if err := errors.Join(errIn, errOut); err != nil {
		return nil, fmt.Errorf("mailroom: %w", err)
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("mailroom: starting the courier: %w", err)
	}
	c := &Hired{command: command, errands: in, out: json.NewEncoder(in), in: json.NewDecoder(out)}
	var ready Delivery
	if err := errors.Join(c.out.Encode(l), c.in.Decode(&ready)); err != nil {
		return nil, errors.Join(errCourier, c.Dismiss())
	}
	return c, nil
}

// Deliver hands one errand over and waits for the answer.
func (c *Hired) Deliver(e Errand) (Delivery, error) {
	var d Delivery
	if err := c.out.Encode(e); err != nil {
		return d, errCourier
	}
	if err := c.in.Decode(&d); err != nil {
		return d, errCourier
	}
	return d, nil
}

// Dismiss ends the courier.
func (c *Hired) Dismiss() error {
	c.errands.Close()
	if err := c.command.Wait(); err != nil {
		return fmt.Errorf("mailroom: the courier: %w", err)
	}
	return nil
}

// Wait is [Clock].Wait in real time.
func Wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
