package diff

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func (d *differ) namespaces() {
	for b, t := range model.Compare(d.from.Namespaces, d.target.Namespaces) {
		switch {
		case b == nil:
			d.add(&CreateNamespace{t})
			d.owner("SCHEMA "+ident.Quote(t.Name), "", t.Owner)
			d.comment("SCHEMA "+ident.Quote(t.Name), "", t.Comment)
			d.grants("SCHEMA "+ident.Quote(t.Name), t.Grants, d.from.DefaultGrants(model.SchemaKind, ""), nil)
		case t == nil:
			d.add(&DropNamespace{b})
		default:
			d.owner("SCHEMA "+ident.Quote(t.Name), b.Owner, t.Owner)
			d.comment("SCHEMA "+ident.Quote(t.Name), b.Comment, t.Comment)
			d.grants("SCHEMA "+ident.Quote(t.Name), t.Grants, b.Grants, nil)
		}
	}
	for b, t := range model.Compare(d.from.Extensions, d.target.Extensions) {
		switch {
		case b == nil && !t.External:
			d.add(&CreateExtension{t})
		case t == nil && !b.External:
			d.add(&DropExtension{b})
		case b != nil && t != nil && b.Schema != t.Schema && t.Schema != "" && b.Schema != "" && !t.External && !b.External:
			d.add(&SetExtension{b, t})
		}
	}
}

func (d *differ) sequences() {
	for b, t := range model.Compare(d.from.Sequences, d.target.Sequences) {
		switch {
		case t == nil && b.Identity:
		case b == nil && t.Identity:
			if made := d.madeWith(t); made.Definition() != t.Definition() {
				d.add(&AlterSequence{Before: made, After: t})
			}
		case b != nil && t != nil && t.Identity && !b.Identity: // see SetIdentity
		case b != nil && t != nil && b.Identity && !t.Identity:
			d.add(&CreateSequence{t})
			d.add(&AlterSequence{Before: &model.Sequence{Name: t.Name, Type: t.Type, Options: t.Options}, After: t, GoOn: t.OwnedBy.Column != ""})
		case b == nil:
			d.add(&CreateSequence{t})
			if t.OwnedBy.Column != "" {
				d.add(&AlterSequence{Before: &model.Sequence{Name: t.Name, Type: t.Type, Options: t.Options}, After: t})
			}
			if t.OwnedBy.Column == "" {
				d.owner("SEQUENCE "+t.Name.String(), "", t.Owner)
			}
			d.comment("SEQUENCE "+t.Name.String(), "", t.Comment)
			d.grants("SEQUENCE "+t.Name.String(), t.Grants, d.from.DefaultGrants(model.SequenceKind, t.Name.Schema), nil)
		case t == nil:
			if d.survives(b.OwnedBy) {
				d.add(&DropSequence{b})
			}
		default:
			if b.Definition() != t.Definition() || b.OwnedBy != t.OwnedBy {
				d.add(&AlterSequence{Before: b, After: t})
			}
			if b.OwnedBy.Column == "" && t.OwnedBy.Column == "" {
				d.owner("SEQUENCE "+t.Name.String(), b.Owner, t.Owner)
			}
			d.comment("SEQUENCE "+t.Name.String(), b.Comment, t.Comment)
			d.grants("SEQUENCE "+t.Name.String(), t.Grants, b.Grants, nil)
		}
	}
}

// madeWith is an identity's sequence as its column makes it.
func (d *differ) madeWith(q *model.Sequence) *model.Sequence {
	made := &model.Sequence{Name: q.Name, OwnedBy: q.OwnedBy, Type: q.Type, Options: q.Options}
	if t := d.target.Tables.Get(q.OwnedBy.Table); t != nil {
		if c := t.Column(q.OwnedBy.Column); c != nil && c.Identity != nil {
			made.Type, made.Options = c.Type.Name, c.Identity.Options
		}
	}
	return made
}

