// Package facts writes a schema as one line per object: kind, identity and
// definition, separated by tabs and sorted. Identities are spelled as
// PostgreSQL spells them with an empty search path, so that two lists can be
// compared by machine, whatever the schemas were read from.
package facts

import (
	"bufio"
	"cmp"
	"crypto/md5"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Fact is one line.
type Fact struct{ Kind, Identity, Definition string }

// String writes the line, with line breaks, tabs and backslashes escaped.
func (f Fact) String() string {
	return f.Kind + "\t" + f.Identity + "\t" + escape.Replace(f.Definition)
}

var escape = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`)

// Write writes facts, one a line.
func Write(w io.Writer, facts []Fact) error {
	out := bufio.NewWriter(w)
	for _, f := range facts {
		if _, err := out.WriteString(f.String() + "\n"); err != nil {
			return err
		}
	}
	return out.Flush()
}

// List gives all facts of s, sorted. Of objects that the sources use but do
// not make there are only the parts that the sources add to them.
func List(s *model.Schema) []Fact {
	l := &lister{s: s}
	for n := range s.Namespaces.All() {
		if n.Name != "public" {
			l.add("schema", ident.Quote(n.Name), "")
		}
	}
	for x := range s.Extensions.All() {
		if x.External {
			continue
		}
		l.add("extension", ident.Quote(x.Name), x.Schema)
	}
	for t := range s.Tables.All() {
		l.table(t)
	}
	for v := range s.Views.All() {
		l.view(v)
	}
	l.types()
	for q := range s.Sequences.All() {
		l.add("sequence", q.Name.String(), "")
		l.comment("relation/column "+q.Name.String(), q.Comment)
		l.grants(q.Name, nil)
	}
	for r := range s.Routines.All() {
		l.routine(r)
	}
	for p := range s.Publications.All() {
		l.publication(p)
	}
	for _, v := range s.Verbatim {
		l.carried(v)
	}
	slices.SortFunc(l.facts, func(a, b Fact) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Identity, b.Identity), strings.Compare(a.Definition, b.Definition))
	})
	return l.facts
}

type lister struct {
	s     *model.Schema
	facts []Fact
}

func (l *lister) add(kind, identity, definition string) {
	l.facts = append(l.facts, Fact{kind, identity, definition})
}

// comment adds a comment's first 60 characters.
func (l *lister) comment(of, text string) {
	if text == "" {
		return
	}
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60])
	}
	l.add("comment", of, text)
}

func (l *lister) grants(n model.Name, grants []model.Grant) {
	for _, g := range grants {
		role := g.Role
		if role == "PUBLIC" {
			role = "public"
		}
		if len(g.Privileges) > 0 {
			l.add("grant_table", n.Schema+"."+n.Name+":"+role, strings.Join(g.Privileges, ","))
		}
	}
}

func (l *lister) table(t *model.Table) {
	name := t.Name.String()
	if !t.External {
		l.tableItself(t, name)
	}
	for _, p := range t.Policies {
		l.add("policy", name+"."+ident.Quote(p.Name), policy(p))
	}
	for _, g := range t.Triggers {
		l.trigger(t.Name, g)
	}
	for _, x := range t.Indexes {
		l.index(t.Name, x)
	}
}

func (l *lister) tableItself(t *model.Table, name string) {
	switch {
	case t.Server != "":
		l.add("foreign_table", name, "")
	case t.PartitionBy != "":
		l.add("table_partitioned", name, "")
	default:
		l.add("table", name, "")
	}
	if t.PartitionOf != nil {
		l.add("table_is_partition", name, t.PartitionOf.Bound)
	}
	for _, p := range t.Inherits {
		l.add("table_inherits", name, p.String())
	}
	if t.RowSecurity {
		def := ""
		if t.ForceRowSecurity {
			def = "forced"
		}
		l.add("rls_enabled", name, def)
	}
	if t.Unlogged {
		l.add("unlogged", name, "")
	}
	l.comment("relation/column "+name, t.Comment)
	l.grants(t.Name, t.Grants)
	kind := "column"
	if t.Server != "" {
		kind = "foreign_column"
	}
	for _, c := range t.Columns {
		l.add(kind, name+"."+ident.Quote(c.Name), column(c))
		l.comment("relation/column "+name+"."+c.Name, c.Comment)
	}
	for _, c := range t.Constraints {
		l.constraint(t.Name, c)
	}
}

func column(c *model.Column) string {
	s := c.Type.String()
	if c.NotNull {
		s += " NOT NULL"
	}
	if c.Identity != nil {
		if c.Identity.Always {
			s += " IDENTITY a"
		} else {
			s += " IDENTITY d"
		}
	}
	if c.Generated != nil {
		s += " GENERATED DEFAULT " + c.Generated.Text()
	}
	if c.Default != nil {
		s += " DEFAULT " + c.Default.Text()
	}
	return s
}

func (l *lister) constraint(table model.Name, c *model.Constraint) {
	def := c.Definition()
	if c.Inherited {
		def += " /*inherited*/"
	}
	l.add("constraint_"+strings.ReplaceAll(string(c.Kind), " ", "_"), table.String()+"."+ident.Quote(c.Name), def)
	l.comment("table constraint "+ident.Quote(c.Name)+" on "+table.String(), c.Comment)
	if c.HasIndex() {
		n := model.Name{Schema: table.Schema, Name: c.Name}.String()
		l.add("index", n, constraintIndex(table, c))
		l.add("index_on_constraint", n, "")
	}
}

// constraintIndex is the definition of the index behind a constraint.
func constraintIndex(table model.Name, c *model.Constraint) string {
	x := model.Index{Name: c.Name, Unique: c.Kind != model.Exclude, Method: c.Method, Include: c.Include,
		NullsNotDistinct: c.NullsNotDistinct, Options: c.Options}
	for _, col := range c.Columns {
		x.Keys = append(x.Keys, &model.IndexKey{Column: col})
	}
	if c.Kind == model.Exclude {
		x.Keys, x.Where = nil, c.Expr
		for _, e := range c.Exclusions {
			x.Keys = append(x.Keys, e.Key)
		}
	}
	return x.Definition(table)
}

func (l *lister) index(on model.Name, x *model.Index) {
	n := model.Name{Schema: on.Schema, Name: x.Name}.String()
	l.add("index", n, x.Definition(on))
	l.comment("relation/column "+n, x.Comment)
}

func (l *lister) trigger(on model.Name, g *model.Trigger) {
	def := g.Definition(on)
	if g.Enabled != "" {
		letter := map[string]string{"DISABLE": "D", "ENABLE REPLICA": "R", "ENABLE ALWAYS": "A"}[g.Enabled]
		def += " /*enabled=" + letter + "*/"
	}
	l.add("trigger", on.String()+"."+ident.Quote(g.Name), def)
	if g.Constraint {
		l.add("constraint_trigger", on.String()+"."+ident.Quote(g.Name), "TRIGGER")
	}
}

func policy(p *model.Policy) string {
	s := "PERMISSIVE "
	if p.Restrictive {
		s = "RESTRICTIVE "
	}
	s += map[model.Command]string{model.ForAll: "*", model.ForSelect: "r", model.ForInsert: "a",
		model.ForUpdate: "w", model.ForDelete: "d"}[p.Command]
	roles := slices.Clone(p.Roles)
	slices.Sort(roles)
	if len(roles) == 0 {
		roles = []string{"public"}
	}
	s += " TO " + strings.Join(roles, ",")
	if p.Using != nil {
		s += " USING " + p.Using.Text()
	}
	if p.Check != nil {
		s += " CHECK " + p.Check.Text()
	}
	return s
}

func (l *lister) view(v *model.View) {
	name, kind := v.Name.String(), "view"
	if v.Materialized {
		kind = "matview"
	}
	l.add(kind, name, v.Query.Text())
	l.comment("relation/column "+name, v.Comment)
	l.grants(v.Name, v.Grants)
	for _, c := range v.Columns {
		l.add("view_column", name+"."+ident.Quote(c.Name), c.Type.String())
		l.comment("relation/column "+name+"."+c.Name, c.Comment)
	}
	for _, x := range v.Indexes {
		l.index(v.Name, x)
	}
	for _, g := range v.Triggers {
		l.trigger(v.Name, g)
	}
}

func (l *lister) types() {
	for e := range l.s.Enums.All() {
		quoted := make([]string, len(e.Values))
		for i, v := range e.Values {
			quoted[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
			l.add("enum_value", e.Name.Schema+"."+e.Name.Name+"."+v, "")
		}
		l.add("enum", e.Name.String(), strings.Join(quoted, ","))
		l.comment("type "+e.Name.String(), e.Comment)
	}
	for d := range l.s.Domains.All() {
		l.add("domain", d.Name.String(), d.Base.String())
		l.comment("type "+d.Name.String(), d.Comment)
		for _, c := range d.Constraints {
			l.add("constraint_domain_check", d.Name.String()+"."+ident.Quote(c.Name), c.Definition())
			l.comment("domain constraint "+ident.Quote(c.Name)+" on "+d.Name.String(), c.Comment)
		}
	}
	for c := range l.s.Composites.All() {
		l.add("composite_type", c.Name.String(), "")
		l.comment("type "+c.Name.String(), c.Comment)
		for _, a := range c.Attributes {
			l.add("composite_attr", c.Name.String()+"."+ident.Quote(a.Name), a.Type.String())
		}
	}
	for o := range l.s.Opaques.All() {
		if o.Kind != "shell" {
			l.add(o.Kind+"_type", o.Name.String(), "")
			l.comment("type "+o.Name.String(), o.Comment)
		}
		if o.Kind == "range" {
			l.constructors(o)
		}
	}
}

func (l *lister) routine(r *model.Routine) {
	identity := r.Name.String() + "(" + r.IdentityArguments() + ")"
	def := r.Returns
	if r.SecurityDefiner {
		def += " SECURITY DEFINER"
	}
	if len(r.Config) > 0 {
		def += " SET " + strings.Join(r.Config, ",")
	}
	sum := md5.Sum([]byte(r.Body))
	def += " md5:" + hex.EncodeToString(sum[:])
	l.add(strings.ToLower(string(r.Kind)), identity, def)
	l.comment(strings.ToLower(string(r.Kind))+" "+r.Name.String()+"("+qualifiedTypes(r)+")", r.Comment)
}

// qualifiedTypes lists the input types as pg_identify_object does: the types
// that SQL itself names bare, the others of PostgreSQL with pg_catalog.
func qualifiedTypes(r *model.Routine) string {
	var out []string
	for _, a := range r.Args {
		if !a.IsInput() {
			continue
		}
		t := a.Type.String()
		if a.Type.Schema == "" && !sqlTypes[a.Type.Name] {
			t = "pg_catalog." + t
		}
		out = append(out, t)
	}
	return strings.Join(out, ",")
}

var sqlTypes = map[string]bool{
	"smallint": true, "integer": true, "bigint": true, "real": true, "double precision": true, "numeric": true,
	"boolean": true, "character varying": true, "character": true, "bit": true, "bit varying": true, "interval": true,
	"timestamp with time zone": true, "timestamp without time zone": true,
	"time with time zone": true, "time without time zone": true,
}
