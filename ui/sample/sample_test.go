package sample

import (
	"testing"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/checks/all"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/settings"
)

// TestSample holds the template to its own checklist: the base has no
// finding, and the design leaves exactly the foreign key without an index.
func TestSample(t *testing.T) {
	base, err := Base()
	if err != nil {
		t.Fatal(err)
	}
	c := checks.New(all.Rules(), settings.Default())
	for _, f := range c.Check(base.Schema, nil).Findings {
		t.Errorf("the base: %s %s: %s", f.Rule.ID, f.Object, f.Message)
	}
	edits, err := Edits(base.Schema)
	if err != nil {
		t.Fatal(err)
	}
	s := base.Schema
	for _, e := range edits {
		if s, err = edit.Apply(s, e); err != nil {
			t.Fatalf("%s: %v", e.Describe(), err)
		}
	}
	var found []string
	for _, f := range c.Check(s, nil).Findings {
		found = append(found, f.Rule.ID+" "+f.Object.Sub)
	}
	if len(found) != 1 || found[0] != "fk-unindexed candidate_resumes_tailored_for_job_id_fkey" {
		t.Errorf("found %v", found)
	}
}
