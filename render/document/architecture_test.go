package document

import (
	"strings"
	"testing"
	"time"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/checks/all"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/model/template"
)

func sample(t *testing.T) Export {
	t.Helper()
	base := &model.Schema{}
	e := template.Templates{Schema: base, Settings: settings.Default()}.Table(model.Name{Schema: "public", Name: "notes"}, model.KindTenant, "Notes | of `people`\nwith lines")
	target, err := edit.Apply(base, e)
	if err != nil {
		t.Fatal(err)
	}
	return Export{Name: "Notes feature", Author: "ann", At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Base: base, Target: target,
		Edits: []edit.Edit{e}, Findings: checks.New(all.Rules(), settings.Default()).Check(target, nil), Settings: settings.Default()}
}

func document(t *testing.T, x Export, name string) string {
	t.Helper()
	for _, f := range Files(x) {
		if f.Name == name {
			return f.Text
		}
	}
	t.Fatalf("there is no document %q", name)
	return ""
}

// TestEveryHeading compares the headings with the outline of the requirements.
func TestEveryHeading(t *testing.T) {
	text := document(t, sample(t), "architecture")
	outline := sharedtest.Text(t, "database-architect.md")
	outline = outline[strings.Index(outline, "# Database Architecture:"):]
	outline = outline[:strings.Index(outline, "**Confidence Level**")]
	n := 0
	for line := range strings.SplitSeq(outline, "\n") {
		if !strings.HasPrefix(line, "##") || strings.Contains(line, "[") {
			continue
		}
		n++
		if !strings.Contains(text, line+"\n") {
			t.Errorf("the heading %q is missing", line)
		}
	}
	if n < 20 {
		t.Fatalf("only %d headings were found in the outline", n)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	x := sample(t)
	a, b := Files(x), Files(x)
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("%s differs", a[i].Name)
		}
	}
}

func TestForeignTextStaysText(t *testing.T) {
	text := document(t, sample(t), "architecture")
	if !strings.Contains(text, `Notes \| of 'people' with lines`) {
		t.Error("the comment is not escaped")
	}
}
