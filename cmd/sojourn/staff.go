package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/staff/control"
	"sojourn/store"
	"sojourn/study"
	"sojourn/team"
	"sojourn/workspace"
)

// staffCommand is "sojourn staff".
type staffCommand struct {
	Add   staffAddCommand   `cmd:"" help:"Make an account and print the code for its holder."`
	Renew staffRenewCommand `cmd:"" help:"Let the holder of an account enrol anew, after a lost telephone."`
}

// staffAddCommand is "sojourn staff add".
type staffAddCommand struct {
	Name    string   `arg:"" help:"Name of the account: small letters, digits, dots and hyphens."`
	Role    string   `required:"" help:"admin, designer, field, custodian or partner."`
	Study   string   `required:"" placeholder:"FOLDER" help:"Study folder."`
	Data    string   `required:"" placeholder:"DIR" help:"Folder of the field's storage. The field may be running."`
	Channel []string `placeholder:"NAME" help:"A channel that a partner may see; may be given several times."`
}

// Help shows an example.
func (staffAddCommand) Help() string {
	return `Example: sojourn staff add nino --role field --study exile-panel --data /var/lib/sojourn

Give the code to its holder by a way that you trust. At the field's staff address, under /enrol, they choose a password and
connect an authenticator app. The code works once, for three days.`
}

// Run makes the account.
func (k staffAddCommand) Run(c console) error {
	folder, err := study.Load(os.DirFS(k.Study))
	if err != nil {
		return err
	}
	a := team.Account{Name: k.Name, Role: team.Role(k.Role), Channels: k.Channel}
	if err := a.Check(folder.Study); err != nil {
		return err
	}
	return withStaff(k.Data, func(d *team.Door) error {
		code, err := d.Add(c.ctx, a)
		if errors.Is(err, study.ErrConflict) {
			return study.Problem{Where: "account " + k.Name, What: "there is an account of this name", Do: "take another name, or run \"sojourn staff renew\""}
		}
		if err != nil {
			return err
		}
		c.printf("account: %s (%s)\ncode:    %s\nIt works once, for three days, at the staff address under /enrol.\n", k.Name, k.Role, code)
		return nil
	})
}

// staffRenewCommand is "sojourn staff renew".
type staffRenewCommand struct {
	Name string `arg:"" help:"Name of the account."`
	Data string `required:"" placeholder:"DIR" help:"Folder of the field's storage. The field may be running."`
}

// Help shows an example.
func (staffRenewCommand) Help() string {
	return `Example: sojourn staff renew nino --data /var/lib/sojourn

The old password and app stop working at once, and whoever is logged in with them is logged out.`
}

// Run gives the account a new code.
func (k staffRenewCommand) Run(c console) error {
	return withStaff(k.Data, func(d *team.Door) error {
		code, err := d.Renew(c.ctx, k.Name)
		if errors.Is(err, study.ErrNotFound) {
			return study.Problem{Where: "account " + k.Name, What: "there is no such account", Do: "make it with \"sojourn staff add\""}
		}
		if err != nil {
			return err
		}
		c.printf("account: %s\ncode:    %s\nIt works once, for three days, at the staff address under /enrol.\n", k.Name, code)
		return nil
	})
}

// withStaff opens a field's storage for what its accounts need.
func withStaff(dir string, do func(*team.Door) error) error {
	if _, err := os.Stat(filepath.Join(dir, "field.db")); err != nil {
		return study.Problem{Where: dir, What: "there is no storage of a field here", Do: "start \"sojourn field\" with this folder once, then come back"}
	}
	db, err := store.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(do(team.NewDoor(db, time.Now, rand.Reader)), db.Close())
}

// allVersions are the questionnaires that the field has had from the study
// folder, and those published during the waves.
func allVersions(p *workspace.Project, o fieldOptions, db *store.DB) (map[study.WaveID][]*instrument.Instrument, error) {
	all, err := fieldedVersions(o.data, p, o.log)
	if err != nil {
		return nil, err
	}
	published, err := db.Published(context.Background())
	if err != nil {
		return nil, err
	}
	for w, versions := range all {
		ofWave := slices.DeleteFunc(slices.Clone(published), func(v fieldwork.Published) bool { return v.Wave != w })
		all[w], err = fieldwork.WithPublished(versions, ofWave, func(v fieldwork.Published) (*instrument.Instrument, error) {
			in, _, err := workspace.ParseInstrument(v.File, v.Data)
			return in, err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// controlPages are the staff pages of a field.
func controlPages(p *workspace.Project, o fieldOptions, db *store.DB, service *fieldwork.Service, door *team.Door) http.Handler {
	first := map[study.WaveID]control.Version{}
	for _, w := range p.Study.Waves {
		first[w.Number] = control.Version{Name: p.Instruments[w.Number].Version, File: w.Instrument}
	}
	return control.New(control.Config{Study: p.Study, Door: door, Storage: db, First: first, Current: service.CurrentVersion, Clock: o.now, Log: o.log,
		Publish: func(ctx context.Context, v fieldwork.Published, e team.Entry) (study.Problems, error) {
			in, problems, err := workspace.ParseInstrument(v.File, v.Data)
			if err != nil {
				return nil, err
			}
			if err := service.Publishable(v.Wave, in); err != nil {
				return nil, err
			}
			v.Version, v.After = in.Version, service.CurrentVersion(v.Wave)
			if err := db.PublishVersion(ctx, v, e); err != nil {
				return nil, err
			}
			return problems, service.Publish(v.Wave, in)
		}})
}
