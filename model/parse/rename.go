package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

func (f *fold) rename(s *pg.RenameStmt) error {
	return absent(f.renameObject(s), s.MissingOk)
}

func (f *fold) renameObject(s *pg.RenameStmt) error {
	rel := f.relationName(s.Relation)
	to := model.Name{Schema: rel.Schema, Name: s.Newname}
	names := listNames(s.Object)
	switch s.RenameType {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW,
		pg.ObjectType_OBJECT_SEQUENCE, pg.ObjectType_OBJECT_INDEX, pg.ObjectType_OBJECT_FOREIGN_TABLE:
		return f.renameRelation(rel, to) // ALTER TABLE renames whatever has the name
	case pg.ObjectType_OBJECT_COLUMN:
		if v := f.b.View(rel); v != nil {
			return f.renameViewColumn(rel, s.Subname, s.Newname)
		}
		return f.b.RenameColumn(rel, s.Subname, s.Newname)
	case pg.ObjectType_OBJECT_TABCONSTRAINT:
		return f.b.RenameConstraint(rel, s.Subname, s.Newname)
	case pg.ObjectType_OBJECT_TRIGGER:
		return f.b.ChangeTrigger(rel, s.Subname, func(g *model.Trigger) { g.Name = s.Newname })
	case pg.ObjectType_OBJECT_POLICY:
		return f.b.ChangePolicy(rel, s.Subname, func(p *model.Policy) { p.Name = s.Newname })
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		from := f.typeName(names)
		return f.b.RenameType(from, model.Name{Schema: from.Schema, Name: s.Newname})
	case pg.ObjectType_OBJECT_ATTRIBUTE:
		return f.renameAttribute(rel, s.Subname, s.Newname)
	case pg.ObjectType_OBJECT_DOMCONSTRAINT:
		return f.renameDomainConstraint(f.typeName(names), s.Subname, s.Newname)
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE, pg.ObjectType_OBJECT_AGGREGATE:
		r, err := f.findRoutine(s.Object.GetObjectWithArgs())
		if err != nil {
			return err
		}
		return f.b.RenameRoutine(r.Key(), model.Name{Schema: r.Name.Schema, Name: s.Newname})
	case pg.ObjectType_OBJECT_SCHEMA:
		return f.renameSchema(s.Subname, s.Newname)
	case pg.ObjectType_OBJECT_PUBLICATION:
		return f.b.RenamePublication(s.Object.GetString_().GetSval(), s.Newname)
	case pg.ObjectType_OBJECT_ROLE:
		return nil
	}
	if s.RenameType == pg.ObjectType_OBJECT_RULE {
		return f.renameRule(rel, s.Subname, s.Newname)
	}
	if t, ok := f.thing(s.RenameType, s.Object); ok {
		return f.renameThing(t, s.Newname, "")
	}
	f.carry("ALTER ... RENAME", "pgdraft does not model "+objectWords(s.RenameType))
	return nil
}

func objectWords(t pg.ObjectType) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(t.String(), "OBJECT_"), "_", " "))
}

func (f *fold) renameRelation(from, to model.Name) error {
	switch {
	case f.b.Table(from) != nil:
		return f.b.RenameTable(from, to)
	case f.b.View(from) != nil:
		return f.b.RenameView(from, to)
	case f.b.Sequence(from) != nil:
		return f.b.RenameSequence(from, to)
	case f.isIndex(from):
		return f.b.RenameIndex(from, to.Name)
	}
	return &model.NotFoundError{What: "table", Name: from.String(), Near: f.nearTable(from)}
}

func (f *fold) renameViewColumn(view model.Name, from, to string) error {
	v, err := f.b.OwnView(view)
	if err != nil {
		return err
	}
	for i, c := range v.Columns {
		if c.Name == from {
			n := *c
			n.Name = to
			v.Columns[i] = &n
		}
	}
	v.Aliases = nil
	for _, c := range v.Columns {
		v.Aliases = append(v.Aliases, c.Name)
	}
	return nil
}

func (f *fold) renameSchema(from, to string) error {
	ns := f.b.Namespace(from)
	if ns == nil {
		return &model.NotFoundError{What: "schema", Name: from}
	}
	moved := *ns
	moved.Name = to
	if err := f.b.CreateNamespace(&moved); err != nil {
		return err
	}
	if err := f.b.MoveAll(from, to); err != nil {
		return err
	}
	return f.b.DropNamespace(from)
}

func (f *fold) setSchema(s *pg.AlterObjectSchemaStmt) error {
	return absent(f.moveToSchema(s), s.MissingOk)
}

func (f *fold) moveToSchema(s *pg.AlterObjectSchemaStmt) error {
	switch s.ObjectType {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW,
		pg.ObjectType_OBJECT_SEQUENCE, pg.ObjectType_OBJECT_FOREIGN_TABLE:
		from := f.relationName(s.Relation)
		if from.Schema == s.Newschema && !f.b.FreeName(from) {
			return nil // it is there already, which PostgreSQL does not mind
		}
		return f.renameRelation(from, model.Name{Schema: s.Newschema, Name: from.Name})
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		from := f.typeName(listNames(s.Object))
		if from.Schema == s.Newschema && f.b.HasType(from) {
			return nil
		}
		return f.b.RenameType(from, model.Name{Schema: s.Newschema, Name: from.Name})
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE, pg.ObjectType_OBJECT_AGGREGATE:
		r, err := f.findRoutine(s.Object.GetObjectWithArgs())
		if err != nil {
			return err
		}
		if r.Name.Schema == s.Newschema {
			return nil
		}
		return f.b.RenameRoutine(r.Key(), model.Name{Schema: s.Newschema, Name: r.Name.Name})
	case pg.ObjectType_OBJECT_EXTENSION:
		x, err := f.b.OwnExtension(s.Object.GetString_().GetSval())
		if err == nil {
			x.Schema = s.Newschema
		}
		return err
	}
	if t, ok := f.thing(s.ObjectType, s.Object); ok {
		return f.renameThing(t, "", s.Newschema)
	}
	f.carry("ALTER ... SET SCHEMA", "pgdraft does not model "+objectWords(s.ObjectType))
	return nil
}

