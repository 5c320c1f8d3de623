package main

import (
	"slices"

	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

// mailResealCommand is "sojourn mailroom reseal".
type mailResealCommand struct {
	mailPlace
	Key        []string `required:"" placeholder:"FILE" help:"The new contact key, and the one that still opens the contacts: the former one, or the recovery key."`
	Passphrase string   `placeholder:"FILE" help:"File whose first line is the passphrase of the keys."`
	All        bool     `help:"Seal everything anew, also what the keys at hand find as it should be: after a recovery key was lost."`
}

// Help shows an example.
func (mailResealCommand) Help() string {
	return `Example: sojourn mailroom reseal exile-panel --room mailroom --key new-contact.key --key contact.key

After the contact key was stolen, lost or changed and the new one stands in study.yaml: seals the contacts here to it. Contacts
that the desk hands over later may still be sealed to the former key; take them in and run this again.

It protects the contacts in this folder from now on. Whoever has the former key and an older copy of this folder, or a file
that the desk handed over, reads that copy: destroy them. See which are left with: sojourn key copies`
}

// Run seals anew.
func (k mailResealCommand) Run(c console) error {
	s, room, err := k.open()
	if err != nil {
		return err
	}
	var keys []custody.Identity
	for _, name := range k.Key {
		key, err := contactKey(name, k.Passphrase)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	to, err := seal.ParseRecipients(slices.Concat(s.Keys.Contact, s.Keys.Recovery))
	if err != nil {
		return err
	}
	change, err := changeOfKeys(to, keys)
	if err != nil {
		return err
	}
	all, anew, refused, err := room.SealAnew(change, k.All)
	if err != nil {
		return err
	}
	c.printf("of %s %d sealed anew\n", counted(all, "contact"), anew)
	if refused > 0 {
		return study.Problem{Where: "mailroom reseal", What: "none of the keys given opens " + counted(refused, "contact") + "; what is not opened stays as it was",
			Do: "give the key that opens the rest with one more --key, or use the recovery key"}
	}
	return nil
}
