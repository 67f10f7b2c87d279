package diff

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// A thing is what one change makes or takes away and another rests on.
type thing struct {
	kind thingKind
	name model.Name
	sub  string // a column, or the columns of a key, sorted
}

type thingKind int

const (
	typeThing thingKind = iota // the row types of tables and views too
	relationThing
	functionThing // all overloads of a name
	sequenceThing
	columnThing
	keyThing
)

// ordered puts changes that are in the order of their phases so that each has
// what it rests on: what it needs is made before it, and what needs a thing
// goes before that goes. Only what has to moves, to the front. In a circle
// the order of the phases stays.
func (d *differ) ordered(changes []Change) []Change {
	g := &graph{d: d, changes: changes, makes: map[thing][]int{}, takes: map[thing][]int{}, state: make([]visit, len(changes))}
	for i, c := range changes {
		for _, t := range d.made(c) {
			g.makes[t] = append(g.makes[t], i)
		}
		for _, t := range d.taken(c) {
			g.takes[t] = append(g.takes[t], i)
		}
	}
	if len(g.makes)+len(g.takes) == 0 {
		return changes
	}
	g.before = make([][]int, len(changes))
	for i, c := range changes {
		g.link(i, c)
	}
	for i := range changes {
		g.place(i)
	}
	return g.out
}

type graph struct {
	d       *differ
	changes []Change
	makes   map[thing][]int // which changes make a thing
	takes   map[thing][]int // which take it away
	before  [][]int         // which changes have to come before one
	state   []visit
	out     []Change
}

type visit int

const (
	unseen visit = iota
	open
	placed
)

// link notes what has to come before a change.
func (g *graph) link(i int, c Change) {
	if x, ok := c.(*DropSequence); ok {
		for j, other := range g.changes { // its column lets go of it first
			if letsGo(other, x.Sequence) {
				g.before[i] = append(g.before[i], j)
			}
		}
	}
	if dropped := g.d.taken(c); len(dropped) > 0 { // before what it rests on goes
		for t := range g.d.needs(c, g.d.from) {
			for _, j := range g.takes[t] {
				if j != i {
					g.before[j] = append(g.before[j], i)
				}
			}
		}
		return
	}
	for t := range g.d.needs(c, g.d.target) {
		for _, j := range g.makes[t] {
			if j != i {
				g.before[i] = append(g.before[i], j)
			}
		}
	}
	for _, t := range g.d.made(c) { // after what had its name
		for _, j := range g.takes[t] {
			if j != i {
				g.before[i] = append(g.before[i], j)
			}
		}
	}
}

// letsGo tells whether a change takes a sequence out of the default of the
// column that owns it.
func letsGo(c Change, q *model.Sequence) bool {
	switch x := c.(type) {
	case *SetDefault:
		return q.OwnedBy == model.ColumnRef{Table: x.Table, Column: x.Column}
	case *SetIdentity:
		return x.Before.Identity == nil && q.OwnedBy == model.ColumnRef{Table: x.Table, Column: x.After.Name}
	case *DropDefault:
		return q.OwnedBy == model.ColumnRef{Table: x.Table, Column: x.Column}
	}
	return false
}

func (g *graph) place(i int) {
	if g.state[i] != unseen {
		return
	}
	g.state[i] = open
	slices.Sort(g.before[i])
	for _, j := range g.before[i] {
		g.place(j)
	}
	g.state[i] = placed
	g.out = append(g.out, g.changes[i])
}

// made lists what a change makes.
func (d *differ) made(c Change) []thing {
	switch x := c.(type) {
	case *CreateEnum:
		return []thing{{kind: typeThing, name: x.Enum.Name}}
	case *CreateDomain:
		return []thing{{kind: typeThing, name: x.Domain.Name}}
	case *CreateComposite:
		return []thing{{kind: typeThing, name: x.Composite.Name}}
	case *CreateOpaque:
		if x.Opaque.Kind == "base" { // the shell was there before
			return []thing{{kind: typeThing, name: x.Opaque.Name, sub: "base"}}
		}
		return []thing{{kind: typeThing, name: x.Opaque.Name}}
	case *CreateTable:
		out := row(x.Table.Name)
		for _, k := range x.Inline {
			out = append(out, keys(x.Table.Name, k)...)
		}
		for _, col := range x.Table.Columns {
			out = append(out, thing{columnThing, x.Table.Name, col.Name})
		}
		return out
	case *CreateView:
		if x.Replace {
			return nil
		}
		return row(x.View.Name)
	case *CreateRoutine:
		return []thing{{kind: functionThing, name: x.Routine.Name}}
	case *CreateSequence:
		return []thing{{kind: sequenceThing, name: x.Sequence.Name}}
	case *AddColumn:
		return []thing{{columnThing, x.Table, x.Column.Name}}
	case *SetIdentity:
		if x.Before.Identity == nil {
			return d.identityOf(d.target, x.Table, x.After.Name)
		}
	case *AddConstraint:
		return keys(x.Table, x.Constraint)
	case *CreateIndex:
		if x.Index.Unique && x.Index.Where == nil {
			var columns []string
			for _, k := range x.Index.Keys {
				columns = append(columns, k.Column)
			}
			return []thing{{keyThing, x.On, sorted(columns)}}
		}
	}
	return nil
}

