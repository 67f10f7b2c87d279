package edit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/parse"
	"pgregory.net/rapid"
)

const sample = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE orgs (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (
  id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  email text UNIQUE, mood mood DEFAULT 'ok', stat text CHECK (stat <> ''), n serial);
CREATE INDEX idx_users_stat ON users (stat) WHERE stat IS NOT NULL;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users FOR ALL USING (org_id = (SELECT auth.uid()));
CREATE POLICY far ON orgs FOR SELECT USING (EXISTS (SELECT 1 FROM users u WHERE u.org_id = orgs.id AND u.stat = 'on'));
CREATE TRIGGER t BEFORE UPDATE OF email ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW emails AS SELECT id, email FROM users;
`

func read(t testing.TB, sql string) *model.Schema {
	t.Helper()
	res, err := parse.ReadString(context.Background(), "test.sql", sql)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range res.Diagnostics {
		t.Fatal(d)
	}
	return res.Schema
}

// same compares two schemas by value, the places they were read from aside.
func same(a, b *model.Schema) string {
	return cmp.Diff(a, b, cmpopts.IgnoreTypes(model.Origin{}), cmpopts.EquateEmpty(),
		cmp.Transformer("expr", func(e *expr.Expr) string { return e.Text() }),
		cmp.AllowUnexported(model.Objects[*model.Table]{}, model.Objects[*model.View]{}, model.Objects[*model.Enum]{},
			model.Objects[*model.Domain]{}, model.Objects[*model.Composite]{}, model.Objects[*model.Opaque]{},
			model.Objects[*model.Sequence]{}, model.Objects[*model.Routine]{}, model.Objects[*model.Publication]{}, model.Objects[*model.DefaultPrivileges]{},
			model.Objects[*model.Namespace]{}, model.Objects[*model.Extension]{}))
}

func public(name string) model.Name { return model.Name{Schema: "public", Name: name} }

// anyEdit draws an edit that may or may not fit the schema.
func anyEdit(t *rapid.T, s *model.Schema) Edit {
	table := func() model.Name {
		var names []model.Name
		for x := range s.Tables.All() {
			names = append(names, x.Name)
		}
		return rapid.SampledFrom(append(names, public("nowhere"))).Draw(t, "table")
	}
	column := func(n model.Name) string {
		names := []string{"nothing"}
		if x := s.Tables.Get(n); x != nil {
			for _, c := range x.Columns {
				names = append(names, c.Name)
			}
		}
		return rapid.SampledFrom(names).Draw(t, "column")
	}
	name := rapid.SampledFrom([]string{"a", "b", "Strange Name", "stat", "users", "größe"})
	on := table()
	col := column(on)
	all := []func() Edit{
		func() Edit { return &RenameTable{on, public(name.Draw(t, "to"))} },
		func() Edit { return &DropTable{on} },
		func() Edit { return &RenameColumn{on, col, name.Draw(t, "to")} },
		func() Edit { return &DropColumn{on, col} },
		func() Edit {
			return &AddColumn{on, &model.Column{Name: name.Draw(t, "new"), Type: model.Builtin("integer"), Default: expr.MustParse("1 + 1")}}
		},
		func() Edit { return &SetNotNull{on, col, rapid.Bool().Draw(t, "not null")} },
		func() Edit { return &SetDefault{on, col, expr.MustParse("NULL")} },
		func() Edit { return &SetType{on, col, model.Type{Name: "numeric", Mods: "12,2"}, nil} },
		func() Edit {
			return &AddConstraint{on, &model.Constraint{Name: name.Draw(t, "constraint"), Kind: model.Unique, Columns: []string{col}}}
		},
		func() Edit {
			return &AddConstraint{on, &model.Constraint{Name: "fk", Kind: model.ForeignKey, Columns: []string{col},
				RefTable: public("orgs"), RefColumns: []string{"id"}, OnDelete: model.SetNull}}
		},
		func() Edit { return &DropConstraint{on, "users_pkey"} },
		func() Edit { return &RenameConstraint{on, "users_email_key", name.Draw(t, "to")} },
		func() Edit {
			return &CreateIndex{on, &model.Index{Name: name.Draw(t, "index"), Keys: []*model.IndexKey{{Column: col, Desc: true, NullsFirst: true}}}}
		},
		func() Edit { return &DropIndex{public("idx_users_stat")} },
		func() Edit {
			return &CreateEnum{&model.Enum{Name: public(name.Draw(t, "enum")), Values: []string{"x", "y"}}}
		},
		func() Edit { return &AddEnumValue{Enum: public("mood"), Value: name.Draw(t, "value"), After: "sad"} },
		func() Edit { return &RenameEnumValue{public("mood"), "ok", name.Draw(t, "to")} },
		func() Edit { return &RenameType{public("mood"), public(name.Draw(t, "to"))} },
		func() Edit { return &DropType{public("mood")} },
		func() Edit {
			return &CreatePolicy{on, &model.Policy{Name: name.Draw(t, "policy"), Command: model.ForAll, Using: expr.MustParse("true")}}
		},
		func() Edit { return &DropPolicy{on, "own"} },
		func() Edit { return &DropTrigger{on, "t"} },
		func() Edit { return &SetComment{OnColumn, on, col, "it's\nlong"} },
		func() Edit { return &SetKind{on, model.KindTenant} },
		func() Edit { return &SetRowSecurity{on, true, true} },
		func() Edit { return &Grant{on, "authenticated", []string{"SELECT"}} },
	}
	return rapid.SampledFrom(all).Draw(t, "edit")()
}

// TestEditsInvertAndTravel is the law of the package: whatever was edited, an
// edit read back from the journal does the same, its inverse gives back what
// was, and no snapshot is ever written to.
func TestEditsInvertAndTravel(t *testing.T) {
	base := read(t, sample)
	pristine := read(t, sample)
	rapid.Check(t, func(t *rapid.T) {
		s := base
		for range rapid.IntRange(1, 12).Draw(t, "length") {
			e := anyEdit(t, s)
			raw, err := Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			back, err := Decode(raw)
			if err != nil {
				t.Fatalf("%s: %v", raw, err)
			}
			after, err := Apply(s, e)
			afterBack, errBack := Apply(s, back)
			if fmt.Sprint(err) != fmt.Sprint(errBack) {
				t.Fatalf("%s: %v, read back: %v", raw, err, errBack)
			}
			if err != nil {
				continue
			}
			if d := same(after, afterBack); d != "" {
				t.Fatalf("%s does something else when read back:\n%s", raw, d)
			}
			inverse := Invert(e.Describe(), s, after)
			raw, err = Encode(inverse)
			if err != nil {
				t.Fatal(err)
			}
			if back, err = Decode(raw); err != nil {
				t.Fatalf("%s: %v", raw, err)
			}
			undone, err := Apply(after, back)
			if err != nil {
				t.Fatalf("undo of %s: %v", e.Describe(), err)
			}
			if d := same(s, undone); d != "" {
				t.Fatalf("undo of %s leaves a difference:\n%s", e.Describe(), d)
			}
			if strings.Contains(e.Describe(), "\n") && e.Op() != "set comment" {
				t.Fatalf("%q is not one line", e.Describe())
			}
			s = after
		}
		if d := same(pristine, base); d != "" {
			t.Fatalf("the base was written to:\n%s", d)
		}
	})
}

func TestRenameColumnFollows(t *testing.T) {
	s, err := Apply(read(t, sample), &RenameColumn{public("users"), "stat", "status"})
	if err != nil {
		t.Fatal(err)
	}
	users := s.Tables.Get(public("users"))
	if got := users.Index("idx_users_stat").Definition(users.Name); got != "CREATE INDEX idx_users_stat ON public.users USING btree (status) WHERE (status IS NOT NULL)" {
		t.Error(got)
	}
	if got := users.Constraint("users_stat_check").Definition(); got != "CHECK (status <> '')" {
		t.Error(got)
	}
	if got := s.Tables.Get(public("orgs")).Policy("far").Using.Text(); !strings.Contains(got, "u.status = 'on'") {
		t.Error(got)
	}
}

func TestRenamesOfTablesAndTypesFollow(t *testing.T) {
	s := read(t, sample)
	for _, e := range []Edit{&RenameTable{public("users"), public("people")}, &RenameType{public("mood"), public("feeling")}} {
		var err error
		if s, err = Apply(s, e); err != nil {
			t.Fatal(err)
		}
	}
	people := s.Tables.Get(public("people"))
	if got := people.Column("mood").Type.String(); got != "public.feeling" {
		t.Error(got)
	}
	if got := s.Views.Get(public("emails")).Query.Text(); got != "SELECT id, email FROM people" {
		t.Error(got)
	}
	if got := s.Sequences.Get(public("users_n_seq")).OwnedBy.String(); got != "public.people.n" {
		t.Error(got)
	}
	if got := s.Tables.Get(public("orgs")).Policy("far").Using.Text(); !strings.Contains(got, "FROM people u") {
		t.Error(got)
	}
}

func TestRefusals(t *testing.T) {
	s := read(t, sample)
	tests := []struct {
		name string
		e    Edit
		want string
	}{
		{"column in a policy", &DropColumn{public("users"), "org_id"}, "policy own of public.users"},
		{"column in a view", &DropColumn{public("users"), "email"}, "view public.emails"},
		{"table with references", &DropTable{public("orgs")}, "foreign key users_org_id_fkey of public.users"},
		{"key with references", &DropConstraint{public("orgs"), "orgs_pkey"}, "foreign key users_org_id_fkey"},
		{"type in use", &DropType{public("mood")}, "column mood of public.users"},
		{"primary key nullable", &SetNotNull{public("users"), "id", false}, "primary key"},
		{"foreign key to no key", &AddConstraint{public("users"), &model.Constraint{Name: "f", Kind: model.ForeignKey,
			Columns: []string{"email"}, RefTable: public("orgs"), RefColumns: []string{"name"}}}, "which no primary key"},
		{"no such column", &RenameColumn{public("users"), "emial", "x"}, "the nearest name is email"},
		{"name too long", &RenameColumn{public("users"), "email", strings.Repeat("x", 64)}, "64 bytes"},
		{"insert policy", &CreatePolicy{public("users"), &model.Policy{Name: "p", Command: model.ForInsert, Using: expr.MustParse("true")}}, "WITH CHECK only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Apply(s, tt.e)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to say %q", err, tt.want)
			}
		})
	}
}

func TestDecodeUnknown(t *testing.T) {
	_, err := Decode([]byte(`{"op":"fold space"}`))
	var unknown *UnknownError
	if !errors.As(err, &unknown) || unknown.Op != "fold space" {
		t.Errorf("got %v", err)
	}
}
