// Package template makes tables and policies as the requirements want them:
// with tenant column, audit columns, indexes on every foreign key, row level
// security, the trigger that keeps updated_at, grants and comments.
package template

import (
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/model/settings"
)

const (
	timestamptz = "timestamp with time zone"
	uuid        = "uuid"
)

// Templates makes edits for a schema, by the project's settings.
type Templates struct {
	Schema   *model.Schema
	Settings settings.Settings
}

// Table gives the edit that adds a table of a kind, with what else it needs
// that is not there yet.
func (m Templates) Table(name model.Name, kind model.Kind, purpose string) edit.Edit {
	t := m.table(name, kind, purpose)
	create := &edit.CreateTable{Table: t}
	if len(t.Triggers) == 0 || m.hasTouch() {
		return create
	}
	return &edit.Batch{Label: create.Describe(), Edits: []edit.Edit{&edit.CreateRoutine{Routine: m.TouchFunction()}, create}}
}

func (m Templates) hasTouch() bool {
	n := m.Settings.Touch()
	return m.Schema.Routines.Get(model.Name{Schema: n.Schema, Name: n.Name + "()"}) != nil
}

// TouchFunction is the trigger function that keeps updated_at.
func (m Templates) TouchFunction() *model.Routine {
	return &model.Routine{
		Name: m.Settings.Touch(), Kind: model.Function, Returns: "trigger", ReturnType: model.Builtin("trigger"),
		Language: "plpgsql", Config: []string{`search_path=""`},
		Body:    "\nBEGIN\n  NEW.updated_at = now();\n  RETURN NEW;\nEND;\n",
		Comment: "Sets updated_at to the time of the change, before every update.",
	}
}

func (m Templates) table(name model.Name, kind model.Kind, purpose string) *model.Table {
	t := &model.Table{Name: name, Kind: kind, Comment: purpose, RowSecurity: true}
	m.columns(t, kind)
	m.keys(t)
	if kind != model.KindLog {
		t.Triggers = []*model.Trigger{m.TouchTrigger()}
	}
	t.Policies = m.Policies(kind)
	t.Grants = m.Grants(kind)
	return t
}

func (m Templates) columns(t *model.Table, kind model.Kind) {
	add := func(c *model.Column) { t.Columns = append(t.Columns, c) }
	add(&model.Column{Name: "id", Type: model.Builtin(uuid), NotNull: true, Default: expr.MustParse("gen_random_uuid()"),
		Comment: "Unique identifier."})
	if kind == model.KindTenant || kind == model.KindLog || kind == model.KindJoin {
		add(m.TenantColumn())
	}
	if kind != model.KindLog && kind != model.KindJoin {
		add(&model.Column{Name: "name", Type: model.Builtin("text"), NotNull: true, Comment: "Name shown to people."})
	}
	for _, c := range m.AuditColumns(kind) {
		add(c)
	}
}

// TenantColumn is the column that says which organisation a row belongs to.
func (m Templates) TenantColumn() *model.Column {
	return &model.Column{Name: m.Settings.TenantColumn, Type: m.keyType(m.Settings.Root()), NotNull: true,
		Comment: "Organisation that the row belongs to."}
}

// keyType is the type of a table's primary key; uuid where there is none yet.
func (m Templates) keyType(table model.Name) model.Type {
	if t := m.Schema.Tables.Get(table); t != nil {
		if pk := t.PrimaryKey(); pk != nil && len(pk.Columns) == 1 {
			return t.Column(pk.Columns[0]).Type
		}
	}
	return model.Builtin(uuid)
}

// AuditColumns are the columns that say who made and changed a row, and when.
func (m Templates) AuditColumns(kind model.Kind) []*model.Column {
	now := expr.MustParse("now()")
	user := m.keyType(m.Settings.Users())
	created := []*model.Column{
		{Name: "created_at", Type: model.Builtin(timestamptz), NotNull: true, Default: now, Comment: "Audit: when the row was made."},
		{Name: "created_by", Type: user, Comment: "Audit: who made the row."},
	}
	if kind == model.KindLog {
		return created
	}
	return append(created,
		&model.Column{Name: "updated_at", Type: model.Builtin(timestamptz), NotNull: true, Default: now, Comment: "Audit: when the row was last changed."},
		&model.Column{Name: "updated_by", Type: user, Comment: "Audit: who changed the row last."},
		&model.Column{Name: "deleted_at", Type: model.Builtin(timestamptz), Comment: "Soft delete: when the row was deleted; null while it is not."})
}

// keys adds primary key, foreign keys and an index for each of these.
func (m Templates) keys(t *model.Table) {
	table := t.Name.Name
	t.Constraints = append(t.Constraints, &model.Constraint{Name: model.ObjectName(table, "", "pkey"),
		Kind: model.PrimaryKey, Columns: []string{"id"}})
	if c := t.Column(m.Settings.TenantColumn); c != nil {
		t.Constraints = append(t.Constraints, m.TenantKey(t.Name))
		if m.Schema.Tables.Get(m.Settings.Root()) != nil {
			t.Constraints = append(t.Constraints, m.TenantForeignKey(t.Name))
		}
		t.Indexes = append(t.Indexes, Index(t.Name, m.Settings.TenantColumn))
	}
	users := m.Schema.Tables.Get(m.Settings.Users())
	for _, col := range []string{"created_by", "updated_by"} {
		if t.Column(col) == nil {
			continue
		}
		if users != nil || t.Name == m.Settings.Users() {
			t.Constraints = append(t.Constraints, m.AuditForeignKey(t.Name, col))
			t.Indexes = append(t.Indexes, Index(t.Name, col))
		}
	}
}

