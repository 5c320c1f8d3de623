package main

// cutDropCommand is "sojourn cut drop".
type cutDropCommand struct {
	Study string `arg:"" help:"Study folder."`
	Cut   string `arg:"" help:"Hash, beginning of a hash, or name of a cut."`
}

// Help shows an example.
func (cutDropCommand) Help() string {
	return `Example: sojourn cut drop exile-panel report-2024

For cuts that hold people who have withdrawn since. The rules, decisions and counts of the cut stay, so that a published
number can still be traced to them; its data are gone.`
}

// Run drops the data.
func (k cutDropCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	hash, err := p.DropCut(k.Cut)
	if err != nil {
		return err
	}
	c.printf("The data of cut %s are removed.\n", hash[:12])
	return nil
}
