package system

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNamesOfTheCodeInTheDocumentsExist holds every `package.Name` of the
// documents against what the packages declare.
func TestNamesOfTheCodeInTheDocumentsExist(t *testing.T) {
	declared := declaredNames(t)
	named := regexp.MustCompile("`([a-z]+)\\.([A-Z]\\w+)(?:\\.\\w+)?`")
	for name, text := range documents(t) {
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			if !declared[m[1]+"."+m[2]] {
				t.Errorf("%s names %s.%s, which is not declared", name, m[1], m[2])
			}
		}
	}
}

// declaredNames are the exported names of all packages, fields and methods
// included, each with the name of its package.
func declaredNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(repository, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		add := func(id *ast.Ident) { names[file.Name.Name+"."+id.Name] = true }
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				add(n.Name)
				return false
			case *ast.TypeSpec:
				add(n.Name)
			case *ast.ValueSpec:
				for _, id := range n.Names {
					add(id)
				}
			case *ast.Field:
				for _, id := range n.Names {
					add(id)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