// taken lists what a change takes away.
func (d *differ) taken(c Change) []thing {
	switch x := c.(type) {
	case *DropType:
		if x.Base {
			return []thing{{kind: typeThing, name: x.Name, sub: "base"}}
		}
		return []thing{{kind: typeThing, name: x.Name}}
	case *DropTable:
		return row(x.Table.Name)
	case *DropView:
		return row(x.View.Name)
	case *DropRoutine:
		if overloads := d.others(x.Routine); overloads {
			return nil // which of them is meant by a call is not known
		}
		return []thing{{kind: functionThing, name: x.Routine.Name}}
	case *DropSequence:
		return []thing{{kind: sequenceThing, name: x.Sequence.Name}}
	case *SetIdentity:
		if x.After.Identity == nil {
			return d.identityOf(d.from, x.Table, x.Before.Name)
		}
	case *DropColumn:
		return []thing{{columnThing, x.Table, x.Column.Name}}
	case *DropConstraint:
		if x.Constraint.Kind != model.PrimaryKey && x.Constraint.Kind != model.Unique {
			return []thing{{kind: keyThing, name: x.Table}} // no key, but something that goes
		}
		return keys(x.Table, x.Constraint)
	case *DropPolicy:
		return []thing{{columnThing, x.Table, "policy " + x.Policy.Name}}
	case *DropTrigger:
		return []thing{{columnThing, x.On, "trigger " + x.Trigger.Name}}
	case *DropIndex:
		return []thing{{columnThing, x.On, "index " + x.Index.Name}}
	}
	return nil
}

// identityOf is the sequence inside of an identity column.
func (d *differ) identityOf(s *model.Schema, table model.Name, column string) []thing {
	for q := range s.Sequences.In(table.Schema) {
		if q.Identity && q.OwnedBy == (model.ColumnRef{Table: table, Column: column}) {
			return []thing{{kind: sequenceThing, name: q.Name}}
		}
	}
	return nil
}

// others tells whether a function that goes leaves another of its name.
func (d *differ) others(r *model.Routine) bool {
	for o := range d.from.Routines.In(r.Name.Schema) {
		if o.Name == r.Name && o != r {
			return true
		}
	}
	return false
}

func row(n model.Name) []thing {
	return []thing{{kind: typeThing, name: n}, {kind: relationThing, name: n}}
}

func keys(table model.Name, k *model.Constraint) []thing {
	if k.Kind != model.PrimaryKey && k.Kind != model.Unique {
		return nil
	}
	return []thing{{keyThing, table, sorted(k.Columns)}}
}

func sorted(columns []string) string {
	return strings.Join(slices.Sorted(slices.Values(columns)), ",")
}

// needs collects what a change rests on in a schema: for one that makes
// something the target, for one that takes it away the base.
func (d *differ) needs(c Change, s *model.Schema) map[thing]bool {
	n := needed{}
	switch x := c.(type) {
	case *CreateDomain:
		n.domain(x.Domain)
	case *AlterDomain:
		n.domain(x.After)
	case *CreateComposite:
		n.composite(x.Composite)
	case *CreateOpaque:
		for _, f := range expr.DefinitionNames(expr.Options(x.Opaque.Canonical)) {
			n[thing{kind: functionThing, name: model.ParseName(f, "public")}] = true
		}
	case *AlterComposite:
		for _, a := range append(slices.Clone(x.Added), x.Retyped...) {
			n.typ(a.Type)
		}
	case *CreateTable:
		n.table(x.Table, x.Inline)
	case *AddColumn:
		n.column(x.Column)
	case *SetType:
		n.column(x.After)
	case *SetDefault:
		n.exprs(x.Default)
	case *AddConstraint:
		n.constraint(x.Table, x.Constraint)
	case *CreateIndex:
		n.index(x.On, x.Index)
	case *CreateRoutine:
		n.routine(x.Routine)
	case *CreateView:
		n.exprs(x.View.Query)
	case *CreatePolicy:
		n.exprs(x.Policy.Using, x.Policy.Check)
	case *CreateTrigger:
		n.trigger(x.Trigger)
	case *DropType:
		n.droppedType(x.Name, s)
	case *DropTable:
		n.table(x.Table, x.Table.Constraints)
	case *DropView:
		n.exprs(x.View.Query)
	case *DropRoutine:
		n.routine(x.Routine)
	case *DropColumn:
		n.column(x.Column)
	case *DropConstraint:
		n.constraint(x.Table, x.Constraint)
	case *DropIndex:
		n.index(x.On, x.Index)
	case *DropPolicy:
		n.exprs(x.Policy.Using, x.Policy.Check)
		n.columns(x.Table, s, x.Policy.Using, x.Policy.Check)
	case *DropTrigger:
		n.trigger(x.Trigger)
	}
	return n
}

// needed is a set of things.
type needed map[thing]bool