// survives tells whether a sequence does not go with the column that owns it.
func (d *differ) survives(owner model.ColumnRef) bool {
	if owner.Column == "" {
		return true
	}
	t := d.target.Tables.Get(owner.Table)
	return t != nil && t.Column(owner.Column) != nil
}

// routines compares functions and procedures, and aggregates, which are made
// of functions: they come after those and go before them.
func (d *differ) routines() {
	first := func(b, t *model.Routine) bool {
		if t == nil {
			return b.Kind == model.Aggregate
		}
		return t.Kind != model.Aggregate
	}
	for _, turn := range []bool{true, false} {
		for b, t := range model.Compare(d.from.Routines, d.target.Routines) {
			if first(b, t) == turn {
				d.routine(b, t)
			}
		}
	}
}

func (d *differ) routine(b, t *model.Routine) {
	switch {
	case b == nil:
		d.add(&CreateRoutine{Routine: t, ofTables: d.usesTables(t)})
		d.routineParts(d.newRoutine(t), t)
	case t == nil:
		d.add(&DropRoutine{Routine: b})
	default:
		if !d.target.SameRoutine(b, t) {
			c := &CreateRoutine{Routine: t, ofTables: d.usesTables(t)}
			if b.Returns != t.Returns || b.IdentityArguments() != t.IdentityArguments() || b.Kind != t.Kind {
				c.Replaces = b
				b = d.newRoutine(t)
			}
			d.add(c)
		}
		d.routineParts(b, t)
	}
}

// newRoutine is what a routine has besides its definition when it was made.
func (d *differ) newRoutine(t *model.Routine) *model.Routine {
	return &model.Routine{Grants: d.from.DefaultGrants(model.FunctionKind, t.Name.Schema)}
}

func (d *differ) routineParts(b, t *model.Routine) {
	on := string(t.Kind) + " " + t.Ref()
	d.owner(on, b.Owner, t.Owner)
	d.comment(on, b.Comment, t.Comment)
	execute := model.Grant{Role: "PUBLIC", Privileges: []string{"EXECUTE"}}
	switch {
	case closed(t.Grants) && !closed(b.Grants):
		d.add(&Revoke{On: on, Grant: execute})
	case closed(b.Grants) && !closed(t.Grants):
		d.add(&Grant{on, execute})
	}
	d.grants(on, t.Grants, b.Grants, nil)
}

// usesTables tells whether a routine's arguments or result are rows of
// tables, which then have to be there first.
func (d *differ) usesTables(r *model.Routine) bool {
	isTable := func(t model.Type) bool {
		n := model.Name{Schema: t.Schema, Name: t.Name}
		return t.Schema != "" && (d.target.Tables.Has(n) || d.target.Views.Has(n))
	}
	uses := isTable(r.ReturnType)
	for _, a := range r.Args {
		uses = uses || isTable(a.Type)
	}
	return uses || r.SQLBody != ""
}

func (d *differ) views() {
	var gone, made []*model.View
	replaced := map[model.Name]bool{}
	for b, t := range model.Compare(d.from.Views, d.target.Views) {
		switch {
		case b == nil:
			made = append(made, t)
		case t == nil:
			gone = append(gone, b)
		case !d.target.SameView(b, t):
			if b.Materialized || t.Materialized || !extends(b, t) || d.readsWhatGoes(b) {
				gone = append(gone, b)
			} else {
				replaced[t.Name] = true
			}
			made = append(made, t)
		default:
			d.viewParts(b, t)
		}
	}
	// A view that stays but reads one that is dropped is dropped with it.
	for _, v := range d.standing(gone) {
		gone = append(gone, v)
		made = append(made, d.target.Views.Get(v.Name))
	}
	for _, v := range slices.Backward(byReading(gone)) {
		d.add(&DropView{v, d.target.Views.Get(v.Name)})
	}
	for _, v := range byReading(made) {
		d.add(&CreateView{v, replaced[v.Name]})
		before := &model.View{Grants: d.from.DefaultGrants(model.TableKind, v.Name.Schema)}
		if replaced[v.Name] {
			before = d.from.Views.Get(v.Name)
		}
		d.viewParts(before, v)
	}
}

