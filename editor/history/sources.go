package history

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Sources gives what was noted with [Keeper.KeepSources]: by translation, from
// which wording it was made. Without a note it is empty, never nil.
func (k *Keeper) Sources(name string) map[string]string {
	sources := map[string]string{}
	data, err := os.ReadFile(filepath.Join(k.folder(name), "sources.json"))
	if err != nil || json.Unmarshal(data, &sources) != nil || sources == nil {
		return map[string]string{} // lost notes make no translation stale
	}
	return sources
}

// KeepSources notes from which wording each translation of a file was made.
func (k *Keeper) KeepSources(name string, sources map[string]string) error {
	data, err := json.Marshal(sources)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return whole(filepath.Join(k.folder(name), "sources.json"), data, 0o600)
}