func (n needed) typ(t model.Type) {
	if t.Schema != "" {
		n[thing{kind: typeThing, name: model.Name{Schema: t.Schema, Name: t.Name}}] = true
	}
}

func inDefault(schema, name string) model.Name {
	if schema == "" {
		schema = "public"
	}
	return model.Name{Schema: schema, Name: name}
}

func (n needed) exprs(exprs ...*expr.Expr) {
	for _, e := range exprs {
		for _, c := range e.Calls() {
			n[thing{kind: functionThing, name: inDefault(c.Schema, c.Name)}] = true
		}
		for _, r := range e.Relations() {
			n[thing{kind: relationThing, name: inDefault(r.Schema, r.Name)}] = true
		}
		for _, t := range e.Types() {
			n[thing{kind: typeThing, name: inDefault(t.Schema, t.Name)}] = true
		}
		for _, s := range e.Sequences() {
			n[thing{kind: sequenceThing, name: model.ParseName(s, "public")}] = true
		}
	}
}

// columns adds the columns of a table that expressions name.
func (n needed) columns(table model.Name, s *model.Schema, exprs ...*expr.Expr) {
	t := s.Tables.Get(table)
	if t == nil {
		return
	}
	for _, c := range t.Columns {
		if slices.ContainsFunc(exprs, func(e *expr.Expr) bool { return e.MentionsColumn(table.Name, c.Name) }) {
			n[thing{columnThing, table, c.Name}] = true
		}
	}
}

func (n needed) column(c *model.Column) {
	n.typ(c.Type)
	if c.Type.Schema != "" { // of a base type all of it
		n[thing{kind: typeThing, name: model.Name{Schema: c.Type.Schema, Name: c.Type.Name}, sub: "base"}] = true
	}
	n.exprs(c.Default, c.Generated)
}

func (n needed) constraint(table model.Name, k *model.Constraint) {
	n.exprs(k.Expr)
	for _, x := range k.Exclusions {
		n.exprs(x.Key.Expr)
	}
	for _, c := range k.Columns {
		n[thing{columnThing, table, c}] = true
	}
	if k.Kind == model.ForeignKey && k.RefTable != table {
		n[thing{kind: relationThing, name: k.RefTable}] = true
	}
	if k.Kind == model.ForeignKey && len(k.RefColumns) > 0 {
		n[thing{keyThing, k.RefTable, sorted(k.RefColumns)}] = true
	}
}

func (n needed) table(t *model.Table, constraints []*model.Constraint) {
	for _, c := range t.Columns {
		n.column(c)
	}
	for _, k := range constraints {
		if !k.Inherited {
			n.constraint(t.Name, k)
		}
	}
	for _, p := range t.Inherits {
		n[thing{kind: relationThing, name: p}] = true
	}
	if t.PartitionOf != nil {
		n[thing{kind: relationThing, name: t.PartitionOf.Parent}] = true
	}
	for _, c := range t.Columns { // its own are not what it rests on
		delete(n, thing{columnThing, t.Name, c.Name})
	}
	for own := range n {
		if own.kind == keyThing && own.name == t.Name {
			delete(n, own)
		}
	}
}

func (n needed) index(on model.Name, x *model.Index) {
	n.exprs(x.Where)
	for _, k := range x.Keys {
		n.exprs(k.Expr)
		if k.Column != "" {
			n[thing{columnThing, on, k.Column}] = true
		}
	}
}

func (n needed) domain(x *model.Domain) {
	n.typ(x.Base)
	n.exprs(x.Default)
	for _, k := range x.Constraints {
		n.exprs(k.Expr)
	}
}

func (n needed) composite(x *model.Composite) {
	for _, a := range x.Attributes {
		n.typ(a.Type)
	}
}

func (n needed) droppedType(name model.Name, s *model.Schema) {
	if x := s.Domains.Get(name); x != nil {
		n.domain(x)
	}
	if x := s.Composites.Get(name); x != nil {
		n.composite(x)
	}
}

// routine adds the types of a signature and, of SQL, what the body speaks of:
// PostgreSQL looks at it when the function is made.
func (n needed) routine(r *model.Routine) {
	n.typ(r.ReturnType)
	for _, a := range r.Args {
		n.typ(a.Type)
		n.exprs(a.Default)
	}
	statements := expr.Body(r.SQLBody)
	if r.Language == "sql" && r.SQLBody == "" {
		statements = expr.Script(r.Body)
	}
	n.exprs(statements...)
	for _, s := range statements {
		for _, r := range s.Touched() {
			n[thing{kind: relationThing, name: inDefault(r.Schema, r.Name)}] = true
		}
	}
	if r.Kind == model.Aggregate {
		for _, f := range expr.DefinitionNames(r.Definition) {
			n[thing{kind: functionThing, name: model.ParseName(f, "public")}] = true
		}
	}
	delete(n, thing{kind: functionThing, name: r.Name})
}

func (n needed) trigger(g *model.Trigger) {
	n[thing{kind: functionThing, name: g.Function}] = true
	n.exprs(g.When)
}
