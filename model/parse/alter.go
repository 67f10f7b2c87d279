package parse

import (
	"errors"
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func (f *fold) alterTable(s *pg.AlterTableStmt) error {
	name := f.relationName(s.Relation)
	switch s.Objtype {
	case pg.ObjectType_OBJECT_INDEX:
		return f.alterIndex(name, s)
	case pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW:
		return f.alterView(name, s)
	case pg.ObjectType_OBJECT_TYPE:
		return f.alterComposite(s)
	}
	if f.b.View(name) != nil {
		return f.alterView(name, s)
	}
	if f.isIndex(name) {
		return nil // an owner, which is its table's
	}
	if f.b.Sequence(name) != nil || s.Objtype == pg.ObjectType_OBJECT_SEQUENCE {
		return absent(f.alterSequenceTable(name, s.Cmds), s.MissingOk)
	}
	if f.b.Table(name) == nil {
		if s.MissingOk {
			return nil
		}
		if !model.IsManagedSchema(name.Schema) {
			return &model.NotFoundError{What: "table", Name: name.String(), Near: f.nearTable(name)}
		}
		f.b.External(name)
	}
	f.only = !s.Relation.Inh
	if len(s.Cmds) > 1 {
		if err := f.allFit(f.b.Table(name), s.Cmds); err != nil {
			return err
		}
	}
	for _, n := range s.Cmds {
		switch err := f.alterCommand(name, n.GetAlterTableCmd()); {
		case errors.Is(err, errNotModelled):
			f.carryCommand(s, n.GetAlterTableCmd())
		case err != nil:
			return err
		}
	}
	return nil
}

// allFit looks, before any of several commands is folded, whether the columns
// that they name are there, or not yet: PostgreSQL does all of them or none.
// It runs drops first (tablecmds.c, the passes of ALTER TABLE).
func (f *fold) allFit(t *model.Table, commands []*pg.Node) error {
	if t.External {
		return nil
	}
	there := map[string]bool{}
	for _, c := range t.Columns {
		there[c.Name] = true
	}
	missing := func(name string) error {
		return &model.NotFoundError{What: "column", Name: ident.Quote(name), In: t.Name.String()}
	}
	for _, n := range commands {
		if c := n.GetAlterTableCmd(); c.Subtype == pg.AlterTableType_AT_DropColumn {
			if !there[c.Name] && !c.MissingOk {
				return missing(c.Name)
			}
			delete(there, c.Name)
		}
	}
	for _, n := range commands {
		if c := n.GetAlterTableCmd(); c.Subtype == pg.AlterTableType_AT_AddColumn {
			name := c.Def.GetColumnDef().GetColname()
			if there[name] && !c.MissingOk && !f.guarded {
				return &model.ExistsError{What: "column", Name: ident.Quote(name), In: t.Name.String()}
			}
			there[name] = true
		}
	}
	for _, n := range commands {
		switch c := n.GetAlterTableCmd(); c.Subtype {
		case pg.AlterTableType_AT_AlterColumnType, pg.AlterTableType_AT_ColumnDefault, pg.AlterTableType_AT_SetNotNull, pg.AlterTableType_AT_DropNotNull:
			if !there[c.Name] {
				return missing(c.Name)
			}
		}
	}
	return nil
}

// errNotModelled tells that a command is one to carry.
var errNotModelled = errors.New("not modelled")

func (f *fold) isIndex(n model.Name) bool { _, ok := f.b.IndexOwner(n); return ok }

func (f *fold) alterCommand(table model.Name, c *pg.AlterTableCmd) error {
	change := func(f2 func(*model.Column)) error { return f.b.ChangeColumn(table, c.Name, f2) }
	own := func(f2 func(*model.Table)) error {
		t, err := f.b.OwnTable(table)
		if err == nil {
			f2(t)
		}
		return err
	}
	switch c.Subtype {
	case pg.AlterTableType_AT_AddColumn:
		return f.addColumn(table, c)
	case pg.AlterTableType_AT_DropColumn:
		return f.dropColumn(table, c)
	case pg.AlterTableType_AT_AlterColumnType:
		return f.retype(table, c)
	case pg.AlterTableType_AT_ColumnDefault:
		return change(func(col *model.Column) { col.Default = f.columnDefault(col.Type, c.Def) })
	case pg.AlterTableType_AT_SetNotNull:
		return f.notNull(table, c.Name, true)
	case pg.AlterTableType_AT_DropNotNull:
		return f.notNull(table, c.Name, false)
	case pg.AlterTableType_AT_DropExpression:
		return change(func(col *model.Column) { col.Generated = nil })
	case pg.AlterTableType_AT_SetStorage:
		return change(func(col *model.Column) { col.Storage = storage(col.Type, c.Def.GetString_().GetSval()) })
	case pg.AlterTableType_AT_SetCompression:
		return change(func(col *model.Column) { col.Compression = compression(c.Def.GetString_().GetSval()) })
	case pg.AlterTableType_AT_SetStatistics:
		return change(func(col *model.Column) { col.Statistics = statistics(c.Def) })
	case pg.AlterTableType_AT_SetOptions:
		return change(func(col *model.Column) { col.Options = mergeOptions(col.Options, options(c.Def.GetList().GetItems())) })
	case pg.AlterTableType_AT_ResetOptions:
		return change(func(col *model.Column) {
			col.Options = withoutOptions(col.Options, options(c.Def.GetList().GetItems()))
		})
	case pg.AlterTableType_AT_GenericOptions:
		return own(func(t *model.Table) { t.Options = changedOptions(t.Options, c.Def.GetList().GetItems()) })
	case pg.AlterTableType_AT_AlterColumnGenericOptions:
		return change(func(col *model.Column) {
			col.ForeignOptions = changedOptions(col.ForeignOptions, c.Def.GetList().GetItems())
		})
	case pg.AlterTableType_AT_AddIdentity, pg.AlterTableType_AT_SetIdentity, pg.AlterTableType_AT_DropIdentity:
		return f.alterIdentity(table, c)
	case pg.AlterTableType_AT_AddConstraint:
		return f.alterAddConstraint(table, c.Def.GetConstraint())
	case pg.AlterTableType_AT_DropConstraint:
		return absent(f.dropConstraint(table, c.Name), c.MissingOk)
	case pg.AlterTableType_AT_ValidateConstraint:
		return f.b.ChangeConstraint(table, c.Name, func(k *model.Constraint) { k.NotValid = false })
	case pg.AlterTableType_AT_AlterConstraint:
		return f.b.ChangeConstraint(table, c.Def.GetConstraint().GetConname(), func(k *model.Constraint) {
			k.Deferrable, k.InitiallyDeferred = c.Def.GetConstraint().GetDeferrable(), c.Def.GetConstraint().GetInitdeferred()
		})
	case pg.AlterTableType_AT_EnableRowSecurity:
		return own(func(t *model.Table) { t.RowSecurity = true })
	case pg.AlterTableType_AT_DisableRowSecurity:
		return own(func(t *model.Table) { t.RowSecurity = false })
	case pg.AlterTableType_AT_ForceRowSecurity:
		return own(func(t *model.Table) { t.ForceRowSecurity = true })
	case pg.AlterTableType_AT_NoForceRowSecurity:
		return own(func(t *model.Table) { t.ForceRowSecurity = false })
	case pg.AlterTableType_AT_SetLogged:
		return own(func(t *model.Table) { t.Unlogged = false })
	case pg.AlterTableType_AT_SetUnLogged:
		return own(func(t *model.Table) { t.Unlogged = true })
	case pg.AlterTableType_AT_SetRelOptions:
		return own(func(t *model.Table) { t.Options = mergeOptions(t.Options, options(c.Def.GetList().GetItems())) })
	case pg.AlterTableType_AT_ResetRelOptions:
		return own(func(t *model.Table) { t.Options = withoutOptions(t.Options, options(c.Def.GetList().GetItems())) })
	case pg.AlterTableType_AT_SetTableSpace:
		return own(func(t *model.Table) { t.Tablespace = tablespace(c.Name) })
	case pg.AlterTableType_AT_ReplicaIdentity:
		return own(func(t *model.Table) { t.ReplicaIdentity = replicaIdentity(c.Def.GetReplicaIdentityStmt()) })
	case pg.AlterTableType_AT_AttachPartition, pg.AlterTableType_AT_DetachPartition:
		return f.partitionCommand(table, c)
	case pg.AlterTableType_AT_AddInherit:
		return f.b.Inherit(table, f.relationName(c.Def.GetRangeVar()))
	case pg.AlterTableType_AT_DropInherit:
		parent := f.relationName(c.Def.GetRangeVar())
		return own(func(t *model.Table) { t.Inherits = withoutName(t.Inherits, parent) })
	case pg.AlterTableType_AT_EnableTrig, pg.AlterTableType_AT_EnableAlwaysTrig, pg.AlterTableType_AT_EnableReplicaTrig,
		pg.AlterTableType_AT_DisableTrig:
		return f.b.ChangeTrigger(table, c.Name, func(g *model.Trigger) { g.Enabled = triggerState(c.Subtype) })
	case pg.AlterTableType_AT_ClusterOn, pg.AlterTableType_AT_DropCluster:
		f.clusterOn(table, c.Name)
		return nil
	case pg.AlterTableType_AT_EnableRule, pg.AlterTableType_AT_EnableAlwaysRule, pg.AlterTableType_AT_EnableReplicaRule,
		pg.AlterTableType_AT_DisableRule:
		return f.ruleState(table, c)
	case pg.AlterTableType_AT_EnableTrigAll, pg.AlterTableType_AT_DisableTrigAll,
		pg.AlterTableType_AT_EnableTrigUser, pg.AlterTableType_AT_DisableTrigUser:
		return own(func(t *model.Table) {
			for i, g := range t.Triggers {
				n := *g
				n.Enabled = triggerState(c.Subtype)
				t.Triggers[i] = &n
			}
		})
	case pg.AlterTableType_AT_ChangeOwner:
		return f.setRelationOwner(table, c.Newowner)
	}
	return errNotModelled
}

func triggerState(t pg.AlterTableType) string {
	switch t {
	case pg.AlterTableType_AT_DisableTrig, pg.AlterTableType_AT_DisableTrigAll, pg.AlterTableType_AT_DisableTrigUser:
		return "DISABLE"
	case pg.AlterTableType_AT_EnableAlwaysTrig:
		return "ENABLE ALWAYS"
	case pg.AlterTableType_AT_EnableReplicaTrig:
		return "ENABLE REPLICA"
	}
	return ""
}

func replicaIdentity(s *pg.ReplicaIdentityStmt) string {
	switch s.GetIdentityType() {
	case "f":
		return "FULL"
	case "n":
		return "NOTHING"
	case "i":
		return "USING INDEX " + ident.Quote(s.Name)
	}
	return ""
}

func mergeOptions(old, set []string) []string {
	return append(withoutOptions(old, set), set...)
}

func withoutOptions(old, gone []string) []string {
	var out []string
	for _, o := range old {
		name, _, _ := strings.Cut(o, "=")
		keep := true
		for _, g := range gone {
			if n, _, _ := strings.Cut(g, "="); n == name {
				keep = false
			}
		}
		if keep {
			out = append(out, o)
		}
	}
	return out
}

func withoutName(names []model.Name, gone model.Name) []model.Name {
	var out []model.Name
	for _, n := range names {
		if n != gone {
			out = append(out, n)
		}
	}
	return out
}

func (f *fold) addColumn(table model.Name, c *pg.AlterTableCmd) error {
	d := c.Def.GetColumnDef()
	if t := f.b.Table(table); t.Column(d.Colname) != nil && (c.MissingOk || f.guarded) {
		return nil
	}
	col, constraints, seq := f.columnDef(table, d)
	if err := f.b.AddColumn(table, col); err != nil {
		return err
	}
	if seq != nil {
		if err := f.b.CreateSequence(seq); err != nil {
			return err
		}
	}
	for _, k := range constraints {
		if err := f.addConstraint(table, k); err != nil {
			return err
		}
	}
	return nil
}

// dropColumn lets go of what PostgreSQL takes along; what it would refuse
// without CASCADE is reported, and taken along too, so that the rest fits.
func (f *fold) dropColumn(table model.Name, c *pg.AlterTableCmd) error {
	if t := f.b.Table(table); t.Column(c.Name) == nil && c.MissingOk {
		return nil
	}
	if c.Behavior == pg.DropBehavior_DROP_CASCADE {
		return f.b.CascadeColumn(table, c.Name)
	}
	return f.b.DropColumn(table, c.Name)
}

func (f *fold) retype(table model.Name, c *pg.AlterTableCmd) error {
	d := c.Def.GetColumnDef()
	typ := f.resolveType(d.TypeName)
	err := f.b.ChangeColumn(table, c.Name, func(col *model.Column) {
		col.Default = keptDefault(col, typ)
		col.Type, col.Collation = typ, ""
		if d.CollClause != nil {
			col.Collation = qualifiedSQL(expr.Names(d.CollClause.Collname))
		}
	})
	if err != nil {
		return err
	}
	for _, child := range f.b.Children(table) {
		if f.b.Table(child).Column(c.Name) != nil {
			if err := f.retype(child, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// keptDefault is the default of a column whose type changes. A literal stays
// of the type that it was read as, which for times makes a difference.
func keptDefault(c *model.Column, to model.Type) *expr.Expr {
	times := func(t model.Type) bool {
		return t.Is("date", "timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone")
	}
	text, ok := c.Default.Literal()
	if !ok || !times(c.Type) || !times(to) || c.Type.Name == to.Name {
		return c.Default
	}
	cast, err := expr.Parse(ident.Literal(text) + "::" + c.Type.String())
	if err != nil {
		return c.Default
	}
	return cast
}

func (f *fold) notNull(table model.Name, column string, on bool) error {
	if err := f.b.ChangeColumn(table, column, func(c *model.Column) { c.NotNull = on }); err != nil {
		return err
	}
	for _, child := range f.b.Children(table) {
		if f.b.Table(child).Column(column) != nil {
			if err := f.notNull(child, column, on); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *fold) alterIdentity(table model.Name, c *pg.AlterTableCmd) error {
	t := f.b.Table(table)
	col := t.Column(c.Name)
	if col == nil {
		return &model.NotFoundError{What: "column", Name: ident.Quote(c.Name), In: table.String()}
	}
	switch c.Subtype {
	case pg.AlterTableType_AT_AddIdentity:
		k := c.Def.GetConstraint()
		own := *col
		seq := f.identitySequence(table, &own, k.Options)
		if err := f.b.CreateSequence(seq); err != nil {
			return err
		}
		return f.b.ChangeColumn(table, c.Name, func(col *model.Column) {
			col.Identity = &model.Identity{Always: k.GeneratedWhen == "a", Options: sequenceOptions(k.Options)}
		})
	case pg.AlterTableType_AT_DropIdentity:
		if col.Identity == nil {
			if c.MissingOk {
				return nil
			}
			return fmt.Errorf("column %s of %s is not an identity column", ident.Quote(c.Name), table)
		}
		if s := f.identityOf(table, c.Name); s != nil {
			if err := f.b.DropSequence(s.Name); err != nil {
				return err
			}
		}
		return f.b.ChangeColumn(table, c.Name, func(col *model.Column) { col.Identity = nil })
	}
	return f.b.ChangeColumn(table, c.Name, func(col *model.Column) {
		if col.Identity == nil {
			return
		}
		id := *col.Identity
		opts := c.Def.GetList().GetItems()
		if d := option(opts, "generated"); d != nil {
			id.Always = defValue(d) == "a" || d.Arg.GetInteger().GetIval() == 'a'
		}
		id.Options = mergeSequence(id.Options, opts)
		col.Identity = &id
	})
}

func (f *fold) identityOf(table model.Name, column string) *model.Sequence {
	return f.b.SequenceOf(model.ColumnRef{Table: table, Column: column})
}

func (f *fold) alterAddConstraint(table model.Name, k *pg.Constraint) error {
	if k.Contype == pg.ConstrType_CONSTR_CHECK || k.Contype == pg.ConstrType_CONSTR_FOREIGN {
		return f.addConstraint(table, k)
	}
	if err := f.addConstraint(table, k); err != nil {
		return err
	}
	return f.constraintPartitions(table)
}

func (f *fold) dropConstraint(table model.Name, name string) error {
	if err := f.b.DropConstraint(table, name); err != nil {
		return err
	}
	for _, child := range f.b.Children(table) {
		if c := f.b.Table(child).Constraint(name); c != nil && c.Inherited {
			if err := f.dropConstraint(child, name); err != nil {
				return err
			}
		}
	}
	return nil
}