// drop reads DROP of one or more objects of a kind.
func (f *fold) drop(s *pg.DropStmt) error {
	for _, n := range s.Objects {
		if err := absent(f.dropObject(s, n), s.MissingOk); err != nil {
			return err
		}
	}
	return nil
}

func (f *fold) dropObject(s *pg.DropStmt, n *pg.Node) error {
	names := listNames(n)
	schema, name := qualified(names)
	on := func() model.Name { // the table of "table.trigger"
		s, t := qualified(names[:len(names)-1])
		return f.find(s, t, func(n model.Name) bool { return !f.b.FreeName(n) })
	}
	rel := f.find(schema, name, func(n model.Name) bool { return !f.b.FreeName(n) })
	switch s.RemoveType {
	case pg.ObjectType_OBJECT_TABLE, pg.ObjectType_OBJECT_FOREIGN_TABLE:
		return f.dropTable(rel, s.Behavior)
	case pg.ObjectType_OBJECT_VIEW, pg.ObjectType_OBJECT_MATVIEW:
		return f.dropView(rel, s.Behavior)
	case pg.ObjectType_OBJECT_SEQUENCE:
		if s.Behavior == pg.DropBehavior_DROP_CASCADE {
			return f.b.CascadeSequence(rel)
		}
		return f.b.DropSequence(rel)
	case pg.ObjectType_OBJECT_INDEX:
		return f.b.DropIndex(rel)
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		return f.dropType(f.typeName(names), s.Behavior)
	case pg.ObjectType_OBJECT_SCHEMA:
		if s.Behavior == pg.DropBehavior_DROP_CASCADE {
			return f.b.CascadeNamespace(name)
		}
		return f.b.DropNamespace(name)
	case pg.ObjectType_OBJECT_EXTENSION:
		return f.b.DropExtension(name)
	case pg.ObjectType_OBJECT_POLICY:
		return f.b.DropPolicy(on(), name)
	case pg.ObjectType_OBJECT_TRIGGER:
		return f.b.DropTrigger(on(), name)
	case pg.ObjectType_OBJECT_PUBLICATION:
		return f.b.DropPublication(name)
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE, pg.ObjectType_OBJECT_AGGREGATE:
		r, err := f.findRoutine(n.GetObjectWithArgs())
		if err != nil {
			return err
		}
		return f.dropRoutine(r, s.Behavior)
	}
	if s.RemoveType == pg.ObjectType_OBJECT_FOREIGN_SERVER && s.Behavior == pg.DropBehavior_DROP_CASCADE {
		if err := f.dropForeignTables(name); err != nil {
			return err
		}
	}
	return f.dropThing(s.RemoveType, n, s.MissingOk)
}

// dropForeignTables drops the tables of a server.
func (f *fold) dropForeignTables(server string) error {
	for _, t := range f.b.Tables() {
		if t.Server == server {
			if err := absent(f.b.CascadeTable(t.Name), true); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *fold) dropTable(n model.Name, behaviour pg.DropBehavior) error {
	if behaviour == pg.DropBehavior_DROP_CASCADE {
		return f.b.CascadeTable(n)
	}
	f.warnReaders(n)
	return f.b.DropTable(n)
}

// warnReaders reports the views that read what is dropped without CASCADE.
func (f *fold) warnReaders(n model.Name) {
	for _, v := range f.b.Views() {
		if reads(v.Query, n) {
			f.report(Warning, "view "+v.Name.String()+" reads "+n.String()+", which is dropped here without CASCADE",
				"PostgreSQL refuses this statement.")
		}
	}
}

func reads(q *expr.Expr, n model.Name) bool {
	for _, r := range q.Relations() {
		if r.Name == n.Name && (r.Schema == n.Schema || r.Schema == "" && n.Schema == "public") {
			return true
		}
	}
	return false
}

func (f *fold) dropView(n model.Name, behaviour pg.DropBehavior) error {
	if behaviour == pg.DropBehavior_DROP_CASCADE {
		return f.b.CascadeView(n)
	}
	f.warnReaders(n)
	return f.b.DropView(n)
}

func (f *fold) dropType(n model.Name, behaviour pg.DropBehavior) error {
	if behaviour == pg.DropBehavior_DROP_CASCADE {
		return f.b.CascadeType(n)
	}
	return f.b.DropType(n)
}

func (f *fold) dropRoutine(r *model.Routine, behaviour pg.DropBehavior) error {
	if behaviour == pg.DropBehavior_DROP_CASCADE {
		return f.b.CascadeRoutine(r.Key())
	}
	return f.b.DropRoutine(r.Key())
}