// readsWhatGoes tells whether a view reads a table or column that is dropped.
func (d *differ) readsWhatGoes(v *model.View) bool {
	for _, c := range d.changes {
		x, ok := c.(*DropColumn)
		if ok && reads(v, x.Table) && v.Query.MentionsColumn(x.Table.Name, x.Column.Name) {
			return true
		}
	}
	return slices.ContainsFunc(d.dropped, func(t *model.Table) bool { return reads(v, t.Name) })
}

func reads(v *model.View, n model.Name) bool {
	return slices.ContainsFunc(v.Query.Relations(), func(r expr.Relation) bool {
		return r.Name == n.Name && (r.Schema == n.Schema || r.Schema == "" && n.Schema == "public")
	})
}

// extends tells whether CREATE OR REPLACE VIEW can put t in the place of b:
// the columns of b stay, further ones follow.
func extends(b, t *model.View) bool {
	if len(b.Columns) == 0 || len(t.Columns) < len(b.Columns) {
		return false
	}
	for i, c := range b.Columns {
		if t.Columns[i].Name != c.Name || t.Columns[i].Type != c.Type || c.Type.Name == "" {
			return false
		}
	}
	return true
}

// standing lists the views, unchanged themselves, that read views which go.
func (d *differ) standing(gone []*model.View) []*model.View {
	var out []*model.View
	dropped := map[model.Name]bool{}
	for _, v := range gone {
		dropped[v.Name] = true
	}
	for again := true; again; {
		again = false
		for v := range d.from.Views.All() {
			if dropped[v.Name] || d.target.Views.Get(v.Name) == nil {
				continue
			}
			for _, r := range v.Query.Relations() {
				n := model.Name{Schema: r.Schema, Name: r.Name}
				if n.Schema == "" {
					n.Schema = "public"
				}
				if dropped[n] {
					dropped[v.Name], again = true, true
					out = append(out, v)
					break
				}
			}
		}
	}
	return out
}

// byReading orders views so that each comes after those that it reads.
func byReading(views []*model.View) []*model.View {
	var out []*model.View
	placed := map[model.Name]bool{}
	index := map[model.Name]*model.View{}
	for _, v := range views {
		index[v.Name] = v
	}
	var place func(v *model.View)
	place = func(v *model.View) {
		if placed[v.Name] {
			return
		}
		placed[v.Name] = true
		for _, r := range v.Query.Relations() {
			n := model.Name{Schema: r.Schema, Name: r.Name}
			if n.Schema == "" {
				n.Schema = "public"
			}
			if other := index[n]; other != nil {
				place(other)
			}
		}
		out = append(out, v)
	}
	for _, v := range views {
		place(v)
	}
	return out
}

func (d *differ) viewParts(b, t *model.View) {
	d.indexes(t.Name, b.Indexes, t.Indexes, true)
	d.triggers(t.Name, b.Triggers, t.Triggers)
	d.owner(t.What()+" "+t.Name.String(), b.Owner, t.Owner)
	d.comment(t.What()+" "+t.Name.String(), b.Comment, t.Comment)
	for _, c := range t.Columns {
		old, def := "", (*expr.Expr)(nil)
		for _, o := range b.Columns {
			if o.Name == c.Name {
				old, def = o.Comment, o.Default
			}
		}
		if !d.target.SameDefault(c.Type, def, c.Default) {
			d.add(&SetViewDefault{t.Name, c})
		}
		d.comment("COLUMN "+t.Name.String()+"."+ident.Quote(c.Name), old, c.Comment)
	}
	d.grants("TABLE "+t.Name.String(), t.Grants, b.Grants, nil)
}