// TenantKey makes (tenant, id) a key, so that foreign keys of other tables
// can hold a row to its own organisation.
func (m Templates) TenantKey(table model.Name) *model.Constraint {
	return &model.Constraint{Name: model.ObjectName(table.Name, m.Settings.TenantColumn+"_id", "key"), Kind: model.Unique,
		Columns: []string{m.Settings.TenantColumn, "id"}}
}

// TenantForeignKey points a row at its organisation, with which it goes.
func (m Templates) TenantForeignKey(table model.Name) *model.Constraint {
	return &model.Constraint{Name: model.ObjectName(table.Name, m.Settings.TenantColumn, "fkey"), Kind: model.ForeignKey,
		Columns: []string{m.Settings.TenantColumn}, RefTable: m.Settings.Root(), RefColumns: []string{"id"}, OnDelete: model.Cascade}
}

// AuditForeignKey points created_by or updated_by at the user, who may go.
func (m Templates) AuditForeignKey(table model.Name, column string) *model.Constraint {
	return &model.Constraint{Name: model.ObjectName(table.Name, column, "fkey"), Kind: model.ForeignKey,
		Columns: []string{column}, RefTable: m.Settings.Users(), RefColumns: []string{"id"}, OnDelete: model.SetNull}
}

// Index is a full index on columns, named idx_table_columns.
func Index(table model.Name, columns ...string) *model.Index {
	x := &model.Index{Name: model.ObjectName("idx_"+table.Name, strings.Join(columns, "_"), "")}
	for _, c := range columns {
		x.Keys = append(x.Keys, &model.IndexKey{Column: c})
	}
	return x
}

// TouchTrigger keeps updated_at.
func (m Templates) TouchTrigger() *model.Trigger {
	return &model.Trigger{Name: "set_updated_at", Timing: "BEFORE", Events: []string{"UPDATE"}, ForEachRow: true,
		Function: m.Settings.Touch(), Comment: "Keeps updated_at."}
}

// Grants are what the data API's roles may do with a table; row level
// security says with which rows. Nobody but the service role deletes.
func (m Templates) Grants(kind model.Kind) []model.Grant {
	user := []string{"INSERT", "SELECT", "UPDATE"}
	switch kind {
	case model.KindLookup, model.KindTenantRoot:
		user = []string{"SELECT"}
	case model.KindLog:
		user = []string{"INSERT", "SELECT"}
	case model.KindSystem:
		user = nil
	}
	grants := model.AddGrant(nil, "service_role", []string{"DELETE", "INSERT", "SELECT", "UPDATE"}, false)
	if user != nil {
		grants = model.AddGrant(grants, "authenticated", user, false)
	}
	return grants
}

// Policies gives one policy per command, for signed-in users: inside their
// own organisation, or anywhere for the administrator of the platform.
func (m Templates) Policies(kind model.Kind) []*model.Policy {
	var own string
	switch kind {
	case model.KindTenant, model.KindLog, model.KindJoin:
		own = m.TenantMatch(m.Settings.TenantColumn)
	case model.KindTenantRoot:
		own = m.TenantMatch("id")
	case model.KindLookup:
		return []*model.Policy{{Name: "read_by_all_users", Command: model.ForSelect, Roles: []string{"authenticated"},
			Using: expr.MustParse("true"), Comment: "Every signed-in user may read the values."}}
	default:
		return nil
	}
	rows := expr.MustParse(own + " OR " + m.AdminMatch())
	policy := func(c model.Command, what string) *model.Policy {
		p := &model.Policy{Name: "org_isolation_" + strings.ToLower(string(c)), Command: c, Roles: []string{"authenticated"},
			Comment: "Users " + what + " rows of their own organisation only; the platform administrator any."}
		if c != model.ForInsert {
			p.Using = rows
		}
		if c == model.ForInsert || c == model.ForUpdate {
			p.Check = rows
		}
		return p
	}
	out := []*model.Policy{policy(model.ForSelect, "see")}
	if kind == model.KindTenantRoot {
		return out
	}
	out = append(out, policy(model.ForInsert, "add"))
	if kind == model.KindLog {
		return out
	}
	return append(out, policy(model.ForUpdate, "change"))
}

// TenantMatch compares a column with the tenant claim. The claim is read in a
// sub-query, so that PostgreSQL does it once per statement, the inner
// sub-query is what Supabase's advisor looks for, and nullif turns an empty
// claim into no rows instead of an error.
func (m Templates) TenantMatch(column string) string {
	return ident.Quote(column) + " = (SELECT nullif(" + claim(m.Settings.TenantClaim) + ", '')::uuid)"
}

// AdminMatch is true for the administrator of the platform.
func (m Templates) AdminMatch() string {
	return "(SELECT " + claim(m.Settings.AdminClaim) + ") = " + ident.Literal(m.Settings.AdminRole)
}

// claim reads a claim of the token as text.
func claim(path string) string {
	keys := settings.Claim(path)
	s := "(SELECT auth.jwt())"
	for i, k := range keys {
		op := " -> "
		if i == len(keys)-1 {
			op = " ->> "
		}
		s += op + ident.Literal(k)
	}
	return s
}
